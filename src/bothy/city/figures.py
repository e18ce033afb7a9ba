"""The figures of several facilities side by side, made of what each signed and published, and of nothing else.

A total is the sum of figures that are printed beside it, so it tells nobody more than they do; where one of them is
kept back there is no total. Why not one table through disclosure control for all: docs/decisions/2026-11-29-several-facilities.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bothy.reports.figures import KEPT_BACK, Figure, count
from bothy.reports.release import Column, Definition, Grid, Release, Row
from bothy.reports.wording import NOT_KNOWN, in_words, period_name

NOT_ALL = "not from all"
NO_SUM = "does not add up"
OTHERWISE = "defined otherwise"
NOT_PRINTED = "not published"
"""Where a total cannot be, why not. People who come to two facilities would be counted twice, so theirs does not add up."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in one place: in words, and as a number where it is one."""

    said: str
    value: float | int | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of every facility (in their order), and of all together."""

    label: str
    cells: tuple[Cell, ...]
    together: Cell


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one row of a table: a month, a period, a group."""

    label: str
    lines: tuple[Line, ...]


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """One table of a set, with a column a facility."""

    name: str
    title: str
    blocks: tuple[Block, ...]


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """A set over a period, of the facilities (by their names) that published it. `left_out`: names of those that did not."""

    set: str
    title: str
    since: str
    until: str
    facilities: tuple[str, ...]
    tables: tuple[SideBySide, ...]
    demo: bool
    left_out: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.set}.{self.since}.{self.until}"

    @property
    def period(self) -> str:
        """The months in words."""
        return period_name(self.since, self.until)


def may_be_shown(release: Release) -> bool:
    """Whether its small counts were kept back: one that house rules exempt is its facility's own to show."""
    return release.rules.suppress_below is not None


def together(published: Mapping[str, Sequence[Release]]) -> tuple[Together, ...]:
    """Everything that was published, by set and period; the newest period first. `published`: by facility."""
    found: dict[tuple[str, str, str], dict[str, Release]] = {}
    for name, releases in published.items():
        for one in filter(may_be_shown, releases):
            found.setdefault((one.set, one.since, one.until), {})[name] = one
    made = [_one(key, releases, sorted(published)) for key, releases in found.items()]
    return tuple(sorted(made, key=lambda one: (one.until, one.since, one.title), reverse=True))


def exempt(published: Mapping[str, Sequence[Release]]) -> tuple[str, ...]:
    """What is published and not shown here, in words: "The Thistle's table, January 2025 (north)"."""
    return tuple(
        f"{one.title}, {period_name(one.since, one.until)} ({name})"
        for name, releases in sorted(published.items())
        for one in releases
        if not may_be_shown(one)
    )


def _one(key: tuple[str, str, str], releases: Mapping[str, Release], everyone: Sequence[str]) -> Together:
    names = sorted(releases)
    in_order = [releases[name] for name in names]
    grids = dict.fromkeys(grid.name for release in in_order for grid in release.grids)
    return Together(
        set=key[0], title=in_order[0].title, since=key[1], until=key[2],
        # A facility is called what it calls itself; two of the same name are told apart by the server's.
        facilities=tuple(_called(name, releases) for name in names),
        tables=tuple(_table(grid, in_order) for grid in grids), demo=any(one.demo for one in in_order),
        left_out=tuple(name for name in everyone if name not in releases),
    )  # fmt: skip


def _called(name: str, releases: Mapping[str, Release]) -> str:
    own = releases[name].facility_name
    return own if sum(one.facility_name == own for one in releases.values()) == 1 else f"{own} ({name})"


def _table(name: str, releases: Sequence[Release]) -> SideBySide:
    grids = [next((grid for grid in release.grids if grid.name == name), None) for release in releases]
    known = [grid for grid in grids if grid is not None]
    rows = _union((_row_key(row), row.label) for grid in known for row in grid.rows)
    columns = _union((_column_key(column), column.label) for grid in known for column in grid.columns)
    blocks = tuple(
        Block(
            label=said,
            lines=tuple(_line(label, releases, grids, row, column) for column, label in columns.items()),
        )
        for row, said in rows.items()
    )
    return SideBySide(name=name, title=known[0].title, blocks=blocks)


def _union(found: Iterable[tuple[tuple[str, ...], str]]) -> dict[tuple[str, ...], str]:
    """What any of them has, in the order met, under the words met first."""
    kept: dict[tuple[str, ...], str] = {}
    for key, label in found:
        kept.setdefault(key, label)
    return kept


def _line(
    label: str,
    releases: Sequence[Release],
    grids: Sequence[Grid | None],
    row: tuple[str, ...],
    column: tuple[str, ...],
) -> Line:
    figures = [None if grid is None else _figure(grid, row, column) for grid in grids]
    definitions = [
        release.defined(column[0])
        for release, figure in zip(releases, figures, strict=True)
        if figure is not None
    ]
    cells = tuple(
        Cell(said=NOT_PRINTED) if figure is None else _cell(figure, release.defined(column[0]).unit)
        for release, figure in zip(releases, figures, strict=True)
    )
    return Line(label=label, cells=cells, together=_sum(figures, definitions))


def _cell(figure: Figure, unit: str) -> Cell:
    return Cell(said=in_words(figure, unit), value=None if figure.hidden else figure.value)


def _sum(figures: Sequence[Figure | None], definitions: Sequence[Definition]) -> Cell:
    """All together, from what is printed beside it and nothing else."""
    printed = [one for one in figures if one is not None]
    if len(printed) < len(figures):
        return Cell(said=NOT_ALL)
    if any(one != definitions[0] for one in definitions):
        return Cell(said=OTHERWISE)
    first = definitions[0]
    if not any(one.hidden or one.value is not None for one in printed):
        return Cell(said=NOT_KNOWN)
    if not first.additive:
        return Cell(said=NO_SUM)
    if any(one.hidden for one in printed):
        return Cell(said=KEPT_BACK)
    ks = [one.k for one in printed if one.k is not None]
    return _cell(count(sum(ks)), first.unit) if len(ks) == len(printed) else Cell(said=NOT_ALL)


def _figure(grid: Grid, row: tuple[str, ...], column: tuple[str, ...]) -> Figure | None:
    for at, one in enumerate(grid.columns):
        if _column_key(one) == column:
            return next((each.figures[at] for each in grid.rows if _row_key(each) == row), None)
    return None


def _row_key(row: Row) -> tuple[str, ...]:
    return row.period, row.group


def _column_key(column: Column) -> tuple[str, ...]:
    return column.indicator, column.group


__all__ = ["KEPT_BACK", "Block", "Cell", "Line", "SideBySide", "Together", "exempt", "may_be_shown", "together"]
