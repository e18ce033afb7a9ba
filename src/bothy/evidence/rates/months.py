"""Monthly counts of several areas: columns month, area, period (before or after), count and, where it is known, exposure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.rates.areas import Exposure, joined, time_only
from bothy.evidence.rates.counted import Area, BadFigures, counted
from bothy.evidence.table import BadTable, Table

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
PERIODS = ("before", "after")
FEWEST, FEWEST_EACH = 6, 2


class AreaMonths(msgspec.Struct, frozen=True):
    """An area's months in order: whole ``counts``, ``exposure`` (1 a month where none was given), ``after`` (bool); one of each a month."""

    name: str
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64]
    after: NDArray[np.bool_]

    @property
    def total(self) -> Area:
        """The months added up."""
        before, after = (
            counted(float(self.counts[part].sum()), float(self.exposure[part].sum()), self.name) for part in (~self.after, self.after)
        )
        return Area(before, after, self.name)


def areas_of(table: Table) -> tuple[AreaMonths, ...]:
    """The areas in the order in which the file names them.

    BadTable for a month that is missing, stands twice, or is called before in one row and after in another; where areas do not have the
    same months; for counts that are negative or not whole, and exposures not above 0; below six months, or two in a period.
    """
    months = [_month(table, line, text) for line, text in zip(table.lines, table.texts("month"), strict=True)]
    names, periods = table.texts("area"), [text.lower() for text in table.texts("period")]
    counts = table.numbers("count", least=0, whole=True)
    exposures = table.numbers("exposure") if "exposure" in table.columns else np.ones(len(table))
    rows: dict[str, dict[int, int]] = {}
    is_after: dict[int, bool] = {}
    for row, (line, month, name, period) in enumerate(zip(table.lines, months, names, periods, strict=True)):
        where = f"{table.name}, line {line}"
        if period not in PERIODS:
            raise BadTable(f"{where}: the period is {period[:40]!r}. It is before or after; take months out that are neither.")
        if exposures[row] <= 0:
            raise BadTable(f"{where}: the exposure is {exposures[row]:g}. It must be above 0.")
        if month in rows.setdefault(name, {}):
            raise BadTable(f"{where}: {_said(month)} of {name} stands in line {table.lines[rows[name][month]]} too. Keep the one that is right.")
        if is_after.setdefault(month, period == "after") != (period == "after"):
            raise BadTable(f"{where}: {_said(month)} is called {period} here and not so above. A month has one period, in every area.")
        rows[name][month] = row
    _check(table.name, rows, is_after)
    order = sorted(is_after)
    after = np.array([is_after[month] for month in order])
    return tuple(
        AreaMonths(name, counts[index], exposures[index], after)
        for name, index in ((name, [its[month] for month in order]) for name, its in rows.items())
    )


def split(areas: Iterable[AreaMonths], treated: str) -> tuple[AreaMonths, list[AreaMonths]]:
    """The treated area, and the others as its controls. BadFigures where it is not there, or is not named and there are several."""
    every = list(areas)
    there = ", ".join(one.name for one in every)
    if not treated and len(every) > 1:
        raise BadFigures(f"The file has {len(every)} areas ({there}). Say with --treated which one the facility is in.")
    its = [one for one in every if one.name == treated or not treated]
    if not its:
        raise BadFigures(f"No area is called {treated!r}. There are: {there}.")
    return its[0], [one for one in every if one is not its[0]]


def together_months(one: AreaMonths, other: AreaMonths, exposure: Exposure = "as-given") -> AreaMonths:
    """Both as one area, month by month: counts are added, and person-time; time alone is not."""
    totals = one.total, other.total
    exposures = one.exposure if time_only(*totals, exposure) else one.exposure + other.exposure
    return AreaMonths(joined(*totals), one.counts + other.counts, exposures, one.after)


def _check(called: str, rows: dict[str, dict[int, int]], is_after: dict[int, bool]) -> None:
    for name, its in rows.items():
        for month in sorted(is_after):
            if month not in its:
                raise BadTable(f"{called}: {_said(month)} is missing for {name}, and other areas have it. A month without an event is written 0.")
    by_period = [sorted(month for month, after in is_after.items() if after is one) for one in (False, True)]
    for period, months in zip(PERIODS, by_period, strict=True):
        if len(months) < FEWEST_EACH:
            raise BadTable(f"{called} has {len(months)} months {period}. How months scatter shows from two on, in each period.")
        for earlier, later in pairwise(months):
            if later - earlier > 1:
                raise BadTable(f"{called}: {_said(earlier + 1)} is missing between months {period}. A month without an event is written 0.")
    if by_period[0][-1] > by_period[1][0]:
        raise BadTable(f"{called}: {_said(by_period[0][-1])} is called before, and {_said(by_period[1][0])}, which is earlier, after.")
    if len(is_after) < FEWEST:
        raise BadTable(f"{called} has {len(is_after)} months. Fewer than {FEWEST} do not show how months scatter; give the totals with --before and --after.")


def _month(table: Table, line: int, text: str) -> int:
    """Months counted from year 0, so that the next is one more."""
    parts = MONTH.fullmatch(text)
    if parts is None:
        raise BadTable(f"{table.name}, line {line}: {text[:40]!r} is no month. Write it as 2025-01.")
    return int(parts[1]) * 12 + int(parts[2]) - 1


def _said(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
