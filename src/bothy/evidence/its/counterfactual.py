"""What the model says would have been counted, had nothing begun: level, trend, season and shocks as they were."""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.its.fit import Fitted
from bothy.evidence.normal import Z95


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """One period. ``expected``: without the step, with the interval of that mean (not of a single count). ``fitted``: with it."""

    time: str
    after: bool
    observed: float
    fitted: float
    expected: float
    expected_low: float
    expected_high: float


class Counterfactual(msgspec.Struct, frozen=True, kw_only=True):
    """``periods``: all of them; and the sums of those after the step, the expected one with its interval."""

    periods: tuple[Period, ...]
    observed_after: float
    expected_after: float
    expected_after_low: float
    expected_after_high: float


def counterfactual_of(fitted: Fitted) -> Counterfactual:
    """The fitted model carried on without step and slope. Intervals are on the log scale (delta method for the sum)."""
    series, plain = fitted.series, fitted.design.without_step()
    with np.errstate(over="ignore"):
        line = plain @ fitted.coefficients + np.log(series.exposure)
        wide = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", plain, fitted.covariance, plain).clip(0))
        expected, low, high = (np.exp(np.minimum(one, 709.0)) for one in (line, line - wide, line + wide))
    after = series.step == 1
    total = float(expected[after].sum())
    lean = expected[after] @ plain[after] / total
    width = Z95 * float(np.sqrt(max(lean @ fitted.covariance @ lean, 0.0)))
    return Counterfactual(
        periods=tuple(
            Period(time=label, after=bool(one), observed=float(y), fitted=float(m), expected=float(e), expected_low=float(a), expected_high=float(b))
            for label, one, y, m, e, a, b in zip(series.periods.labels, after, series.counts, fitted.mean, expected, low, high, strict=True)
        ),
        observed_after=float(series.counts[after].sum()),
        expected_after=total,
        expected_after_low=total * float(np.exp(-width)),
        expected_after_high=total * float(np.exp(min(width, 600.0))),
    )
