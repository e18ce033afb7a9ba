"""The journal in an export of everything: entries, receipts and checkpoints as JSON lines, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bothy.journal.chain import follows, head_after
from bothy.journal.checkpoint import from_json, to_json
from bothy.journal.entry import GENESIS, Entry, Head
from bothy.journal.errors import JournalError
from bothy.journal.export import read_json_lines, write_json_lines
from bothy.journal.store import Receipt, Store
from bothy.server.portable.manifest import (
    CHECKPOINTS,
    ENTRIES,
    RECEIPTS,
    Manifest,
    PortableTrouble,
    Tell,
)

_BATCH = 2000


class ReceiptLine(msgspec.Struct, frozen=True):
    """The answer to a command. `digest` is hex, `answer_base64` the bytes as they were sent (JSON)."""

    command: UUID
    digest: str
    answer_base64: str
    first: int
    count: int
    recorded_at: datetime


def write(reader: Any, folder: Path, tell: Tell) -> tuple[Head, int, int]:
    """Write the journal up to its present head. Where it ends, how many receipts, how many checkpoints."""
    (folder / "journal").mkdir(mode=0o700)
    with (folder / ENTRIES).open("wb") as file:
        write_json_lines(reader, file, lambda done, whole: tell(done, whole, "Writing the journal"))
    head = check_entries(folder, None, tell)
    encoder, receipts = msgspec.json.Encoder(), 0
    with (folder / RECEIPTS).open("wb") as file:
        for one in _receipts(reader, head.number):
            answer = b64encode(one.answer).decode()
            line = ReceiptLine(
                one.command, one.digest.hex(), answer, one.first, one.count, one.recorded_at
            )
            file.write(encoder.encode(line) + b"\n")
            receipts += 1
    kept = [one for one in reader.checkpoints() if one.number <= head.number]
    (folder / CHECKPOINTS).write_bytes(b"".join(to_json(one) + b"\n" for one in kept))
    return head, receipts, len(kept)


def _receipts(reader: Any, upto: int) -> Iterator[Receipt]:
    yield from (one for one in reader.receipts_in_order() if one.first + one.count - 1 <= upto)
    yield from reader.refusals()


def entries(folder: Path) -> Iterator[Entry]:
    """The entries of an export, each the true successor of the one before. `PortableTrouble` names the line."""
    head = GENESIS
    with (folder / ENTRIES).open("rb") as file:
        try:
            for line, entry in enumerate(read_json_lines(file), 1):
                if not follows(head, entry):
                    raise PortableTrouble(
                        f"{ENTRIES}, line {line}: entry {entry.number:,} does not follow from the one before. It was "
                        "changed, or one is missing. Nothing was made; use another export."
                    )
                head = head_after(entry)
                yield entry
        except ValueError as fault:
            raise PortableTrouble(f"{ENTRIES}: {fault} Nothing was made; use another export.") from fault


def check_entries(folder: Path, told: Manifest | None, tell: Tell) -> Head:
    """Walk the chain as it lies there. `PortableTrouble` where it does not hold, or ends elsewhere than was said."""
    head, whole = GENESIS, 0 if told is None else told.number
    for entry in entries(folder):
        head = head_after(entry)
        if head.number % _BATCH == 0:
            tell(head.number, max(whole, head.number), "Walking the chain")
        if told is not None and entry.facility != told.facility:
            raise PortableTrouble(
                f"{ENTRIES}, line {entry.number}, is of facility {entry.facility}, not {told.facility}."
            )
    if told is not None and (head.number, head.digest.hex()) != (told.number, told.digest):
        raise PortableTrouble(
            f"{ENTRIES} ends at entry {head.number:,}, but the manifest says {told.number:,}. Use another export."
        )
    return head


def fill(store: Store, folder: Path, told: Manifest, tell: Tell) -> None:
    """Write the journal of an export into an empty one, entry by entry as it is."""
    for part in _parts(entries(folder)):
        with store.begin() as batch:
            batch.append(part)
        tell(part[-1].number, told.number, "Writing the journal")
    for answers in _parts(_lines(folder / RECEIPTS)):
        with store.begin() as batch:
            batch.append((), answers)
    with (folder / CHECKPOINTS).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                store.add_checkpoint(from_json(line))
            except ValueError as fault:
                raise PortableTrouble(f"{CHECKPOINTS}, line {number}: {fault}") from fault
    if store.head().number != told.number:
        raise JournalError(f"Only {store.head().number:,} of {told.number:,} entries could be brought back.")


def _lines(path: Path) -> Iterator[Receipt]:
    decoder = msgspec.json.Decoder(ReceiptLine)
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                one = decoder.decode(raw)
                answer, digest = b64decode(one.answer_base64, validate=True), bytes.fromhex(one.digest)
            except ValueError as fault:
                raise PortableTrouble(f"{RECEIPTS}, line {number}, cannot be read: {fault}.") from fault
            yield Receipt(one.command, digest, answer, one.first, one.count, one.recorded_at)


def _parts(every: Iterable[Any]) -> Iterator[list[Any]]:
    waiting: list[Any] = []
    for one in every:
        waiting.append(one)
        if len(waiting) == _BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


__all__ = ["check_entries", "entries", "fill", "write"]
