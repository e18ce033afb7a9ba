"""Which small counts an outsider could tell, given what is hidden: the attacker's problem, in moves.

What is shown falls out of every sum, and what is hidden falls apart into blocks, mostly of one sum; so
each look is small. A count is protected when some whole-numbered move raises it to the limit.
"""

import threading
from collections import deque
from collections.abc import Iterable

import msgspec
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from bothy.reports.disclosure.model import Part

NEAR = 1e-6
TRY_AGAIN = 0.3
WHOLE_NODES = 2000
"""Nodes of one search for a move of whole numbers. Where they are used up without one, the count is taken to be told."""
STOPPED = 1
"""How HiGHS says, through scipy, that a limit was met."""
FEWEST = 16
"""How many of the small counts of a block a look for many must raise to be repeated; at most every which one is tried."""


class _GivenUp(threading.local):
    """How often in this thread a search ended without an answer: what rests on it is not proven."""

    times = 0


given_up = _GivenUp()


class Block(msgspec.Struct, frozen=True):
    """Hidden cells that can move only together with each other. `rows`: their sums, by number."""

    cells: tuple[int, ...]
    rows: tuple[int, ...]


def blocks(part: Part, hidden: Iterable[int]) -> list[Block]:
    """What is hidden, in blocks. A cell that is the only one hidden in a sum is told by it: in no block."""
    within = set(hidden)
    left = {r: {i for i in row if i in within} for r, row in enumerate(part.rows)}
    waiting = deque(r for r, inside in left.items() if len(inside) == 1)
    while waiting:
        inside = left[waiting.popleft()]
        if len(inside) == 1:
            (i,) = inside
            within.discard(i)
            for r in part.touching[i]:
                left[r].discard(i)
                if len(left[r]) == 1:
                    waiting.append(r)
    found: list[Block] = []
    seen: set[int] = set()
    for first in sorted(within):
        if first in seen:
            continue
        cells, rows, queue = {first}, set(), [first]
        while queue:
            for r in part.touching[queue.pop()]:
                if r not in rows:
                    rows.add(r)
                    more = left[r] - cells
                    cells |= more
                    queue.extend(more)
        seen |= cells
        found.append(Block(tuple(sorted(cells)), tuple(sorted(r for r in rows if left[r]))))
    return found


def told(part: Part, hidden: Iterable[int]) -> list[int]:
    """The small counts of this part that are told by what is shown, when this is hidden."""
    open_to = set(part.must)
    for block in blocks(part, hidden):
        open_to -= raised(part, block)
    return sorted(open_to)


def raised(part: Part, block: Block) -> set[int]:
    """The small counts of a block that some other table raises to the limit."""
    wanted = [i for i in block.cells if i in part.must]
    if not wanted:
        return set()
    if not block.rows:
        return set(wanted)
    if len(block.rows) == 1:
        row = part.rows[block.rows[0]]
        if all(abs(row[i]) == 1 for i in block.cells):
            return {i for i in wanted if _room(part, row, block, i) >= part.need(i)}
    return _by_programme(part, block, wanted)


def _room(part: Part, row: dict[int, int], block: Block, cell: int) -> float:
    """How far up a cell can go within one sum: as far as the others on its side can go down."""
    room = 0.0
    for i in block.cells:
        if i != cell:
            if row[i] != row[cell]:
                return float("inf")
            room += part.counts[i]
    return room


def matrix(part: Part, cells: Iterable[int], rows: Iterable[int]) -> csr_array:
    """The factors of these sums over these cells (rows × cells)."""
    at = {i: n for n, i in enumerate(cells)}
    down, across, factors = [], [], []
    height = 0
    for r in rows:
        for i, factor in part.rows[r].items():
            if i in at:
                down.append(height)
                across.append(at[i])
                factors.append(float(factor))
        height += 1
    return csr_array((factors, (down, across)), shape=(height, len(at)))


def _by_programme(part: Part, block: Block, wanted: list[int]) -> set[int]:
    at = {i: n for n, i in enumerate(block.cells)}
    sums = matrix(part, block.cells, block.rows)
    least = -np.array([part.counts[i] for i in block.cells], dtype=float)
    raised_by: set[int] = set()

    def note(moves: np.ndarray) -> bool:
        whole = np.round(moves)
        if np.abs(moves - whole).max() > NEAR or (sums @ whole).any() or (whole < least).any():
            return False
        raised_by.update(i for i in wanted if whole[at[i]] >= part.need(i))
        return True

    # One move raises many at once, at the cost of those next to them: every other one is tried first, then fewer.
    apart = 2
    while len(left := [i for i in wanted if i not in raised_by]) > apart:
        before = len(raised_by)
        for some in (left[k::apart] for k in range(apart)):
            some = [i for i in some if i not in raised_by]
            moves = _all_up(sums, least, [at[i] for i in some], [part.need(i) for i in some]) if some else None
            if moves is not None:
                note(moves)
        if len(raised_by) - before < TRY_AGAIN * len(left):
            apart *= 2
        if apart > FEWEST:
            break
    for i in wanted:
        if i not in raised_by:
            moves = _one_up(sums, least, at[i], part.need(i), False)
            if moves is not None and not note(moves):
                moves = _one_up(sums, least, at[i], part.need(i), True)
                if moves is not None:
                    note(moves)
    return raised_by


def _all_up(sums: csr_array, least: np.ndarray, at: list[int], needs: list[int]) -> np.ndarray | None:
    """One move that raises as many of these as it can, in fractions; None where none was found."""
    n, wanted = sums.shape[1], len(at)
    # A helper for each: no more than the move, and no more than is needed.
    helpers = csr_array(
        (np.r_[np.ones(wanted), -np.ones(wanted)], (np.r_[0:wanted, 0:wanted], np.r_[at, n : n + wanted])), shape=(wanted, n + wanted)
    )
    wide = csr_array(hstack([sums, csr_array((sums.shape[0], wanted))]))
    answer = milp(
        np.r_[np.zeros(n), -1.0 / np.array(needs)],
        constraints=[LinearConstraint(wide, 0, 0), LinearConstraint(helpers, 0, np.inf)],
        bounds=Bounds(np.r_[least, np.zeros(wanted)], np.r_[np.full(n, np.inf), np.array(needs, dtype=float)]),
    )  # fmt: skip
    return None if answer.x is None else answer.x[:n]


def _one_up(sums: csr_array, least: np.ndarray, at: int, need: int, whole: bool) -> np.ndarray | None:
    """A move that raises this one by what it needs, as short as can be; None where there is none."""
    n = sums.shape[1]
    low = np.r_[np.zeros(n), np.zeros(n)]
    high = np.r_[np.full(n, np.inf), -least]
    low[at] = need
    high[n + at] = 0
    wide = csr_array(hstack([sums, -sums]))
    answer = milp(
        np.ones(2 * n), constraints=LinearConstraint(wide, 0, 0), bounds=Bounds(low, high),
        integrality=np.full(2 * n, int(whole)), options={"node_limit": WHOLE_NODES},
    )  # fmt: skip
    if answer.x is None and answer.status == STOPPED:
        given_up.times += 1
    return None if answer.x is None else answer.x[:n] - answer.x[n:]

