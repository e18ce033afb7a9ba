"""A ratio with its interval and its p, from an estimate on the log scale."""

from __future__ import annotations

import math

import msgspec
from scipy.special import ndtr

from bothy.evidence.normal import Z95


class Ratio(msgspec.Struct, frozen=True):
    """``ratio`` with its 95 % interval ``low`` to ``high`` (exp of estimate ∓ 1.959964 se), and Wald's two-sided ``p`` of it being 1."""

    ratio: float
    low: float
    high: float
    p: float

    @property
    def shown(self) -> bool:
        """Whether the interval leaves 1 out."""
        return self.low > 1 or self.high < 1


def ratio_of(estimate: float, variance: float, times: float = 1.0) -> Ratio:
    """exp(times · estimate), with its interval; ``variance`` is of the estimate."""
    se = math.sqrt(variance)
    p = float(2 * ndtr(-abs(estimate) / se)) if se else float(estimate == 0)
    low, high = sorted((times * (estimate - Z95 * se), times * (estimate + Z95 * se)))
    return Ratio(_exp(times * estimate), _exp(low), _exp(high), p)


def _exp(value: float) -> float:
    """exp; the largest number there is where it would be more."""
    return math.exp(min(value, 709.0))
