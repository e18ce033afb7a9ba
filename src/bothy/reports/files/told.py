"""A release as it is said on a page and in print: every word and number as text, nothing left to decide.

Templates (HTML, Typst, the workbook's cover) set what stands here and hold no logic of their own.
"""

import itertools
from collections.abc import Callable
from hashlib import sha256

import msgspec

from bothy.reports.figures import KEPT_BACK, Figure, Tag
from bothy.reports.files.fence import sound
from bothy.reports.files.signed import Signed
from bothy.reports.files.summary import Key, key_figures, summary
from bothy.reports.files.words import (
    TAGS,
    WHY,
    behind,
    between,
    first_head,
    headed,
    left_out,
    made_with,
    moment,
    row_said,
    said,
)
from bothy.reports.release import Change, Definition, Grid, Release, canonical
from bothy.reports.wording import period_name


class Cell(msgspec.Struct, frozen=True):
    """`below`: what it was counted from, its interval, and what it is where that differs in its column.

    `soft`: what stands behind the figure before it.
    """

    says: str
    below: tuple[str, ...] = ()
    kept_back: bool = False
    unknown: bool = False
    soft: bool = False

    @property
    def word(self) -> bool:
        """Whether it says a word where a number would be."""
        return self.kept_back or self.unknown


class Line(msgspec.Struct, frozen=True):
    label: str
    cells: tuple[Cell, ...]
    complete: bool
    total: bool


class Table(msgspec.Struct, frozen=True):
    """`parts`: positions of columns that stand in one table; a wide one is set as several below each other."""

    name: str
    title: str
    first: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    parts: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether it needs smaller letters to fit a page."""
        return len(self.parts) > 1


class Changed(msgspec.Struct, frozen=True):
    where: str
    was: str
    now: str
    why: str
    entries: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """`warning`: what stands over every page, empty outside a demo. `made`: how it was made, as pairs."""

    title: str
    facility: str
    period: str
    edition: str
    warning: str
    summary: tuple[str, ...]
    keys: tuple[Key, ...]
    revision: str
    changes: tuple[Changed, ...]
    tables: tuple[Table, ...]
    reading: str
    kept_back: tuple[str, ...]
    definitions: tuple[Definition, ...]
    notes: tuple[str, ...]
    made: tuple[tuple[str, str], ...]
    signature: tuple[tuple[str, str], ...]
    sha256: str
    trace: str


WIDEST = 6
"""How many columns of figures stand side by side on a sheet of A4 without small print."""


def told(release: Release, signed: Signed | None = None) -> Told:
    """What is said of a release. `Leaks` for one that still holds what it keeps back."""
    sound(release)
    digest = sha256(canonical(release)).hexdigest()
    return Told(
        title=release.title,
        facility=release.facility_name,
        period=period_name(release.since, release.until),
        edition=f"Revision {release.revision}" if release.revision else "",
        warning="Demo: the people and everything they do here are invented" if release.demo else "",
        summary=summary(release),
        keys=key_figures(release),
        revision=_revision(release),
        changes=tuple(_changed(release, one) for one in release.changes),
        tables=tuple(table(release, grid) for grid in release.grids),
        reading=" ".join(_reading(release)),
        kept_back=_kept_back(release),
        definitions=release.definitions,
        notes=release.notes,
        made=_made(release),
        signature=_signature(release, signed),
        sha256=digest,
        trace=f"From entries 1 to {release.number:,} of the journal · SHA-256 {digest[:16]}",
    )


NARROW = 2
"""Up to so many columns of figures, what stands behind a figure has columns of its own."""


def table(release: Release, grid: Grid) -> Table:
    """One table as it is printed. What stands behind a figure is under it, or in a narrow table beside it."""
    units = [release.defined(column.indicator).unit for column in grid.columns]
    whole, by_column = _tags(grid)
    beside = [_beside(grid, at) if len(grid.columns) <= NARROW else () for at in range(len(grid.columns))]
    lines = []
    for row in grid.rows:
        cells: list[Cell] = []
        for one, unit, own, tag in zip(row.figures, units, beside, by_column, strict=True):
            cells += _cells(one, unit, own, "" if tag is not None else one.tag)
        lines.append(Line(row_said(row), tuple(cells), row.complete, row.total))
    heads = [headed(column, release) for column in grid.columns]
    notes = list(grid.notes)
    if whole is None:
        heads = [f"{head} [{tag}]" if tag else head for head, tag in zip(heads, by_column, strict=True)]
    elif whole != "recorded":
        notes.append(f"These figures are {TAGS[whole]}.")
    heads = [said_of for head, own in zip(heads, beside, strict=True) for said_of in (head, *own)]
    if any(not row.complete for row in grid.rows):
        notes.append("A period that is not over will grow, and stands in no total.")
    return Table(grid.name, grid.title, first_head(grid), tuple(heads), tuple(lines), _parts(len(heads)), tuple(notes))


_OWN: dict[str, Callable[[Figure], str]] = {"Counted from": behind, "95 % interval": between, "Left out": left_out}
"""What stands behind a figure, and what its column is called."""


def _beside(grid: Grid, at: int) -> tuple[str, ...]:
    """Which columns of its own a figure needs."""
    figures = [row.figures[at] for row in grid.rows]
    return tuple(name for name, says in _OWN.items() if any(says(one) for one in figures))


def _cells(one: Figure, unit: str, own: tuple[str, ...], tag: str) -> list[Cell]:
    parts = {name: says(one) for name, says in _OWN.items()}
    below = [*(parts[name] for name in parts if name not in own), tag]
    kept_back, unknown = one.hidden, one.value is None and not one.hidden
    figure = Cell(said(one, unit), tuple(filter(None, below)), kept_back, unknown)
    return [figure, *(Cell(parts[name], soft=True) for name in own)]


def _tags(grid: Grid) -> tuple[Tag | None, list[Tag | None]]:
    """What the figures are: of the whole table where they are all alike, else of each column; None where they differ."""
    columns: list[Tag | None] = []
    for at in range(len(grid.columns)):
        tags = {row.figures[at].tag for row in grid.rows}
        columns.append(next(iter(tags)) if len(tags) == 1 else None)
    alike = set(columns)
    return (next(iter(alike)) if len(alike) == 1 else None), columns


def _parts(columns: int) -> tuple[tuple[int, ...], ...]:
    """Positions of the columns, in as few and as even parts as fit."""
    count = max(1, -(-columns // WIDEST))
    ends = [columns * part // count for part in range(count + 1)]
    return tuple(tuple(range(first, last)) for first, last in itertools.pairwise(ends))


def _revision(release: Release) -> str:
    if not release.revises and not release.changes and not release.revision:
        return ""
    what = f"This is revision {release.revision}." if release.revision else "Figures published before have been looked at again."
    n = len(release.changes)
    changed = "No figure published before has changed." if n == 0 else f"{n} figure{'' if n == 1 else 's'} published before {'has' if n == 1 else 'have'} changed:"
    return f"{what} {changed}"


def _changed(release: Release, one: Change) -> Changed:
    title = next((grid.title for grid in release.grids if grid.name == one.grid), one.grid)
    entries = ", ".join(f"{entry:,}" for entry in one.entries)
    return Changed(f"{title}: {one.column}, {one.row}", one.was, one.now, "; ".join(WHY[why] for why in one.why), entries)


def _reading(release: Release) -> list[str]:
    """How the tables are read: only what occurs in them."""
    figures = [one for grid in release.grids for row in grid.rows for one in row.figures]
    rules = []
    if any(one.n is not None and not one.hidden for one in figures):
        rules.append("Under or beside a figure stands what it was counted from: 67 of 232, or n for how many were measured.")
    if any(one.low is not None for one in figures):
        rules.append("So does its exact 95 % interval: chance alone moves a figure within it.")
    if any(one.least is not None and one.least != one.value for one in figures):
        rules.append("A range, as 84 to 90, counts different people of whom some were not looked up: at least the first, at most the second.")
    if any(one.value is None and not one.hidden for one in figures):
        rules.append("Not known is not zero: nothing was recorded that the figure could be counted from.")
    return rules


def _kept_back(release: Release) -> tuple[str, ...]:
    """What is kept back and why, where the release's own notes do not say it."""
    below, hidden = release.rules.suppress_below, release.hidden
    every = sum(len(row.figures) for grid in release.grids for row in grid.rows)
    sentences = []
    if any(KEPT_BACK in note or "keeping counts back" in note for note in release.notes):
        pass
    elif below is None:
        sentences.append("Nothing is kept back: the house rules name this publication as one that shows small counts as they are.")
    elif hidden:
        sentences.append(
            f"{hidden:,} of {every:,} figures are {KEPT_BACK}. Counts from 1 to {below - 1} could point at somebody, so they "
            "are not shown, and neither are others from which they could be reckoned. A figure that is kept back may be small or not."
        )
    else:
        sentences.append(f"No figure had to be {KEPT_BACK}. A count from 1 to {below - 1} would not be shown.")
    if hidden and not release.proven:
        sentences.append("It is not proven that keeping back fewer would have been enough.")
    if release.rules.round_to > 1 and not any("rounded" in note for note in release.notes):
        sentences.append(f"Counts are rounded to multiples of {release.rules.round_to}; sums may differ from their parts.")
    return tuple(sentences)


def _made(release: Release) -> tuple[tuple[str, str], ...]:
    rules, zone = release.rules, release.rules.time_zone
    since = "never signed" if rules.effective_from is None else f"in force since {moment(rules.effective_from, zone)}"
    pairs = [("Made from", f"entries 1 to {release.number:,} of the facility's journal")]
    if release.as_of is not None:
        pairs.append(("Last entry recorded", moment(release.as_of, zone)))
    pairs += [
        ("Digest of the journal there", release.digest),
        ("House rules", f"{rules.name}, {since}"),
        ("Days and hours", f"of {zone}; a day begins at {rules.day_starts}"),
        ("Made with", made_with(release)),
        ("Set of tables", release.set),
        ("Facility", f"{release.facility_name} ({release.facility})"),
    ]
    if release.revises:
        pairs.append(("Follows the publication with SHA-256", release.revises))
    return tuple(pairs)


def _signature(release: Release, signed: Signed | None) -> tuple[tuple[str, str], ...]:
    if signed is None:
        return ()
    pairs = [("Signed by", f"{signed.name}, {signed.role}"), ("On", moment(signed.at, release.rules.time_zone))]
    if signed.entry is not None:
        pairs.append(("Entry of the journal", f"{signed.entry:,}"))
    return tuple(pairs)


