"""What a method said of one world, or of many."""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.honest.truths import Numbers
from bothy.evidence.normal import Z95

LEVEL = 0.05


class Said(msgspec.Struct, frozen=True, eq=False):
    """Each (R,): whether it said "changed", the two ends of its 95 % interval (not-a-number where it gave none).

    ``low``, ``high`` are on the scale of the judge: a ratio, or a difference of counts a month.
    """

    changed: np.ndarray
    low: Numbers
    high: Numbers

    def holds(self, truth: float) -> np.ndarray:
        return (self.low <= truth) & (truth <= self.high)

    @property
    def given(self) -> np.ndarray:
        """Where there is an interval at all; an end may be endless, but not unknown."""
        return ~(np.isnan(self.low) | np.isnan(self.high))


def from_logs(estimate: Numbers, se: Numbers) -> Said:
    """Of log ratios and their standard errors; where a fit does not stand they are not-a-number."""
    with np.errstate(all="ignore"):
        low, high = np.exp(estimate - Z95 * se), np.exp(estimate + Z95 * se)
        return Said((low > 1) | (high < 1), low, high)


def one_by_one(rows: list[tuple[float | None, float | None, float | None]], endless: bool = False) -> Said:
    """From (p, low, high) of each world. ``endless``: a missing upper end is no limit, and not no answer."""
    p, low, high = (np.array([np.nan if one is None else one for one in column], dtype=float) for column in zip(*rows, strict=True))
    if endless:
        high = np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)
    return Said(p < LEVEL, low, high)
