"""An outsider's look at published tables: what each hidden count can be, and which sums tell it."""

from collections.abc import Sequence

import msgspec

from bothy.reports.auditor.grids import Unreadable
from bothy.reports.auditor.known import Known, Link
from bothy.reports.disclosure.outsider import Impossible, Interval, Sum, bound_together, ranges, told_by

EXPLAINED = 200
MANY_SUMS = 20
FEW_SUMS = 6
"""For how many hidden counts at most the sums are looked for that tell them, and among how many sums around
one that leaks, and one that is only narrowed."""
TOGETHER = "Many sums together, in rows and in columns."


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden count. `low`, `high`: what it can be by sums and shown numbers alone (`high` None: no most).

    `marked`: the same with what its own and others' marks say ("<5"); None where they say nothing, or cannot be true.
    `exact`: one number is left, by either. `small`: told to be from 0 to below the limit asked for.
    `told_by`: the sums that are enough for it. `elsewhere`: the table that shows it.
    """

    file: str
    labels: tuple[str, ...]
    mark: str
    low: int
    high: int | None
    marked: Interval | None
    exact: bool
    small: bool
    told_by: tuple[str, ...]
    elsewhere: str = ""

    @property
    def best(self) -> Interval:
        """The narrower of the two."""
        return self.marked or (self.low, self.high)

    @property
    def narrowed(self) -> bool:
        """Whether there is a most at all."""
        return self.high is not None


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and what can be told. `off`: sums that do not come out. `contradicted`: marks that cannot be true."""

    files: tuple[str, ...]
    below: int | None
    cells: int
    sums: int
    hidden: tuple[Hidden, ...]
    off: tuple[str, ...]
    contradicted: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def exact(self) -> int:
        """How many hidden counts are told to the number."""
        return sum(one.exact for one in self.hidden)

    @property
    def small(self) -> int:
        """How many are told to be below the limit."""
        return sum(one.small for one in self.hidden)

    @property
    def leaks(self) -> bool:
        """Whether anything is told that ought not to be."""
        return bool(self.exact or self.small)


def audit_known(known: Known, below: int | None = None) -> Audited:
    """Look at all tables together. Unreadable where their sums and numbers contradict each other beyond mending."""
    links, off = _possible(known)
    sums = [link.sum for link in links]
    try:
        plain = ranges(known.low, known.high, sums)
    except Impossible:
        raise Unreadable("The sums of these tables contradict each other, and no single one of them can be blamed. Audit the files one by one.") from None
    marked, contradicted = _with_marks(known, sums)
    hidden: list[Hidden] = []
    explained = 0
    for cell in known.hidden:
        low, high = plain[cell.number]
        with_mark = marked.get(cell.number)
        best = with_mark or (low, high)
        exact = best[0] == best[1]
        few = below is not None and best[1] is not None and best[1] < below
        why: tuple[str, ...] = ()
        if high is not None and not cell.elsewhere and explained < EXPLAINED:
            explained += 1
            rows = told_by(known.low, known.high, sums, cell.number, (low, high), MANY_SUMS if exact or few else FEW_SUMS)
            why = (TOGETHER,) if rows is None else tuple(links[r].words for r in rows)
        hidden.append(Hidden(
            file=cell.file, labels=cell.labels, mark=cell.mark, low=low, high=high, marked=with_mark, exact=exact, small=few,
            told_by=why, elsewhere=cell.elsewhere,
        ))  # fmt: skip
    return Audited(
        files=known.files, below=below, cells=known.shown + len(known.hidden), sums=len(links), hidden=tuple(hidden), off=(*known.off, *off),
        contradicted=contradicted, notes=known.notes,
    )  # fmt: skip


def _possible(known: Known) -> tuple[list[Link], list[str]]:
    """The sums that can all be true together, and the others in words."""
    kept, off = [], []
    for link in known.links:
        if _holds(known.low, known.high, [link.sum]):
            kept.append(link)
        else:
            off.append(f"{link.words}: this cannot be, whatever is hidden.")
    if not _holds(known.low, known.high, [link.sum for link in kept]):
        sure: list[Link] = []
        for link in kept:
            if _holds(known.low, known.high, [*(one.sum for one in sure), link.sum]):
                sure.append(link)
            else:
                off.append(f"{link.words}: this contradicts the sums before it.")
        kept = sure
    return kept, off


def _holds(low: Sequence[int], high: Sequence[int | None], sums: Sequence[Sum]) -> bool:
    at: dict[int, int] = {}
    for one in sums:
        for i in one.factors:
            at.setdefault(i, len(at))
    own = [Sum({at[i]: factor for i, factor in one.factors.items()}, one.comes_to) for one in sums]
    try:
        ranges([low[i] for i in at], [high[i] for i in at], own)
    except Impossible:
        return False
    return True


def _with_marks(known: Known, sums: Sequence[Sum]) -> tuple[dict[int, Interval], tuple[str, ...]]:
    """The intervals where marks are believed too, by what hangs together; and the marks that cannot be true."""
    if not known.marks:
        return {}, ()
    found: dict[int, Interval] = {}
    wrong = []
    for cells, rows in _together(known, sums):
        said = {i: known.marks[i] for i in cells if i in known.marks}
        if not said:
            continue
        order = sorted(cells | {i for r in rows for i in sums[r].factors})
        at = {i: n for n, i in enumerate(order)}
        own = [Sum({at[i]: factor for i, factor in sums[r].factors.items()}, sums[r].comes_to) for r in rows]
        low = [max(known.low[i], said[i][0]) if i in said else known.low[i] for i in order]
        high = [_least(known.high[i], said[i][1]) if i in said else known.high[i] for i in order]
        try:
            told = ranges(low, high, own)
        except Impossible:
            wrong.append("; ".join(f"{known.names[i]} as {_said(said[i])}" for i in sorted(said)) + ": with the sums these cannot all be true.")
            continue
        found.update({i: told[at[i]] for i in cells})
    return found, tuple(wrong)


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _said(bounds: Interval) -> str:
    low, high = bounds
    return f"{low} or more" if high is None else f"{low} to {high}"


def _together(known: Known, sums: Sequence[Sum]) -> list[tuple[set[int], list[int]]]:
    """Hidden counts that sums link, with those sums."""
    inside = [[i for i in one.factors if known.low[i] != known.high[i]] for one in sums]
    return bound_together(inside, (cell.number for cell in known.hidden))
