"""The city's figures themselves: what a series says, what is missing of it, and what may not be read into it."""

from __future__ import annotations

from collections.abc import Callable

from bothy.evidence.figures.bundled import carried, first_places, quotations
from bothy.evidence.figures.drawn import MOST_LINES, describe, draw, line_name, size
from bothy.evidence.figures.faults import listed
from bothy.evidence.figures.looked import missing_periods
from bothy.evidence.figures.reading import Asked, Read, WrittenAs, read_figures
from bothy.evidence.figures.shape import (
    AREA_KINDS,
    CERTAINTIES,
    DATED_BY,
    EXPOSURES,
    MEASURES,
    STATUSES,
    Definition,
    Figure,
    Measure,
    Series,
    Source,
)
from bothy.evidence.pages.answer import Answer, Aside, Cell, Picture, Said, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.options import Options
from bothy.evidence.table import BadTable

_NOT_TOLD = "not told"
_DAYS_ARE: tuple[tuple[WrittenAs, str], ...] = (("", "as they are written"), ("week", "weeks"), ("month", "months"), ("quarter", "quarters"), ("year", "years"), ("financial_year", "financial years"))


def run(file: Brought, options: Options) -> Answer:
    """The figures of up to four places or groups, with everything that is to be known before they are used."""
    series, read = _series(file, options)
    lines = _lines(series, options)
    opened = options.day("opened")
    drawing = Picture(title=series.title, says=describe(series, lines), width=size()[0], height=size()[1], draw=lambda theme: draw(series, lines, theme, opened))
    return Answer(
        title=series.title,
        sentences=_sentences(series, lines),
        pictures=(drawing,),
        sheets=(_sheet(series, lines),),
        assumptions=_assumptions(series),
        cautions=(*(read.looks if read is not None else ()), *_gaps(series)),
        source=_source(series, file),
        asides=_asides(file),
        choices={"place": tuple(dict.fromkeys(one.place for one in series.figures)), "group": tuple(dict.fromkeys(one.group for one in series.figures if one.group))},
    )


def _series(file: Brought, options: Options) -> tuple[Series, Read | None]:
    edition = next((one for one in carried() if one.key == file.example), None)
    if edition is not None:
        return edition.series, None
    days_are = next(value for value, _ in _DAYS_ARE if value == options.text("days_are"))
    read = read_figures(file.name, file.content, Asked(all_of=options.text("all_of"), days_are=days_are))
    measure: Measure = next((value for value in MEASURES if value == options.text("measure")), "other")
    definition = Definition(measure=measure, words=options.text("definition") or "The definition was not told. Without it, nobody can say what was counted.")
    return Series(title=f"{MEASURES[measure]}: {read.name}", definition=definition, source=Source(name=options.text("source") or _NOT_TOLD), kind=read.kind, figures=read.figures), read


def _lines(series: Series, options: Options) -> tuple[tuple[str, str], ...]:
    """The places and groups that were asked for, in their order; else the first four, totals last."""
    places, groups = (tuple(one.strip() for one in options.text(name).split(";") if one.strip()) for name in ("place", "group"))
    for name, asked, there in (("place", places, {one.place for one in series.figures}), ("group", groups, {one.group for one in series.figures})):
        for one in asked:
            if one not in there:
                raise BadTable(f"There is no {name} {one[:60]!r} among these figures. There are: {listed(sorted(there - {''}), 12)}.")
    found = [line for line in series.lines if (not places or line[0] in places) and (not groups or line[1] in groups)]
    if not found:
        raise BadTable("No figure is of that place and that group together. Leave one of the two empty.")
    if places:
        found.sort(key=lambda line: places.index(line[0]))
    return tuple(found[:MOST_LINES])


def _sentences(series: Series, lines: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    first = [one for one in series.lines[lines[0]] if one.count is not None]
    if not first:
        return (f"{line_name(lines[0])}: no count is shown in these figures.",)
    last = first[-1]
    said = f"{line_name(lines[0])}: {last.count:,} in {last.period.said}, {_status(last)}"
    before = f", and {first[-2].count:,} in {first[-2].period.said}" if len(first) > 1 else ""
    return (f"{said}{before}.", "These are counts, not an answer: a count that rises or falls says nothing about why.")


def _status(one: Figure) -> str:
    return {"final": "a final figure", "provisional": "a provisional figure", "not_said": "whether final is not said"}[one.status]


def _sheet(series: Series, lines: tuple[tuple[str, str], ...]) -> Sheet:
    """A row a figure; columns that would be empty throughout are left out."""
    figures = [one for line in lines for one in series.lines[line]]
    limits = any(one.suppressed is not None and one.suppressed.most is not None for one in figures)
    columns: list[tuple[str, bool, Callable[[Figure], Cell]]] = [
        ("Place", True, lambda one: f"{one.place} (a total)" if one.total else one.place),
        ("Group", any(one.group for one in figures), lambda one: one.group or "everybody"),
        ("Period", True, lambda one: one.period.name),
        ("Count", True, lambda one: one.count if one.suppressed is None else Said(None, f"{one.suppressed.mark} (suppressed)")),
        ("Least", limits, lambda one: _limit(one.suppressed and one.suppressed.least)),
        ("Most", limits, lambda one: _limit(one.suppressed and one.suppressed.most)),
        ("Population", any(one.exposure is not None for one in figures), lambda one: one.exposure),
        ("Status", True, lambda one: STATUSES[one.status]),
    ]
    there = [(head, cell) for head, is_there, cell in columns if is_there]
    rows = tuple(tuple(cell(one) for _, cell in there) for one in figures)
    return Sheet(name="figures", title="The figures", heads=tuple(head for head, _ in there), rows=rows, notes=_left_out(series, lines))


def _limit(limit: int | None) -> Cell:
    return Said(None, "") if limit is None else limit


def _left_out(series: Series, lines: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    left = [line_name(line) for line in series.lines if line not in lines]
    return (f"Not shown here: {listed(left, 8)}. Name a place or group to see it; up to {MOST_LINES} are drawn together.",) if left else ()


def _assumptions(series: Series) -> tuple[str, ...]:
    told = series.definition
    delay = "How late figures come is not told." if told.delay_days is None else f"A period is mostly complete {told.delay_days} days after its end; later figures than that may still rise."
    return (
        f"What is counted: {told.words}",
        f"Dated by {DATED_BY[told.dated_by]}; certainty: {CERTAINTIES[told.certainty]}; area: {AREA_KINDS[told.area]}; population: {EXPOSURES[told.exposure_is]}.",
        delay,
        "Nothing is adjusted, for population, for season or for how well it is counted.",
        "The null case: counts like these go up and down from one period to the next with nothing done at all.",
        *series.notes,
    )


def _gaps(series: Series) -> tuple[str, ...]:
    gaps = missing_periods(series.figures)
    return (f"{len(gaps):,} places or groups lack periods; a line breaks there.",) if gaps else ()


def _source(series: Series, file: Brought) -> tuple[str, ...]:
    source = series.source
    return tuple(one for one in (source.name, source.address, source.licence, f"File {file.name}, SHA-256 {file.sha256}") if one)


def _asides(file: Brought) -> tuple[Aside, ...]:
    """What was only ever quoted stands beside the carried figures, as a quotation."""
    if not file.example:
        return ()
    return tuple(Aside(title=f"Quoted, and not data: “{one.said}”", paragraphs=(f"{one.where}, {one.on}, about {one.about}. {one.address}", one.note)) for one in quotations())


def _content(key: str) -> Callable[[], bytes]:
    from importlib.resources import files

    edition = next(one for one in carried() if one.key == key)
    return files("bothy.evidence.figures").joinpath("carried", edition.provenance.file).read_bytes


DESIGN = Design(
    name="city-figures",
    place=10,
    title="The city's figures",
    question="What do the published figures say, what is missing of them, and what do they count?",
    can="What was counted, where, when and by whom; which periods are missing, suppressed or provisional; what a later edition changed.",
    cannot="Why a count rose or fell, or what it would have been otherwise. No effect of anything can be read off a line.",
    bring=(
        ("place", "where; leave the column out if all is of one place, and name that below"),
        ("year, quarter, month, week or date", "the period, as publishers write it: 2024, 2023/24, 2024Q1, Jan 2024"),
        ("deaths, call-outs, complaints or count", "a whole number; x or <5 where it is suppressed, 0 for nought, empty for not known"),
        ("population", "residents, or whoever is there; may be left out"),
        ("sex, age or type", "a group; may be left out"),
        ("status", "final or provisional; may be left out"),
    ),
    looks_like="place,year,deaths,status\nGlasgow,2023,246,final\nGlasgow,2024,185,provisional\nElsewhere,2023,x,final\n",
    run=run,
    accept=".csv,.xlsx",
    fields=(
        Field(name="place", label="Places", help="with ; between; up to four lines are drawn"),
        Field(name="group", label="Groups", help="with ; between"),
        Field(name="opened", label="A day to mark", kind="date", help="where a line is drawn, such as the day of opening"),
        Field(name="measure", label="What is counted", kind="choice", default="other", choices=tuple(MEASURES.items()), help="of a file of your own"),
        Field(name="definition", label="Definition", help="of a file of your own: what was counted, in a sentence"),
        Field(name="source", label="Who publishes it", help="of a file of your own"),
        Field(name="all_of", label="Place of everything", help="where no column names one"),
        Field(name="days_are", label="Days stand for", kind="choice", choices=tuple(_DAYS_ARE), help="where a spreadsheet wrote a period as its first day"),
    ),
    examples=tuple(
        Example(
            key=one.key, title=one.series.title, file=one.provenance.file, content=_content(one.key),
            options={"place": first_places()[one.key], "measure": one.series.definition.measure} if one.key in first_places() else {"measure": one.series.definition.measure},
        )
        for one in carried()
    ),
)  # fmt: skip
