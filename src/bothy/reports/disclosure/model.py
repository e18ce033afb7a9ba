"""The cells as a problem of numbers: what is the same number, what is known anyway, what hangs together.

Everything is said in *moves*: an outsider's other table is ours plus a move, whose parts add up to its
total in every sum, that changes nothing shown and takes no count below nought.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

import msgspec

from bothy.reports.disclosure.cells import Cells, Key, small

CELL = 1000
LEVELS = 3


def cost_of(count: int, level: int) -> int:
    """What is lost with a cell, in thousandths of a plain one.

    Cells first: a cell costs 1000, a sum of others 1000 more for every level of sums below it, to three
    (so the total of a whole period is dearer than a month's). Then their information: 50 for every
    doubling of the count, which never outweighs a cell.
    """
    return CELL * (1 + min(level, LEVELS)) + min(CELL - 1, round(50 * math.log2(1 + count)))


class Part(msgspec.Struct, frozen=True):
    """Cells that hang together, and can be settled without looking at others.

    By number: `keys` (all names of one and the same number), `counts`, `costs`. `must`: small ones that
    have to be protected. `kept`: hidden at any rate, without protection (already given away, no longer
    a secret, or a rest). `rows`: the sums, as cell → factor (parts 1, total -1), over cells that can move only.
    `together`: where the first is hidden, so is the second.
    """

    below: int
    keys: tuple[tuple[Key, ...], ...]
    counts: tuple[int, ...]
    costs: tuple[int, ...]
    must: frozenset[int]
    kept: frozenset[int]
    rows: tuple[dict[int, int], ...]
    together: tuple[tuple[int, int], ...]
    touching: tuple[tuple[int, ...], ...]

    def need(self, cell: int) -> int:
        """How far up a small count has to be able to move, to the first count that is not small."""
        return self.below - self.counts[cell]

    @property
    def fixed(self) -> frozenset[int]:
        """What is hidden whatever else is."""
        return self.must | self.kept

    def loss(self, hidden: Iterable[int]) -> int:
        """What is lost with these cells, small ones apart."""
        return sum(self.costs[i] for i in hidden if not small(self.counts[i], self.below))


class _Same:
    """Names of one and the same number."""

    def __init__(self, n: int) -> None:
        self._of = list(range(n))

    def __getitem__(self, i: int) -> int:
        while self._of[i] != i:
            self._of[i] = self._of[self._of[i]]
            i = self._of[i]
        return i

    def join(self, i: int, j: int) -> None:
        i, j = self[i], self[j]
        self._of[max(i, j)] = min(i, j)


def parts(cells: Cells) -> tuple[list[Part], frozenset[Key]]:
    """The cells in parts that do not touch each other, those without anything small left out; and the small
    counts that public numbers pin at once."""
    keys = list(cells.counts)
    number = {key: i for i, key in enumerate(keys)}
    counts = list(cells.counts.values())
    _check(cells, number)
    sums = [tuple(number[key] for key in one) for one in cells.sums]
    rests = {number[key] for key in cells.rests}
    levels = _levels(len(keys), sums)
    same = _Same(len(keys))
    for total, *others in sums:
        # A nought is shown and known: a sum with one other part is that part.
        counted = [i for i in others if counts[i] or i in rests]
        if len(counted) == 1 and counts[total] == counts[counted[0]]:
            same.join(total, counted[0])
    names: dict[int, list[int]] = defaultdict(list)
    for i in range(len(keys)):
        names[same[i]].append(i)
    public = {same[number[key]] for key in cells.public}
    known = {i for i in names if (not counts[i] and i not in rests) or i in public}
    rows = _rows(sums, same, known)
    pinned = _pin(rows, known)
    rows = [row for row in rows if len(row) > 1]
    cost = {i: sum(cost_of(counts[j], levels[j]) for j in each if keys[j] not in cells.reckoned) for i, each in names.items()}
    together = sorted({
        (same[number[key]], same[number[other]])
        for key, others in cells.together.items() for other in others if key in number and other in number
    })  # fmt: skip
    together = [(i, j) for i, j in together if i != j and i not in public and j not in public]
    given = frozenset(
        keys[j] for i in (pinned | public) for j in names[i] if small(counts[i], cells.below) and i not in rests
    )
    of_first: dict[int, list[dict[int, int]]] = defaultdict(list)
    for row in rows:
        of_first[next(iter(row))].append(row)
    found = []
    for group in _groups(names, rows, together):
        group = [i for i in group if i not in public]
        if any(small(counts[i], cells.below) and i not in rests for i in group):
            own = [row for i in group for row in of_first.get(i, ())]
            found.append(_part(cells.below, group, keys, counts, names, cost, known | pinned, rests, own, together))
    return found, given


def _check(cells: Cells, number: dict[Key, int]) -> None:
    for one in cells.sums:
        for key in one:
            if key not in number:
                raise ValueError(f"A sum names the cell {key!r}, which has no count. Give its count first.")
    for key, k in cells.counts.items():
        if k < 0:
            raise ValueError(f"The cell {key!r} has a count below nought ({k}). Counts are whole and never below nought.")


def _levels(n: int, sums: Sequence[tuple[int, ...]]) -> list[int]:
    levels = [0] * n
    for _ in range(LEVELS):
        for total, *others in sums:
            if len(others) > 1:
                levels[total] = min(LEVELS, max(levels[total], 1 + max(levels[i] for i in others)))
    return levels


def _rows(sums: Sequence[tuple[int, ...]], same: _Same, known: set[int]) -> list[dict[int, int]]:
    rows, seen = [], set()
    for total, *others in sums:
        row: dict[int, int] = {}
        for i, factor in ((total, -1), *((i, 1) for i in others)):
            row[same[i]] = row.get(same[i], 0) + factor
        row = {i: factor for i, factor in sorted(row.items()) if factor and i not in known}
        said = tuple(row.items())
        if row and said not in seen:
            seen.add(said)
            rows.append(row)
    return rows


def _pin(rows: list[dict[int, int]], known: set[int]) -> set[int]:
    """Cells that known ones tell, one after the other; they are taken out of the rows."""
    of: dict[int, list[int]] = defaultdict(list)
    for r, row in enumerate(rows):
        for i in row:
            of[i].append(r)
    pinned: set[int] = set()
    waiting = deque(r for r, row in enumerate(rows) if len(row) == 1)
    while waiting:
        row = rows[waiting.popleft()]
        if len(row) != 1:
            continue
        (i,) = row
        pinned.add(i)
        for r in of[i]:
            rows[r].pop(i, None)
            if len(rows[r]) == 1:
                waiting.append(r)
    return pinned


def _groups(names: dict[int, list[int]], rows: Sequence[dict[int, int]], together: Sequence[tuple[int, int]]) -> list[list[int]]:
    top = max(names, default=-1) + 1
    linked = _Same(top)
    for row in rows:
        first, *others = row
        for i in others:
            linked.join(first, i)
    for i, j in together:
        linked.join(i, j)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in sorted(names):
        groups[linked[i]].append(i)
    return list(groups.values())


def _part(
    below: int, group: Sequence[int], keys: Sequence[Key], counts: Sequence[int], names: dict[int, list[int]],
    cost: dict[int, int], known: set[int], rests: set[int], rows: Sequence[dict[int, int]], together: Sequence[tuple[int, int]],
) -> Part:  # fmt: skip
    at = {i: n for n, i in enumerate(group)}
    own = [{at[i]: factor for i, factor in row.items()} for row in rows]
    touching: list[list[int]] = [[] for _ in group]
    for r, row in enumerate(own):
        for n in row:
            touching[n].append(r)
    few = {at[i] for i in group if small(counts[i], below) and i not in rests}
    kept = ({at[i] for i in group if i in known} & few) | {at[i] for i in group if i in rests}
    # What stands in no sum is protected by being hidden.
    return Part(
        below, tuple(tuple(keys[j] for j in names[i]) for i in group), tuple(counts[i] for i in group),
        tuple(cost[i] for i in group), frozenset(few - kept), frozenset(kept), tuple(own),
        tuple((at[i], at[j]) for i, j in together if i in at), tuple(tuple(each) for each in touching),
    )  # fmt: skip
