"""The table that is published, as it was frozen; where none is out, the briefing's own, which went through the same disclosure control."""

from __future__ import annotations

from datetime import date

import msgspec

from bothy.evidence.briefing.notes import Figures, Notes
from bothy.evidence.briefing.told import Part, Row, Said, Span, Table
from bothy.reports.files.words import headed, of_months, said
from bothy.reports.release import Grid, Release
from bothy.reports.wording import MONTHS, period_name

MOST_COLUMNS = 4
MOST_ROWS = 13
"""Twelve months and their total."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A publication that is out: its frozen release, the SHA-256 that was signed, when and under which entry."""

    release: Release
    sha256: str
    signed_on: date
    entry: int


def published_part(published: Published | None, figures: Figures | None, notes: Notes) -> Part:
    """The table by month."""
    title = "The published table"
    release = published.release if published is not None else None if figures is None else figures.release
    grid = None if release is None else _grid(release)
    if release is None or grid is None:
        return Part(title=title, lines=((Span("No month is over yet, and nothing is published."),),))
    if published is not None:
        on = published.signed_on
        key = notes.add(
            "publication", f"Publication “{release.title}”, {period_name(release.since, release.until)}" + (f", revision {release.revision}" if release.revision else ""),
            f"Signed on {on.day} {MONTHS[on.month - 1]} {on.year} in entry {published.entry:,}; shown as it was frozen. SHA-256 {spaced(published.sha256)}.", "bothy publish --verify",
        )  # fmt: skip
        line: Said = (Span(f"As the facility published it on {on.day} {MONTHS[on.month - 1]} {on.year}, {period_name(release.since, release.until)}.", key),)
    else:
        line = (Span("Nothing is published yet. These figures are as they would be: with small counts kept back."),)
    return Part(title=title, lines=(line,), table=_table(release, grid, Figures(release, notes)))


def _grid(release: Release) -> Grid | None:
    return next((grid for grid in release.grids if of_months(grid) and len(grid.rows) > 1), None) or next((grid for grid in release.grids if of_months(grid)), None)


def _table(release: Release, grid: Grid, figures: Figures) -> Table:
    columns = list(enumerate(grid.columns))[:MOST_COLUMNS]
    months = [row for row in grid.rows if row.complete]
    rows = [row for row in months if not row.total][-(MOST_ROWS - 1) :] + [row for row in months if row.total]
    return Table(
        title=grid.title,
        first="Month",
        heads=tuple(Span(headed(column, release), figures.note(column.indicator)) for _, column in columns),
        rows=tuple(Row(row.label, tuple(said(row.figures[at], release.defined(column.indicator).unit) for at, column in columns), row.total) for row in rows),
        notes=tuple(grid.notes[:2]),
    )


def spaced(digest: str) -> str:
    """A digest in groups, so that a line can break in it."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))
