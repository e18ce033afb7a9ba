"""Every unit in turn as if it had been treated: gaps, errors before and after, ranks (Abadie, Diamond and Hainmueller 2010).

The treated unit and all others go through the same lines, so its rank among them is a fair one.
"""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.weights import simplex_weights

Donors = Literal["include", "exclude"]
"""Whether the treated unit may be a donor of the placebos.

``include``, the default: each unit's donors are all the others, so no unit's ratio depends on which of them is called
treated, and if each was as likely to be treated, ``p ≤ a`` comes up with probability a at most, exactly. The price: an
effect on the treated unit also widens the gaps of placebos that lean on it, which makes p larger, never smaller by design.
``exclude``, as Abadie and others did: placebos are kept clear of the effect, but have one donor fewer than the treated
unit, so the ranks are no longer quite fair.
"""

ROUNDING = 1e-12
"""An error below this share of the largest outcome is rounding: the fit is perfect."""
TIE = 1e-9
"""Ratios closer than this, relatively, are a tie."""


class Fits(msgspec.Struct, frozen=True, eq=False):
    """For each of n units: ``weights`` n × n, ``gaps`` n × times (observed less synthetic), ``pre``, ``post``: root mean
    squared gap before and from then on, ``ranks`` (1: the largest ratio post/pre; a tie counts against)."""

    weights: NDArray[np.float64]
    gaps: NDArray[np.float64]
    pre: NDArray[np.float64]
    post: NDArray[np.float64]
    ranks: NDArray[np.intp]

    def ratio(self, unit: int) -> float | None:
        """post/pre; None where pre is 0, because it is infinite then (or nothing, where post is 0 as well)."""
        return float(self.post[unit] / self.pre[unit]) if self.pre[unit] else None

    def p(self, unit: int) -> float:
        """The share of units whose ratio is at least as large, itself among them."""
        return float(self.ranks[unit] / len(self.ranks))


def fit_all(panel: Panel, placebo_donors: Donors = "include") -> Fits:
    """The synthetic control of every unit of a panel."""
    outcome, before = panel.outcome, panel.before
    weights = simplex_weights(outcome[:, :before], np.arange(len(outcome)), _lenders(panel, placebo_donors))
    gaps = outcome - weights @ outcome
    pre, post = _root_mean_square(gaps[:, :before]), _root_mean_square(gaps[:, before:])
    nought = ROUNDING * np.abs(outcome).max()
    pre[pre <= nought] = 0.0
    post[post <= nought] = 0.0
    return Fits(weights, gaps, pre, post, _ranks(pre, post))


def _lenders(panel: Panel, placebo_donors: Donors) -> NDArray[np.bool_]:
    lenders = ~np.eye(len(panel.units), dtype=bool)
    if placebo_donors == "exclude":
        lenders[:, panel.treated] = False
    return lenders


def _root_mean_square(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sqrt(np.einsum("nt,nt->n", gaps, gaps) / gaps.shape[1])


def _ranks(pre: NDArray[np.float64], post: NDArray[np.float64]) -> NDArray[np.intp]:
    """How many ratios are at least as large as each. Multiplied out, so that a perfect fit before counts as infinite."""
    return (np.outer(pre, post) >= np.outer(post, pre) * (1 - TIE)).sum(axis=1)
