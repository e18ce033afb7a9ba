"""What a reader can see of a fit: residuals over time, how they hang together, scatter, and what single periods weigh."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.fit import Fitted
from bothy.evidence.normal import Z95

MOST_LEFT_OUT = 1000


class Correlations(msgspec.Struct, frozen=True, kw_only=True):
    """``lags``: autocorrelation of the residuals at lag 1, 2, …; Ljung and Box's (1978) Q of all of them, with as many degrees of freedom."""

    lags: tuple[float, ...]
    ljung_box: float
    ljung_box_df: int
    ljung_box_p: float
    limit: float
    """What single ones stay under 19 times in 20 where there is none: 1.959964/√n."""


class Diagnostics(msgspec.Struct, frozen=True, kw_only=True):
    """``residuals``: Pearson's, one a period. ``correlations``: None where residuals are too few or all nought.

    ``without``: the step's ratio with each period left out; None for one without which there is no estimate. The whole of it is
    None for more than 1,000 periods.
    """

    residuals: tuple[float, ...]
    correlations: Correlations | None
    without: tuple[float | None, ...] | None


def diagnose(fitted: Fitted) -> Diagnostics:
    residuals = fitted.residuals
    return Diagnostics(
        residuals=tuple(map(float, residuals)),
        correlations=correlations_of(residuals, fitted.series.per_year),
        without=_without_each(fitted),
    )


def autocorrelations(residuals: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """(most,) at lag 1 … most, each over the whole sum of squares."""
    left = residuals - residuals.mean()
    whole = left @ left
    return np.array([left[k:] @ left[:-k] / whole for k in range(1, most + 1)])


def correlations_of(residuals: NDArray[np.float64], per_year: float) -> Correlations | None:
    """Up to two years of lags, and no more than a fifth of the series."""
    n = len(residuals)
    most = int(min(2 * per_year, n // 5))
    if most < 1 or np.ptp(residuals) < 1e-12:
        return None
    found = autocorrelations(residuals, most)
    q = float(n * (n + 2) * (found**2 / (n - np.arange(1, most + 1))).sum())
    return Correlations(
        lags=tuple(map(float, found)),
        ljung_box=q,
        ljung_box_df=most,
        ljung_box_p=float(gammaincc(most / 2, q / 2)),
        limit=Z95 / math.sqrt(n),
    )


def _without_each(fitted: Fitted) -> tuple[float | None, ...] | None:
    series, design = fitted.series, fitted.design
    n = len(series)
    if n > MOST_LEFT_OUT:
        return None
    step = design.at("step")
    counts = np.broadcast_to(series.counts, (n, n))
    data = Data(counts, design.matrix, np.log(series.exposure), 1.0 - np.eye(n))
    many = fit_many(data, "negbin" if fitted.model.family == "negbin" else "poisson")
    estimates = many.coefficients[:, step].tolist()
    return tuple(math.exp(one) if stands and abs(one) < 700 else None for one, stands in zip(estimates, many.converged, strict=True))
