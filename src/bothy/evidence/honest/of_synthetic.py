"""Synthetic control on many worlds: quarters of 24 areas, the treated one beside a mixture of the others."""

from __future__ import annotations

import numpy as np

from bothy.evidence.honest.judged import Said, one_by_one
from bothy.evidence.honest.truths import BEFORE, Numbers
from bothy.evidence.synthetic.intervals import constant_effects
from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.placebo import fit_all

QUARTER = 3


def said_by_synthetic(worlds: Numbers) -> dict[str, Said]:
    """``worlds``: (R, 24, 60). The effect is in counts a month; with 24 areas rank 1 alone is p below 0.05."""
    return {"synthetic control": one_by_one([_row(world) for world in worlds])}


def _row(world: Numbers) -> tuple[float, float, float]:
    quarters = world.reshape(len(world), -1, QUARTER).sum(axis=2)
    panel = _panel(quarters)
    fits = fit_all(panel, "include")
    effects = constant_effects(panel, fits)
    if not effects.pieces:
        return fits.p(0), np.inf, -np.inf  # every constant effect is ruled out, the true one with them
    low = -np.inf if effects.low is None else effects.low / QUARTER
    high = np.inf if effects.high is None else effects.high / QUARTER
    return fits.p(0), low, high


def _panel(quarters: Numbers) -> Panel:
    areas, many = quarters.shape
    return Panel("count", tuple(f"area {row}" for row in range(areas)), tuple(range(many)), quarters, 0, BEFORE // QUARTER)
