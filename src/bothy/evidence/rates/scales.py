"""The two scales on which a change is judged: Wald's interval and p on the log of the ratio, and on the difference."""

from __future__ import annotations

import math

import msgspec

from bothy.evidence.normal import Z95


class Estimate(msgspec.Struct, frozen=True):
    """A change on both scales: ``ratio`` with the variance of its log, ``difference`` with its own. None: undefined."""

    ratio: float | None
    log_variance: float | None
    difference: float
    difference_variance: float


class Limits(msgspec.Struct, frozen=True):
    """95 % limits and the two-sided p of no change; all None where there is no variance to reckon with."""

    low: float | None = None
    high: float | None = None
    p: float | None = None


def on_log_scale(change: Estimate) -> Limits:
    """exp(ln R ∓ 1.959964 √variance) and the p of R = 1."""
    if not change.ratio or change.log_variance is None:
        return Limits()
    middle, error = math.log(change.ratio), math.sqrt(change.log_variance)
    return Limits(math.exp(middle - Z95 * error), math.exp(middle + Z95 * error), two_sided(middle / error))


def on_difference_scale(change: Estimate) -> Limits:
    """d ∓ 1.959964 √variance and the p of d = 0."""
    if not change.difference_variance:
        return Limits()
    error = math.sqrt(change.difference_variance)
    return Limits(change.difference - Z95 * error, change.difference + Z95 * error, two_sided(change.difference / error))


def two_sided(z: float) -> float:
    """The chance of a standard normal at least so far from zero."""
    return math.erfc(abs(z) / math.sqrt(2))
