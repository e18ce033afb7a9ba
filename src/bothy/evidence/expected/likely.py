"""The moving mean and likely range of National Records of Scotland.

For every year with two years before and two after it: the mean of the five, and mean ∓ 1.96 · √mean. The rule is NRS's
(Drug-related deaths in Scotland), recomputed from the figures it was published with. 1.96 is what NRS multiplies by, so the
quantile 1.959964 of the other intervals is not used here.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from bothy.evidence.expected.years import Years

NRS_QUANTILE = 1.96
WINDOW = 5
REACH = WINDOW // 2


class Likely(msgspec.Struct, frozen=True):
    """The mean of the five years around one, and the range in which the rule expects that one."""

    mean: float
    lower: float
    upper: float


def likely_ranges(years: Years) -> list[Likely | None]:
    """One for every year; None for the first two and the last two, whose windows are not complete."""
    # Whole sums, then one division: the means are exact.
    means = np.convolve(years.deaths, np.ones(WINDOW), "valid") / WINDOW
    edge = [None] * REACH
    return [*edge, *(_range(float(mean)) for mean in means), *edge]


def expected_outside() -> float:
    """The share of years outside where figures are Poisson around a mean that does not move: 2.8 %, and not 5 %.

    The judged year is one of the five, so its distance from their mean varies by 4/5 of what the rule reckons.
    """
    return math.erfc(NRS_QUANTILE / math.sqrt((1 - 1 / WINDOW) * 2))


def _range(mean: float) -> Likely:
    wide = NRS_QUANTILE * math.sqrt(mean)
    return Likely(mean, mean - wide, mean + wide)
