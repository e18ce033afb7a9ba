"""What any good choice must satisfy: inequalities over "this cell is hidden", as cell → weight, at least so much.

From one sum (known beforehand) and from an outsider's success (found as we go): Fischetti and
Salazar-González, Management Science 47 (2001), "Solving the cell suppression problem on tabular data with
linear constraints"; the capacity of a cut after Kelly, Golden and Assad, Networks 22 (1992).
"""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from bothy.reports.disclosure.model import Part
from bothy.reports.disclosure.moves import NEAR, matrix, told

A_LITTLE = 1e-3
"""How far a shown cell is let move where weights are looked for, so that they lie on few shown cells."""


class Cut(msgspec.Struct, frozen=True):
    """The hidden cells' weights must come to at least `least`."""

    weights: tuple[tuple[int, float], ...]
    least: float


def beforehand(part: Part) -> list[Cut]:
    """What single sums ask for."""
    found: dict[Cut, None] = {}
    forced = {j for _, j in part.together}
    for row in part.rows:
        for i, factor in row.items():
            if i in part.must:
                need = float(part.need(i))
                capacity = {
                    j: need if other * factor < 0 else min(need, abs(other / factor) * part.counts[j])
                    for j, other in row.items() if j != i
                }  # fmt: skip
                _add(found, part, capacity, need)
            elif i not in forced and i not in part.fixed:
                # Alone in a sum it would be told by it, and so would be hidden for nothing.
                found[Cut((*((j, 1.0) for j in row if j != i), (i, -1.0)), 0.0)] = None
    for i, j in part.together:
        found[Cut(((j, 1.0), (i, -1.0)), 0.0)] = None
    return list(found)


def _add(found: dict[Cut, None], part: Part, capacity: dict[int, float], need: float) -> bool:
    """The inequality without what is hidden anyway; False where it asks for nothing."""
    least = need - sum(weight for i, weight in capacity.items() if i in part.fixed)
    if least <= NEAR:
        return False
    weights = tuple((i, min(weight, least)) for i, weight in sorted(capacity.items()) if i not in part.fixed and weight > NEAR)
    found[Cut(weights, least * (1 - NEAR))] = None
    return True


def against(part: Part, hidden: frozenset[int], cells: Iterable[int]) -> list[Cut]:
    """For small counts that are told when this is hidden: what such a choice lacks."""
    found: dict[Cut, None] = {}
    around: list[_Around] = []
    for i in cells:
        one = next((one for one in around if i in one.reached), None)
        if one is None:
            around.append(one := _around(part, hidden, i))
        weights = _capacity(part, hidden, i, one)
        if weights is None or not _add(found, part, weights, float(part.need(i))):
            # Told among whole numbers only: something more has to be hidden next to these.
            found[Cut(tuple((j, 1.0) for j in _grown(part, hidden, i, one.near)), 1.0)] = None
    return list(found)


class _Around(msgspec.Struct, frozen=True):
    """`reached`: hidden cells that move together as long as no more is hidden. `near`: all cells in their sums."""

    reached: frozenset[int]
    near: tuple[int, ...]
    sums: csr_array


def _around(part: Part, hidden: frozenset[int], cell: int) -> _Around:
    reached, rows, queue = {cell}, set[int](), [cell]
    while queue:
        for r in part.touching[queue.pop()]:
            if r not in rows:
                rows.add(r)
                more = {j for j in part.rows[r] if j in hidden} - reached
                reached |= more
                queue.extend(more)
    near = tuple(sorted({j for r in rows for j in part.rows[r]}))
    return _Around(frozenset(reached), near, matrix(part, near, sorted(rows)))


def _capacity(part: Part, hidden: frozenset[int], cell: int, around: _Around) -> dict[int, float] | None:
    """Weights from the outsider's best multipliers; None where fractions would protect the cell."""
    need, near = float(part.need(cell)), around.near
    counts = np.array([float(part.counts[j]) for j in near])
    open_to = np.array([j in hidden for j in near])
    low = np.where(open_to, -counts, -A_LITTLE * np.minimum(need, counts))
    high = np.where(open_to, np.inf, A_LITTLE * need)
    up = np.array([-1.0 if j == cell else 0.0 for j in near])
    answer = linprog(up, A_eq=around.sums, b_eq=np.zeros(around.sums.shape[0]), bounds=np.c_[low, high], method="highs", options={"presolve": False})
    if answer.status != 0:
        return None
    # Any multipliers are valid, so they may be rounded before the weights are reckoned from them.
    multipliers = np.round(answer.eqlin.marginals, 9)
    left = -(up - around.sums.T @ multipliers)
    weights: dict[int, float] = {}
    for j, value in zip(near, left.tolist(), strict=True):
        if value > NEAR:
            weights[j] = need
        elif value < -NEAR:
            weights[j] = min(need, -value * part.counts[j])
    if sum(weight for j, weight in weights.items() if j in hidden) >= need * (1 - NEAR):
        return None
    return weights


def _grown(part: Part, hidden: frozenset[int], cell: int, near: Sequence[int]) -> list[int]:
    """Shown cells of which one at least must be hidden: as few as keep that true."""
    without = set(hidden)
    needed = []
    for j in sorted((j for j in near if j not in hidden), key=lambda j: (-part.costs[j], j)):
        if cell in told(part, without | {j}):
            without.add(j)
        else:
            needed.append(j)
    return needed
