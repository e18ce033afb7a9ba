"""Which chart a table becomes, and the data under it. What is hidden in the table is nowhere in the chart."""

import re
from typing import get_args

from bothy.reports.charts import THEMES, Theme
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.files.csv_file import columns_csv
from bothy.reports.files.fence import sound
from bothy.reports.files.words import TAGS, headed, month_short, of_months
from bothy.reports.panels import HATCHES, Panel, Panels, Series, draw
from bothy.reports.release import Column, Grid, Release, Row
from bothy.reports.wording import NOT_KNOWN, number

TOGETHER = 3
"""How many series of one unit stand in one panel; more have a panel each."""
PANELS = 9
"""How many panels a chart has at most: the first columns are drawn, the table has all."""


ROWS = 20
"""How many groups are drawn at most; of more, the largest `LARGEST`, in the order of the table."""
LARGEST = 15


def chart(release: Release, grid: Grid, theme: str = "day") -> bytes:
    """The table's chart as SVG. ValueError for a table that is not drawn or an unknown theme."""
    if theme not in THEMES:
        raise ValueError(f"There is no theme {theme!r}: ask for {' or '.join(get_args(Theme))}.")
    made = pictured(release, grid)
    if made is None:
        raise ValueError(f"{grid.title} is a table without a chart.")
    return draw(made, theme)  # type: ignore[arg-type]


def chart_data(release: Release, grid: Grid) -> bytes:
    """The columns that the chart shows, as CSV."""
    return columns_csv(release, grid, _drawn(release, grid))


def pictured(release: Release, grid: Grid) -> Panels | None:
    """The chart of a table; None where it has none, where no figure is shown, and for one row: one bar compares nothing."""
    sound(release)
    chosen = _drawn(release, grid)
    every = _rows(grid)
    rows = _largest(every, chosen) if not of_months(grid) and len(every) > ROWS else every
    if not grid.chart or len(rows) < 2 or not chosen:
        return None
    if not any(row.figures[at].value is not None for row in rows for at in chosen):
        return None
    stacked = grid.chart == "stacked" and of_months(grid)
    points = grid.chart == "rate" and of_months(grid)
    faint = tuple(n for n, row in enumerate(rows) if not row.complete)
    panels = _stack(release, grid, rows, chosen) if stacked else _panels(release, grid, rows, chosen)
    return Panels(
        title=grid.title,
        description=_description(release, grid, rows, chosen),
        labels=tuple(_label(row, of_months(grid)) for row in rows),
        panels=panels,
        faint=faint,
        stacked=stacked,
        points=points,
        sideways=not of_months(grid),
        note=_note(grid, rows, chosen, stacked, points, len(every)),
    )


def _rows(grid: Grid) -> list[Row]:
    """Months or groups, without the row of the whole. A rate of a month that has hardly begun says nothing yet."""
    if not of_months(grid):
        return [row for row in grid.rows if row.group and not row.total]
    return [row for row in grid.rows if not row.total and "/" not in row.period and not (grid.chart == "rate" and not row.complete)]


def _largest(rows: list[Row], chosen: list[int]) -> list[Row]:
    known = [(row.figures[chosen[0]].value, -n) for n, row in enumerate(rows) if chosen and row.figures[chosen[0]].value is not None]
    kept = {-n for _, n in sorted(known, reverse=True)[:LARGEST]}  # type: ignore[type-var]
    return [row for n, row in enumerate(rows) if n in kept]


def _drawn(release: Release, grid: Grid) -> list[int]:
    """Positions of the columns that are drawn: shares and rates for a rate, all of one unit for parts."""
    every = range(len(grid.columns))
    units = [release.defined(column.indicator).unit for column in grid.columns]
    if grid.chart == "rate":
        with_interval = [at for at in every if any(row.figures[at].low is not None for row in grid.rows)]
        return (with_interval or list(every))[:PANELS]
    if grid.chart == "stacked":
        grouped = [at for at in every if grid.columns[at].group] or list(every)
        return [at for at in grouped if units[at] == units[grouped[0]]][: len(HATCHES)]
    if not of_months(grid):
        return list(every)[:2]
    return list(every)[:PANELS]


def _label(row: Row, months: bool) -> str:
    return month_short(row.period) if months else row.label


def _series(column: Column, figures: list[Figure], counts: bool = False) -> Series:
    values = tuple(None if one.hidden else one.k if counts else one.value for one in figures)
    spans = tuple(None if value is None or counts else _span(one) for one, value in zip(figures, values, strict=True))
    blanks = tuple(KEPT_BACK if one.hidden else NOT_KNOWN if value is None else "" for one, value in zip(figures, values, strict=True))
    return Series(name=column.label, values=values, spans=spans, blanks=blanks)


def _span(one: Figure) -> tuple[float, float] | None:
    if one.least is not None and one.value is not None and one.least != one.value:
        return float(one.least), float(one.value)
    return None if one.low is None or one.high is None else (one.low, one.high)


def _stack(release: Release, grid: Grid, rows: list[Row], chosen: list[int]) -> tuple[Panel, ...]:
    """Parts of one whole as shares of it; parts of different wholes as the counts that they are."""
    unit = release.defined(grid.columns[chosen[0]].indicator).unit
    figures = [[row.figures[at] for row in rows] for at in chosen]
    shares = unit == "%"
    counts = shares and not all(_one_whole([column[n] for column in figures]) for n in range(len(rows)))
    series = tuple(_series(grid.columns[at], column, counts) for at, column in zip(chosen, figures, strict=True))
    said = f"number of {_counted(release, grid, chosen)}" if counts else "% of all" if shares else unit
    return (Panel(title="", unit=said, series=series, limit=100.0 if shares and not counts else None),)


def _one_whole(figures: list[Figure]) -> bool:
    """Whether the shares of a row have one n and could add up to all of it."""
    wholes = {one.n for one in figures if one.n is not None}
    known = sum(one.k or 0 for one in figures)
    some_hidden = any(one.hidden for one in figures)
    return len(wholes) <= 1 and (not wholes or (known <= min(wholes) if some_hidden else known in (0, *wholes)))


def _counted(release: Release, grid: Grid, chosen: list[int]) -> str:
    of = release.defined(grid.columns[chosen[0]].indicator).denominator
    return re.split(r",? (?:with|in which|of which|whose) ", of)[0] if of else "those counted"


def _panels(release: Release, grid: Grid, rows: list[Row], chosen: list[int]) -> tuple[Panel, ...]:
    columns = [grid.columns[at] for at in chosen]
    units = [release.defined(column.indicator).unit for column in columns]
    series = [_series(column, [row.figures[at] for row in rows]) for at, column in zip(chosen, columns, strict=True)]
    if len(series) <= TOGETHER and len(set(units)) == 1 and of_months(grid):
        return (Panel(title="", unit=units[0], series=tuple(series)),)
    if len(series) == 1:
        return (Panel(title=headed(columns[0], release), unit="", series=tuple(series)),)
    return tuple(Panel(title=headed(column, release), unit="", series=(one,)) for column, one in zip(columns, series, strict=True))


def _description(release: Release, grid: Grid, rows: list[Row], chosen: list[int]) -> str:
    """The chart in words: of each series its least and its most, and what is not drawn."""
    said = []
    for at in chosen:
        column, unit = grid.columns[at], release.defined(grid.columns[at].indicator).unit
        known = [(row.figures[at].value, _label(row, of_months(grid))) for row in rows if row.figures[at].value is not None]
        if not known:
            said.append(f"{column.label}: no figure is shown.")
            continue
        least, most = min(known, key=_value), max(known, key=_value)
        if len(known) == 1:
            said.append(f"{column.label}: {number(most[0])} {unit} in {most[1]}.")  # type: ignore[arg-type]
        else:
            said.append(f"{column.label}: from {number(least[0])} ({least[1]}) to {number(most[0])} {unit} ({most[1]}).")  # type: ignore[arg-type]
    hidden = sum(row.figures[at].hidden for row in rows for at in chosen)
    if hidden:
        said.append(f"{hidden} {'is' if hidden == 1 else 'are'} kept back and not drawn.")
    said.append("The table has every figure.")
    return " ".join(said)


def _value(one: tuple[float | None, str]) -> float:
    return one[0] or 0.0


def _note(grid: Grid, rows: list[Row], chosen: list[int], stacked: bool, points: bool, every: int) -> str:
    figures = [row.figures[at] for row in rows for at in chosen]
    parts = []
    if any(_span(one) for one in figures) and not stacked:
        ranged = any(one.least is not None and one.least != one.value for one in figures)
        what = "exact 95 % interval" if any(one.low is not None for one in figures) else ""
        parts.append(f"Line: {' or '.join(filter(None, (what, 'least to most people' if ranged else '')))}")
    if len(rows) < every:
        parts.append(f"The {len(rows)} largest of {every}")
    if any(not row.complete for row in rows):
        parts.append("Pale, dashed: not over")
    if stacked and any(one.hidden or one.value is None for one in figures):
        parts.append("† a part is kept back or not known, and not drawn")
    tags = {one.tag for one in figures} - {"recorded"}
    if tags:
        parts.append(f"Demo: {' and '.join(sorted(TAGS[tag].removesuffix(' for the demo') for tag in tags))}")
    if len(chosen) < len(grid.columns) and grid.chart == "bars":
        parts.append("Further columns are in the table")
    return ". ".join(parts)
