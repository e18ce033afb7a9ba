"""Finds over time, by how much was looked; those without effort stand apart.

The trend: a log-linear quasi-Poisson model of the periods' counts on time, with the log of the effort as offset (McCullagh and
Nelder 1989, chapter 6); limits exp(β ∓ 1.959964 · √φ · se), φ from Pearson's X².
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from bothy.evidence.figures.periods import Kind, Period, between, containing
from bothy.evidence.finds.rates import Rate, of_what, rate
from bothy.evidence.finds.shape import EFFORTS, EffortIn, Find, What
from bothy.evidence.normal import Z95

LEAST_PERIODS = 3
FEW_PERIODS = 12
DAYS_A_YEAR = 365.25


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One period. ``rate``: None where nothing was looked for with an effort of that kind. ``apart``: finds without effort of that kind."""

    period: Period
    rate: Rate | None
    apart: int


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """``ratio``: the rate of a year over that of the year before. ``periods``: how many it rests on."""

    ratio: float
    low: float
    high: float
    dispersion: float
    periods: int


class OverTime(msgspec.Struct, frozen=True, kw_only=True):
    """``trend``: None where it cannot be told, and ``why_none`` says why."""

    what: What
    effort_in: EffortIn
    kind: Kind
    points: tuple[Point, ...]
    trend: Trend | None
    why_none: str = ""


def over_time(finds: Sequence[Find], what: What, effort_in: EffortIn, kind: Kind = "month") -> OverTime:
    """Every period from the first find of the thing to the last."""
    told = of_what(finds, what)
    if not told:
        return OverTime(what=what, effort_in=effort_in, kind=kind, points=(), trend=None, why_none="Nothing of this was written down.")
    days = [one.on for one in told]
    points = []
    for period in between(containing(kind, min(days)), containing(kind, max(days))):
        here = [one for one in told if period.first <= one.on <= period.last]
        points.append(Point(period=period, rate=rate(here, effort_in), apart=sum(one.count for one in here if one.effort_in != effort_in)))
    trend, why = _trend(points, effort_in)
    return OverTime(what=what, effort_in=effort_in, kind=kind, points=tuple(points), trend=trend, why_none=why)


def _trend(points: Sequence[Point], effort_in: EffortIn) -> tuple[Trend | None, str]:
    told = [(one.period, one.rate) for one in points if one.rate is not None]
    if len(told) < LEAST_PERIODS:
        return None, f"A trend needs {LEAST_PERIODS} periods in which the effort was written down in {EFFORTS[effort_in][0]}; there {'is' if len(told) == 1 else 'are'} {len(told)}."
    counts = np.array([float(one.count) for _, one in told])
    if np.count_nonzero(counts) < 2:
        return None, "Something was found in fewer than two periods: a trend cannot be told."
    middles = np.array([(period.first.toordinal() + period.last.toordinal()) / 2 for period, _ in told])
    years = (middles - middles.mean()) / DAYS_A_YEAR
    effort = np.array([one.effort for _, one in told])
    slope, se, phi = fit(counts, years, effort)
    half = Z95 * math.sqrt(phi) * se
    return Trend(ratio=math.exp(slope), low=math.exp(slope - half), high=math.exp(slope + half), dispersion=phi, periods=len(told)), ""


def fit(counts: np.ndarray, time: np.ndarray, effort: np.ndarray) -> tuple[float, float, float]:
    """Slope on the log scale, its standard error with dispersion 1, and φ (at least 1). Counts (n,), time (n,), effort (n,) above 0."""
    design = np.column_stack([np.ones_like(time), time])
    beta = np.array([math.log(counts.sum() / effort.sum()), 0.0])
    for _ in range(100):
        mean = effort * np.exp(design @ beta)
        information = design.T @ (mean[:, None] * design)
        step = np.linalg.solve(information, design.T @ (counts - mean))
        # Half steps where a full one would run away: counts that are nought but for one end.
        beta = beta + step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-11:
            break
    mean = effort * np.exp(design @ beta)
    se = math.sqrt(float(np.linalg.inv(design.T @ (mean[:, None] * design))[1, 1]))
    phi = max(1.0, float(((counts - mean) ** 2 / mean).sum() / (len(counts) - 2)))
    return float(beta[1]), se, phi
