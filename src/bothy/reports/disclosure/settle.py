"""The integer programme: the least loss with which nothing small is told, part by part.

A programme over "hidden or not" is solved with what single sums ask for; an outsider then tries each small
count (`moves.told`); what he lacked becomes a further inequality (`cuts`), until he tells nothing. The
answer is then the optimum, because every inequality holds for every choice that protects.
"""

from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bothy.reports.disclosure import first
from bothy.reports.disclosure.cells import Cells, Key, Settled
from bothy.reports.disclosure.cuts import Cut, against, beforehand
from bothy.reports.disclosure.model import Part, parts
from bothy.reports.disclosure.moves import given_up, told

ROUNDS = 60
NODES = 400
LARGE = 6000
"""Rounds of the programme a part, nodes a round, and the cells of a part above which only its relaxation
is solved, for the bound. Counted, not timed, so that the answer is the same everywhere."""


def settle(cells: Cells) -> Settled:
    """What is kept back of these cells."""
    found, given = parts(cells)
    hidden: set[Key] = {key for key, k in cells.counts.items() if 0 < k < cells.below and key not in cells.public and key not in cells.rests}
    exposed = set(given)
    cost = bound = 0
    proven = True
    for part in found:
        before = given_up.times
        part, lost = _without_lost(part)
        if given_up.times > before:
            # Nobody knows what is lost of it: nothing of it is shown.
            chosen, least, sure = frozenset(range(len(part.counts))), 0, False
        else:
            exposed.update(lost)
            chosen, least, sure = solve(part)
            if given_up.times > before:
                # An inequality may ask for more than is needed, and the bound with it.
                least, sure = 0, False
        hidden.update(key for i in chosen for key in part.keys[i])
        cost += part.loss(chosen)
        bound += least
        proven &= sure
    return Settled(frozenset(hidden - cells.rests), proven, bound, cost, frozenset(exposed))


def _without_lost(part: Part) -> tuple[Part, list[Key]]:
    """The part without the small counts that nothing can protect any more, and their names."""
    if all(sum(factor * part.counts[i] for i, factor in row.items()) == 0 for row in part.rows):
        # Nothing public stands in these sums: twice the table is a table too, so all can be protected.
        return part, []
    lost = told(part, range(len(part.counts)))
    names = [key for i in lost for key in part.keys[i]]
    return replace(part, must=part.must - set(lost), kept=part.kept | set(lost)), names


def solve(part: Part) -> tuple[frozenset[int], int, bool]:
    """What to hide of a part, a bound below the loss of any choice that protects, and whether it is reached."""
    alone = first.with_others(part, part.fixed)
    if not told(part, alone):
        return alone, part.loss(alone), True
    cuts = dict.fromkeys(beforehand(part))
    least = 0
    best: frozenset[int] | None = None
    chosen = alone
    if len(part.counts) > LARGE:
        best, least = first.choose(part), _relaxed(part, cuts)
        return best, min(least, part.loss(best)), least >= part.loss(best)
    for _ in range(ROUNDS):
        answer = _programme(part, cuts)
        if answer is None:
            break
        chosen, under, whole = answer
        least = max(least, under)
        open_to = told(part, chosen)
        if not open_to:
            best = first.shown_again(part, chosen) if not whole else chosen
            break
        before = len(cuts)
        cuts.update(dict.fromkeys(against(part, chosen, open_to)))
        if len(cuts) == before:
            break
    if best is None:
        # Not settled in so many rounds: the last answer mended, or the choice without a programme.
        best = min(first.choose(part, chosen), first.choose(part), key=part.loss)
    return best, min(least, part.loss(best)), least >= part.loss(best)


def _table(part: Part, cuts: Iterable[Cut]) -> tuple[np.ndarray, LinearConstraint, Bounds]:
    n = len(part.counts)
    down, across, weights, least = [], [], [], []
    for r, cut in enumerate(cuts):
        for i, weight in cut.weights:
            down.append(r)
            across.append(i)
            weights.append(weight)
        least.append(cut.least)
    fixed = np.array([float(i in part.fixed) for i in range(n)])
    able = np.array([float(bool(part.touching[i])) for i in range(n)])
    for _, j in part.together:
        able[j] = 1.0
    price = np.array([0.0 if i in part.fixed else float(part.costs[i]) for i in range(n)])
    rows = csr_array((weights, (down, across)), shape=(len(least), n))
    return price, LinearConstraint(rows, np.array(least), np.inf), Bounds(fixed, np.maximum(fixed, able))


def _programme(part: Part, cuts: Iterable[Cut]) -> tuple[frozenset[int], int, bool] | None:
    """The cheapest choice that satisfies these, a bound below it, and whether it is surely the cheapest."""
    price, rows, bounds = _table(part, cuts)
    answer = milp(price, constraints=rows, bounds=bounds, integrality=np.ones(len(price)), options={"node_limit": NODES, "mip_rel_gap": 0.0})
    if answer.x is None:
        return None
    chosen = frozenset(np.flatnonzero(answer.x > 0.5).tolist())
    bound = answer.mip_dual_bound if answer.mip_dual_bound is not None else 0.0
    under = int(np.ceil(bound - 1e-3))
    return chosen, under, under >= part.loss(chosen)


def _relaxed(part: Part, cuts: Iterable[Cut]) -> int:
    price, rows, bounds = _table(part, cuts)
    answer = milp(price, constraints=rows, bounds=bounds)
    return 0 if answer.status != 0 else max(0, int(np.ceil(answer.fun - 1e-3)))
