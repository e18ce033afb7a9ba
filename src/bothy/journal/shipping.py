"""Sending a journal to another Bothy, as far as it does not have it yet: what goes, in which order, and when not.

Entries and checkpoints only, as they stand in the journal. Names and typed words are not in the journal, so they
cannot go. What is acknowledged there is never sent again; what was cut off on its way goes again, and is known there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from bothy.journal.entry import Entry, Head
from bothy.journal.errors import JournalError
from bothy.journal.export import json_line
from bothy.journal.lean import digest_at
from bothy.journal.shipped import State
from bothy.journal.store import Checkpoint, Progress, Reader

MOST_ENTRIES = 2000
MOST_BYTES = 2 * 1024 * 1024


class Other(Protocol):
    """The Bothy that keeps the copy."""

    def state(self, at: int | None = None) -> State:
        """How far its copy goes."""

    def take(self, lines: Sequence[bytes]) -> int:
        """Entries, one JSON line each; the number its copy ends at then."""

    def take_checkpoints(self, checkpoints: Sequence[Checkpoint], keys: Sequence[bytes]) -> None:
        """Checkpoints, with the public keys they may be signed by."""


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: how many entries and checkpoints went, and where the copy ends now."""

    sent: int
    head: int
    checkpoints: int


class TwoLines(JournalError):
    """The copy is not an earlier part of this journal. `number`: the first entry at which they differ, or None: it goes further."""

    def __init__(self, sentence: str, number: int | None) -> None:
        super().__init__(sentence)
        self.number = number


def ship(
    reader: Reader, other: Other, keys: Sequence[bytes] = (), progress: Progress | None = None
) -> Shipped:
    """Send what the other does not have. `TwoLines`, and whatever `reader` and `other` raise; then what went before stands."""
    state, head = other.state(), reader.head()
    if state.facility is not None and state.facility != reader.facility:
        raise TwoLines(
            f"The copy there is of facility {state.facility}, and this is the journal of {reader.facility}. Use this facility's own token.",
            None,
        )
    if state.number:
        _same_line(reader, head, other, state)
    # What a checkpoint is about goes before it.
    checkpoints = reader.checkpoints()
    there, sent = state.number, 0
    for part in _parts(reader, state.number, head.number):
        there = other.take([json_line(entry) for entry in part])
        sent += len(part)
        if progress is not None:
            progress(sent, head.number - state.number)
    fresh = [one for one in checkpoints if state.checkpoint < one.number <= there]
    if fresh:
        other.take_checkpoints(fresh, keys)
    return Shipped(sent=sent, head=there, checkpoints=len(fresh))


def _parts(reader: Reader, after: int, upto: int) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    size = 0
    for entry in reader.entries(after, upto):
        part.append(entry)
        size += len(entry.body) + 500
        if len(part) >= MOST_ENTRIES or size >= MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _same_line(reader: Reader, head: Head, other: Other, state: State) -> None:
    both = min(head.number, state.number)
    if not _agree(reader, other, both):
        low, high = 0, both
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _agree(reader, other, middle) else (low, middle)
        raise TwoLines(
            f"There are two lines of this journal: at entry {high:,} the copy there says something else than the journal here. After a restore "
            "that began a new line this is so, and the copy there holds the line that ended. Nothing was sent. Have the copy there set aside "
            "(`bothy city set-aside`); this line is then shipped from its first entry, and the old one is kept.",
            high,
        )
    if state.number > head.number:
        raise TwoLines(
            f"The copy there goes further than this journal: to entry {state.number:,}, and this one ends at {head.number:,}. Up to there they are "
            f"the same, so this home was restored from an older backup, or its end was cut off. Nothing was sent. Entries {head.number + 1:,} to "
            f"{state.number:,} are not lost: restore again and give the copy with --copy, before this journal goes on.",
            None,
        )


def _agree(reader: Reader, other: Other, number: int) -> bool:
    there = other.state(at=number).at
    here = digest_at(reader, number)
    return here is not None and here.hex() == there


__all__ = ["MOST_BYTES", "MOST_ENTRIES", "Other", "Shipped", "TwoLines", "ship"]
