"""An emergency's lines as facts: the emergency, its observations, its actions, and the duties done after it.

Whether it was reversed and how severe it was are never asked as fields: care reads both from what is
recorded, here as on every screen. A drill makes a row of its own table and nothing else.
"""

from collections.abc import Sequence
from uuid import UUID

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    Debriefed,
    DutyDone,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
    PresentationSaid,
)
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.care.completeness import of_bodies
from bothy.care.severity import of_told
from bothy.care.signs import gcs
from bothy.journal.chain import moment
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows

_MINUTE = 60_000_000
_AMBULANCE = (
    "left_with_person",
    "handed_over",
    "declined_by_person",
    "arrived",
    "left_without",
    "stood_down",
    "called",
    "not_called",
)
"""The furthest step is the one that counts."""


_JOINED = (None, None, None)
"""Whose, mix and taken: they stand with the visit, and are filled in from there (`joined`)."""


class _Told:
    """What an emergency's lines say, added up in their order."""

    def __init__(self) -> None:
        self.raised: int | None = None
        self.drill = False
        self.where, self.place = "not_known", None  # type: str, int | None
        self.visit: UUID | None = None
        self.moved_to: str | None = None
        self.closed_at: int | None = None
        self.outcome: str | None = None
        self.presentation: str | None = None
        self.debrief: bool | None = None
        self.debriefed_at: int | None = None
        self.oxygen_at: int | None = None
        self.steps: set[str] = set()
        self.why: str | None = None
        self.described: SubstanceDescribed | None = None

    def add(self, at: int, body: object) -> None:
        if isinstance(body, EmergencyRaised) and self.raised is None:
            self.raised, self.drill = at, body.drill
            self.where, self.place, self.visit = body.where, body.place, body.visit
        elif isinstance(body, EmergencyPlaced):
            self._placed(body)
        elif isinstance(body, Observed):
            on_oxygen = body.on_oxygen is True or bool(body.oxygen_litres_per_minute)
            self._oxygen(at if on_oxygen else None)
        elif isinstance(body, Acted):
            self._oxygen(at if body.action == "oxygen" else None)
        elif isinstance(body, SubstanceDescribed):
            self.described = body
        elif isinstance(body, PresentationSaid):
            self.presentation = body.presentation
        elif isinstance(body, AmbulanceMoved):
            self.steps.add(body.step)
            self.why = body.why if body.step == "not_called" else self.why
        elif isinstance(body, Debriefed) and body.of == "staff" and body.outcome == "done":
            self.debrief = True
            self.debriefed_at = at if self.debriefed_at is None else self.debriefed_at
        elif isinstance(body, EmergencyClosed) and self.closed_at is None:
            self._closed(at, body)

    def _placed(self, body: EmergencyPlaced) -> None:
        """Where it was stays where it began; where the person was taken stands beside it."""
        self.visit = body.visit or self.visit
        if body.moved:
            self.moved_to = body.where
            return
        self.place = self.place if body.where == "place" and body.place is None else body.place
        self.where = body.where

    def _oxygen(self, at: int | None) -> None:
        if at is not None and self.oxygen_at is None:
            self.oxygen_at = at

    def _closed(self, at: int, body: EmergencyClosed) -> None:
        self.closed_at, self.outcome = at, body.outcome
        if self.presentation is None or body.presentation != "not_known":
            self.presentation = body.presentation
        self.debrief = body.debrief_done if self.debrief is None else self.debrief


def add_emergency(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one emergency's rows into `out`. Lines of an emergency that nobody raised make none."""
    told = _Told()
    for at, _, _, _, body in subject.lines:
        told.add(at, body)
    if told.raised is None:
        return
    out["drill" if told.drill else "emergency"].append(_row(subject, calendar, told))
    if not told.drill:
        _add_lines(subject, calendar, out)


def _row(subject: Subject, calendar: Calendar, told: _Told) -> tuple[object, ...]:
    assert told.raised is not None
    bodies = [line[4] for line in subject.lines]
    said = of_bodies(bodies, told.outcome)
    died_at = told.closed_at if told.outcome == "died" else None
    judged = of_told(
        [(moment(line[0]), line[4]) for line in subject.lines], None if died_at is None else moment(died_at)
    )
    treated = said.acts > 0 or told.outcome == "died"
    numbers = [line[1] for line in subject.lines]
    return (
        subject.id,
        calendar.day_of(told.raised),
        told.raised,
        told.visit.bytes if told.visit else None,
        told.where,
        told.place,
        told.closed_at,
        told.outcome,
        told.presentation,
        told.oxygen_at is not None,
        _minutes(told.raised, told.oxygen_at),
        sum(isinstance(body, Acted) and body.action == "naloxone" for body in bodies),
        next((step for step in _AMBULANCE if step in told.steps), None),
        told.why,
        told.moved_to,
        sum(isinstance(body, Observed) for body in bodies),
        sum(isinstance(body, Acted) for body in bodies),
        said.reversed if treated else "not_treated",
        judged.level,
        told.debrief,
        _minutes(told.raised, told.debriefed_at),
        *_described(told.described),
        *calendar.wall_clock(told.raised),
        *_JOINED,
        min(numbers),
        subject.last(max(numbers)),
    )


def _minutes(start: int, end: int | None) -> float | None:
    return None if end is None else (end - start) / _MINUTE


def _add_lines(subject: Subject, calendar: Calendar, out: Rows) -> None:
    doses = 0
    for at, number, _, _, body in subject.lines:
        trace: Sequence[int] = (number, subject.last(number))
        day = calendar.day_of(at)
        if isinstance(body, Observed):
            out["observation"].append((subject.id, day, at, *_signs(body), *trace))
        elif isinstance(body, Acted):
            nth = None
            if body.action == "naloxone":
                nth = doses = doses + 1
            row = (body.action, body.dose_mg, body.route, nth, body.batch, body.litres_per_minute)
            out["action"].append((subject.id, day, at, *row, *trace))
        elif isinstance(body, DutyDone):
            out["duty_done"].append(
                (subject.id, day, at, body.duty, body.how, body.evidence is not None, *trace)
            )


def _signs(seen: Observed) -> tuple[object, ...]:
    """The readings of one look in the order of the table's columns; what was not told is null, never zero."""
    return (
        seen.breathing,
        seen.breaths_per_minute,
        seen.spo2_percent,
        seen.on_oxygen,
        seen.oxygen_litres_per_minute,
        seen.consciousness,
        gcs(seen),
        seen.skin,
        seen.pupils,
        seen.pulse_per_minute,
        seen.systolic_mmhg,
        seen.diastolic_mmhg,
        seen.temperature_celsius,
        seen.glucose_mmol_per_litre,
        seen.chest_pain,
        seen.stroke_signs,
        seen.seizure,
        seen.agitation,
    )


def _described(said: SubstanceDescribed | None) -> tuple[list[str] | None, list[str] | None]:
    if said is None:
        return None, None
    return (list(said.substances) if isinstance(said.substances, tuple) else None), list(said.appearances)
