"""From the name of a number back to what it counts: so that a release of last year is understood today.

A number whose measure nobody declares any more has no box; it stands for itself and adds up to nothing.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from bothy.reports.boxes import Box, Values, box_of
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import INDICATORS, Indicator
from bothy.reports.measures import Measure, Where
from bothy.reports.sums import Whole

AT_LEAST = " | at least"
"""After the name of a number of people: not its most but its least, while some were not looked up."""


def parts_of(indicator: Indicator) -> dict[str, Measure]:
    """The measure behind each number of an indicator's figure: k, n, missing."""
    top = indicator.top
    if top.how == "values":
        # Its n is how many were measured; the values themselves are no numbers of rows.
        measured = Measure(table=top.table, where=(*top.where, Where(top.of, "known")), registered=top.registered)
        found = {"n": measured, "missing": indicator.left_out}
    else:
        found = {"k": top, "n": indicator.bottom, "missing": indicator.left_out}
    return {part: measure for part, measure in found.items() if measure is not None}


@cache
def declared() -> dict[str, Measure]:
    """Every measure that an indicator counts, by its key."""
    return {one.key: one for indicator in INDICATORS for one in parts_of(indicator).values()}


@lru_cache(maxsize=100_000)
def box_by_name(name: str) -> Box | None:
    """What a number counts; None where its measure or grouping is not declared here."""
    least = name.endswith(AT_LEAST)
    key, _, rest = name.removesuffix(AT_LEAST).partition(" | ")
    period, _, group = rest.partition(" | ")
    measure = declared().get(key)
    if measure is None or not period:
        return None
    try:
        box = box_of(measure, period, group, GROUPINGS)
    except KeyError:
        return None
    return Box(f"{box.family}, at least", box.since, box.until, box.sides) if least else box


def boxes_of(names: Iterable[str]) -> dict[str, Box]:
    """The box of each number that has one."""
    found = ((name, box_by_name(name)) for name in names)
    return {name: box for name, box in found if box is not None}


def exhausted(names: Iterable[str]) -> frozenset[Whole]:
    """Along which columns nothing occurs but what is listed: where numbers stand by groups that are parts."""
    found = set()
    for name in names:
        group = name.removesuffix(AT_LEAST).partition(" | ")[2].partition(" | ")[2]
        grouping = GROUPINGS.get(group.partition("=")[0])
        box = box_by_name(name)
        if grouping is not None and grouping.parts and box is not None:
            measure = declared()[name.partition(" | ")[0]]
            column = f"person.{grouping.name}" if grouping.of_person else grouping.column[measure.table]
            found.add((box.turned(column, Values()), column))
    return frozenset(found)
