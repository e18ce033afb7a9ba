"""Each register as a table: what it says of a period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec
from django.urls import reverse

from bothy.care import (
    history,
    register_duties,
    register_incidents,
    register_items,
    register_visitors,
    restrictions,
)
from bothy.care.bodies import FloorClosed, FloorOpened, TurnedAway
from bothy.care.hours import business_day, rules_at
from bothy.care.house import Line, Restriction
from bothy.care.words import label
from bothy.reports import registers
from bothy.server.office.emergencies import due_now
from bothy.server.office.registers.show import Look, Row, Table, said, words_of, yes_no

Maker = Callable[[Look, registers.Reader], Table]
FINDINGS = {
    "bag_twice": "Bag {bag}: the number stands twice in the register.",
    "bag_differs": "Bag {bag} was read at a move, and is not the number it was sealed under.",
    "no_receipt": "Bag {bag} left the house without a receipt number.",
    "done_by_one": "Bag {bag}: done by one where the house rules ask for two.",
    "missing": "Bag {bag} should have lain in the safe at a count, and did not.",
    "unknown": "Bag {bag} lay in the safe at a count, and should not have.",
}


def left_behind(look: Look, reader: registers.Reader) -> Table:
    lines = registers.lines_of(reader, ("item-found", "item-moved"))
    known = register_items.items(lines)
    counts = register_items.counts(registers.lines_of(reader, ("items-counted",)))
    rows = []
    for one in known:
        if one.gone and not look.inside(*(step.at for step in one.steps)):
            continue
        if business_day(look.house, one.found_at) > look.until:
            continue
        chain = "; ".join(_step(look, step) for step in one.steps[1:]) or "with whoever found it, not in the safe yet"
        wrong = any(step.departures for step in one.steps)
        first = one.steps[0]
        where = said("emergency_where", one.where) + (f" {one.place}" if one.place else "")
        rows.append(
            Row(
                (look.when(one.found_at), one.bag, said("item_looks", one.looks), where, look.staff(first.by, first.second), chain),
                one.id,
                warn=wrong,
                state=one.where_now,
            )
        )
    notes = [
        f"{look.when(one.at)}: {FINDINGS[one.code].format(bag=one.bag)}"
        for one in register_items.findings(known, counts)
        if look.inside(one.at)
    ]
    told = [
        f"{look.when(one.at)}: the safe was counted by {look.staff(one.by, one.second) or 'somebody'}; {len(one.bags)} lay there. "
        + ("All as it should be." if one.holds else f"Missing: {', '.join(one.missing) or 'none'}. Not known: {', '.join(one.unknown) or 'none'}.")
        for one in counts
        if look.inside(one.at)
    ]  # fmt: skip
    should = register_items.in_safe(known)
    last = f"In the safe should lie now: {', '.join(should)}." if should else "Nothing should lie in the safe now."
    return Table(
        ("Found", "Bag", "Looks like", "Where", "Sealed by", "Where it went"),
        tuple(rows),
        "Nothing was left behind in this time.",
        last,
        tuple(notes),
        tuple(told),
    )


def _step(look: Look, step: register_items.Step) -> str:
    parts = [f"{said('item_to', step.to)} {look.when(step.at)}", f"by {look.staff(step.by, step.second) or 'somebody'}"]
    if step.receipt:
        parts.append(f"receipt {step.receipt}")
    parts += [label("departure", one.rule) for one in step.departures]
    return ", ".join(parts)


def incidents(look: Look, reader: registers.Reader, only: Callable[[register_incidents.Incident], bool] = lambda one: True) -> Table:  # fmt: skip
    lines = registers.lines_of(reader, register_incidents.KINDS)
    rows = []
    for one in register_incidents.incidents(lines):
        if not only(one) or not look.inside(one.opened_at, one.closed_at, *(act.at for act in one.acts)):
            continue
        due = register_incidents.deadlines(one, rules_at(look.house, one.opened_at))
        waits = [each for each in due if each.kept_at is None]
        state = "open" if one.closed_at is None else f"closed {look.when(one.closed_at)}"
        if one.outcome:
            state += f": {said('incident_outcome', one.outcome)}"
        for each in waits:
            state += f"; {each.duty}: {'overdue, was' if each.overdue(look.now) else ''} due {look.when(each.due_at)}"
        cells = [
            look.when(one.opened_at), said("incident_kind", one.what), said("emergency_where", one.where),
            yes_no(one.inside, "inside", "outside"), ", ".join(said("incident_act", act.act) for act in one.acts) or "nothing written down yet", state,
        ]  # fmt: skip
        if look.named:
            cells.append(look.person(one.about))
        rows.append(Row(tuple(cells), one.id, reverse("register-incident", args=[one.id]), any(each.overdue(look.now) for each in waits)))
    columns = ("When", "What", "Where", "Footprint", "What was done", "Stands") + (("About",) if look.named else ())
    return Table(columns, tuple(rows), "Nothing of the kind is in the register for this time.")


def complaints(look: Look, reader: registers.Reader) -> Table:
    return incidents(look, reader, lambda one: one.is_complaint)


def dealing(look: Look, reader: registers.Reader) -> Table:
    return incidents(look, reader, lambda one: one.what == register_incidents.DEALING)


def restricted(look: Look, reader: registers.Reader) -> Table:
    away = [
        line
        for line in _facility_standing(look, reader)
        if isinstance(line.body, TurnedAway) and line.body.reason == "restricted" and look.inside(line.happened_at)
    ]
    waits = {one.id for _, one in restrictions.to_review(look.house, business_day(look.house, look.now), look.now)}
    rows = []
    for person, one in restrictions.all_restrictions(look.house):
        ended = one.lifted_at or one.until
        open_in_period = business_day(look.house, one.since) <= look.until and (
            ended is None or business_day(look.house, ended) >= look.since
        )
        if not open_in_period:
            continue
        cells = [
            look.when(one.since), said("restriction_kind", one.what), said("restriction_why", one.why), _until(look, one),
            "" if one.review_on is None else one.review_on.strftime("%-d %b %Y"), look.when(one.told_at) or "not told", look.staff(one.set_by),
            str(sum(_is_of(line, person.id, one) for line in away)),
        ]  # fmt: skip
        if look.named:
            cells.insert(0, look.person(person.id))
        warn = one.id in waits or (one.told_at is None and not one.over(look.now))
        rows.append(Row(tuple(cells), person.id, warn=warn, state="over" if one.over(look.now) else "stands", act=str(one.id)))
    columns = ("Since", "What", "Why", "Until", "To be reviewed", "Told", "Decided by", "Turned away")
    lead = f"{len(waits)} to be reviewed by now." if waits else ""
    return Table((("Who",) if look.named else ()) + columns, tuple(rows), "Nobody was restricted in this time.", lead)


def _is_of(line: Line, person: UUID, one: Restriction) -> bool:
    """Whether somebody was turned away because of this one."""
    assert isinstance(line.body, TurnedAway)
    return line.body.person == person and one.since <= line.happened_at and not one.over(line.happened_at)


def _until(look: Look, one: Restriction) -> str:
    if one.lifted_at is not None:
        return f"lifted {look.when(one.lifted_at)}"
    return look.when(one.until) or "until lifted"


def turned_away(look: Look, reader: registers.Reader) -> Table:
    rows = []
    for line in _facility_standing(look, reader):
        body = line.body
        if isinstance(body, TurnedAway) and look.inside(line.happened_at):
            cells = [look.when(line.happened_at), said("turned_away_reason", body.reason), said("purpose", body.purpose), look.staff(line.staff)]
            if look.named:
                cells.append(look.person(body.person))
            rows.append(Row(tuple(cells)))
    columns = ("When", "Why", "Came for", "Written by") + (("Who",) if look.named else ())
    return Table(columns, tuple(rows), "Nobody was turned away in this time.")


def closures(look: Look, reader: registers.Reader) -> Table:
    """Each time the floor was closed, until it was opened again."""
    rows = []
    closed: Line | None = None
    for line in _facility_standing(look, reader):
        if isinstance(line.body, FloorClosed):
            closed = line
        elif isinstance(line.body, FloorOpened) and closed is not None:
            rows += _closure(look, closed, line)
            closed = None
    if closed is not None:
        rows += _closure(look, closed, None)
    return Table(("Closed", "Why", "Opened again", "For", "Closed by"), tuple(rows), "The floor was not closed in this time.")


def _closure(look: Look, closed: Line, opened: Line | None) -> list[Row]:
    assert isinstance(closed.body, FloorClosed)
    if not look.inside(closed.happened_at):
        return []
    until = look.now if opened is None else opened.happened_at
    hours = (until - closed.happened_at) / timedelta(hours=1)
    at = look.when(opened.happened_at) if opened else "still closed"
    why = closed.body.reason.replace("_", " ")
    out = closed.body.reason != "end_of_day" or bool(closed.body.departures)
    return [Row((look.when(closed.happened_at), why, at, f"{hours:.1f} h", look.staff(closed.staff)), warn=out)]


def visitors(look: Look, reader: registers.Reader) -> Table:
    lines = registers.lines_of(reader, register_visitors.KINDS)
    shown = [
        one
        for one in register_visitors.visitors(lines)
        if look.inside(one.came_at, one.went_at) or (one.went_at is None and business_day(look.house, one.came_at) <= look.until)
    ]
    names = words_of(registers.notes_of(reader, (one.id for one in shown)), ("name",)) if look.named else {}
    rows = []
    for one in shown:
        cells = [
            look.when(one.came_at), look.when(one.went_at) or "in the house", said("visitor_kind", one.what),
            said("visitor_purpose", one.purpose), yes_no(one.accompanied, "accompanied", "alone"), one.reference or "", look.staff(one.let_in_by),
        ]  # fmt: skip
        if look.named:
            cells.append(", ".join(names.get(one.id, ())))
        rows.append(Row(tuple(cells), one.id, warn=one.went_at is None, state="here" if one.went_at is None else "gone"))
    columns = ("Came", "Went", "Who", "What for", "How", "Reference", "Let in by") + (("Name",) if look.named else ())
    return Table(columns, tuple(rows), "Nobody visited in this time.")


def duties(look: Look, reader: registers.Reader) -> Table:
    """All that is due, late and sent: duties that come again, those of complaints, those of emergencies that wait."""
    done = register_duties.kept(registers.lines_of(reader, register_duties.KINDS))
    found = []
    for one in register_duties.periodic(look.house, done, look.since, look.now):
        if one.first > look.until:
            continue
        state = one.state(look.now)
        act = f"{one.duty}|{one.first.isoformat()}" if one.kept_at is None else ""
        found.append((one.due_at, one.duty, f"{one.first:%-d %b %Y} to {one.last:%-d %b %Y}", state, one.kept_at, one.how, one.evidence, act))
    for incident in register_incidents.incidents(registers.lines_of(reader, register_incidents.KINDS)):
        for each in register_incidents.deadlines(incident, rules_at(look.house, incident.opened_at)):
            if each.due_at is not None and (look.inside(incident.opened_at, each.due_at) or each.kept_at is None):
                state = ("sent" if each.kept_at <= each.due_at else "late") if each.kept_at else "overdue" if each.overdue(look.now) else "due"
                found.append((each.due_at, each.duty, f"complaint of {look.when(incident.opened_at)}", state, each.kept_at, None, each.evidence, ""))
    for waiting in due_now(look.house, look.now):
        state = "overdue" if waiting.overdue else "due"
        found.append((waiting.duty.due_at or look.now, waiting.duty.duty, f"emergency of {waiting.when}", state, None, None, None, ""))
    rows = [
        Row(
            (duty, of, look.when(due_at), STATES[state], look.when(kept_at), said("duty_how", how), evidence or ""),
            warn=state == "overdue",
            state=state,
            act=act,
        )
        for due_at, duty, of, state, kept_at, how, evidence, act in sorted(found, key=lambda row: (row[4] is not None, row[0], row[1]))
    ]  # fmt: skip
    columns = ("Duty", "Of", "Due", "Stands", "Sent", "How", "Reference")
    return Table(columns, tuple(rows), "The house rules name no duty that falls in this time.")


STATES = {"sent": "done in time", "late": "done late", "overdue": "overdue", "due": "due"}


def _facility(look: Look) -> UUID:
    assert look.house.facility is not None
    return look.house.facility


def _facility_standing(look: Look, reader: registers.Reader) -> list[Line]:
    return history.standing(history.in_order(registers.doors(reader, _facility(look))))


class Register(msgspec.Struct, frozen=True):
    title: str
    about: str
    make: Maker


REGISTERS: dict[str, Register] = {
    "left-behind": Register("Left behind", "Sealed by two in a numbered bag; to the safe, the police or destroyed. Never weighed, opened or tested.", left_behind),
    "incidents": Register("Incidents", "What happened, what was done about it, how it ended.", incidents),
    "complaints": Register("Complaints", "By when they are to be acknowledged and answered, and whether they were.", complaints),
    "dealing": Register("Dealing suspected", "Where it was suspected, and what was done.", dealing),
    "restrictions": Register("Restrictions", "Who may not come in, or not to a part; since when, until when, whether they were told.", restricted),
    "turned-away": Register("Turned away", "Who could not be let in, and why.", turned_away),
    "closures": Register("Closures", "When the floor was closed, and for how long.", closures),
    "visitors": Register("Visitors and inspections", "Who came to the house and is neither service user nor staff.", visitors),
    "duties": Register("Duties", "What must be done or sent, by when, and the evidence that it was.", duties),
}  # fmt: skip
