"""Counts of which no estimate exists: zeros on one side leave a ratio without a limit.

A maximum exists unless some combination of the columns is 0 wherever something was counted and never positive (and somewhere
negative) where nothing was (Haberman 1974; Correia, Guimarães and Zylkin 2019, arXiv:1903.01633). That is a linear programme.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from bothy.evidence.its.design import Design
from bothy.evidence.its.series import Series
from bothy.evidence.table import BadTable

_SOME = 1e-7
_RATES = "`bothy evidence rates` gives an exact interval for counts before and after."


def refuse_without_limit(series: Series, design: Design) -> None:
    """BadTable with the terms that have no estimate; nothing where all have one."""
    counts = series.counts
    if not counts.any():
        raise BadTable(f"{series.name}: {series.count!r} is 0 in every row. Nothing can be estimated of it.")
    if series.step.any():
        for side, where in (("before", 0.0), ("after", 1.0)):
            if not counts[series.step == where].any():
                raise BadTable(f"{series.name}: {series.count!r} is 0 in every row {side} the step, so the ratio has no limit. {_RATES}")
    if counts.all():
        return
    scaled = design.matrix / np.linalg.norm(design.matrix, axis=0)
    nothing, something = scaled[counts == 0], scaled[counts > 0]
    found = linprog(
        nothing.sum(axis=0),
        A_ub=nothing,
        b_ub=np.zeros(len(nothing)),
        A_eq=something,
        b_eq=np.zeros(len(something)),
        bounds=(-1.0, 1.0),
        method="highs",
    )
    if found.status == 0 and found.fun < -_SOME:
        named = [repr(design.names[i]) for i in np.flatnonzero(np.abs(found.x) > _SOME)]
        raise BadTable(
            f"{series.name}: the zeros leave {' and '.join(named)} without an estimate: where {'they would' if len(named) > 1 else 'it would'} show, nothing was counted. "
            f"Ask for fewer terms, or add periods up (quarters instead of months). {_RATES}"
        )
