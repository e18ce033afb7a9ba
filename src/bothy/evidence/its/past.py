"""A series that has not stepped yet, as it is taken to be: fitted from a file, or made of numbers where there is none."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.bootstrap import lag_one, scatter_of
from bothy.evidence.its.design import Design, design_of
from bothy.evidence.its.fit import Fitted, fit
from bothy.evidence.its.groups import split_groups
from bothy.evidence.its.model import Model
from bothy.evidence.its.periods import Periods
from bothy.evidence.its.series import Columns, Series, read_series
from bothy.evidence.its.shocks import Shock
from bothy.evidence.table import BadTable, Table

MOST_MEAN = 1e7
"""Of a period; more cannot be drawn."""
MOST_SCATTER = 1e4


class Past(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """``coefficients``: (p,) of `design_of(series, model)`. ``scatter``: φ for quasi, α for negbin.

    ``autocorrelation``: from one period to the next, of the normal scores behind the counts.
    """

    series: Series
    model: Model
    coefficients: NDArray[np.float64]
    scatter: float
    autocorrelation: float


def past_of(fitted: Fitted, scatter: float | None = None, autocorrelation: float | None = None) -> Past:
    """A fitted series without a step; what is given takes the place of what was estimated."""
    return Past(
        series=fitted.series,
        model=fitted.model,
        coefficients=fitted.coefficients,
        scatter=scatter_of(fitted) if scatter is None else _scatter(fitted.model, scatter),
        autocorrelation=lag_one(fitted) if autocorrelation is None else autocorrelation,
    )


def past_from(table: Table, columns: Columns, model: Model, *, group: str = "", treated: str = "", scatter: float | None = None) -> Past:
    """A file's rows before its step, if it has one, fitted. ``group`` and ``treated``: which area. BadTable."""
    if bool(group) != bool(treated):
        raise BadTable("Name both: --group, the column that tells areas apart, and --treated, the area that is asked about.")
    if group:
        table, _ = split_groups(table, group, treated)
    return past_of(fit(read_series(table, columns).until_step(), model), scatter)


def invented(
    *, level: float, periods: int, trend: float, season: float, period: float, model: Model, scatter: float | None, autocorrelation: float
) -> Past:
    """A past made of numbers. ``level``: counts a period just before the step; ``trend``: ratio a year; ``season``: highest over lowest of a year.

    ``scatter``: None for Poisson's. BadTable for numbers that make no series.
    """
    for name, value, least in (("--level", level, 0.0), ("--trend", trend, 0.0), ("--period", period, 0.0)):
        if not least < value < MOST_MEAN:
            raise BadTable(f"{name} {value:g}: it is above {least:g} and below {MOST_MEAN:g}.")
    if not 1 <= season < MOST_MEAN:
        raise BadTable(f"--season {season:g}: the highest over the lowest of a year is 1 or more.")
    series = Series(
        name="The series",
        count="count",
        periods=Periods("period", np.arange(1.0, periods + 1), 1.0),
        counts=np.zeros(periods),
        exposure=np.ones(periods),
        step=np.zeros(periods),
        period=period,
    )
    if season != 1 and not model.harmonics:
        model = msgspec.structs.replace(model, harmonics=1)
    design = design_of(series, model)
    coefficients = np.zeros(len(design.names))
    each = np.log(trend) / period
    coefficients[0], coefficients[1] = np.log(level) - each * (periods - 1), each
    if season != 1:
        coefficients[design.at("cos1")] = np.log(season) / 2
    return Past(series=series, model=model, coefficients=coefficients, scatter=_scatter(model, scatter), autocorrelation=autocorrelation)


def _scatter(model: Model, asked: float | None) -> float:
    """BadTable for less than the family can have."""
    least = {"quasi": 1.0, "negbin": 0.0, "poisson": 0.0}[model.family]
    if asked is None:
        return least
    if not least <= asked < MOST_SCATTER:
        raise BadTable(f"--scatter {asked:g}: of {model.family} it is {least:g} or more, and below {MOST_SCATTER:g}.")
    if asked and model.family == "poisson":
        raise BadTable("Poisson has no scatter of its own: ask for --family quasi or negbin, or leave --scatter out.")
    return asked


def carried_on(series: Series, wait: int, after: int) -> Series:
    """``wait`` periods longer without a step, then ``after`` with one; exposure as in the same period of its last year, shocks over."""
    periods, n, more = series.periods, len(series), wait + after
    year = min(max(round(series.per_year), 1), n)
    later = periods.times[-1] + periods.spacing * np.arange(1, more + 1)
    return msgspec.structs.replace(
        series,
        periods=Periods(periods.unit, np.concatenate((periods.times, later)), periods.spacing),
        counts=np.concatenate((series.counts, np.zeros(more))),
        exposure=np.concatenate((series.exposure, series.exposure[n - year + np.arange(more) % year])),
        step=np.concatenate((np.zeros(n + wait), np.ones(after))),
        shocks=tuple(Shock(one.name, np.concatenate((one.values, np.zeros(more)))) for one in series.shocks),
    )


def level_of(past: Past, whole: Series, design: Design) -> NDArray[np.float64]:
    """(n,) the mean of each period of ``whole`` where nothing begins. BadTable where that cannot be, or cannot be drawn."""
    known = [name for name in design.names if name not in ("step", "slope")]
    if len(known) != len(past.coefficients):
        raise BadTable(f"{past.series.name} is shorter than a year, and its season is asked for. Bring a longer series, or leave the season out.")
    line = design.matrix[:, [design.at(name) for name in known]] @ past.coefficients
    with np.errstate(over="ignore"):
        level = np.exp(line) * whole.exposure
    if not (level.max() <= MOST_MEAN and level.min() > 0):
        raise BadTable(f"{past.series.name}: means from {level.min():g} to {level.max():g} a period cannot be drawn. A trend may run away: look at it.")
    return level
