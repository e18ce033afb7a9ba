"""How long until it would show? Asked before the answer is known, and before anybody quotes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from bothy.evidence.pages.answer import Answer, Picture, Said, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.options import Options
from bothy.evidence.pages.series_fields import (
    COLUMNS,
    MODEL,
    SHOCKS,
    columns_of,
    divisions,
    divisions_source,
    listed_in,
    methods_of,
    model_of,
)
from bothy.evidence.table import BadTable

if TYPE_CHECKING:
    from bothy.evidence.its.plan import Plan, Planned

MOST_PERIODS = 600
MOST_FALLS = 3
MOST_WORK = 600_000
"""Periods times series, of all that is drawn: about a second."""
_SLOWER = {"negbin": 3, "quasi": 1, "poisson": 1}
SEED = 1


def run(file: Brought, options: Options) -> Answer:
    """From when each fall would show, with the rate of false alarms beside it."""
    from bothy.evidence.honest.found import where
    from bothy.evidence.its.past import past_from
    from bothy.evidence.its.plan import plan_of, planned
    from bothy.evidence.its.power_pictures import curves
    from bothy.evidence.its.power_said import ASSUMES, OVERSTATES, asked, needed

    table = file.table()
    if len(table) > MOST_PERIODS * 20:
        raise BadTable(f"{file.name} holds {len(table):,} rows, more than a page takes. Bring one area; or use bothy evidence power.")
    columns = msgspec.structs.replace(columns_of(options), starts="")
    past = past_from(table, columns, model_of(options), group=options.text("group"), treated=options.text("treated"))
    if len(past.series) > MOST_PERIODS:
        raise BadTable(f"{file.name} holds {len(past.series):,} periods. A page takes up to {MOST_PERIODS}; bothy evidence power takes more.")
    plan = plan_of(
        past,
        falls_percent=_numbers(options, "falls", "Falls") or (20.0,),
        autocorrelations=_numbers(options, "autocorrelations", "Autocorrelations"),
        least=1,
        most=options.whole("most") or 60,
        starts=options.text("from"),
        target_percent=options.number("target") or 80.0,
        replications=options.whole("replications") or 300,
        seed=SEED,
    )
    _within_a_second(plan, len(past.series), past.model.family)
    found = planned(past, plan)
    drawing = curves(found)
    choices = {name: tuple(table.columns) for name in ("count", "time", "step", "offset", "group")}
    if options.text("group"):
        choices["treated"] = tuple(dict.fromkeys(table.texts(options.text("group"))))
    return Answer(
        title=f"{past.series.count}: when would a fall from {found.starts} on show?",
        sentences=tuple(needed(found, case) for case in found.cases),
        pictures=(Picture(title=drawing.title, says=drawing.says, width=drawing.pixels[0], height=drawing.pixels[1], draw=drawing.draw),),
        sheets=(_answers(found), _rows(found)),
        assumptions=(*_null_case(found), *ASSUMES, *(line.removeprefix(f"{past.series.name}: ") for line in asked(found))),
        cautions=(OVERSTATES,) if found.overstated else (),
        fails=where(*methods_of(past.model)),
        source=(*(divisions_source() if file.example else ()), f"File {file.name}, SHA-256 {file.sha256}"),
        choices=choices,
    )


def _numbers(options: Options, name: str, label: str) -> tuple[float, ...]:
    found = []
    for one in listed_in(options.text(name)):
        try:
            found.append(float(one))
        except ValueError:
            raise BadTable(f"{label}: {one[:40]!r} is no number. Write numbers with ; between.") from None
    if len(found) > MOST_FALLS:
        raise BadTable(f"{label}: {len(found)} are asked for. A page takes up to {MOST_FALLS}; bothy evidence power takes more.")
    return tuple(found)


def _within_a_second(plan: Plan, before: int, family: str) -> None:
    work = plan.replications * (before + plan.wait + plan.most) * (len(plan.falls) + 1) * len(plan.autocorrelations) * _SLOWER[family]
    if work > MOST_WORK:
        raise BadTable("So much is drawn that a page would keep you waiting. Ask for fewer series, falls or periods; or use bothy evidence power, which shows how far it is.")


def _null_case(found: Planned) -> Iterator[str]:
    from bothy.evidence.its.words import number, percent

    for together in dict.fromkeys(found.plan.autocorrelations):
        case = next(one for one in found.cases if one.autocorrelation == together)
        worst = max(case.power.rows, key=lambda row: row.false_alarm)
        yield (
            f"The null case, autocorrelation {number(together)}: where nothing began, the plain interval leaves 1 out in up to {percent(worst.false_alarm)} "
            f"({percent(worst.false_alarm_low)} to {percent(worst.false_alarm_high)}); 5 % is meant."
        )


def _answers(found: Planned) -> Sheet:
    heads = ("Fall, %", "Autocorrelation", "Shows after", "At the end of", "By an interval that is wrong too often")
    rows = tuple(
        (
            f"{100 * case.fall:g}",
            _short(case.autocorrelation),
            _after(found, case.power.needed_widened),
            found.until(case.power.needed_widened) if case.power.needed_widened else "",
            _after(found, case.power.needed) if case.power.overstated else "",
        )
        for case in found.cases
    )
    note = f"Power of {100 * found.plan.target:g} %, with false alarms at 5 %."
    return Sheet(name="answers", title="From when a fall would show", heads=heads, rows=rows, notes=(note,))


def _after(found: Planned, needed: int | None) -> str:
    from bothy.evidence.its.words import many

    unit = found.past.series.periods.unit
    return many(needed, unit) if needed else f"not within {many(found.plan.most, unit)}"


def _rows(found: Planned) -> Sheet:
    heads = ("Fall, %", "Autocorrelation", "Periods after", "Until", "Power", "Low", "High", "False alarms", "Low there", "High there", "Power at 5 % false alarms")
    rows = tuple(
        (
            f"{100 * case.fall:g}",
            _short(case.autocorrelation),
            row.after,
            found.until(row.after),
            *map(_share, (row.power, row.low, row.high, row.false_alarm, row.false_alarm_low, row.false_alarm_high, row.widened)),
        )
        for case in found.cases
        for row in case.power.rows
    )
    return Sheet(name="power", title="Power by periods after", heads=heads, rows=rows, notes=(f"{found.plan.replications:,} series each; the intervals are of that number.",))


def _share(one: float) -> Said:
    from bothy.evidence.its.words import percent

    return Said(one, percent(one))


def _short(one: float) -> Said:
    from bothy.evidence.its.words import number

    return Said(one, number(one))


DESIGN = Design(
    name="power",
    place=45,
    title="How long until it would show?",
    question="From how many months on would a fall of a given size show in this series at all?",
    can="From when on a fall would show four times in five, and how often the same interval is wrong where nothing began; that it would not show within the time asked is an answer too.",
    cannot="Whether there was a fall. What nothing shows in a series that could show nothing is no evidence, for or against.",
    bring=(
        ("a period", "a number, 2025-08 or 2025Q3; equally long, none missing, none twice"),
        ("a count", "a whole number; 0 where nothing happened"),
        ("what it is out of", "population or hours; may be left out"),
        ("an area", "where there are several in one file; may be left out"),
        ("a step", "0 before, 1 after: only what was before is used; may be left out"),
    ),
    looks_like="month,callouts\n2024-10,44\n2024-11,41\n2024-12,38\n",
    run=run,
    fields=(
        *COLUMNS,
        Field(name="group", label="Column of areas"),
        Field(name="treated", label="Area that is asked about"),
        Field(name="step", label="Column of a step", help="rows after it are left out"),
        Field(name="falls", label="Falls, %", default="20", help="with ; between; up to three"),
        Field(name="from", label="First period after", help="the one after the file where empty; what lies between goes on as before"),
        Field(name="most", label="Periods after, at most", kind="whole", least=1, most=240, default="60"),
        Field(name="target", label="Power, %", kind="number", least=1, most=99, default="80"),
        Field(name="autocorrelations", label="Autocorrelation", help="of neighbours, with ; between; as in the residuals and 0.2 more where empty"),
        Field(name="replications", label="Series drawn", kind="whole", least=100, most=2000, default="300"),
        *MODEL,
        SHOCKS,
    ),
    examples=(
        Example(
            key="glasgow", title="Greater Glasgow: suspected drug deaths after January 2025", file="suspected_drug_deaths_by_police_division.csv", content=divisions,
            options={"count": "deaths", "time": "quarter", "group": "police_division", "treated": "G: Greater Glasgow", "from": "2025Q1", "falls": "10; 20; 30", "most": "100"},
        ),
    ),
)  # fmt: skip
