"""What an outsider can tell: the least and the most that each hidden count can be, among whole numbers.

He knows every sum and every number that is shown, that counts are whole and never below nought, and what
else is said (`Known.low`, `Known.high`). Bounds are first drawn from sum to sum; where that may not be the
end, a linear programme says how far a count can go, and an integer one where its answer is a fraction.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bothy.reports.disclosure.cells import Cells, Key

Interval = tuple[int, int | None]
"""Least and most; None: there is no most."""

NEAR = 1e-6
NODES = 2000
"""Nodes of one search for an end among whole numbers."""
PASSES = 100
"""How often at most a bound is drawn from a sum before the programmes take over."""


class Sum(msgspec.Struct, frozen=True):
    """Cell → factor (parts 1, total -1), and what that comes to (nought, but for rounding or a sum that is off)."""

    factors: dict[int, int]
    comes_to: int = 0


class Impossible(ValueError):
    """No table of whole numbers has these sums and these numbers: they cannot all be right."""


def audit(cells: Cells, hidden: Iterable[Key]) -> dict[Key, Interval]:
    """What an outsider can tell of each hidden cell, when all others are shown.

    An interval of one number is an exact value that leaks. Where cells do not add up to their total, what they are off
    by counts as known.
    """
    gone = set(hidden)
    keys = list(cells.counts)
    at = {key: i for i, key in enumerate(keys)}
    sums = []
    for total, *parts in cells.sums:
        factors: dict[int, int] = {}
        for key, factor in ((total, -1), *((key, 1) for key in parts)):
            factors[at[key]] = factors.get(at[key], 0) + factor
        sums.append(Sum(factors, sum(factor * cells.counts[keys[i]] for i, factor in factors.items())))
    low = [0 if key in gone else k for key, k in cells.counts.items()]
    high = [None if key in gone else k for key, k in cells.counts.items()]
    found = ranges(low, high, sums)
    return {key: found[i] for i, key in enumerate(keys) if key in gone}


def ranges(low: Sequence[int], high: Sequence[int | None], sums: Sequence[Sum]) -> list[Interval]:
    """The interval of every cell, when each lies from `low` to `high` (None: no most) and all sums hold.

    Impossible when no whole numbers do.
    """
    least = [float(k) for k in low]
    most = [math.inf if k is None else float(k) for k in high]
    if any(a > b for a, b in zip(least, most, strict=True)):
        raise Impossible
    _draw(least, most, sums)
    for cells, rows in _blocks(least, most, sums):
        if len(rows) > 1 or any(abs(sums[r].factors[i]) != 1 for r in rows for i in cells):
            _Block(sorted(cells), [sums[r] for r in rows], least, most).tighten()
    return [(int(a), None if math.isinf(b) else int(b)) for a, b in zip(least, most, strict=True)]


def _draw(least: list[float], most: list[float], sums: Sequence[Sum]) -> None:
    """What follows from one sum after the other."""
    of: dict[int, list[int]] = {}
    for r, one in enumerate(sums):
        for i, factor in one.factors.items():
            if factor:
                of.setdefault(i, []).append(r)
    waiting = deque(range(len(sums)))
    queued = set(waiting)
    left = PASSES * (len(sums) + 1)
    while waiting and left:
        left -= 1
        r = waiting.popleft()
        queued.discard(r)
        for i in _one(sums[r], least, most):
            for other in of[i]:
                if other not in queued:
                    queued.add(other)
                    waiting.append(other)


def _one(one: Sum, least: list[float], most: list[float]) -> list[int]:
    """Tighten the cells of a sum; those that changed."""
    ends = []
    for i, factor in one.factors.items():
        if factor:
            a, b = factor * least[i], factor * most[i]
            ends.append((i, factor, min(a, b), max(a, b)))
    down, up = sum(a for *_, a, _b in ends if not math.isinf(a)), sum(b for *_, b in ends if not math.isinf(b))
    no_down, no_up = sum(math.isinf(a) for *_, a, _b in ends), sum(math.isinf(b) for *_, b in ends)
    changed = []
    for i, factor, a, b in ends:
        # This cell is what the sum comes to, less all others.
        others_least = -math.inf if no_down - math.isinf(a) else down - (0 if math.isinf(a) else a)
        others_most = math.inf if no_up - math.isinf(b) else up - (0 if math.isinf(b) else b)
        left, right = sorted(((one.comes_to - others_most) / factor, (one.comes_to - others_least) / factor))
        new_least, new_most = max(least[i], math.ceil(left - NEAR) if math.isfinite(left) else left), most[i]
        if math.isfinite(right):
            new_most = min(new_most, math.floor(right + NEAR))
        if new_least > new_most:
            raise Impossible
        if (new_least, new_most) != (least[i], most[i]):
            least[i], most[i] = new_least, new_most
            changed.append(i)
    if not ends and one.comes_to:
        raise Impossible
    return changed


def _blocks(least: Sequence[float], most: Sequence[float], sums: Sequence[Sum]) -> list[tuple[set[int], list[int]]]:
    """Cells that are not told yet, as far as sums bind them, with those sums."""
    return bound_together([[i for i, factor in one.factors.items() if factor and least[i] < most[i]] for one in sums])


def bound_together(inside: Sequence[Sequence[int]], alone: Iterable[int] = ()) -> list[tuple[set[int], list[int]]]:
    """Cells that share sums, directly or over others, each set with its sums, in order. `inside`: the cells of each sum.

    `alone`: cells that may be in no sum; each of these is then a set of its own.
    """
    of: dict[int, list[int]] = {i: [] for i in alone}
    for r, own in enumerate(inside):
        for i in own:
            of.setdefault(i, []).append(r)
    found: list[tuple[set[int], list[int]]] = []
    seen: set[int] = set()
    for first in sorted(of):
        if first in seen:
            continue
        cells, rows, queue = {first}, set[int](), [first]
        while queue:
            for r in of[queue.pop()]:
                if r not in rows:
                    rows.add(r)
                    more = set(inside[r]) - cells
                    cells |= more
                    queue.extend(more)
        seen |= cells
        found.append((cells, sorted(rows)))
    return found


class _Block:
    """Cells that several sums bind: how far can each go?"""

    def __init__(self, cells: list[int], sums: list[Sum], least: list[float], most: list[float]) -> None:
        self._cells, self._least, self._most = cells, least, most
        at = {i: n for n, i in enumerate(cells)}
        down, across, factors, comes_to = [], [], [], []
        for r, one in enumerate(sums):
            known = 0.0
            for i, factor in one.factors.items():
                if i in at and factor:
                    down.append(r)
                    across.append(at[i])
                    factors.append(float(factor))
                elif factor:
                    known += factor * least[i]
            comes_to.append(one.comes_to - known)
        self._comes_to = np.array(comes_to)
        self._sums = csr_array((factors, (down, across)), shape=(len(sums), len(cells)))
        self._rows = LinearConstraint(self._sums, self._comes_to, self._comes_to)
        self._low = np.array([least[i] for i in cells])
        self._high = np.array([most[i] for i in cells])
        self._seen_low = np.full(len(cells), np.inf)
        self._seen_high = np.full(len(cells), -np.inf)

    def tighten(self) -> None:
        """Set each cell's least and most to what some table of whole numbers has."""
        if self._go(None, 0, True) is None and not self._stopped:
            raise Impossible
        for n, i in enumerate(self._cells):
            if self._seen_low[n] > self._low[n]:
                self._least[i] = self._end(n, 1.0)
            if self._seen_high[n] < self._high[n]:
                self._most[i] = self._end(n, -1.0)

    def _end(self, n: int, way: float) -> float:
        reached = self._go(n, way, False)
        if reached is None:
            # There is a table, and no end: HiGHS says so without telling which of the two it found.
            return math.inf
        seen = self._seen_low[n] if way > 0 else -self._seen_high[n]
        if math.ceil(reached - NEAR) >= seen:
            return float(way * seen)
        whole = self._go(n, way, True)
        if whole is None:
            # So many nodes, and no answer: the end in fractions holds at any rate, though it may be too wide.
            return way * math.ceil(reached - NEAR)
        return way * round(whole)

    def _go(self, n: int | None, way: float, whole: bool) -> float | None:
        """The least of this cell (way 1), or the most (-1) as a negative; None: none, or no end."""
        price = np.zeros(len(self._cells))
        if n is not None:
            price[n] = way
        answer = milp(
            price, constraints=self._rows, bounds=Bounds(self._low, self._high),
            integrality=np.full(len(price), int(whole)), options={"mip_rel_gap": 0.0, "node_limit": NODES} if whole else None,
        )  # fmt: skip
        self._stopped = answer.status == 1
        if answer.x is None:
            return None
        table = np.round(answer.x)
        inside = (table >= self._low).all() and (table <= self._high).all()
        if np.abs(answer.x - table).max() < NEAR and inside and not (self._sums @ table - self._comes_to).any():
            self._seen_low = np.minimum(self._seen_low, table)
            self._seen_high = np.maximum(self._seen_high, table)
        if self._stopped and whole and n is not None:
            return None  # the best so far is not the end
        return float(answer.fun)


def told_by(
    low: Sequence[int], high: Sequence[int | None], sums: Sequence[Sum], cell: int, want: Interval, at_most: int = 24
) -> list[int] | None:
    """Sums, by number, that are enough to tell of a cell what all of them tell (`want`).

    Looked for ring by ring around the cell; as few as leaving out one after the other then finds. None where
    more than `at_most` are needed.
    """
    inside = [{i for i, factor in one.factors.items() if factor and low[i] != high[i]} for one in sums]
    cells, near = {cell}, list[int]()
    while True:
        more = [r for r, own in enumerate(inside) if r not in near and not cells.isdisjoint(own)]
        near += more
        if not more or len(near) > at_most:
            return None
        if _only(low, high, [sums[r] for r in near], cell) == want:
            break
        for r in more:
            cells |= inside[r]
    for r in sorted(near, key=lambda r: -len(sums[r].factors)):
        fewer = [other for other in near if other != r]
        if _only(low, high, [sums[other] for other in fewer], cell) == want:
            near = fewer
    return sorted(near)


def _only(low: Sequence[int], high: Sequence[int | None], sums: Sequence[Sum], cell: int) -> Interval:
    """What these sums alone tell of a cell."""
    at = {cell: 0}
    for one in sums:
        for i in one.factors:
            at.setdefault(i, len(at))
    own = [Sum({at[i]: factor for i, factor in one.factors.items()}, one.comes_to) for one in sums]
    return ranges([low[i] for i in at], [high[i] for i in at], own)[0]
