"""What was done to a journal whose chain breaks: told from what is still stored.

Every finding but "changed" rests on an equal SHA-256, so it cannot be a guess; what can and cannot
be told apart is written down in docs/journal-format.md.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal

import msgspec

from bothy.journal.chain import digest_after, frame
from bothy.journal.entry import Entry, Head, entry_id
from bothy.journal.store import Damaged, Reader

Fault = Literal[
    "changed", "removed", "inserted", "reordered", "cut off", "rewritten",
    "receipt", "checkpoint", "trigger missing", "table missing", "unreadable",
]  # fmt: skip

# How many entries taken out, with the rest renumbered, are looked for.
_MOST_REMOVED = 50_000


class Finding(msgspec.Struct, frozen=True):
    """The first bad entry, what was done, and a sentence for people."""

    number: int | None
    fault: Fault
    sentence: str


Row = Entry | Damaged


def digest_as(previous: bytes, row: Row, number: int) -> bytes | None:
    """The digest this row would have as entry `number` after `previous`; None if unreadable."""
    if isinstance(row, Damaged):
        return None
    try:
        return digest_after(previous, frame(row.facility, number, row, row.recorded_at))
    except ValueError:
        return None


def fits(previous: bytes, row: Row, number: int) -> bool:
    """Whether this row was sealed as entry `number` after `previous`, whatever number it has now."""
    return isinstance(row, Entry) and digest_as(previous, row, number) == row.digest


def follows(good: Head, row: Row) -> bool:
    """Whether this row is the true successor of `good`."""
    return row.number == good.number + 1 and fits(good.digest, row, row.number)


def diagnose(store: Reader, good: Head, recent: Sequence[Head], strays: Sequence[Row], end: int) -> Finding:
    """Why no true successor of `good` follows it.

    `recent` are the last good heads, oldest first, `good` the last of them; `strays` are rows
    numbered below 1; `end` is the highest number stored.
    """
    number = good.number + 1
    rows = store.walk(after=good.number, upto=end)
    row = next(rows)
    if row.number != number:
        return _gap(number, good.digest, row, [*strays, row], rows)
    if isinstance(row, Damaged):
        return Finding(
            number, "changed", f"Entry {number} was changed: it cannot be read any more ({row.reason})."
        )
    following = next(rows, None)
    return (
        _inserted_before(recent, row)
        or _found_later(store, good, row, end)
        or _removed_and_renumbered(store, number, row, following)
        or _changed(good.digest, row, following)
    )


def _gap(number: int, previous: bytes, row: Row, near: Sequence[Row], rows: Iterator[Row]) -> Finding:
    for other in chain(near, rows):
        if fits(previous, other, number):
            return _moved(number, other)
    last = row.number - 1
    which = f"Entry {number} was" if last == number else f"Entries {number} to {last} were"
    return Finding(number, "removed", f"{which} removed: the next one stored is entry {row.number}.")


def _moved(number: int, other: Row) -> Finding:
    return Finding(
        number,
        "reordered",
        f"Entry {number} is not in its place: it stands as entry {other.number}, out of order.",
    )


def _inserted_before(recent: Sequence[Head], row: Entry) -> Finding | None:
    # Forged entries that chain to the one before them: the true one follows from further back.
    for before in reversed(recent[:-1]):
        first = before.number + 1
        if fits(before.digest, row, first):
            return _inserted(first, row.number - first)
    return None


def _inserted(first: int, count: int) -> Finding:
    which = f"Entry {first} was" if count == 1 else f"Entries {first} to {first + count - 1} were"
    return Finding(
        first,
        "inserted",
        f"{which} inserted: the entry that was written as number {first} stands after, renumbered.",
    )


def _removed_and_renumbered(store: Reader, number: int, row: Entry, following: Row | None) -> Finding | None:
    for gone in range(1, _MOST_REMOVED):
        if following is None:
            break
        if fits(row.digest, following, following.number + gone):
            return _renumbered(number, gone)
    if following is None:
        # The last row has no successor to tell its old number; its receipt may.
        was = number_by_receipt(store, row, number + 1)
        if was is not None:
            return _renumbered(number, was - number)
    return None


def _renumbered(number: int, gone: int) -> Finding:
    which = "Entry" if gone == 1 else f"{gone} entries from"
    was = "was" if gone == 1 else "on were"
    return Finding(
        number, "removed", f"{which} {number} {was} removed, and what followed was renumbered to hide it."
    )


def number_by_receipt(store: Reader, entry: Entry, least: int) -> int | None:
    """The number (at least `least`) under which a receipt knows this entry's id."""
    for receipt in store.receipts_in_order():
        for n in range(receipt.count):
            if receipt.first + n >= least and entry_id(receipt.command, n) == entry.id:
                return receipt.first + n
    return None


def _found_later(store: Reader, good: Head, row: Entry, end: int) -> Finding | None:
    """The true entry stands further on: put out of order, or pushed back by insertions."""
    number = good.number + 1
    before: Row = row
    rows = store.walk(after=number, upto=end)
    for other in rows:
        if fits(good.digest, other, number):
            if _is_insertion(row, number, before, other, rows):
                return _inserted(number, other.number - number)
            return _moved(number, other)
        # The whole text of two entries exchanged, the digests left where they were.
        if digest_as(good.digest, other, number) == row.digest:
            return _moved(number, other)
        before = other
    return None


def _is_insertion(row: Entry, number: int, before: Row, found: Row, rest: Iterator[Row]) -> bool:
    """Whether all from `found` on was pushed back, rather than rows having changed places."""
    assert isinstance(found, Entry)
    pushed = found.number - number
    tail, ended = found, True
    for other in rest:
        if not fits(tail.digest, other, other.number - pushed):
            ended = False
            break
        assert isinstance(other, Entry)
        tail = other
    if fits(tail.digest, row, tail.number - pushed + 1):
        return False  # a block of entries was moved in front of this one
    if isinstance(before, Entry) and fits(before.digest, row, found.number):
        return False  # the two changed places
    return ended or tail is not found


def _changed(previous: bytes, row: Entry, following: Row | None) -> Finding:
    number = row.number
    if following is not None and fits(row.digest, following, following.number):
        how = "what it says is not what was sealed"
    elif (
        following is not None
        and (digest := digest_as(previous, row, number))
        and fits(digest, following, following.number)
    ):
        how = "its digest is not the one that was sealed"
    else:
        how = "it does not follow from the entry before it"
    return Finding(number, "changed", f"Entry {number} was changed: {how}.")
