"""Yearly figures: one whole number a year, no year missing."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.table import BadTable, Table

FEWEST = 5
LARGEST = 10**9


class Years(msgspec.Struct, frozen=True):
    """Deaths by year from ``first`` on, one number (float64, whole) for every year."""

    first: int
    deaths: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.deaths)

    def year(self, index: int) -> int:
        return self.first + index


def years_of(table: Table) -> Years:
    """The columns `year` and `deaths`, brought into order.

    BadTable for a year that is missing or stands twice, a count that is negative or no whole number, or fewer than five years.
    """
    years = table.numbers("year", least=1, whole=True)
    deaths = table.numbers("deaths", least=0, whole=True)
    for line, year, count in zip(table.lines, years, deaths, strict=True):
        if year > 9999:
            raise BadTable(f"{table.name}, line {line}: {year:.0f} is no year. Write it as 2024.")
        if count > LARGEST:
            raise BadTable(f"{table.name}, line {line}: {count:.0f} cannot be a number of deaths.")
    order = np.argsort(years, kind="stable")
    for earlier, later in pairwise(order):
        gap = int(years[later] - years[earlier])
        if gap == 0:
            raise BadTable(
                f"{table.name}: {years[later]:.0f} stands twice, in lines {table.lines[earlier]} and {table.lines[later]}. Keep the one that is right."
            )
        if gap > 1:
            raise BadTable(f"{table.name}: {_missing(int(years[earlier]) + 1, gap - 1)} between {years[earlier]:.0f} and {years[later]:.0f}. "
                           "A mean over five years needs them all; a year without a death is written 0.")  # fmt: skip
    if len(years) < FEWEST:
        raise BadTable(f"{table.name} holds {len(years)} {'year' if len(years) == 1 else 'years'}; a mean over five years needs at least five.")
    return Years(int(years[order[0]]), deaths[order])


def _missing(first: int, many: int) -> str:
    return f"{first} is missing" if many == 1 else f"{first} to {first + many - 1} are missing"
