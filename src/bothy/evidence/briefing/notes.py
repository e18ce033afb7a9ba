"""Where every number comes from: a note for each kind of number, numbered as they come up."""

from __future__ import annotations

from bothy.evidence.briefing.told import Note, Span
from bothy.reports.charts import Theme
from bothy.reports.figures import Figure
from bothy.reports.files.fence import sound
from bothy.reports.files.words import between, said
from bothy.reports.release import Definition, Grid, Release, Row


class Notes:
    """Notes in the making. The same key has one note, however often it comes up."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}

    def add(self, key: str, label: str, text: str, data: str = "", url: str = "") -> int:
        """The note's number."""
        if key not in self._notes:
            self._notes[key] = Note(number=len(self._notes) + 1, label=label, text=text, data=data, url=url)
        return self._notes[key].number

    @property
    def all(self) -> tuple[Note, ...]:
        """In the order of their numbers."""
        return tuple(self._notes.values())


class Figures:
    """The figures of a release with a note each. What is kept back or not known says so. `Leaks` for a release that still holds what it hides."""

    def __init__(self, release: Release, notes: Notes, theme: Theme = "day") -> None:
        sound(release)
        self.release, self.notes, self.theme = release, notes, theme
        self._grids = {grid.name: grid for grid in release.grids}

    def grid(self, name: str) -> Grid:
        """A table of the release."""
        return self._grids[name]

    def defined(self, indicator: str) -> Definition:
        """What an indicator means."""
        return self.release.defined(indicator)

    def note(self, indicator: str) -> int:
        """The number of the note on an indicator."""
        one = self.defined(indicator)
        return self.notes.add(f"indicator {indicator}", one.label, one.definition, f"bothy report {indicator}")

    def figure(self, grid: str, indicator: str) -> Figure:
        """The figure of the whole period."""
        found = self._grids[grid]
        return whole(found).figures[[column.indicator for column in found.columns].index(indicator)]

    def span(self, grid: str, indicator: str, unit: str = "", interval: bool = False) -> Span:
        """The figure in words with its note: "12", "kept back", "10.8 % (95 % interval 6.6 to 16.3)"."""
        figure = self.figure(grid, indicator)
        text = said(figure, self.defined(indicator).unit)
        plain = figure.value is not None and not figure.hidden
        if plain and unit:
            text += f" {unit}"
        if plain and interval and between(figure):
            text += f" (95 % interval {between(figure)})"
        return Span(text, self.note(indicator))


def whole(grid: Grid) -> Row:
    """The row of the whole period: the total where there is one, else the last that is no group."""
    rows = [row for row in grid.rows if not row.group]
    return next((row for row in rows if row.total), rows[-1])
