"""A series as it is shown: what it says, its table, what it hangs on. Of a file that is brought, of what is carried, of what is kept."""

from __future__ import annotations

from collections.abc import Callable

from bothy.evidence.figures.drawn import MOST_LINES, line_name
from bothy.evidence.figures.faults import listed
from bothy.evidence.figures.looked import missing_periods
from bothy.evidence.figures.shape import (
    AREA_KINDS,
    CERTAINTIES,
    DATED_BY,
    EXPOSURES,
    STATUSES,
    Definition,
    Figure,
    Series,
)
from bothy.evidence.pages.answer import Cell, Said, Sheet
from bothy.evidence.table import BadTable


def lines_asked(series: Series, asked_places: str, asked_groups: str) -> tuple[tuple[str, str], ...]:
    """The places and groups that were asked for, in their order; else the first four that stand in it."""
    places, groups = (tuple(one.strip() for one in told.split(";") if one.strip()) for told in (asked_places, asked_groups))
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


def sentences(series: Series, lines: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The last figure of the first line, and that a count is no answer."""
    first = [one for one in series.lines[lines[0]] if one.count is not None]
    if not first:
        return (f"{line_name(lines[0])}: no count is shown in these figures.",)
    last = first[-1]
    said = f"{line_name(lines[0])}: {last.count:,} in {last.period.said}, {_status(last)}"
    before = f", and {first[-2].count:,} in {first[-2].period.said}" if len(first) > 1 else ""
    return (f"{said}{before}.", "These are counts, not an answer: a count that rises or falls says nothing about why.")


def _status(one: Figure) -> str:
    return {"final": "a final figure", "provisional": "a provisional figure", "not_said": "whether final is not said"}[one.status]


def sheet(series: Series, lines: tuple[tuple[str, str], ...]) -> Sheet:
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


def assumptions(series: Series) -> tuple[str, ...]:
    """Its definition, what is not adjusted, and the null case."""
    told = series.definition
    delay = "How late figures come is not told." if told.delay_days is None else f"A period is mostly complete {told.delay_days} days after its end; later figures than that may still rise."
    return (
        f"What is counted: {told.words}",
        _defined(told),
        delay,
        "Nothing is adjusted, for population, for season or for how well it is counted.",
        "The null case: counts like these go up and down from one period to the next with nothing done at all.",
        *series.notes,
    )


def _defined(told: Definition) -> str:
    """How it is dated, how certain, of which area and over what; what is not told of these is named as such."""
    parts = (
        ("dated by ", told.dated_by, DATED_BY[told.dated_by]), ("certainty: ", told.certainty, CERTAINTIES[told.certainty]),
        ("area: ", told.area, AREA_KINDS[told.area]), ("population: ", told.exposure_is, EXPOSURES[told.exposure_is]),
    )  # fmt: skip
    said = "; ".join(f"{name}{words}" for name, value, words in parts if value != "not_said")
    lacking = [name.strip(": ") for name, value, _ in parts if value == "not_said"]
    return " ".join(one for one in (f"{said[:1].upper()}{said[1:]}." if said else "", f"Not told: {listed(lacking)}." if lacking else "") if one)


def gaps(series: Series) -> tuple[str, ...]:
    """That a line breaks, where it does."""
    found = missing_periods(series.figures)
    return (f"{len(found):,} places or groups lack periods; a line breaks there.",) if found else ()
