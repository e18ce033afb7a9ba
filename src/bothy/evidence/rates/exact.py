"""Exact limits of a ratio of two rates, which hold with small counts and with zero.

Given the sum a + b of two Poisson counts, a is binomial with odds R · t₂/t₁: limits of the odds are limits of the ratio
R = after/before (Przyborowski and Wilenski 1940). Clopper and Pearson's never cover less than 95 % and mostly more; mid-p counts half
of the observed outcome only, and covers about 95 %, sometimes a little less (Berry and Armitage 1995).
"""

from __future__ import annotations

import math

import msgspec
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import binom

from bothy.evidence.rates.counted import Counted
from bothy.reports.intervals import share_interval

TAIL = 0.025


class Exact(msgspec.Struct, frozen=True):
    """95 % limits of the ratio after/before; None: no finite limit. ``mid_p``: two-sided mid-p value of no change."""

    low: float | None
    high: float | None
    mid_low: float | None
    mid_high: float | None
    mid_p: float | None


def exact(before: Counted, after: Counted) -> Exact:
    """All None where nothing was counted at all: then nothing is known."""
    a, b = after.n, before.n
    of_a, of_b = share_interval(a, a + b), share_interval(b, a + b)
    if of_a is None or of_b is None:
        return Exact(None, None, None, None, None)
    # The odds of a are its share over b's: so none is lost to rounding where a share is nearly 1.
    low, high = of_a[0] / of_b[1], of_a[1] / of_b[0] if b else None
    middle = math.log((a + 0.5) / (b + 0.5))
    mid_low = _solved(_mid_above, a, b, math.log(low), middle) if a else 0.0
    mid_high = _solved(_mid_below, a, b, middle, math.log(high)) if high is not None else None
    unchanged = after.t / (before.t + after.t)
    unit = before.t / after.t
    return Exact(
        low=low * unit,
        high=None if high is None else high * unit,
        mid_low=mid_low * unit,
        mid_high=None if mid_high is None else mid_high * unit,
        mid_p=2 * min(_mid_below(a, b, unchanged), _mid_above(a, b, unchanged)),
    )


def _mid_below(a: int, b: int, share: float) -> float:
    """P(fewer than a) + P(a)/2 of a + b."""
    return float(binom.cdf(a - 1, a + b, share) + binom.pmf(a, a + b, share) / 2)


def _mid_above(a: int, b: int, share: float) -> float:
    """P(more than a) + P(a)/2 of a + b."""
    return float(binom.sf(a, a + b, share) + binom.pmf(a, a + b, share) / 2)


def _solved(tail, a: int, b: int, low: float, high: float) -> float:
    """The odds at which a mid-p tail is 2.5 %, between two log odds."""
    return math.exp(brentq(lambda log_odds: tail(a, b, float(expit(log_odds))) - TAIL, low, high, xtol=1e-13))
