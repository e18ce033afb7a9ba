"""One study: the treated unit beside its synthetic control, all placebos, what it hangs on, and when not to believe it."""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.synthetic.cautions import cautions
from bothy.evidence.synthetic.intervals import NotRejected, constant_effects
from bothy.evidence.synthetic.panel import FEWEST_DONORS, Panel
from bothy.evidence.synthetic.placebo import Donors, Fits, fit_all
from bothy.evidence.synthetic.robust import Earlier, Without, in_time, leave_one_out
from bothy.evidence.synthetic.unique import Choice, choice
from bothy.evidence.synthetic.weights import most_above_least
from bothy.evidence.table import BadTable


class Answer(msgspec.Struct, frozen=True, eq=False):
    """``above_least``: how far the mean squared error before can lie above the least possible, at most."""

    panel: Panel
    placebo_donors: Donors
    fits: Fits
    above_least: float
    weights: Choice
    effects: NotRejected
    without: tuple[Without, ...]
    earlier: tuple[Earlier, ...]
    cautions: tuple[str, ...]

    @property
    def mean_gap(self) -> float:
        """Observed less synthetic, on average over the periods from the change on."""
        return float(self.fits.gaps[self.panel.treated, self.panel.before :].mean())

    @property
    def rank(self) -> int:
        return int(self.fits.ranks[self.panel.treated])

    @property
    def p(self) -> float:
        return self.fits.p(self.panel.treated)

    @property
    def smallest_p(self) -> float:
        """The p of rank 1 without a tie."""
        return 1 / len(self.panel.units)

    def shares(self) -> list[tuple[str, float]]:
        """Donors with a weight, the largest first."""
        own = self.fits.weights[self.panel.treated]
        return [(self.panel.units[n], float(own[n])) for n in np.argsort(-own, kind="stable") if own[n] > 0]


def judge(panel: Panel, placebo_donors: Donors = "include") -> Answer:
    """The whole study. BadTable where placebos that may not borrow from the treated unit would have too few donors."""
    if placebo_donors == "exclude" and panel.donors <= FEWEST_DONORS:
        raise BadTable(f"With {panel.donors} donors no placebo has {FEWEST_DONORS} donors of its own without {panel.name}. Leave out --placebo-donors exclude.")
    fits = fit_all(panel, placebo_donors)
    lenders = np.arange(len(panel.units)) != panel.treated
    above_least = most_above_least(panel.outcome[:, : panel.before], np.array([panel.treated]), lenders[None], fits.weights[[panel.treated]])
    weights, earlier = choice(panel, fits), in_time(panel, placebo_donors)
    return Answer(
        panel, placebo_donors, fits, max(0.0, float(above_least[0])), weights, constant_effects(panel, fits),
        leave_one_out(panel, fits), earlier, cautions(panel, fits, weights, earlier),
    )  # fmt: skip
