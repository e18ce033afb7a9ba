"""The answer on power in words: from when a fall would show, the table, and what the whole of it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from bothy.evidence.its.plan import Case, Planned
from bothy.evidence.its.power import MEANT, At
from bothy.evidence.its.words import many, number, percent

ASSUMES = (
    "The fall comes at once, with the first period after the step, and stays. One that comes slowly, or covers part of the area, shows later.",
    "Level, trend, season and scatter go on as they were. What was estimated is taken as true; power is that of a series like this, and no promise.",
    "Whatever else changes at the same time looks like the fall, or hides it. No number of months helps against that; a control may.",
    "That nothing shows is no proof that nothing happened.",
)
OVERSTATES = "The plain interval leaves 1 out too often where nothing began, so its power is overstated: trust the widened one."
_MOST_ROWS = 8


def said(answer: Planned) -> str:
    """The whole answer."""
    lines = [*_asked(answer), ""]
    lines += [_needed(answer, case) for case in answer.cases]
    if answer.overstated:
        lines += ["", OVERSTATES]
    for case in answer.cases:
        lines += ["", *_table(answer, case)]
    lines += ["", "What it stands on", *(f"  - {one}" for one in ASSUMES)]
    return "\n".join(lines) + "\n"


def _asked(answer: Planned) -> Iterator[str]:
    past, plan = answer.past, answer.plan
    series, model = past.series, past.model
    unit = series.periods.unit
    on = f", {many(plan.wait, unit)} more taken to go on as before" if plan.wait else ""
    yield f"{series.name}: {many(len(series), unit)} before, to {series.periods.labels[-1]}{on}; the step begins with {answer.starts}."
    spread = {"quasi": f"dispersion {number(past.scatter)}", "negbin": f"alpha {number(past.scatter)}", "poisson": "scatter as Poisson's"}[model.family]
    errors = "the model's errors" if model.errors == "model" else "HAC errors"
    yield f"Drawn {plan.replications:,} times (seed {plan.seed}): {spread}; judged by {model.family} with {errors}, a trend and a step in the model."


def _needed(answer: Planned, case: Case) -> str:
    found, plan = case.power, answer.plan
    unit = answer.past.series.periods.unit
    start = f"A fall of {100 * case.fall:g} % would show with {100 * plan.target:g} % power, autocorrelation {number(case.autocorrelation)}:"
    if found.needed_widened is None:
        most = found.rows[-1]
        told = f"not within {many(most.after, unit)} (until {_period(answer, most.after)}; power is {percent(most.widened)} then)"
    else:
        told = f"after {many(found.needed_widened, unit)}, at the end of {_period(answer, found.needed_widened)}"
    plain = found.needed
    if found.overstated and plain != found.needed_widened and plain is not None:
        told += f"; after {many(plain, unit)} by an interval that is wrong too often"
    return f"{start} {told}."


def _period(answer: Planned, after: int) -> str:
    told = answer.until(after)
    return f"period {told}" if answer.past.series.periods.unit == "period" else told


def _table(answer: Planned, case: Case) -> Iterator[str]:
    """Eight rows and the answers."""
    yield f"Fall {100 * case.fall:g} %, autocorrelation {number(case.autocorrelation)}"
    yield f"  {'after':>6}  {'until':<8} {'power':>7} {'(95 %)':>17} {'false alarms':>13}   widened to a true {100 * MEANT:g} %: {'power':>7}"
    for row in _chosen(case):
        yield f"  {row.after:>6}  {answer.until(row.after):<8} {percent(row.power):>7} {f'{percent(row.low)} to {percent(row.high)}':>17} {percent(row.false_alarm):>13}{'*' if row.overstated else ' '}  {percent(row.widened):>29}"
    if case.power.overstated:
        yield f"  * above {100 * MEANT:g} % by more than chance: power overstates there."
    failed = sum(row.failed for row in case.power.rows)
    if failed:
        yield f"  {failed:,} series could not be fitted; they count as not shown."


def _chosen(case: Case) -> list[At]:
    rows = case.power.rows
    if len(rows) <= _MOST_ROWS:
        return list(rows)
    kept = {round(place * (len(rows) - 1) / (_MOST_ROWS - 1)) for place in range(_MOST_ROWS)}
    answers = {case.power.needed, case.power.needed_widened}
    return [row for place, row in enumerate(rows) if place in kept or row.after in answers]
