"""How long until it would show? Series are drawn with a fall from the step on, and without one, and judged as the real one would be.

The fall is a step that stays; everything else goes on as before. What is put in (level, trend, season, scatter, autocorrelation)
is taken as true, though it is estimated itself: power is that of a series like this, not a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.bootstrap import lag_one, scatter_of
from bothy.evidence.its.design import Design, design_of
from bothy.evidence.its.errors import covariance_many, lag_for
from bothy.evidence.its.fit import Fitted
from bothy.evidence.its.model import Model
from bothy.evidence.its.periods import Periods
from bothy.evidence.its.series import Series
from bothy.evidence.its.simulate import Quantiles, normals
from bothy.evidence.normal import Z95
from bothy.evidence.table import BadTable
from bothy.reports.intervals import share_interval

AT_ONCE = 250
MOST_MEAN = 1e7
Tell = Callable[[int, int], None]


class Before(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A series that has not stepped yet, as it is taken to be. ``coefficients``: (p,) of `design_of(series, model)`.

    ``scatter``: φ for quasi, α for negbin. ``autocorrelation``: from one period to the next, of the normal scores behind the counts.
    """

    series: Series
    model: Model
    coefficients: NDArray[np.float64]
    scatter: float
    autocorrelation: float


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """``fall``: share of the level that goes at the step, above 0 and below 1. ``after``: numbers of periods after the step to judge at."""

    fall: float
    after: tuple[int, ...]
    replications: int
    seed: int
    target: float = 0.8


class At(msgspec.Struct, frozen=True, kw_only=True):
    """After so many periods: how often the fall shows (interval all below 1), with the exact interval of that share.

    ``false_alarm``: how often the interval leaves 1 out where nothing changed (1 in 20 is meant). ``failed``: falling series that could
    not be fitted; they count as not shown.
    """

    after: int
    power: float
    low: float
    high: float
    false_alarm: float
    failed: int


class Power(msgspec.Struct, frozen=True, kw_only=True):
    """``needed``: the fewest of the periods asked from which power stays at the target; None where it is not reached."""

    rows: tuple[At, ...]
    needed: int | None


def before_of(fitted: Fitted, scatter: float | None = None, autocorrelation: float | None = None) -> Before:
    """A fitted series without a step as the past of `power`; what is given takes the place of what was estimated."""
    return Before(
        series=fitted.series,
        model=fitted.model,
        coefficients=fitted.coefficients,
        scatter=scatter_of(fitted) if scatter is None else scatter,
        autocorrelation=lag_one(fitted) if autocorrelation is None else autocorrelation,
    )


def invented(*, level: float, periods: int, trend: float, season: float, period: float, model: Model, scatter: float, autocorrelation: float) -> Before:
    """A past made of numbers. ``level``: counts a period just before the step; ``trend``: ratio a year; ``season``: highest over lowest of a year."""
    times = np.arange(1.0, periods + 1)
    series = Series(
        name="The series",
        count="count",
        periods=Periods("period", times, 1.0),
        counts=np.zeros(periods),
        exposure=np.ones(periods),
        step=np.zeros(periods),
        period=period,
    )
    if season != 1 and not model.harmonics:
        model = msgspec.structs.replace(model, harmonics=1)
    design = design_of(series, model)
    coefficients = np.zeros(len(design.names))
    monthly = np.log(trend) / period
    coefficients[0], coefficients[1] = np.log(level) - monthly * (periods - 1), monthly
    if season != 1:
        coefficients[design.at("cos1")] = np.log(season) / 2
    return Before(series=series, model=model, coefficients=coefficients, scatter=scatter, autocorrelation=autocorrelation)


def power(before: Before, asked: Asked, *, workers: int = 1, tell: Tell = lambda *_: None) -> Power:
    """Power and false alarms after each number of periods. The answer is the same for any number of ``workers``.

    BadTable where the model cannot be fitted so soon, or a mean is above ten million.
    """
    pre, longest = len(before.series), max(asked.after)
    whole = _carried_on(before.series, longest)
    design = design_of(whole, before.model)
    level = _level(before, whole, design)
    if not (level.max() <= MOST_MEAN and level.min() > 0):
        raise BadTable(f"{before.series.name}: means from {level.min():g} to {level.max():g} a period cannot be drawn. A trend may run away: look at it.")
    fallen = np.where(whole.step == 1, level * (1 - asked.fall), level)
    worlds = [Quantiles(mean, before.model.family, before.scatter) for mean in (fallen, level)]
    # Each length has the columns it can have: with fewer rows the design must still stand.
    shapes = [(m, design_of(whole.rows(slice(0, pre + m)), before.model), np.log(whole.exposure[: pre + m])) for m in asked.after]
    blocks = [range(start, min(start + AT_ONCE, asked.replications)) for start in range(0, asked.replications, AT_ONCE)]

    def judged(block: range) -> NDArray[np.int64]:
        """(lengths, 3): fall shown, false alarm, failed."""
        scores = normals(asked.seed, "power", block, len(level), before.autocorrelation)
        falling, still = (world.counts(scores) for world in worlds)
        found = np.zeros((len(shapes), 3), dtype=np.int64)
        for row, (m, shape, exposure) in zip(found, shapes, strict=True):
            below, _, stands = _shown(falling[:, : pre + m], shape, exposure, before.model)
            down, up, _ = _shown(still[:, : pre + m], shape, exposure, before.model)
            row[:] = below.sum(), (down | up).sum(), (~stands).sum()
        return found

    total = np.zeros((len(shapes), 3), dtype=np.int64)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for done, part in enumerate(pool.map(judged, blocks), start=1):
            total += part
            tell(min(done * AT_ONCE, asked.replications), asked.replications)
    rows = tuple(_row(m, counts, asked.replications) for m, counts in zip(asked.after, total.tolist(), strict=True))
    return Power(rows=rows, needed=_needed(rows, asked.target))


def _level(before: Before, whole: Series, design: Design) -> NDArray[np.float64]:
    """(n,) the mean of each period where nothing begins."""
    known = [name for name in design.names if name not in ("step", "slope")]
    if len(known) != len(before.coefficients):
        raise BadTable(f"{before.series.name} is shorter than a year, and its season is asked for. Bring a longer series, or leave the season out.")
    line = design.matrix[:, [design.at(name) for name in known]] @ before.coefficients
    with np.errstate(over="ignore"):
        return np.exp(line + np.log(whole.exposure))


def _shown(counts: NDArray[np.float64], design: Design, log_exposure: NDArray[np.float64], model: Model) -> tuple[NDArray[np.bool_], ...]:
    """(R,) interval all below 1, all above 1, and whether there is one."""
    many = fit_many(Data(counts, design.matrix, log_exposure), "negbin" if model.family == "negbin" else "poisson")
    n = counts.shape[1]
    lag = None if model.errors == "model" else min(lag_for(n) if model.lag is None else model.lag, n - 1)
    i = design.at("step")
    with np.errstate(all="ignore"):
        se = np.sqrt(covariance_many(counts, design.matrix, many, model.family, lag)[:, i, i])
        estimate = many.coefficients[:, i]
        stands = many.converged & np.isfinite(se)
        return stands & (estimate + Z95 * se < 0), stands & (estimate - Z95 * se > 0), stands


def _carried_on(series: Series, more: int) -> Series:
    """So many periods longer, with a step where it ended; exposure as in the same period of its last year."""
    periods, n = series.periods, len(series)
    year = min(max(round(series.period / periods.spacing), 1), n)
    later = periods.times[-1] + periods.spacing * np.arange(1, more + 1)
    exposure = series.exposure[n - year + np.arange(more) % year]
    return Series(
        name=series.name,
        count=series.count,
        periods=Periods(periods.unit, np.concatenate((periods.times, later)), periods.spacing),
        counts=np.concatenate((series.counts, np.zeros(more))),
        exposure=np.concatenate((series.exposure, exposure)),
        step=np.concatenate((np.zeros(n), np.ones(more))),
        period=series.period,
    )


def _row(after: int, counts: Sequence[int], replications: int) -> At:
    shown, alarms, failed = counts
    low, high = share_interval(shown, replications) or (0.0, 1.0)
    return At(after=after, power=shown / replications, low=low, high=high, false_alarm=alarms / replications, failed=failed)


def _needed(rows: Sequence[At], target: float) -> int | None:
    needed = None
    for row in reversed(rows):
        if row.power < target:
            break
        needed = row.after
    return needed
