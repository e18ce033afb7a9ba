"""One series somebody brings: counts by period, what they are out of, and when the step was."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.periods import PER_YEAR, Periods, read_periods
from bothy.evidence.table import BadTable, Table

MOST_COUNT = 1e12


class Series(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Arrays are (n,), in order of time.

    ``exposure``: population, person-time, days; 1 where none is named. ``step``: 0 before, 1 from the first period after.
    ``period``: how many units of time make a year (12 for months).
    """

    name: str
    count: str
    periods: Periods
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64]
    step: NDArray[np.float64]
    period: float

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def first_after(self) -> int:
        """Where the step begins; n where the series has none."""
        return int(np.count_nonzero(self.step == 0))

    @property
    def since_step(self) -> NDArray[np.float64]:
        """(n,) time since the last period before the step; 0 before it. So the step is the jump at that point."""
        times = self.periods.times
        return np.where(self.step == 1, times - times[max(self.first_after - 1, 0)], 0.0)

    def until_step(self) -> Series:
        """The rows before the step."""
        return self.rows(slice(0, self.first_after))

    def rows(self, which: slice) -> Series:
        periods = Periods(self.periods.unit, self.periods.times[which], self.periods.spacing)
        return msgspec.structs.replace(
            self, periods=periods, counts=self.counts[which], exposure=self.exposure[which], step=self.step[which]
        )

    def with_step(self, step: NDArray[np.float64]) -> Series:
        return msgspec.structs.replace(self, step=step)


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns hold what. ``days``: the exposure is multiplied by the days in each period."""

    count: str
    time: str
    step: str | None = None
    offset: str | None = None
    days: bool = False
    period: float | None = None


def read_series(table: Table, columns: Columns) -> Series:
    """A table as one series. BadTable says what is wrong with it and what to do."""
    if not len(table):
        raise BadTable(f"{table.name} holds no row.")
    periods, order = read_periods(table.name, table.lines, columns.time, table.texts(columns.time))
    counts = table.numbers(columns.count, least=0, whole=True)[order]
    if counts.max() > MOST_COUNT:
        raise BadTable(f"{table.name}: {columns.count!r} holds {counts.max():g}. Counts above {MOST_COUNT:g} cannot be used.")
    exposure = _exposure(table, columns.offset)[order]
    if columns.days:
        exposure = exposure * periods.days()
    step = np.zeros(len(counts)) if columns.step is None else _step(table, columns.step, order, periods)
    period = columns.period if columns.period is not None else float(PER_YEAR[periods.unit])
    return Series(
        name=table.name, count=columns.count, periods=periods, counts=counts, exposure=exposure, step=step, period=period
    )


def _exposure(table: Table, offset: str | None) -> NDArray[np.float64]:
    if offset is None:
        return np.ones(len(table))
    exposure = table.numbers(offset)
    for line, value in zip(table.lines, exposure, strict=True):
        if value <= 0:
            raise BadTable(f"{table.name}, line {line}, {offset}: {value:g} has no logarithm. What the counts are out of must be more than 0.")
    return exposure


def _step(table: Table, column: str, order: NDArray[np.intp], periods: Periods) -> NDArray[np.float64]:
    step = table.numbers(column)
    for line, value in zip(table.lines, step, strict=True):
        if value not in (0.0, 1.0):
            raise BadTable(f"{table.name}, line {line}, {column}: {value:g} is neither 0 (before) nor 1 (after).")
    step = step[order]
    if not step.any():
        raise BadTable(f"{table.name}: {column!r} is 0 in every row, so there is nothing after the step to compare. Write 1 from the first period after.")
    if step.all():
        raise BadTable(f"{table.name}: {column!r} is 1 in every row, so there is nothing before the step to compare. Write 0 in the periods before.")
    falls = np.flatnonzero(np.diff(step) < 0)
    if falls.size:
        raise BadTable(
            f"{table.name}: {column!r} goes back to 0 at {periods.label(periods.times[falls[0] + 1])}. A step stays: end the series there, "
            "or name what was in force for a while with --shock."
        )
    return step


def split_groups(table: Table, column: str, treated: str) -> tuple[Table, list[tuple[str, Table]]]:
    """The rows of ``treated``, and of every other value of ``column``, as tables of their own; in the order they come."""
    values = table.texts(column)
    names = list(dict.fromkeys(values))
    if treated not in names:
        raise BadTable(f"{table.name}: nothing in {column!r} is called {treated!r}. There are: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}.")
    if len(names) < 2:
        raise BadTable(f"{table.name}: {column!r} is {treated!r} in every row, so there is no control.")
    parts = {name: _rows_of(table, name, [i for i, value in enumerate(values) if value == name]) for name in names}
    return parts[treated], [(name, parts[name]) for name in names if name != treated]


def _rows_of(table: Table, name: str, which: Sequence[int]) -> Table:
    columns = {column: tuple(cells[i] for i in which) for column, cells in table.columns.items()}
    return Table(f"{table.name} ({name})", columns, tuple(table.lines[i] for i in which))


def as_control(treated: Series, table: Table, columns: Columns) -> Series:
    """A control with the treated series' step. BadTable unless it has the same periods.

    Its own step column, where it has one, must say the same or be 0 throughout: nothing else can be meant.
    """
    control = read_series(table, msgspec.structs.replace(columns, step=None, period=treated.period))
    if control.periods.unit != treated.periods.unit:
        raise BadTable(f"{control.name} writes its times otherwise than {treated.name}.")
    ours, theirs = treated.periods, control.periods
    lacking, extra = np.setdiff1d(ours.times, theirs.times), np.setdiff1d(theirs.times, ours.times)
    if lacking.size or extra.size:
        first, where = (lacking[0], control.name) if lacking.size else (extra[0], treated.name)
        raise BadTable(f"{where} has no row for {ours.label(first)}, and {treated.name if lacking.size else control.name} has. A control needs the same periods.")
    if columns.step is not None and columns.step in table.columns:
        _, order = read_periods(table.name, table.lines, columns.time, table.texts(columns.time))
        step = table.numbers(columns.step)[order]
        if step.any() and not np.array_equal(step, treated.step):
            raise BadTable(f"{control.name}: {columns.step!r} steps otherwise than in {treated.name}. In a control it is the same, or 0 in every row.")
    return control.with_step(treated.step)
