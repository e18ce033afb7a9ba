"""Does the answer hang on one donor, and does the method find something where nothing can have happened?"""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.synthetic.panel import FEWEST_DONORS, Panel, Time
from bothy.evidence.synthetic.placebo import Donors, Fits, fit_all
from bothy.evidence.synthetic.weights import simplex_weights

MOST_DATES = 10


class Without(msgspec.Struct, frozen=True):
    """The treated unit's synthetic control without one donor."""

    donor: str
    pre_rmspe: float
    mean_gap: float


class Earlier(msgspec.Struct, frozen=True):
    """The whole study as if the treatment had come at ``since``, on the periods before it really came."""

    since: Time
    mean_gap: float
    rank: int
    p: float


def leave_one_out(panel: Panel, fits: Fits) -> tuple[Without, ...]:
    """The treated unit once more without each donor that has a weight (a donor without one changes nothing).

    Nothing where a single donor would be left.
    """
    if panel.donors <= FEWEST_DONORS:
        return ()
    leaning = np.flatnonzero(fits.weights[panel.treated])
    lenders = np.ones((len(leaning), len(panel.units)), dtype=bool)
    lenders[:, panel.treated] = False
    lenders[np.arange(len(leaning)), leaning] = False
    weights = simplex_weights(panel.outcome[:, : panel.before], np.full(len(leaning), panel.treated), lenders)
    gaps = panel.outcome[panel.treated] - weights @ panel.outcome
    return tuple(
        Without(panel.units[donor], float(np.sqrt(np.mean(gap[: panel.before] ** 2))), float(gap[panel.before :].mean()))
        for donor, gap in zip(leaning, gaps, strict=True)
    )


def in_time(panel: Panel, placebo_donors: Donors = "include") -> tuple[Earlier, ...]:
    """Placebos in time: at up to ten dates, evenly over the second half of the periods before (at least two lie before each)."""
    first = max(2, -(-panel.before // 2))
    if first >= panel.before:
        return ()
    dates = np.unique(np.linspace(first, panel.before - 1, MOST_DATES).round().astype(int))
    found = []
    for before in dates.tolist():
        earlier = Panel(panel.measure, panel.units, panel.times[: panel.before], panel.outcome[:, : panel.before], panel.treated, before)
        fits = fit_all(earlier, placebo_donors)
        gap = float(fits.gaps[panel.treated, before:].mean())
        found.append(Earlier(panel.times[before], gap, int(fits.ranks[panel.treated]), fits.p(panel.treated)))
    return tuple(found)
