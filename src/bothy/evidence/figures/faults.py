"""What is wrong with a table of figures, said to whoever has to put it right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bothy.evidence.table import BadTable

MOST_TOLD = 12


class Fault(msgspec.Struct, frozen=True):
    """Something that has to be put right. ``rows``: the rows of the file, as a spreadsheet counts them."""

    rows: tuple[int, ...]
    says: str


class BadFigures(BadTable):
    """The file cannot be used as it is. ``faults``: each thing that has to be put right."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        told = [f"{name}: {one.says}" for one in faults[:MOST_TOLD]]
        if len(faults) > MOST_TOLD:
            told.append(f"{name}: and {len(faults) - MOST_TOLD:,} more like these.")
        super().__init__("\n".join(told))


def rows_said(rows: Sequence[int], most: int = 4) -> str:
    """ "row 3", "rows 3 and 9", "rows 3, 5, 7, 9 and 12 more"."""
    named = [f"{row:,}" for row in rows[:most]]
    if len(rows) > most:
        named.append(f"{len(rows) - most:,} more")
    return f"row {named[0]}" if len(named) == 1 else f"rows {listed(named)}"


def listed(words: Iterable[str], most: int = 40) -> str:
    """ "a", "a and b", "a, b and c"; what is beyond `most` is counted."""
    told = list(words)
    if len(told) > most:
        told = [*told[:most], f"{len(told) - most:,} more"]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}" if told else "none"
