"""The point nearest to nought in the convex hull of given points: Wolfe's active set (1976), doi 10.1007/BF01580381.

Finite and exact: each step solves a least-squares problem on the points now in use, and no set of points comes back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-12


def excess(points: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """``x·x − min x·p`` for x = points @ weights: nought at the optimum and nowhere else (Karush, Kuhn, Tucker).

    The squared distance of x is at most twice this above the least there is, since it is convex in the weights.
    """
    nearest = points @ weights
    return float(nearest @ nearest - (nearest @ points).min())


def nearest_weights(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (count,), at least 0 and together 1, that bring ``points`` (dimensions × count) nearest to nought.

    Points should be of the order of 1, the nearest one at least.
    """
    sizes = np.einsum("ij,ij->j", points, points)
    slack = SMALL * max(1.0, float(np.sqrt(sizes.max())))
    used, share = [int(sizes.argmin())], np.ones(1)
    least = float(sizes.min())
    while True:
        nearest = points[:, used] @ share
        towards = nearest @ points
        entering = int(towards.argmin())
        if least - towards[entering] <= slack or entering in used:
            break
        fuller, new = _settled(points, [*used, entering], np.append(share, 0.0))
        reached = points[:, fuller] @ new
        if (shorter := float(reached @ reached)) >= least:
            break  # nothing is left but rounding
        used, share, least = fuller, new, shorter
    weights = np.zeros(points.shape[1])
    weights[used] = share
    return weights


def _settled(points: NDArray[np.float64], used: list[int], share: NDArray[np.float64]) -> tuple[list[int], NDArray[np.float64]]:
    """The points that stay, and their weights: towards the best of their plane, dropping whatever would turn negative."""
    while True:
        base = points[:, used[0]]
        rest = np.linalg.lstsq(points[:, used[1:]] - base[:, None], -base, rcond=None)[0]
        aim = np.append(1 - rest.sum(), rest)
        falling = np.flatnonzero(aim <= SMALL)
        if not len(falling):
            return used, aim
        far = share[falling] / np.maximum(share[falling] - aim[falling], SMALL)
        share = share + min(1.0, float(far.min())) * (aim - share)
        share[falling[far.argmin()]] = 0.0
        stays = np.flatnonzero(share > SMALL)
        used, share = [used[n] for n in stays], share[stays] / share[stays].sum()
