"""Weights of a synthetic control: at least 0, together 1, and the squared error before the change as small as it can be.

SciPy's non-negative least squares proposes (compiled, some 15 µs a unit); the optimality conditions prove; and where the
proof fails, which that routine's releases since 1.15 make necessary (github.com/scipy/scipy/issues/25389), Wolfe's active
set finds the weights. ``most_above_least`` gives the proof of any weights as a number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from bothy.evidence.synthetic.nearest import SMALL, nearest_weights

CELLS_AT_ONCE = 4_000_000


def simplex_weights(before: NDArray[np.float64], units: NDArray[np.intp], donors: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights (m × n) of the donors in the synthetic control of each of m units.

    ``before``: n × periods, the outcome before the change. ``units``: m rows of it. ``donors``: m × n, who may lend to
    whom; at least one each. Each row of the answer minimises ``mean((before[unit] − weights @ before)²)``; where several
    do (see ``unique``) it is one of them.
    """
    at_once = max(1, CELLS_AT_ONCE // before.size)
    parts = [_weights(before, units[at : at + at_once], donors[at : at + at_once]) for at in range(0, len(units), at_once)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def most_above_least(
    before: NDArray[np.float64], units: NDArray[np.intp], donors: NDArray[np.bool_], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each mean squared error (m,) can lie above the least there is, at most: the proof of the weights."""
    points, scale = differences(before, units, donors)
    return 2 * _excess(points, donors, weights) * scale**2 / before.shape[1]


def differences(
    before: NDArray[np.float64], units: NDArray[np.intp], donors: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Donors less unit (m × periods × n; 0 for who is no donor), each over the distance of its nearest donor; and that (m,)."""
    points = before.T[None] - before[units][:, :, None]
    points *= donors[:, None]
    away = np.sqrt(np.einsum("mkn,mkn->mn", points, points))
    scale = np.where(donors, away, np.inf).min(axis=1)
    scale[scale == 0] = 1.0  # a donor that is the same: any scale will do
    points /= scale[:, None, None]
    return points, scale


def _weights(before: NDArray[np.float64], units: NDArray[np.intp], donors: NDArray[np.bool_]) -> NDArray[np.float64]:
    points, _ = differences(before, units, donors)
    weights = _proposed(points, donors)
    slack = SMALL * np.maximum(1.0, np.abs(points).max(axis=(1, 2)))
    for row in np.flatnonzero(~(_excess(points, donors, weights) <= slack)):
        weights[row] = 0.0
        weights[row, donors[row]] = nearest_weights(points[row][:, donors[row]])
    return weights


def _proposed(points: NDArray[np.float64], donors: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The nearest point of a hull by least squares without negative numbers (as Lawson and Hanson 1974, chapter 23).

    Minimise ``|P u|² + (1 − Σu)²`` over u ≥ 0. Along u = s·w with Σw = 1 the best s gives ``r / (1 + r)``, r = |P w|²,
    which grows with r: so w = u / Σu is the nearest point, exactly and with no penalty to choose.
    """
    many, periods, units = points.shape
    system = np.empty((many, periods + 1, units))
    system[:, :periods], system[:, periods] = points, donors
    aim = np.zeros(periods + 1)
    aim[periods] = 1.0
    weights = np.array([_least_squares(one, aim) for one in system])
    # Nothing but noughts would be no proposal; it is not a number then, and proves nothing.
    with np.errstate(invalid="ignore"):
        return weights / weights.sum(axis=1, keepdims=True)


def _least_squares(system: NDArray[np.float64], aim: NDArray[np.float64]) -> NDArray[np.float64]:
    try:
        return nnls(system, aim)[0]
    except RuntimeError:  # it gave up
        return np.zeros(system.shape[1])


def _excess(points: NDArray[np.float64], donors: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """As ``nearest.excess``, of all rows (m,)."""
    nearest = points @ weights[:, :, None]
    towards = np.where(donors, (nearest.transpose(0, 2, 1) @ points)[:, 0], np.inf)
    return np.einsum("mk,mk->m", nearest[:, :, 0], nearest[:, :, 0]) - towards.min(axis=1)
