"""The record of one emergency: everything that stands of it, in the order in which it happened.

Names never come from here: whoever shows the record says what staff and the person are called, if at all.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bothy.care import bodies as b
from bothy.care import history
from bothy.care.completeness import completeness
from bothy.care.departures import Departed, departed
from bothy.care.duties import DutyDue, duties
from bothy.care.hours import local
from bothy.care.house import Emergency, House, Line
from bothy.care.pathway import pathway, substances
from bothy.care.severity import in_words as reason_in_words
from bothy.care.severity import severity
from bothy.care.signs import awake, not_breathing
from bothy.care.words import label
from bothy.reports.rescue_words import Who, in_words, kind_of

LATE_SECONDS = 60
"""Written down so long after it happened, a line says when it was."""


class Row(msgspec.Struct, frozen=True):
    """One line. `clock`: local time to the second; `since_seconds`: since the first moment of the record.

    `afterwards`: said once it was closed, be it in the same moment.
    """

    clock: str
    since_seconds: float
    says: str
    kind: str
    who: str
    late: str = ""
    breaths: float | None = None
    spo2: float | None = None
    awake: str = ""
    afterwards: bool = False

    @property
    def since(self) -> str:
        sign = "-" if self.since_seconds < 0 else "+"
        seconds = abs(int(self.since_seconds))
        hours = f"{seconds // 3600}:" if seconds >= 3600 else ""
        return f"{sign}{hours}{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


class Point(msgspec.Struct, frozen=True):
    """A reading on the chart: seconds since raising, and its value."""

    seconds: float
    value: float


class Mark(msgspec.Struct, frozen=True):
    """An act on the chart."""

    seconds: float
    says: str
    kind: str


class Fact(msgspec.Struct, frozen=True):
    name: str
    says: str


class Duty(msgspec.Struct, frozen=True):
    """``state``: "done", "due" or "overdue"; ``says`` in words."""

    duty: str
    state: str
    says: str


class Gap(msgspec.Struct, frozen=True):
    """A house rule that was not kept. `is_open`: nobody has said why yet."""

    rule: str
    label: str
    clock: str
    says: str
    is_open: bool


class Record(msgspec.Struct, frozen=True):
    """`facts`: the header, in order. `reversed`, `severity`: what care says, with why."""

    id: UUID
    facility: str
    zone: str
    day: str
    clock: str
    drill: bool
    is_open: bool
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    breaths: tuple[Point, ...]
    spo2: tuple[Point, ...]
    marks: tuple[Mark, ...]
    lasted_seconds: float
    reversed: str
    reversed_code: str
    reversed_why: tuple[str, ...]
    severity: str
    severity_why: tuple[str, ...]
    gaps: tuple[Gap, ...]
    debriefs: tuple[str, ...]
    duties: tuple[Duty, ...]
    corrections: tuple[str, ...]


def _nobody(_: UUID | None) -> str:
    return ""


def record(
    house: House, emergency: Emergency, now: datetime, who: Who = _nobody, person: str = ""
) -> Record:
    """The record as it stands `now`. ValueError for an emergency that nobody raised.

    `who`: what staff are called; `person`: what the person is called, "" where no name is to stand there.
    """
    raised = emergency.raised_at
    if raised is None:
        raise ValueError("This emergency was never raised.")
    lines = history.standing(emergency.lines)
    clock = _clock(house)
    whole = completeness(emergency)
    judged = severity(emergency)
    there = local(house, raised)
    return Record(
        id=emergency.id,
        facility=house.name,
        zone=house.time_zone,
        day=there.strftime("%-d %B %Y"),
        clock=clock(raised),
        drill=emergency.drill,
        is_open=emergency.closed_at is None,
        facts=tuple(_facts(house, emergency, lines, who, person)),
        rows=tuple(_rows(lines, raised, emergency.closed_at, clock, who)),
        breaths=_points(lines, raised, "breaths_per_minute"),
        spo2=_points(lines, raised, "spo2_percent"),
        marks=tuple(_marks(lines, raised)),
        lasted_seconds=((emergency.closed_at or now) - raised).total_seconds(),
        reversed=label("reversed", whole.reversed),
        reversed_code=whole.reversed,
        reversed_why=_reversed_why(whole.reversed, whole.sentences),
        severity=label("severity", judged.level),
        severity_why=tuple(f"{clock(one.at)} {reason_in_words(one)}" for one in judged.reasons),
        gaps=tuple(_gap(one, clock) for one in departed(house, emergency, now)),
        debriefs=tuple(
            f"{clock(one.at)} {label('debrief_of', one.of)}: {label('debrief_outcome', one.outcome)}"
            + (f", led by {who(one.by)}" if who(one.by) else "")
            for one in emergency.debriefs
        ),
        duties=tuple(_duty(one, now, house) for one in duties(house, emergency)),
        corrections=tuple(_corrections(emergency.lines, clock)),
    )


def where_it_began(lines: Sequence[Line]) -> str:
    """Where the person was found, in words: what was said of it last, but for where they were taken."""
    where, place = "not_known", None
    for line in lines:
        body = line.body
        if isinstance(body, b.EmergencyRaised):
            where, place = body.where, body.place
        elif isinstance(body, b.EmergencyPlaced) and not body.moved:
            place = place if body.where == "place" and body.place is None else body.place
            where = body.where
    return f"place {place}" if place is not None else label("emergency_where", where)


def _clock(house: House) -> Callable[[datetime], str]:
    return lambda at: local(house, at).strftime("%H:%M:%S")


def _facts(
    house: House, emergency: Emergency, lines: Sequence[Line], who: Who, person: str
) -> Iterator[Fact]:
    if person:
        yield Fact("Person", person)
    moved = [
        line.body.where for line in lines if isinstance(line.body, b.EmergencyPlaced) and line.body.moved
    ]
    yield Fact("Where", where_it_began(lines))
    if moved:
        yield Fact("Moved to", ", then ".join(label("emergency_where", one) for one in moved))
    if emergency.presentation is not None:
        yield Fact("Presentation", label("presentation", emergency.presentation))
    used = sorted(label("substance", one) for one in substances(house, emergency))
    yield Fact("Substances", ", ".join(used) if used else "not recorded")
    yield Fact("Handled as", label("pathway", pathway(house, emergency)))
    staff = [name for one in emergency.staff if (name := who(one))]
    yield Fact("Staff with the person", ", ".join(staff) if staff else f"{len(emergency.staff)} recorded")
    if emergency.ambulance is not None:
        why = f": {label('not_called_why', emergency.ambulance_why)}" if emergency.ambulance_why else ""
        yield Fact("Ambulance", label("ambulance_step", emergency.ambulance) + why)
    else:
        yield Fact("Ambulance", "nothing recorded")
    yield Fact("Naloxone", f"{emergency.naloxone_doses} dose{'' if emergency.naloxone_doses == 1 else 's'} recorded")
    outcome = "still open" if emergency.outcome is None else label("emergency_outcome", emergency.outcome)
    yield Fact("Outcome", outcome)


def _rows(
    lines: Sequence[Line], raised: datetime, closed: datetime | None, clock: Callable[[datetime], str], who: Who
) -> Iterator[Row]:
    nth = 0
    told_closed = False
    for line in lines:
        if isinstance(line.body, b.Acted) and line.body.action == "naloxone":
            nth += 1
        by = line.body.by if isinstance(line.body, b.Acted) else None
        late = (line.recorded_at - line.happened_at).total_seconds() > LATE_SECONDS
        yield Row(
            clock=clock(line.happened_at),
            since_seconds=(line.happened_at - raised).total_seconds(),
            says=in_words(line.body, nth, who),
            kind=kind_of(line.body),
            who=who(by or line.staff),
            late=f"written down {clock(line.recorded_at)}" if late else "",
            afterwards=closed is not None and (told_closed or line.happened_at > closed),
            **_readings(line.body),
        )
        told_closed = told_closed or (isinstance(line.body, b.EmergencyClosed) and line.happened_at == closed)


def _readings(body: object) -> dict[str, Any]:
    """What a replay shows as the last known: only what this line said."""
    if not isinstance(body, b.Observed):
        return {}
    state = awake(body)
    return {
        "breaths": 0 if body.breaths_per_minute is None and body.breathing == "absent" else body.breaths_per_minute,
        "spo2": body.spo2_percent,
        "awake": label("consciousness", state) if state else "",
    }


def _points(lines: Sequence[Line], raised: datetime, field: str) -> tuple[Point, ...]:
    """Every reading; breathing that was said to have stopped is a rate of nought, because that was observed."""
    found = []
    for line in lines:
        if not isinstance(line.body, b.Observed):
            continue
        value = getattr(line.body, field)
        if value is None and field == "breaths_per_minute" and line.body.breathing == "absent":
            value = 0
        if value is not None:
            found.append(Point((line.happened_at - raised).total_seconds(), value))
    return tuple(found)


def _marks(lines: Sequence[Line], raised: datetime) -> Iterator[Mark]:
    nth = 0
    for line in lines:
        seconds = (line.happened_at - raised).total_seconds()
        body = line.body
        if isinstance(body, b.Acted):
            if body.action == "naloxone":
                nth += 1
                yield Mark(seconds, f"naloxone {nth}", "dose")
            else:
                yield Mark(seconds, label("action", body.action), "act")
        elif isinstance(body, b.AmbulanceMoved):
            yield Mark(seconds, f"ambulance {label('ambulance_step', body.step)}", "ambulance")
        elif isinstance(body, b.Observed) and not_breathing(body):
            yield Mark(seconds, label("breathing", body.breathing or "absent"), "look")


def _reversed_why(code: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    said = {
        "confirmed": "Poor before the first act; breathing and consciousness well after the last.",
        "probable": "Poor before the first act, and no longer after the last; one of the two was not recorded then.",
        "not": "After the last act breathing or consciousness was still poor, or the person died.",
        "not_enough_information": "The record does not show it:",
    }
    return (said[code], *missing)


def _gap(one: Departed, clock: Callable[[datetime], str]) -> Gap:
    if one.why is not None:
        said = label("departure_why", one.why)
    elif one.not_called_why is not None:
        said = label("not_called_why", one.not_called_why)
    else:
        said = one.reason or "no reason said yet"
    return Gap(one.rule, label("departure", one.rule), clock(one.at), said, one.is_open)


def _duty(one: DutyDue, now: datetime, house: House) -> Duty:
    def when(at: datetime) -> str:
        return local(house, at).strftime("%-d %B, %H:%M")

    if one.kept_at is not None:
        how = f" by {label('duty_how', one.how)}" if one.how else ""
        return Duty(one.duty, "done", f"done {when(one.kept_at)}{how}" + (f", {one.evidence}" if one.evidence else ""))
    if one.due_at is None:
        return Duty(one.duty, "due", "to be done")
    state = "overdue" if one.overdue(now) else "due"
    return Duty(one.duty, state, f"{'was due' if state == 'overdue' else 'due'} {when(one.due_at)}")


def _corrections(lines: Sequence[Line], clock: Callable[[datetime], str]) -> Iterator[str]:
    by_id = {line.id: line for line in lines}
    for line in lines:
        if not isinstance(line.body, b.Corrected):
            continue
        named = by_id.get(line.body.entry)
        what = label("kind", line.body.kind) + (f" of {clock(named.happened_at)}" if named else "")
        did = "taken back" if line.body.void else "put right"
        yield f"{clock(line.recorded_at)} {what} {did}: {line.body.reason}"


__all__ = ["Duty", "Fact", "Gap", "Mark", "Point", "Record", "Row", "record"]
