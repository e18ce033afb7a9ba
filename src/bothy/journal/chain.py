"""The chain: the bytes of an entry as they are hashed, and the digest that ties it to the last.

The format is written down in docs/journal-format.md, so that an inspector can write their own
verifier. It never changes: another format gets another domain tag.
"""

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from bothy.journal.entry import Draft, Entry, Head

DOMAIN_TAG = b"bothy-entry-1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FIXED = struct.Struct(">13s16sQ16sI16sqq")
_LENGTH = struct.Struct(">I")
_NONE = b"\x00"
_SOME = b"\x01"


def micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z. TypeError when `moment` is not aware."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(microseconds: int) -> datetime:
    """The aware UTC time at so many microseconds after the epoch."""
    return EPOCH + timedelta(microseconds=microseconds)


def frame(facility: UUID, number: int, content: Draft | Entry, recorded_at: datetime) -> bytes:
    """The whole envelope, body included, as bytes: equal frames mean equal entries.

    `content` gives everything but the facility, the number and when it was recorded.
    ValueError when a field does not fit (a version or number below 0, times out of range).
    """
    kind = content.kind.encode()
    signature = content.signature
    try:
        return b"".join(
            (
                _FIXED.pack(
                    DOMAIN_TAG,
                    facility.bytes,
                    number,
                    content.id.bytes,
                    content.version,
                    content.subject.bytes,
                    micros(content.happened_at),
                    micros(recorded_at),
                ),
                _NONE if content.staff is None else _SOME + content.staff.bytes,
                _NONE if content.device is None else _SOME + content.device.bytes,
                _NONE if signature is None else _SOME + _LENGTH.pack(len(signature)) + signature,
                _LENGTH.pack(len(kind)),
                kind,
                _LENGTH.pack(len(content.body)),
                content.body,
            )
        )
    except struct.error as fault:
        raise ValueError(f"entry {number} does not fit the journal's format: {fault}") from fault


def digest_after(previous: bytes, framed: bytes) -> bytes:
    """SHA-256(previous digest ‖ frame), 32 bytes."""
    return sha256(previous + framed).digest()


def seal(head: Head, facility: UUID, draft: Draft, recorded_at: datetime) -> Entry:
    """The draft as the entry that follows `head`: it gets the next number and its digest."""
    number = head.number + 1
    digest = digest_after(head.digest, frame(facility, number, draft, recorded_at))
    return Entry(
        facility,
        number,
        draft.id,
        draft.kind,
        draft.version,
        draft.subject,
        draft.body,
        draft.happened_at,
        recorded_at,
        draft.staff,
        draft.device,
        draft.signature,
        digest,
    )


def head_after(entry: Entry) -> Head:
    """The head of a journal that ends with this entry."""
    return Head(entry.number, entry.digest)


def follows(head: Head, entry: Entry) -> bool:
    """Whether the entry is the true successor of `head`: number and digest both fit."""
    return entry.number == head.number + 1 and entry.digest == digest_after(
        head.digest, frame(entry.facility, entry.number, entry, entry.recorded_at)
    )
