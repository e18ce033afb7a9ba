"""The revision note: each figure that is not what was published before, and why, worked out and never typed.

A cause is named where the figures come out otherwise by what it changed alone; what all entries together
do not account for is `not_explained`, and shown.
"""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from bothy.journal import Reader
from bothy.reports.engine.arrow import evaluate
from bothy.reports.facts.calendar import month_bounds
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import Figure
from bothy.reports.indicators import BY_NAME, Indicator
from bothy.reports.measures import number_key
from bothy.reports.publish.moved import CAUSES, Moved, moved
from bothy.reports.release import Change, Column, Definition, Grid, Release, Row, Why
from bothy.reports.wording import in_words

MOST_ENTRIES = 20
_NUMBERS = ("k", "n", "missing")

Place = tuple[str, str, str, bool, str, str]
"""(grid, period, row's group, total, indicator, column's group): the same figure in every release of a set."""


class Cell(msgspec.Struct, frozen=True):
    """One printed figure where it stands, and the release that it is from."""

    release: Release
    grid: Grid
    row: Row
    column: Column
    figure: Figure

    @property
    def definition(self) -> Definition:
        """Its words as they were."""
        return self.release.defined(self.column.indicator)


def places(release: Release) -> dict[Place, Cell]:
    """Every figure of a release by its place."""
    return {
        (grid.name, row.period, row.group, row.total, column.indicator, column.group): Cell(release, grid, row, column, figure)
        for grid in release.grids
        for row in grid.rows
        for column, figure in zip(grid.columns, row.figures, strict=True)
    }


def last_published(earlier: Sequence[Release], set: str) -> dict[Place, Cell]:
    """Each figure of a set as it was published last. `earlier`: in the order of signing."""
    found: dict[Place, Cell] = {}
    for release in earlier:
        if release.set == set:
            found |= places(release)
    return found


def changes(release: Release, earlier: Sequence[Release], facts: Facts, reader: Reader) -> tuple[Change, ...]:
    """What differs from the releases before, in the order of the tables. `facts`: those of `release`."""
    before = last_published(earlier, release.set)
    pairs = [(before[place], now) for place, now in places(release).items() if place in before]
    differing = [(was, now) for was, now in pairs if _shown(was.figure) != _shown(now.figure)]
    by_number: dict[int, list[tuple[Cell, Cell]]] = defaultdict(list)
    for was, now in differing:
        by_number[was.release.number].append((was, now))
    found: dict[tuple[int, int, int], Change] = {}
    for number, cells in by_number.items():
        months = sorted({month for was, _ in cells for month in months_of(was.row.period)})
        with tempfile.TemporaryDirectory(prefix="bothy-moved-") as folder:
            told = moved(facts, reader, number, months, Path(folder))
            for was, now in cells:
                found[_order(release, now)] = _change(was, now, told)
    return tuple(found[key] for key in sorted(found))


def _order(release: Release, cell: Cell) -> tuple[int, int, int]:
    grid = release.grids.index(cell.grid)
    return grid, cell.grid.rows.index(cell.row), cell.grid.columns.index(cell.column)


def _shown(figure: Figure) -> Figure:
    """What a reader sees of a figure, but for where it comes from."""
    return replace(figure, tag="recorded")


def months_of(period: str) -> list[str]:
    """ "2025-01/2025-03" as its months."""
    first, _, last = period.partition("/")
    months = [first]
    while months[-1] < (last or first):
        months.append(month_bounds(months[-1])[1].isoformat()[:7])
    return months


def _change(was: Cell, now: Cell, told: Moved) -> Change:
    why, entries = _why(was, now, told)
    unit = now.definition.unit
    return Change(
        grid=now.grid.title,
        row=now.row.label,
        column=now.column.label,
        was=printed(was.figure, was.definition.unit),
        now=printed(now.figure, unit),
        why=why,
        entries=entries[:MOST_ENTRIES],
    )


def printed(figure: Figure, unit: str) -> str:
    """A figure with what it was counted from: "71.8 % (1,234 of 1,719)"."""
    said = in_words(figure, unit)
    if figure.hidden or figure.n is None:
        return said
    if figure.k is None or not isinstance(figure.value, float):
        return f"{said} (of {figure.n:,})"
    return f"{said} ({figure.k:,} of {figure.n:,})"


def _why(was: Cell, now: Cell, told: Moved) -> tuple[tuple[Why, ...], tuple[int, ...]]:
    rules_differ = _limits(was.release) != _limits(now.release)
    if was.figure.hidden or now.figure.hidden:
        # Nothing more is said: what moved a count that is kept back would say what it is.
        return ("kept_back", "house_rules") if rules_differ else ("kept_back",), ()
    why: list[Why] = []
    entries: set[int] = set()
    indicator = BY_NAME.get(now.column.indicator)
    complete = False
    if indicator is not None:
        group = now.column.group or now.row.group
        months = months_of(now.row.period)
        base = _of(told.before, indicator, months, group)
        for cause in CAUSES:
            if _of(told.only[cause], indicator, months, group) != base:
                why.append(cause)
                entries |= _entries(told, cause, indicator, months)
        complete = _accounted(was.figure, now.figure, base, _of(told.after, indicator, months, group))
    if _redefined(was, now, indicator):
        why.append("definition")
        complete = True
    if not complete:
        if was.release.rules.round_to or now.release.rules.round_to:
            # Rounded figures move by more or less than what they are of.
            complete = bool(why)
            if rules_differ:
                why.append("house_rules")
                complete = True
        if not complete and told.rules:
            why.append("house_rules")
            entries |= set(told.rules)
            complete = True
    if not complete:
        why.append("not_explained")
    return tuple(why), tuple(sorted(entries))


def _limits(release: Release) -> tuple[int | None, int]:
    return release.rules.suppress_below, release.rules.round_to


def _of(facts: Facts, indicator: Indicator, months: Sequence[str], group: str) -> Figure:
    """The figure over these few rows. A group of which there is none is none of them."""
    by, _, code = group.partition("=")
    found = evaluate(facts, replace(indicator, needs=""), months, by or None)
    none = Figure(value=None, k=0, n=0 if indicator.bottom else None, missing=0 if indicator.left_out else None)
    return found.get(code, none)


def _accounted(was: Figure, now: Figure, before: Figure, after: Figure) -> bool:
    """Whether what the entries changed is what the figure changed by."""
    if was.k is None and now.k is None:
        # Of a quantile only the values themselves can say: they moved, or not.
        return before != after and all(_moved_by(was, now, before, after, one) for one in ("n", "missing"))
    return all(_moved_by(was, now, before, after, one) for one in (*_NUMBERS, "least"))


def _moved_by(was: Figure, now: Figure, before: Figure, after: Figure, number: str) -> bool:
    if number == "least":
        most = [one.k or 0 if one.least is None else one.least for one in (was, now, before, after)]
        return (was.least is None and now.least is None) or most[1] - most[0] == most[3] - most[2]
    return (getattr(now, number) or 0) - (getattr(was, number) or 0) == (getattr(after, number) or 0) - (
        getattr(before, number) or 0
    )


def _entries(told: Moved, cause: str, indicator: Indicator, months: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for measure in indicator.measures:
        for month in months:
            found.update(told.entries.get((cause, measure.table, month), ()))
    if not found or any(one.registered or one.how == "people" for one in indicator.measures):
        found.update(told.of_people[cause])
    return found


def _redefined(was: Cell, now: Cell, indicator: Indicator | None) -> bool:
    """Whether the words differ, or what was counted then is not counted any more."""
    if was.definition != now.definition or indicator is None:
        return True
    if not was.release.numbers:
        return False
    group = was.column.group or was.row.group
    names = {number_key(one, was.row.period, group) for one in indicator.measures}
    return names.isdisjoint(was.release.numbers)
