"""The periods of a series: numbers, months (2025-08) or quarters (2025Q3), equally far apart, none missing and none twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.table import BadTable

Unit = Literal["month", "quarter", "period"]
PER_YEAR: dict[Unit, int] = {"month": 12, "quarter": 4, "period": 12}
"""Periods of a year where nobody says otherwise; numbers are taken as months."""

MOST_NAMED = 5
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_SAME = 1e-6


class Periods(msgspec.Struct, frozen=True, eq=False):
    """``times``: (n,) numbers, rising, `spacing` apart. Months and quarters are counted from year 0, so that they have a phase."""

    unit: Unit
    times: NDArray[np.float64]
    spacing: float

    def __len__(self) -> int:
        return len(self.times)

    def label(self, time: float) -> str:
        """A time in the table's own words."""
        return label_of(self.unit, time)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.label(time) for time in self.times)

    def read(self, text: str) -> float:
        """A time somebody names (in an option) as a number of this series. BadTable where it is none."""
        unit, time = time_of(text)
        if time is None or unit != self.unit:
            raise BadTable(f"{text!r} is no time of this series. Its times are written as {self.label(self.times[0])}.")
        return time


def label_of(unit: Unit, time: float) -> str:
    """2025-08, 2025Q3, 17."""
    if unit == "period":
        return f"{time:.15g}"
    per_year = PER_YEAR[unit]
    year, part = int(time) // per_year, int(time) % per_year + 1
    return f"{year:04d}-{part:02d}" if unit == "month" else f"{year:04d}Q{part}"


def time_of(text: str) -> tuple[Unit, float | None]:
    """What a cell says: its unit, and its number; None where it is no time at all."""
    if (month := _MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12 and int(month[1]):
        return "month", int(month[1]) * 12 + int(month[2]) - 1.0
    if (quarter := _QUARTER.fullmatch(text)) and int(quarter[1]):
        return "quarter", int(quarter[1]) * 4 + int(quarter[2]) - 1.0
    try:
        time = float(text)
    except ValueError:
        return "period", None
    return "period", time if abs(time) < 1e12 else None


def read_periods(name: str, lines: Sequence[int], column: str, cells: Sequence[str]) -> tuple[Periods, NDArray[np.intp]]:
    """The periods in order of time, and the order itself (which row comes first).

    ``name``: the file in sentences; ``lines``: of each cell. BadTable for text, for mixed ways of writing, for a time that comes
    twice, for unequal spacing, and for a missing period, which is named.
    """
    read = [time_of(cell) for cell in cells]
    unit = read[0][0]
    for line, cell, (its_unit, time) in zip(lines, cells, read, strict=True):
        if time is None:
            raise BadTable(f"{name}, line {line}, {column}: {cell[:40]!r} is no time. Write a number, a month as 2025-08, or a quarter as 2025Q3.")
        if its_unit != unit:
            raise BadTable(f"{name}, line {line}, {column}: {cell[:40]!r} is written otherwise than {cells[0]!r} in line {lines[0]}. Write all times alike.")
    times = np.array([time for _, time in read], dtype=float)
    order = np.argsort(times, kind="stable")
    times = times[order]
    twice = np.flatnonzero(np.diff(times) == 0)
    if twice.size:
        a, b = (lines[order[i]] for i in (twice[0], twice[0] + 1))
        raise BadTable(
            f"{name}: {label_of(unit, times[twice[0]])} comes twice in {column!r} (lines {a} and {b}). Keep one row a period; "
            "where the rows are of several areas, name the column that tells them apart with --group."
        )
    return Periods(unit, times, _spacing(name, column, unit, times)), order


def _spacing(name: str, column: str, unit: Unit, times: NDArray[np.float64]) -> float:
    if len(times) < 2:
        return 1.0
    steps = np.diff(times)
    spacing = 1.0 if unit != "period" else float(np.median(steps))
    whole = np.rint(steps / spacing)
    uneven = np.flatnonzero((np.abs(steps / spacing - whole) > _SAME) | (whole < 1))
    if uneven.size:
        i = uneven[0]
        raise BadTable(
            f"{name}: {column!r} goes from {label_of(unit, times[i])} to {label_of(unit, times[i + 1])}, where others are {spacing:g} apart. "
            "An interrupted time series needs equally long periods: add up or split the rows so that all are."
        )
    gaps = np.flatnonzero(whole > 1)
    if gaps.size:
        missing = [times[i] + spacing * k for i in gaps for k in range(1, min(int(whole[i]), MOST_NAMED + 2))]
        total = int((whole[gaps] - 1).sum())
        named = ", ".join(label_of(unit, one) for one in missing[:MOST_NAMED])
        more = f" and {total - MOST_NAMED} more" if total > MOST_NAMED else ""
        raise BadTable(
            f"{name}: {column!r} has no row for {named}{more}. A missing period is not a period without events: "
            "write its count (0 where nothing happened), or begin the series after it."
        )
    return spacing
