"""Finds by how much was looked, with what else the true rate could be.

Interval: Garwood's (1936), widened by the dispersion, since needles lie in heaps: limits of count / φ, times φ / effort, where φ is
Pearson's X² over its degrees of freedom, at least 1. With φ = 1 it is Garwood's own. Efforts of different kinds are never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from scipy.stats import chi2

from bothy.evidence.finds.shape import EFFORTS, EffortIn, Find, What


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """``count`` finds in ``searches`` searches of ``effort`` in all (in minutes, km or squares); ``rate``, ``low``, ``high`` per unit (`EFFORTS`).

    ``dispersion``: φ, None where there are too few searches to tell.
    """

    effort_in: EffortIn
    searches: int
    count: int
    effort: float
    rate: float
    low: float
    high: float
    dispersion: float | None

    @property
    def unit(self) -> str:
        """ "hour of looking"."""
        return EFFORTS[self.effort_in][1]


def of_what(finds: Iterable[Find], what: What) -> tuple[Find, ...]:
    """The finds of one thing."""
    return tuple(one for one in finds if one.what == what)


def rate(finds: Sequence[Find], effort_in: EffortIn) -> Rate | None:
    """The rate of these finds, which are of one thing, over those whose effort is of this kind. None where there are none."""
    told = searches_of(finds, effort_in)
    if not told:
        return None
    count, effort = sum(one for one, _ in told), sum(one for _, one in told)
    phi = dispersion(told)
    low, high = interval(count, phi or 1.0)
    per = EFFORTS[effort_in][2] / effort
    return Rate(
        effort_in=effort_in, searches=len(told), count=count, effort=effort, rate=count * per, low=low * per, high=high * per, dispersion=phi,
    )  # fmt: skip


def dispersion(*groups: Sequence[tuple[int, float]]) -> float | None:
    """φ, at least 1, of (count, effort), each group about a rate of its own. None where no group has two searches and a find."""
    squares, freedom = 0.0, 0
    for searches in groups:
        count, effort = sum(one for one, _ in searches), sum(one for _, one in searches)
        if len(searches) > 1 and count:
            squares += sum((one - count * part / effort) ** 2 / (count * part / effort) for one, part in searches)
            freedom += len(searches) - 1
    return max(1.0, squares / freedom) if freedom else None


def searches_of(finds: Iterable[Find], effort_in: EffortIn) -> list[tuple[int, float]]:
    """(count, effort) of those whose effort is of this kind."""
    return [(one.count, one.effort) for one in finds if one.effort_in == effort_in and one.effort is not None]


def interval(count: int, phi: float = 1.0) -> tuple[float, float]:
    """95 % limits of the expected count. ValueError for a count below 0 or φ below 1."""
    if count < 0 or phi < 1:
        raise ValueError(f"{count} finds, dispersion {phi}")
    scaled = count / phi
    low = 0.0 if not count else float(chi2.ppf(0.025, 2 * scaled)) / 2 * phi
    return low, float(chi2.ppf(0.975, 2 * (scaled + 1))) / 2 * phi
