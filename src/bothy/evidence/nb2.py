"""Counts that scatter more than Poisson: a small NB2 regression whose scatter is found by the method of moments.

mean = exposure · exp(design · b), variance = mean + alpha · mean². alpha is where Pearson's X² equals the degrees of freedom
(Breslow 1984), not where the likelihood is largest: with the ten or twenty figures there usually are, maximum likelihood finds too
little scatter, because it does not count what the coefficients took. For given alpha the coefficients are the maximum-likelihood
ones, by Fisher's scoring (Lawless 1987).
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Floats = NDArray[np.float64]

MOST_STEPS = 100
LONGEST_STEP = 2.0
SETTLED = 1e-10
MOST_ETA = 50.0
MOST_ALPHA = 1e6


class NoFit(ValueError):
    """The counts have no finite fit: all are zero, or those that are not lie at one end."""


class Fit(msgspec.Struct, frozen=True):
    """``coefficients`` (k), their ``covariance`` (k × k, on the log scale), ``means`` (n, expected counts), ``alpha`` (0: Poisson)."""

    coefficients: Floats
    covariance: Floats
    means: Floats
    alpha: float


def pearson(counts: Floats, means: Floats, alpha: float = 0.0) -> float:
    """Pearson's X²: squared distances from the mean, each over its variance."""
    return float(np.sum((counts - means) ** 2 / (means + alpha * means**2)))


def fit(counts: Floats, design: Floats, exposure: Floats | float = 1.0) -> Fit:
    """NB2 with log link; alpha = 0 where the counts scatter no more than Poisson.

    counts: n whole numbers; design: n × k, k < n; exposure: n numbers above 0, or one. NoFit where there is no finite fit.
    """
    offset = np.log(np.broadcast_to(np.asarray(exposure, float), counts.shape))
    freedom = len(counts) - design.shape[1]
    start = np.zeros(design.shape[1])

    def excess(alpha: float) -> float:
        nonlocal start
        found = fit_given(counts, design, offset, alpha, start)
        # The next alpha is near, so its coefficients are too.
        start = found.coefficients
        return pearson(counts, found.means, alpha) - freedom

    if excess(0.0) <= 0:
        return fit_given(counts, design, offset, 0.0, start)
    most = 0.01
    while excess(most) > 0:
        most *= 10
        if most > MOST_ALPHA:
            raise NoFit("no scatter, however large, explains these counts")
    return fit_given(counts, design, offset, float(brentq(excess, 0.0, most, xtol=1e-12, rtol=1e-10)), start)


def fit_given(counts: Floats, design: Floats, offset: Floats, alpha: float, start: Floats | None = None) -> Fit:
    """The same for a given alpha; ``offset`` is the log of the exposure. NoFit where there is no finite fit."""
    if not counts.any():
        raise NoFit("every count is zero")
    b = np.zeros(design.shape[1]) if start is None else start
    if not b.any():
        # Weighted least squares on the logs: near enough to begin with.
        b = np.linalg.lstsq(design, np.log(np.maximum(counts, 0.5)) - offset, rcond=None)[0]
    for _ in range(MOST_STEPS):
        eta = design @ b
        if np.abs(eta).max() > MOST_ETA:
            break
        means = np.exp(eta + offset)
        weights = means / (1 + alpha * means)
        information = design.T @ (weights[:, None] * design)
        try:
            step = np.linalg.solve(information, design.T @ (weights * (counts - means) / means))
        except np.linalg.LinAlgError:
            break
        longest = float(np.abs(step).max())
        if longest < SETTLED:
            return Fit(b, np.linalg.inv(information), means, alpha)
        b = b + step * min(1.0, LONGEST_STEP / longest)
    raise NoFit("the coefficients do not settle: counts other than zero lie at one end only")
