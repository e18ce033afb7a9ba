"""One series by the same steps as `batch` takes with many: what arrays of one take is longer than the sums themselves.

Only the plain case: small counts, scatter well above Poisson's, a fit that settles. Whatever else there is goes the way of many.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dposv

from bothy.evidence.its.climb import Look, climb
from bothy.evidence.its.hill import counted

Numbers = NDArray[np.float64]

ROUGH = 0.1
"""Size of a last step after which a Poisson fit is start enough for NB2."""
PLAIN = 0.05
"""Scatter above Poisson's, as a share of the counts, that no rough fit makes up."""
_LEAST_LOG_ALPHA = -14.0


def fit_alone(y: Numbers, x: Numbers, offset: Numbers) -> Numbers | None:
    """(p + 1,) coefficients and log α; None where the case is not plain. ``y``, ``offset``: (n,); ``x``: (n, p)."""
    above = counted(y[None], None).above
    beta = _begun(y, x, offset)
    if above is None or beta is None:
        return None
    mean = np.exp(x @ beta + offset)
    left = y - mean
    excess = float(left @ left - y.sum())
    if not excess > PLAIN * float(y.sum()):
        return None
    start = np.append(beta, math.log(min(max(excess / float(mean @ mean), 1e-8), 50.0)))
    found, stands = climb(start[None], look_of_one(y, above[0], x, offset))
    return found[0] if stands[0] and found[0, -1] > _LEAST_LOG_ALPHA else None


def _begun(y: Numbers, x: Numbers, offset: Numbers) -> Numbers | None:
    """A rough Poisson fit: least squares of the logarithms and one step of Newton's; None where that step is a long one."""
    near, across = y + 0.5, x.T
    beta = _solved((across * near) @ x, across @ (near * (np.log(near) - offset)))
    mean = np.exp(x @ beta + offset)
    step = _solved((across * mean) @ x, across @ (y - mean))
    return beta + step if np.abs(x @ step).max() < ROUGH else None


def _solved(matrix: Numbers, side: Numbers) -> Numbers:
    _, found, fault = dposv(matrix, side)
    return np.full(side.shape, np.nan) if fault else found


def look_of_one(y: Numbers, above: Numbers, x: Numbers, offset: Numbers) -> Look:
    """What `climb` asks. ``y``, ``offset``: (n,); ``above``: (m,), how many counts are above 0, 1, …; ``x``: (n, p)."""
    n, p = x.shape
    ones, places = np.ones(n), np.arange(float(len(above)))
    pulls, across = np.empty((2, n)), x.T

    def look(point: Numbers, _: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        alpha = math.exp(min(max(point[0, p], -40.0), 40.0))
        eta = x @ point[0, :p] + offset
        mean = np.exp(eta)
        spread = alpha * mean
        shrunk = 1 / (1 + spread)
        logs, level = np.log1p(spread), mean * shrunk
        grown = (1 + alpha * y) * level
        weight = grown * shrunk
        np.multiply(y - mean, shrunk, out=pulls[0])
        np.multiply(pulls[0], level, out=pulls[1])
        terms = alpha * places
        over = 1 / (1 + terms)
        share = terms * over
        log_sum = float(ones @ logs) / alpha
        height = y @ (eta - logs) - log_sum - above @ np.log(over)
        score = float(above @ share) + log_sum - float(ones @ grown)
        curve = float(above @ (share * over)) - log_sum + 2 * float(ones @ level) - float(ones @ weight)
        sides = (pulls @ x).T
        sides[:, 1] *= -alpha
        _, both, fault = dposv((across * weight) @ x, sides)
        step = np.full((1, p + 1), np.nan)
        if not fault:
            gain, follow = (sides[:, 1] @ both).tolist()
            rise, roundness = score + gain, -curve - follow
            turned = rise / roundness if roundness > 0 else (rise > 0) - (rise < 0)
            step[0, p] = turned = min(max(turned, -2.0), 2.0)
            step[0, :p] = both[:, 0] + both[:, 1] * turned
        size = max(float(np.abs(x @ step[0, :p]).max()), abs(step[0, p]))
        return np.array([height]), step, np.array([size])

    return look
