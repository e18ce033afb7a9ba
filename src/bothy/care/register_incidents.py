"""The register of incidents and complaints: what it was, what was done about it and when, how it ended, by when it is due.

For readers: `incidents(lines)` of all lines of `KINDS` (and `corrected` of the same subjects). `deadlines(incident, rules)`: the duties that hang
on a complaint. Words are notes beside the entries (subject: the incident) and can be forgotten; nothing here holds any.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import history
from bothy.care.bodies_register import IncidentMoved, IncidentOpened
from bothy.care.house import House, Line
from bothy.care.register_items import by_subject
from bothy.care.rules import HouseRules

KINDS = ("incident-opened", "incident-moved")
COMPLAINTS = frozenset({"complaint", "complaint_of_neighbour"})
DEALING = "dealing_suspected"


class Act(msgspec.Struct, frozen=True):
    act: str
    at: datetime
    by: UUID | None
    evidence: str | None
    entry: UUID


class Incident(msgspec.Struct, frozen=True):
    """``inside``: within the footprint of the house, where it was said. ``about``: the person, who is in no list for inspectors."""

    id: UUID
    opened_at: datetime
    what: str
    where: str
    inside: bool | None
    about: UUID | None
    by: UUID | None
    due_on: date | None
    acts: tuple[Act, ...]
    outcome: str | None
    closed_at: datetime | None

    @property
    def is_complaint(self) -> bool:
        return self.what in COMPLAINTS

    def first(self, act: str) -> Act | None:
        return next((one for one in self.acts if one.act == act), None)


class Deadline(msgspec.Struct, frozen=True):
    """A duty that hangs on a complaint. ``kept_at``: when the act that keeps it was done."""

    duty: str
    due_at: datetime | None
    kept_at: datetime | None
    evidence: str | None = None

    def overdue(self, now: datetime) -> bool:
        return self.kept_at is None and self.due_at is not None and self.due_at <= now


def incident(lines: tuple[Line, ...]) -> Incident | None:
    """One incident from its lines in order; None where nothing stands that says it was opened."""
    said = history.standing(lines)
    opened = next((line for line in said if isinstance(line.body, IncidentOpened)), None)
    if opened is None or not isinstance(opened.body, IncidentOpened):
        return None
    body, acts, outcome, closed_at = opened.body, [], None, None
    for line in said:
        moved = line.body
        if not isinstance(moved, IncidentMoved):
            continue
        acts.append(Act(moved.act, line.happened_at, line.staff, moved.evidence, line.id))
        outcome = moved.outcome or outcome
        if moved.act == "closed":
            closed_at = line.happened_at
        elif moved.act == "opened_again":
            closed_at = outcome = None
    return Incident(
        opened.subject, opened.happened_at, body.what, body.where, body.inside, body.about, opened.staff,
        body.due_on, tuple(acts), outcome, closed_at,
    )  # fmt: skip


def incidents(lines: Iterable[Line]) -> tuple[Incident, ...]:
    """Every incident of these lines, the first first."""
    found = (incident(one) for one in by_subject(lines).values())
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.opened_at, one.id.bytes))
    )


def incidents_of(house: House) -> tuple[Incident, ...]:
    """Those of which the House still holds the file: all that are open, and those closed of late."""
    return incidents(line for file in house.registers.values() for line in file.lines)


def deadlines(one: Incident, rules: HouseRules) -> tuple[Deadline, ...]:
    """By when a complaint is to be acknowledged and answered, by the rules that held when it was made."""
    if not one.is_complaint:
        return ()
    found = []
    for duty in rules.duties:
        if duty.after == "complaint":
            due_at = None if duty.within_hours is None else one.opened_at + timedelta(hours=duty.within_hours)
            kept = one.first(duty.kept_by or "answered")
            told = (None, None) if kept is None else (kept.at, kept.evidence)
            found.append(Deadline(duty.name, due_at, *told))
    return tuple(found)
