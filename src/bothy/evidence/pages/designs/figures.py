"""Figures as they are: read, checked, drawn, with their definition; before anything is judged by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, get_args

from bothy.evidence.figures.bundled import carried, first_places
from bothy.evidence.figures.shape import (
    AREA_KINDS,
    CERTAINTIES,
    DATED_BY,
    EXPOSURES,
    MEASURES,
    Definition,
    Measure,
    Provenance,
    Series,
    Source,
)
from bothy.evidence.pages.design import Asked, Design, Example, Field, Given, Judged, Picture, Sheet
from bothy.evidence.table import BadTable

if TYPE_CHECKING:
    from bothy.evidence.figures.editions import Edition

MOST_LINES = 4
MOST_ROWS = 400
NOT_SAID = "What is counted is not said. The publisher's page says it: who counts, on which day, in which area."
Line = tuple[str, str]


def _examples() -> tuple[Example, ...]:
    first = first_places()
    return tuple(
        Example(key=one.key, label=one.series.title, options={"places": first.get(one.key, ""), "measure": one.series.definition.measure}) for one in carried()
    )


def judge(asked: Asked) -> Judged:
    """The figures of a file, or of what is carried, as they stand; nothing is reckoned from them."""
    series, provenance, looks = _series(asked)
    lines = _lines(series, asked)
    opened = _day(asked)
    from bothy.evidence.figures.drawn import describe, draw, size

    return Judged(
        says=(describe(series, lines),),
        pictures=(Picture(title=series.title, description=describe(series, lines), draw=lambda theme: draw(series, lines, theme, opened), size=size()),),
        sheets=(_sheet(series, lines),),
        assumes=_defined(series),
        looks=looks,
        csv=_csv(series, provenance),
        source=_source(series),
    )


def _series(asked: Asked) -> tuple[Series, Provenance, tuple[str, ...]]:
    found = next((one for one in carried() if one.key == asked.example), None)
    return _carried(found) if found is not None else _brought(asked, asked.given())


def _carried(edition: Edition) -> tuple[Series, Provenance, tuple[str, ...]]:
    return edition.series, edition.provenance, ()


def _brought(asked: Asked, given: Given) -> tuple[Series, Provenance, tuple[str, ...]]:
    from bothy.evidence.figures.columns import Role
    from bothy.evidence.figures.reading import Asked as Reading
    from bothy.evidence.figures.reading import read_figures

    columns: dict[Role, str] = {"count": asked.text("count")} if asked.text("count") else {}
    read = read_figures(given.name, given.content, Reading(sheet=asked.text("sheet") or None, columns=columns, all_of=asked.text("all_of")))
    measure: Measure = next((one for one in get_args(Measure) if one == asked.text("measure")), "other")
    series = Series(
        title=f"{MEASURES[measure]}, {given.name}", definition=Definition(measure=measure, words=NOT_SAID), source=Source(name=f"The file {given.name}"),
        kind=read.kind, figures=read.figures,
    )  # fmt: skip
    return series, Provenance(file=given.name, sha256=read.sha256, brought_at=datetime.now(UTC)), read.looks


def _lines(series: Series, asked: Asked) -> tuple[Line, ...]:
    """The places and groups to show: those asked for, else the first."""
    there = tuple(series.lines)
    wanted = [one.strip().lower() for one in asked.text("places").split(";") if one.strip()]
    if not wanted:
        return there[:1]
    found = tuple(line for line in there if any(one in f"{line[0]}, {line[1]}".lower() for one in wanted))
    if not found:
        raise BadTable(f"No place or group is called {asked.text('places')!r}. There are: {'; '.join(_name(line) for line in there[:20])}.")
    return found[:MOST_LINES]


def _name(line: Line) -> str:
    return f"{line[0]}, {line[1]}" if line[1] else line[0]


def _day(asked: Asked) -> date | None:
    said = asked.text("opened")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise BadTable(f"{asked.field('opened').label}: {said!r} is no day. Write it as 2025-01-13.") from None


def _sheet(series: Series, lines: Sequence[Line]) -> Sheet:
    from bothy.evidence.figures.reading import shown

    told = [{one.period.first: shown(one) for one in series.lines[line]} for line in lines]
    periods = series.periods
    rows = [(one.said, *(each.get(one.first, "no row") for each in told)) for one in periods[:MOST_ROWS]]
    notes = []
    if len(periods) > MOST_ROWS:
        notes.append(f"{len(periods) - MOST_ROWS:,} periods more are in the CSV.")
    left = len(series.lines) - len(lines)
    if left:
        notes.append(f"{left:,} more places or groups are in the CSV; name them under “Places or groups” to see them here.")
    if any(one.suppressed for line in lines for one in series.lines[line]):
        notes.append("A mark (x) stands where the publisher suppressed a small count. It is not nought.")
    return Sheet(title="Figure by figure", heads=("Period", *(_name(line) for line in lines)), rows=tuple(rows), notes=tuple(notes))


def _defined(series: Series) -> tuple[str, ...]:
    told = series.definition
    said = [
        told.words, f"Dated by: {DATED_BY[told.dated_by]}.", f"How certain: {CERTAINTIES[told.certainty]}.", f"Area: {AREA_KINDS[told.area]}.",
        f"Population or exposure: {EXPOSURES[told.exposure_is]}.",
    ]  # fmt: skip
    if told.delay_days is not None:
        said.append(f"About {told.delay_days} days after the end of a period its figure is mostly complete.")
    return (*said, *series.notes)


def _source(series: Series) -> str:
    return ". ".join(one for one in (series.source.name, series.source.address, series.source.licence) if one)


def _csv(series: Series, provenance: Provenance) -> str:
    from bothy.evidence.figures.tidy import as_csv

    return as_csv(series, provenance)


DESIGN = Design(
    name="figures",
    place=0,
    title="What do the figures say?",
    short="A table of counts as its publisher made it: read, checked and drawn with its definition, before anything is judged by it.",
    can="What was counted, by whom, in which area and period; which periods are missing, suppressed or provisional.",
    cannot="Why a figure rose or fell. A count that moves after an opening has moved; no more is seen here.",
    brings=(
        "A CSV or XLSX file with a column for the period (year, 2023/24, 2024Q1, 2024-01) and one for the count, or a column for each period. A place, a group, a population and provisional or final may stand beside them.",
        "Nought is written 0, what the publisher suppressed x or <5; an empty cell means that nothing is known.",
    ),
    fields=(
        Field(name="places", label="Places or groups", help="as they stand in the table, or part of a name; up to four, with ; between", most=200),
        Field(name="measure", label="What is counted", kind="choice", default="other", choices=tuple(MEASURES.items())),
        Field(name="opened", label="Opened on", help="draws a line there; 2025-01-13"),
        Field(name="count", label="Column of the count", help="only where it is not found by itself"),
        Field(name="all_of", label="Place of everything", help="where no column names a place"),
        Field(name="sheet", label="Sheet of a workbook"),
    ),
    examples=_examples(),
    takes=(".csv", ".tsv", ".txt", ".xlsx"),
    judge=judge,
)
