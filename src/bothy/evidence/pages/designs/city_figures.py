"""The city's figures themselves: what a series says, what is missing of it, and what may not be read into it."""

from __future__ import annotations

from collections.abc import Callable

from bothy.evidence.figures.bundled import carried, first_places, quotations
from bothy.evidence.figures.drawn import describe, draw, size
from bothy.evidence.figures.reading import Asked, Read, WrittenAs, read_figures
from bothy.evidence.figures.shape import MEASURES, Definition, Measure, Series, Source
from bothy.evidence.pages.answer import Answer, Aside, Picture
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.figures.series import assumptions, gaps, lines_asked, sentences, sheet
from bothy.evidence.pages.options import Options

_NOT_TOLD = "not told"
_DAYS_ARE: tuple[tuple[WrittenAs, str], ...] = (("", "as they are written"), ("week", "weeks"), ("month", "months"), ("quarter", "quarters"), ("year", "years"), ("financial_year", "financial years"))


def run(file: Brought, options: Options) -> Answer:
    """The figures of up to four places or groups, with everything that is to be known before they are used."""
    series, read = _series(file, options)
    lines = lines_asked(series, options.text("place"), options.text("group"))
    opened = options.day("opened")
    drawing = Picture(title=series.title, says=describe(series, lines), width=size()[0], height=size()[1], draw=lambda theme: draw(series, lines, theme, opened))
    return Answer(
        title=series.title,
        sentences=sentences(series, lines),
        pictures=(drawing,),
        sheets=(sheet(series, lines),),
        assumptions=assumptions(series),
        cautions=(*(read.looks if read is not None else ()), *gaps(series)),
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
    return Series(title=read.name if measure == "other" else f"{MEASURES[measure]}: {read.name}", definition=definition, source=Source(name=options.text("source") or _NOT_TOLD), kind=read.kind, figures=read.figures), read


def _source(series: Series, file: Brought) -> tuple[str, ...]:
    source = series.source
    name = "Who publishes it was not told." if source.name == _NOT_TOLD else source.name
    return tuple(one for one in (name, source.address, source.licence, f"File {file.name}, SHA-256 {file.sha256}") if one)


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
    title="A file of figures",
    question="What do the published figures say, what is missing of them, and what do they count?",
    can="What was counted, where, when and by whom; which periods are missing, suppressed or provisional.",
    cannot="Why a count rose or fell, or what it would have been otherwise. No effect of anything can be read off a line.",
    bring=(
        ("place", "where; leave the column out if all is of one place, and name that below"),
        ("year, quarter, month, week or date", "the period, as publishers write it: 2024, 2023/24, 2024Q1, Jan 2024"),
        ("deaths, call-outs, complaints or count", "a whole number; x or <5 where it is suppressed, 0 for nought, empty for not known"),
        ("population", "residents, or whoever is there; may be left out"),
        ("sex, age or type", "a group; may be left out"),
        ("status", "final or provisional; may be left out"),
    ),
    looks_like="place,year,deaths,status\nNorth,2023,31,final\nNorth,2024,28,provisional\nSouth,2023,x,final\n",
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
