"""The items of STROBE (von Elm 2007, for observational studies) and RECORD (Benchimol 2015, for data collected for another purpose).

Their questions are put in our words; the numbers are theirs. An item that nobody stated is left open, never filled with something likely.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from bothy.evidence.sheets.making import Told


class Item(msgspec.Struct, frozen=True):
    """``number``: as in the guideline. ``says``: what the sheet knows of it; "" where nobody stated it."""

    number: str
    asks: str
    says: Callable[[Told], str]


def _join(parts: object, between: str = " ") -> str:
    return between.join(str(one) for one in parts if one)  # type: ignore[attr-defined]


def _time(told: Told) -> str:
    asked = told.asked
    ends = f" to {asked.until.isoformat()}" if asked.until else ""
    data = f"Data from {asked.since.isoformat()}{ends}." if asked.since else ""
    return _join((data, f"It began: {asked.begins}." if asked.begins else ""))


STROBE: tuple[Item, ...] = (
    Item("1", "Is the design named in the title?", lambda told: f"{told.title}."),
    Item("2", "Why was it asked?", lambda told: told.asked.question or (told.signed.question if told.signed else "")),
    Item("3", "What exactly was asked, before the answer?", lambda told: told.objective),
    Item("4", "Which design?", lambda told: f"{told.method.design[:1].upper()}{told.method.design[1:]}."),
    Item("5", "Where and when?", lambda told: _join((f"{told.asked.treated}." if told.asked.treated else "", _time(told)))),
    Item("6", "What are the units, and how were they chosen?", lambda told: _join((f"Units are {told.method.units}.", f"Controls: {', '.join(told.asked.controls)}." if told.asked.controls else "")) if told.asked.treated else ""),
    Item("7", "What are outcome and exposure?", lambda told: _join((f"Outcome: {told.asked.outcome}.", f"Exposure: {told.asked.what}." if told.asked.what else "")) if told.asked.what else ""),
    Item("8", "Where do the data come from, and how was it measured?", lambda told: _join((told.asked.source, told.asked.measured)) if told.asked.source and told.asked.measured else ""),
    Item("9", "What was done about bias?", lambda told: f"{told.method.bias[:1].upper()}{told.method.bias[1:]}."),
    Item("10", "Why so many periods or units, and no more?", lambda told: told.asked.why_this_long),
    Item("11", "How were quantities handled?", lambda told: told.pairs(told.answered.numbers)),
    Item("12a", "Which statistical method?", lambda told: f"{told.method.model}. Interval: {told.method.interval}. {told.pairs(told.answered.how)}"),
    Item("12b", "Subgroups and interactions?", lambda told: f"{len(told.asked.controls)} controls, each compared." if told.asked.controls else "None."),
    Item("12c", "What was done about missing data?", lambda told: told.asked.missing),
    Item("12d", "How does the analysis heed that the same units are seen again and again?", lambda told: f"Units are {told.method.units}, each seen in every period; nobody is followed."),
    Item("12e", "Which sensitivity analyses?", lambda told: _join(told.answered.others)),
    Item("13", "How many units went in?", lambda told: told.pairs(told.answered.numbers)),
    Item("14", "What were the units like?", lambda told: f"{told.data.rows:,} rows of {told.data.name}." if told.data else ""),
    Item("15", "How many events were counted?", lambda told: told.asked.events),
    Item("16", "What came out, with its uncertainty?", lambda told: _join(told.answered.results)),
    Item("17", "Which other analyses were done?", lambda told: _join(told.asked.others, "; ")),
    Item("18", "What is the main answer to what was asked?", lambda told: told.answered.results[0]),
    Item("19", "What are the limitations?", lambda told: _join((*told.method.weakness, *told.answered.cautions))),
    Item("20", "What does it mean, said with care?", lambda told: told.asked.means),
    Item("21", "Does it hold elsewhere?", lambda told: told.asked.elsewhere),
    Item("22", "Who paid, and what was their part?", lambda told: told.asked.funding),
)

_NO_LINKAGE = "No records of persons are linked: these are counts of areas."

RECORD: tuple[Item, ...] = (
    Item("1.1", "Is the kind of data named at the head?", lambda told: told.asked.source),
    Item("1.2", "Are region and time named at the head?", lambda told: _join((f"{told.asked.treated}.", _time(told))) if told.asked.treated and told.asked.since else ""),
    Item("1.3", "Is it said whether databases were linked?", lambda told: _NO_LINKAGE),
    Item("6.1", "Which codes or rules chose what is counted?", lambda told: told.asked.measured),
    Item("6.2", "Were those codes or rules ever checked?", lambda told: told.asked.validated),
    Item("6.3", "How were linked records followed?", lambda told: _NO_LINKAGE),
    Item("7.1", "Is there a whole list of codes for outcome and exposure?", lambda told: told.asked.measured),
    Item("12.1", "How far could whoever asked see the data behind?", lambda told: told.asked.access),
    Item("12.2", "How were the data cleaned?", lambda told: told.asked.missing),
    Item("12.3", "How were records linked, and how well?", lambda told: _NO_LINKAGE),
    Item("13.1", "What was chosen out of the whole database?", lambda told: _join((f"Data from {told.asked.since.isoformat()}{f' to {told.asked.until.isoformat()}' if told.asked.until else ''}." if told.asked.since else "", f"{told.data.rows:,} rows of {told.data.name}." if told.data else "")) if told.data and told.asked.since else ""),
    Item("19.1", "What follows from data that were collected for something else?", lambda told: "Counts follow whoever records them: a change in recording, attention or effort looks like a change in what is counted."),
    Item("22.1", "Where are protocol, data and program?", lambda told: told.where),
)
