"""Which constant effects the placebo test does not reject (Firpo and Possebom 2018, doi 10.1515/jci-2016-0026).

An effect of c in every period after is taken out of the treated unit's outcome and the test is made again; all c with
``p > 1 − level`` stay. The weights come from the periods before and do not move, so each squared ratio is a quadratic in
c, and the set is found from the roots, exactly, not on a grid. It assumes that the effect was the same in every period,
and what the placebo test assumes: that the treated unit was as likely as any other to be treated.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.placebo import ROUNDING, TIE, Fits


class NotRejected(msgspec.Struct, frozen=True):
    """``pieces``: closed stretches of constant effects; an end of None has no limit; no piece: every constant effect is rejected.

    ``level``: 1 − k/n, the least that n units can reach at 95 % or above; with fewer than 20 units 1 − 1/n, below 95 %.
    """

    level: float
    pieces: tuple[tuple[float | None, float | None], ...]

    @property
    def low(self) -> float | None:
        return self.pieces[0][0] if self.pieces else None

    @property
    def high(self) -> float | None:
        return self.pieces[-1][1] if self.pieces else None


def constant_effects(panel: Panel, fits: Fits) -> NotRejected:
    """The constant effects that stay, at 95 % or at the highest level below it that so few units allow."""
    units = len(panel.units)
    rejected_ranks = max(units // 20, 1)
    level = 1 - rejected_ranks / units
    if fits.pre[panel.treated] == 0:
        return NotRejected(level, _of_perfect_fit(panel, fits))
    return NotRejected(level, _pieces(_quadratics(panel, fits), rejected_ranks))


def _of_perfect_fit(panel: Panel, fits: Fits) -> tuple[tuple[float, float], ...]:
    """The ratio is infinite then for every effect, but for one that leaves no gap at all."""
    after = fits.gaps[panel.treated, panel.before :]
    mean = float(after.mean())
    return ((mean, mean),) if np.abs(after - mean).max() <= ROUNDING * np.abs(panel.outcome).max() else ()


def _quadratics(panel: Panel, fits: Fits) -> NDArray[np.float64]:
    """Others × 3: coefficients (c², c, 1) of what is at least 0 where that unit's ratio is at least the treated unit's."""
    after = fits.gaps[:, panel.before :]
    lent = fits.weights[:, panel.treated]
    # Taking c out of the treated unit moves its own gap by −c, and that of a placebo by what it borrows times c.
    moved = lent.copy()
    moved[panel.treated] = -1.0
    squares = np.stack([moved**2, 2 * moved * after.mean(axis=1), np.mean(after**2, axis=1)], axis=1)
    own, others = squares[panel.treated], np.delete(squares, panel.treated, axis=0)
    pre = np.delete(fits.pre, panel.treated)
    return others * fits.pre[panel.treated] ** 2 - np.outer(pre**2, own) * (1 - TIE) ** 2


def _pieces(quadratics: NDArray[np.float64], rejected_ranks: int) -> tuple[tuple[float | None, float | None], ...]:
    ends = sorted({float(root) for row in quadratics for root in _roots(*row)})
    if not ends:
        return ((None, None),) if _rank(quadratics, 0.0) > rejected_ranks else ()
    inside = [ends[0] - 1, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    pieces: list[tuple[float | None, float | None]] = []
    for n, at in enumerate(inside):
        if _rank(quadratics, at) <= rejected_ranks:
            continue
        low, high = ends[n - 1] if n else None, ends[n] if n < len(ends) else None
        if pieces and pieces[-1][1] == low and low is not None:
            pieces[-1] = (pieces[-1][0], high)
        else:
            pieces.append((low, high))
    return tuple(pieces)


def _rank(quadratics: NDArray[np.float64], effect: float) -> int:
    return 1 + int((quadratics @ [effect**2, effect, 1.0] >= 0).sum())


def _roots(square: float, line: float, constant: float) -> tuple[float, ...]:
    """Where a quadratic is nought, without loss of digits; a double root changes no sign and is left out."""
    if square == 0:
        return (-constant / line,) if line else ()
    inside = line**2 - 4 * square * constant
    if inside <= 0:
        return ()
    half = -(line + np.copysign(np.sqrt(inside), line)) / 2
    return (half / square, constant / half)
