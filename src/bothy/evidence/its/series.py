"""One series somebody brings: counts by period, what they are out of, when the step was, and what else was in force."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.periods import PER_YEAR, Periods, read_periods
from bothy.evidence.its.shocks import Shock, read_shock, refuse_unchanging
from bothy.evidence.its.workdays import Days, days_of
from bothy.evidence.table import BadTable, Table

MOST_COUNT = 1e12
_YEARS = (1900, 2100)


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
    shocks: tuple[Shock, ...] = ()

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def per_year(self) -> float:
        """How many rows make a year."""
        return self.period / self.periods.spacing

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
        """The rows before the step; shocks that change nothing there are gone."""
        before = self.rows(slice(0, self.first_after))
        return msgspec.structs.replace(before, shocks=tuple(one for one in before.shocks if one.told_apart))

    def rows(self, which: slice) -> Series:
        return msgspec.structs.replace(
            self,
            periods=Periods(self.periods.unit, self.periods.times[which], self.periods.spacing),
            counts=self.counts[which],
            exposure=self.exposure[which],
            step=self.step[which],
            shocks=tuple(one.rows(which) for one in self.shocks),
        )

    def with_step(self, step: NDArray[np.float64]) -> Series:
        return msgspec.structs.replace(self, step=step)


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns hold what. ``days``: the exposure is multiplied by the days, or working days, of each period.

    ``place``: whose bank holidays are no working days. ``shocks``: columns or windows, as `read_shock` takes them.
    """

    count: str
    time: str
    step: str | None = None
    offset: str | None = None
    days: Days | None = None
    place: str = ""
    period: float | None = None
    shocks: tuple[str, ...] = ()


def read_series(table: Table, columns: Columns, *, spared: bool = False) -> Series:
    """A table as one series. ``spared``: a shock that changes nothing here is left out, not refused (a control may be spared).

    BadTable says what is wrong with it and what to do.
    """
    if not len(table):
        raise BadTable(f"{table.name} holds no row.")
    periods, order = read_periods(table.name, table.lines, columns.time, table.texts(columns.time))
    counts = table.numbers(columns.count, least=0, whole=True)[order]
    if counts.max() > MOST_COUNT:
        raise BadTable(f"{table.name}: {columns.count!r} holds {counts.max():g}. Counts above {MOST_COUNT:g} cannot be used.")
    exposure = _exposure(table, columns.offset)[order]
    if columns.days:
        exposure = exposure * days_of(periods, columns.days, columns.place)
    step = np.zeros(len(counts)) if columns.step is None else _step(table, columns.step, order, periods)
    shocks = [read_shock(table, periods, order, text) for text in columns.shocks]
    if not spared:
        refuse_unchanging(table.name, periods, shocks)
    return Series(
        name=table.name,
        count=columns.count,
        periods=periods,
        counts=counts,
        exposure=exposure,
        step=step,
        period=_period(table, columns, periods),
        shocks=tuple(one for one in shocks if one.told_apart),
    )


def _period(table: Table, columns: Columns, periods: Periods) -> float:
    if columns.period is not None:
        if not 0 < columns.period < 1e6:
            raise BadTable(f"--period {columns.period:g}: a year has some periods, 12 where they are months.")
        return columns.period
    times = periods.times
    if periods.unit == "period" and len(times) > 1 and _YEARS[0] <= times[0] and times[-1] <= _YEARS[1]:
        raise BadTable(
            f"{table.name}: {columns.time!r} goes from {periods.labels[0]} to {periods.labels[-1]}, which look like years, and numbers are taken as months. "
            "Say --period 1 if they are years, --period 12 if they are numbered months."
        )
    return float(PER_YEAR[periods.unit])


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
