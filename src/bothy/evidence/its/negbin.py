"""The NB2 likelihood (variance μ + αμ²) with its first and second derivatives, right to the last digits down to α = 0.

With q = 1 + αy and d = (y − μ)/(1 + αμ) every term is written so that nothing large is taken from something as large. Differences
of log-gamma, digamma and trigamma at y + 1/α and 1/α come from their asymptotic series where 1/α is large (Abramowitz and Stegun
6.1.41, 6.3.18, 6.4.12), and from scipy elsewhere. Derivatives are by η = log μ and u = log α (Lawless 1987, Can J Stat 15:209).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, zeta

_SERIES_BELOW = 0.01
"""α below which what the series leave out is under 1e-14."""

Numbers = NDArray[np.float64]


class Parts(NamedTuple):
    """Each (S, n): value (without log y!), by η: ``residual`` and ``weight`` (minus the second), by u: ``score``, ``curve``; both: ``cross``."""

    value: Numbers
    residual: Numbers
    weight: Numbers
    score: Numbers
    curve: Numbers
    cross: Numbers


def parts_of(y: Numbers, log_mean: Numbers, mean: Numbers, alpha: Numbers | float) -> Parts:
    """The likelihood of counts ``y`` (S, n) at ``mean`` (S, n) and ``alpha`` (S, 1), above 0; or one α for all, which is faster."""
    q, spread = 1 + alpha * y, 1 + alpha * mean
    d = (y - mean) / spread
    scaled = mean / spread
    lean = alpha * d
    log_lean = np.log1p(lean)
    level, slope, bend = _gammas(y, q, alpha)
    kernel = (log_lean - lean) / alpha
    cross = -scaled * lean
    return Parts(
        value=y * (log_lean + log_mean) + (kernel + d - y) + level,
        residual=d,
        weight=scaled * q / spread,
        score=-kernel - slope,
        curve=kernel + y * lean / q + slope + bend + cross,
        cross=cross,
    )


def _gammas(y: Numbers, q: Numbers, alpha: Numbers | float) -> tuple[Numbers, Numbers, Numbers]:
    """What log-gamma, digamma and trigamma add: to the value, to the score, to the curve."""
    if isinstance(alpha, float):
        return (_by_scipy if alpha >= _SERIES_BELOW else _by_series)(y, q, alpha)
    large = alpha[:, 0] >= _SERIES_BELOW
    if not large.any():
        return _by_series(y, q, alpha)
    level, slope, bend = _by_scipy(y, q, alpha)
    small = ~large
    if small.any():
        level[small], slope[small], bend[small] = _by_series(y[small], q[small], alpha[small])
    return level, slope, bend


def _by_series(y: Numbers, q: Numbers, alpha: Numbers | float) -> tuple[Numbers, Numbers, Numbers]:
    """Each series at 1/α less the same at y + 1/α, which is q times as much."""
    a2, p = alpha * alpha, 1 / q
    p2 = p * p
    h, gone = a2 * p2, alpha * y * p
    level = -0.5 * np.log(q) - alpha * ((1 / 12 - a2 * (1 / 360 - a2 / 1260)) - p * (1 / 12 - h * (1 / 360 - h / 1260)))
    slope = 0.5 * gone + alpha * ((1 / 12 - a2 * (1 / 120 - a2 / 252)) - p2 * (1 / 12 - h * (1 / 120 - h / 252)))
    bend = -0.5 * gone * (1 + p) - alpha * ((1 / 6 - a2 * (1 / 30 - a2 / 42)) - p * p2 * (1 / 6 - h * (1 / 30 - h / 42)))
    return level, slope, bend


def _by_scipy(y: Numbers, q: Numbers, alpha: Numbers | float) -> tuple[Numbers, Numbers, Numbers]:
    r, log_q = 1 / alpha, np.log(q)
    z = y + r
    level = gammaln(z) - gammaln(r) + y * np.log(alpha) - z * log_q + y
    slope = r * (digamma(z) - digamma(r) - log_q)
    bend = r * r * (zeta(2, z) - zeta(2, r)) + y / q
    return level, slope, bend
