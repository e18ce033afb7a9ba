"""One figure: a number that never travels without what it was counted from."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from bothy.reports.intervals import count_interval, share_interval

Tag = Literal["recorded", "published", "fitted", "invented"]
"""recorded: from a facility's own journal. In a demo: published by others, fitted to what was
published, or invented."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`value` None means that it is not known; it is never zero for want of records.

    `k` of `n`: numerator and denominator (n None for a plain count). `low`, `high`: the exact 95 %
    interval, in the unit of the value. `missing`: how many were left out because nothing was recorded.
    `least`: of a count of people some of whom may be others of them: at least so many, and at most `value`.
    `hidden`: kept back because so few people stand behind it.
    """

    value: float | int | None
    k: int | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    missing: int | None = None
    least: int | None = None
    hidden: bool = False
    tag: Tag = "recorded"


KEPT_BACK = "kept back"
"""What stands in every table and file for a hidden figure. Not "<5": others are hidden with the small ones."""

UNKNOWN = Figure(value=None)


def count(k: int) -> Figure:
    """A count of something that is always recorded when it happens."""
    return Figure(value=k, k=k)


def share(k: int, n: int, missing: int | None = None) -> Figure:
    """k of n in per cent with its exact interval; not known when n is 0."""
    interval = share_interval(k, n)
    if interval is None:
        return Figure(value=None, k=k, n=n, missing=missing)
    low, high = interval
    return Figure(value=100 * k / n, k=k, n=n, low=100 * low, high=100 * high, missing=missing)


def rate(k: int, n: int, per: int = 1000) -> Figure:
    """k per so many n, with the exact Poisson interval; not known when n is 0."""
    if n == 0:
        return Figure(value=None, k=k, n=n)
    low, high = count_interval(k)
    return Figure(value=per * k / n, k=k, n=n, low=per * low / n, high=per * high / n)


def quantile(values: Sequence[float] | np.ndarray, at: float, missing: int = 0) -> Figure:
    """The value below which a share `at` of them lie; n is how many were measured."""
    if len(values) == 0:
        return Figure(value=None, n=0, missing=missing)
    return Figure(value=float(np.quantile(values, at)), n=len(values), missing=missing)
