"""Another copy of the same journal that goes further: its entries are taken over exactly as they are.

They keep their numbers, ids and digests: it is the same line, only longer. A copy that says something else
at a number both have is of another line, and not a word of it is taken.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bothy.journal.chain import follows, head_after
from bothy.journal.entry import Entry, Head
from bothy.journal.errors import CorruptJournal, JournalError
from bothy.journal.export import read_json_lines
from bothy.journal.lean import digest_at
from bothy.journal.opening import open_reader
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.store import Batch, Damaged, Progress, Reader, Receipt, Store

_BATCH = 2000


class OtherLine(JournalError):
    """The copy does not go on from this journal: it is another facility's, or forks off at a number."""


class Extended(msgspec.Struct, frozen=True):
    """How far a copy reached. `taken`: how many entries. `stopped`: why it was not taken to its end; None where it was."""

    taken: int
    head: Head
    stopped: str | None = None


def extend(store: Store, copy: Path, progress: Progress | None = None) -> Extended:
    """Take over what `copy` (a home, a journal file, JSON lines of an export) has beyond this journal's head.

    `OtherLine` names the number where it forks. A copy that is damaged further on is taken up to there.
    """
    if copy.is_dir() or _is_sqlite(copy):
        reader = open_reader(copy, store.facility)
        try:
            _same_line(store, reader, copy)
            return _take(store, reader.walk(after=store.head().number), copy, reader, progress)
        finally:
            reader.close()
    with copy.open("rb") as file:
        return _take(store, _beyond(store, _read(file, copy), copy), copy, None, progress)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).startswith(b"SQLite format 3")


def _read(lines: Iterable[bytes], copy: Path) -> Iterator[Entry | Damaged]:
    try:
        yield from read_json_lines(lines)
    except ValueError as fault:
        yield Damaged(0, str(fault))


def _same_line(store: Store, reader: Reader, copy: Path) -> None:
    """Whether both say the same where both go; the first number at which they do not is looked up by halving."""
    low, high = 0, min(store.head().number, reader.head().number)
    if _agree(store, reader, high):
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _agree(store, reader, middle) else (low, middle)
    raise _forks(copy, high)


def _agree(store: Reader, other: Reader, number: int) -> bool:
    try:
        return digest_at(store, number) == digest_at(other, number)
    except JournalError:
        return False


def _forks(copy: Path, number: int) -> OtherLine:
    return OtherLine(
        f"{copy} is not a longer copy of this journal: at entry {number:,} it says something else. "
        "Nothing of it was taken. Leave it out, and keep it: somebody must find out why there are two."
    )


def _beyond(store: Store, entries: Iterator[Entry | Damaged], copy: Path) -> Iterator[Entry | Damaged]:
    """What comes after the head; on the way there every digest must be the one that stands here."""
    head, known = store.head(), store.entries()
    for row in entries:
        if isinstance(row, Entry):
            if row.facility != store.facility:
                raise OtherLine(f"{copy} is the journal of facility {row.facility}, not of {store.facility}.")
            if row.number <= head.number:
                mine = next((each for each in known if each.number == row.number), None)
                if mine is None or mine.digest != row.digest:
                    raise _forks(copy, row.number)
                continue
        yield row


def _take(
    store: Store,
    rows: Iterator[Entry | Damaged],
    copy: Path,
    reader: Reader | None,
    progress: Progress | None,
) -> Extended:
    head, taken, stopped = store.head(), 0, None
    end = reader.head().number if reader is not None else 0
    waiting: list[Entry] = []

    def keep() -> None:
        if waiting:
            with store.begin() as batch:
                batch.append(waiting)
            waiting.clear()

    for row in _as_far_as_it_can_be_read(rows):
        if isinstance(row, Damaged):
            stopped = (
                f"{copy} cannot be read after entry {head.number:,} ({row.reason}); it was taken up to there."
            )
            break
        if not follows(head, row):
            if taken == 0 and row.number == head.number + 1:
                raise _forks(copy, row.number)
            stopped = f"{copy} is damaged after entry {head.number:,}; it was taken up to there."
            break
        waiting.append(row)
        head, taken = head_after(row), taken + 1
        if len(waiting) >= _BATCH:
            keep()
            if progress is not None:
                progress(taken, max(end, taken))
    keep()
    if reader is not None:
        _receipts(store, reader, head.number)
    return Extended(taken, head, stopped)


def _as_far_as_it_can_be_read(rows: Iterator[Entry | Damaged]) -> Iterator[Entry | Damaged]:
    try:
        yield from rows
    except CorruptJournal as fault:
        yield Damaged(0, str(fault))


def _receipts(store: Store, reader: Reader, upto: int) -> None:
    """The answers to the commands whose entries were taken; a copy as JSON lines has none."""
    waiting: list[Receipt] = []

    def keep(batch: Batch) -> None:
        known = batch.receipts([each.command for each in waiting])
        batch.append((), [each for each in waiting if each.command not in known])
        waiting.clear()

    try:
        for receipt in reader.receipts_in_order():
            if receipt.first + receipt.count - 1 <= upto:
                waiting.append(receipt)
            if len(waiting) >= _BATCH:
                with store.begin() as batch:
                    keep(batch)
    except CorruptJournal:
        # The entries are there; a command that is sent again finds them by its id.
        pass
    if waiting:
        with store.begin() as batch:
            keep(batch)


def fill_from(store: Store, source: SqliteReader, progress: Progress | None = None) -> None:
    """Write a whole journal into an empty one (a backup's file into PostgreSQL), entry by entry as it is."""
    end = source.head().number
    _take(store, source.walk(), Path("the backup"), source, progress)
    with store.begin() as batch:
        batch.append((), list(source.refusals()))
    for checkpoint in source.checkpoints():
        store.add_checkpoint(checkpoint)
    if store.head().number != end:
        raise JournalError(f"Only {store.head().number:,} of {end:,} entries could be brought back.")
