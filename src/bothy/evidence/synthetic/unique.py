"""Are the weights the only ones that fit so well? Others may fit the years before as well and differ afterwards."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.placebo import Fits
from bothy.evidence.synthetic.weights import differences

TOUCHES = 1e-9
ANOTHER = 1e-4


class Choice(msgspec.Struct, frozen=True):
    """``unique``: no other weights fit as well. Else the mean gap lies between ``low`` and ``high`` over all that do.

    None where the linear programme finds no end (numbers of very different size).
    """

    unique: bool
    low: float | None
    high: float | None


def choice(panel: Panel, fits: Fits) -> Choice:
    """How far the treated unit's mean gap is settled by the fit before.

    All optimal weights give the same point and use only donors that touch the plane through it (complementary slackness);
    they are the only ones unless some of these donors without a weight can take one (a linear programme).
    """
    unit, weights = panel.treated, fits.weights[panel.treated]
    lenders = np.arange(len(panel.units)) != unit
    (points,), _ = differences(panel.outcome[:, : panel.before], np.array([unit]), lenders[None])
    nearest = points @ weights
    touching = np.flatnonzero(lenders & (nearest @ points - nearest @ nearest <= TOUCHES))
    mean = float(fits.gaps[unit, panel.before :].mean())
    idle = weights[touching] == 0
    equal = np.vstack([points[:, touching], np.ones(len(touching))])

    def most(gain: NDArray[np.float64]) -> float | None:
        found = linprog(-gain, A_eq=equal, b_eq=np.append(nearest, 1.0), bounds=(0, None))
        return float(-found.fun) if found.status == 0 else None

    moved = most(idle.astype(float)) if idle.any() else 0.0
    if moved is not None and moved <= ANOTHER:
        return Choice(True, mean, mean)
    after = panel.outcome[:, panel.before :].mean(axis=1)
    highest, lowest = most(after[touching]), most(-after[touching])
    if highest is None or lowest is None:
        return Choice(False, None, None)
    return Choice(False, float(after[unit] - highest), float(after[unit] + lowest))
