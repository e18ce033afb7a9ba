"""A good choice without a programme: sum by sum, then by the shortest moves, then what was too much shown again."""

from collections import defaultdict, deque

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from bothy.reports.disclosure.model import Part
from bothy.reports.disclosure.moves import STOPPED, WHOLE_NODES, matrix, told

TRIES = 400
"""How many cells at most are tried to be shown again."""


def choose(part: Part, start: frozenset[int] = frozenset()) -> frozenset[int]:
    """Cells to hide so that nothing small is told, with as little lost as is easily found."""
    hidden = with_others(part, part.fixed | start)
    if not start:
        hidden = _by_sums(part, hidden)
    open_to = told(part, hidden)
    while open_to:
        before = len(hidden)
        for i in open_to:
            hidden = with_others(part, hidden | _moved(part, hidden, i, False))
        open_to = told(part, hidden)
        if open_to and len(hidden) == before:
            # Fractions would do; whole numbers ask for more.
            hidden = with_others(part, hidden | _moved(part, hidden, open_to[0], True))
            open_to = told(part, hidden)
            if open_to and len(hidden) == before:
                # Whole numbers were searched in vain, for so many nodes: then all of it goes.
                return frozenset(range(len(part.counts)))
    return shown_again(part, hidden)


def with_others(part: Part, hidden: frozenset[int]) -> frozenset[int]:
    """These, and what goes with them."""
    others = defaultdict(list)
    for i, j in part.together:
        others[i].append(j)
    found, queue = set(hidden), deque(hidden)
    while queue:
        for j in others[queue.popleft()]:
            if j not in found:
                found.add(j)
                queue.append(j)
    return frozenset(found)


def _by_sums(part: Part, hidden: frozenset[int]) -> frozenset[int]:
    """In each sum with something hidden, the cheapest other, until together they are not small."""
    waiting = deque(sorted({r for i in hidden for r in part.touching[i]}))
    while waiting:
        row = part.rows[waiting.popleft()]
        inside = [i for i in row if i in hidden]
        shown = [i for i in row if i not in hidden]
        one_side = len({row[i] for i in inside}) == 1
        together = sum(part.counts[i] for i in inside)
        if not inside or not shown or (len(inside) > 1 and not (one_side and together < part.below)):
            continue
        more = with_others(part, frozenset({min(shown, key=lambda i: (part.costs[i], i))})) - hidden
        hidden |= more
        waiting.extend(sorted({r for i in more for r in part.touching[i]}))
    return hidden


def _moved(part: Part, hidden: frozenset[int], cell: int, whole: bool) -> frozenset[int]:
    """The cells of the cheapest move that raises this one by what it needs."""
    n, rows = len(part.counts), range(len(part.rows))
    sums = matrix(part, range(n), rows)
    need = float(part.need(cell))
    price = np.array([0.0 if i in hidden else part.costs[i] for i in range(n)]) + 1
    down = np.array(part.counts, dtype=float)
    low = np.zeros(2 * n)
    high = np.r_[np.full(n, np.inf), down]
    low[cell], high[n + cell] = need, 0
    for i in range(n):
        if not part.touching[i]:
            high[i] = high[n + i] = 0
    answer = milp(
        np.r_[price, price], constraints=LinearConstraint(csr_array(hstack([sums, -sums])), 0, 0),
        bounds=Bounds(low, high), integrality=np.full(2 * n, int(whole)),
        options={"node_limit": WHOLE_NODES},
    )  # fmt: skip
    if answer.x is None and answer.status == STOPPED:
        return frozenset(range(n))
    if answer.x is None:
        raise ArithmeticError("A small count cannot be protected, though it was found that it can.")
    return frozenset(np.flatnonzero(np.abs(answer.x[:n] - answer.x[n:]) > 1e-6).tolist())


def shown_again(part: Part, hidden: frozenset[int]) -> frozenset[int]:
    """The same without cells that nothing needs to be hidden, the dearest first."""
    kept = set(hidden)
    needed_by = defaultdict(list)
    for i, j in part.together:
        needed_by[j].append(i)
    extra = sorted((i for i in kept if i not in part.fixed), key=lambda i: (-part.costs[i], i))
    for i in extra[:TRIES]:
        if not any(j in kept for j in needed_by[i]) and not told(part, kept - {i}):
            kept.discard(i)
    return frozenset(kept)
