"""Entries, receipts and checkpoints as column values: ids as 16 bytes, times as microseconds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bothy.journal.chain import follows, head_after, micros, moment
from bothy.journal.entry import DIGEST_BYTES, Entry, Head
from bothy.journal.errors import AppendRefused, CorruptJournal
from bothy.journal.store import Checkpoint, Damaged, Receipt

ENTRY_COLUMNS = (
    "facility, number, id, kind, version, subject, happened_at, recorded_at, "
    "staff, device, signature, digest, body"
)
RECEIPT_COLUMNS = "command, digest, first, count, recorded_at, answer"
CHECKPOINT_COLUMNS = "facility, number, digest, at, key_id, signature"

Row = Sequence[Any]


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """The entry in the order of ENTRY_COLUMNS."""
    staff, device = entry.staff, entry.device
    return (
        entry.facility.bytes,
        entry.number,
        entry.id.bytes,
        entry.kind,
        entry.version,
        entry.subject.bytes,
        micros(entry.happened_at),
        micros(entry.recorded_at),
        None if staff is None else staff.bytes,
        None if device is None else device.bytes,
        entry.signature,
        entry.digest,
        entry.body,
    )


def entry_of(row: Row) -> Entry | Damaged:
    """The entry of a row in the order of ENTRY_COLUMNS, or what is wrong with the row."""
    (facility, number, id, kind, version, subject, happened, recorded, *rest) = row
    staff, device, signature, digest, body = rest
    try:
        if not (isinstance(kind, str) and isinstance(version, int) and isinstance(body, bytes)):
            raise TypeError("kind, version or body is of another type")
        if not (isinstance(digest, bytes) and len(digest) == DIGEST_BYTES):
            raise ValueError("the digest is not 32 bytes")
        if not (signature is None or isinstance(signature, bytes)):
            raise TypeError("the signature is not bytes")
        return Entry(
            UUID(bytes=facility),
            number,
            UUID(bytes=id),
            kind,
            version,
            UUID(bytes=subject),
            body,
            moment(happened),
            moment(recorded),
            None if staff is None else UUID(bytes=staff),
            None if device is None else UUID(bytes=device),
            signature,
            digest,
        )
    except (TypeError, ValueError, OverflowError, AssertionError) as fault:
        return Damaged(number, str(fault))


def sound(row: Entry | Damaged) -> Entry:
    """The entry, or `CorruptJournal` when the row cannot be one."""
    if isinstance(row, Damaged):
        raise CorruptJournal(
            f"Entry {row.number} of the journal cannot be read ({row.reason}). "
            "Run `bothy journal verify` and restore the journal from a backup."
        )
    return row


def receipt_row(receipt: Receipt) -> tuple[Any, ...]:
    """The receipt in the order of RECEIPT_COLUMNS."""
    return (
        receipt.command.bytes,
        receipt.digest,
        receipt.first,
        receipt.count,
        micros(receipt.recorded_at),
        receipt.answer,
    )


def receipt_of(row: Row) -> Receipt:
    """The receipt of a row in the order of RECEIPT_COLUMNS; `CorruptJournal` if it is none."""
    command, digest, first, count, recorded, answer = row
    try:
        return Receipt(UUID(bytes=command), digest, answer, first, count, moment(recorded))
    except (TypeError, ValueError, OverflowError, AssertionError) as fault:
        raise CorruptJournal(
            f"A receipt of the journal cannot be read ({fault}). "
            "Run `bothy journal verify` and restore the journal from a backup."
        ) from fault


def checkpoint_row(checkpoint: Checkpoint) -> tuple[Any, ...]:
    """The checkpoint in the order of CHECKPOINT_COLUMNS."""
    return (
        checkpoint.facility.bytes,
        checkpoint.number,
        checkpoint.digest,
        micros(checkpoint.at),
        checkpoint.key_id,
        checkpoint.signature,
    )


def checkpoint_of(row: Row) -> Checkpoint:
    """The checkpoint of a row in the order of CHECKPOINT_COLUMNS; `CorruptJournal` if none."""
    facility, number, digest, at, key_id, signature = row
    try:
        return Checkpoint(UUID(bytes=facility), number, digest, moment(at), key_id, signature)
    except (TypeError, ValueError, OverflowError, AssertionError) as fault:
        raise CorruptJournal(
            f"A checkpoint kept beside the journal cannot be read ({fault}). "
            "Run `bothy journal verify` and restore the journal from a backup."
        ) from fault


def head_through(head: Head, facility: UUID, entries: Sequence[Entry]) -> Head:
    """The head after these entries; `AppendRefused` when one does not follow the one before.

    The database checks numbers and ids; that the digests chain is checked here, because a broken
    chain cannot be taken back once it is written.
    """
    for entry in entries:
        if entry.facility != facility:
            raise AppendRefused(
                f"Entry {entry.number} belongs to facility {entry.facility}, this is the journal "
                f"of {facility}. Nothing was written."
            )
        if not follows(head, entry):
            raise AppendRefused(
                f"Entry {entry.number} does not follow entry {head.number}, the head of the "
                "journal. Nothing was written; decide the batch again on the present head."
            )
        head = head_after(entry)
    return head
