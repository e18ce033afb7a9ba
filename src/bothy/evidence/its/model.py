"""What is asked of a series: the family, the season, the slope, the errors, and what else was in force."""

from __future__ import annotations

from typing import Literal

import msgspec

from bothy.evidence.its.series import Series
from bothy.evidence.table import BadTable

Family = Literal["quasi", "poisson", "negbin"]
Errors = Literal["model", "hac"]


class Shock(msgspec.Struct, frozen=True):
    """Something else in force from ``first`` to ``last`` (numbers of the series, both inside): a strike, a lockdown."""

    first: float
    last: float
    name: str


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A log-linear model: level, trend, step, and what is named here.

    ``harmonics``: pairs of sine and cosine over a year. ``calendar``: a level for each month (or quarter) instead. ``slope``: the
    trend may change at the step too. ``lag``: of the HAC errors, in periods; by the length of the series where None.
    """

    family: Family = "quasi"
    errors: Errors = "model"
    harmonics: int = 0
    calendar: bool = False
    slope: bool = False
    lag: int | None = None
    shocks: tuple[Shock, ...] = ()


def read_shock(series: Series, text: str) -> Shock:
    """``from:to`` or ``from:to:name`` in the series' own times. BadTable where it is neither, or names no period of the series."""
    first, _, rest = text.partition(":")
    last, _, name = rest.partition(":")
    if not first or not last:
        raise BadTable(f"--shock {text} is not understood. Write it as from:to or from:to:name, as in {_example(series)}.")
    start, end = series.periods.read(first.strip()), series.periods.read(last.strip())
    times = series.periods.times
    if not ((times >= start) & (times <= end)).any():
        raise BadTable(f"--shock {text}: no period of the series lies in it. The series goes from {series.periods.label(times[0])} to {series.periods.label(times[-1])}.")
    return Shock(start, end, name.strip() or f"shock {first.strip()} to {last.strip()}")


def _example(series: Series) -> str:
    labels = series.periods.labels
    return f"{labels[0]}:{labels[min(2, len(labels) - 1)]}:strike"
