"""Rates before and after, alone and beside others, on many worlds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bothy.evidence.honest.judged import Said, one_by_one
from bothy.evidence.honest.truths import BEFORE, Numbers
from bothy.evidence.normal import Z95
from bothy.evidence.rates import AreaMonths, Compared, compared_by_month
from bothy.evidence.rates.compare import Control
from bothy.evidence.rates.interaction import Interaction

NEXT_DOOR, ITS_SIZE, LARGE = 1, 10, 23
"""Rows of a world: beside the treated area; another of its size; one three times as large."""

Row = tuple[float | None, float | None, float | None]


def said_by_rates(worlds: Numbers) -> dict[str, Said]:
    """``worlds``: (R, 24, 60). What each reading of `compared_by_month` said."""
    answers = [_compared(world) for world in worlds]
    return {name: one_by_one([read(one) for one in answers], endless=True) for name, read in READ.items()}


def _compared(world: Numbers) -> Compared:
    treated, next_door, its_size, large = (_months(world, row) for row in (0, NEXT_DOOR, ITS_SIZE, LARGE))
    return compared_by_month(treated, [next_door, its_size, large])


def _months(world: Numbers, row: int) -> AreaMonths:
    months = world.shape[1]
    return AreaMonths(f"area {row}", world[row], np.ones(months), np.arange(months) >= BEFORE)


def _exact(one: Compared) -> Row:
    p = None if one.exact_low is None else 1.0 if one.exact_low <= 1 and (one.exact_high is None or one.exact_high >= 1) else 0.0
    return p, one.exact_low, one.exact_high


def _quasi(one: Compared) -> Row:
    model = one.overdispersed.quasi if one.overdispersed else None
    return (model.ratio_p, model.ratio_low, model.ratio_high) if model else (None, None, None)


def _negbin(one: Compared) -> Row:
    model = one.overdispersed.negbin if one.overdispersed else None
    return (model.ratio_p, model.ratio_low, model.ratio_high) if model else (None, None, None)


def _ratio_beside(which: int) -> Callable[[Compared], Row]:
    return lambda one: _of_ratios(one.controls[which])


def _ratio_beside_quasi(which: int) -> Callable[[Compared], Row]:
    def read(one: Compared) -> Row:
        scattered = one.controls[which].overdispersed
        found = scattered.quasi.interaction if scattered else None
        return _of_ratios(found) if found else (None, None, None)

    return read


def _of_ratios(found: Control | Interaction) -> Row:
    """The interval that belongs to the interaction's test: ln of the ratio of ratios ∓ 1.96 standard errors."""
    ratio, chi2, p = found.interaction_ratio, found.interaction_ratio_chi2, found.interaction_ratio_p
    if not ratio or not chi2:
        return p, None, None
    se = abs(math.log(ratio)) / math.sqrt(chi2)
    return p, ratio * math.exp(-Z95 * se), ratio * math.exp(Z95 * se)


def _difference_beside(which: int) -> Callable[[Compared], Row]:
    def read(one: Compared) -> Row:
        control = one.controls[which]
        apart, z = one.difference - control.difference, control.interaction_difference_z
        if not z:
            return control.interaction_difference_p, None, None
        se = abs(apart / z)
        return control.interaction_difference_p, apart - Z95 * se, apart + Z95 * se

    return read


READ: dict[str, Callable[[Compared], Row]] = {
    "ratio": lambda one: (one.ratio_p, one.ratio_low, one.ratio_high),
    "ratio, exact": _exact,
    "ratio, mid-p": lambda one: (one.mid_p, one.mid_p_low, one.mid_p_high),
    "ratio, quasi-Poisson": _quasi,
    "ratio, negative binomial": _negbin,
    "difference": lambda one: (one.difference_p, one.difference_low, one.difference_high),
    "ratio beside an area of its size": _ratio_beside(1),
    "ratio beside an area of its size, quasi-Poisson": _ratio_beside_quasi(1),
    "ratio beside the area next door": _ratio_beside(0),
    "difference beside an area of its size": _difference_beside(1),
    "difference beside an area three times as large": _difference_beside(2),
}
DIFFERENCES = frozenset(name for name in READ if name.startswith("difference"))
