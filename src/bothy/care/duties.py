"""Duties that hang on an emergency: what must be reported, by when, and whether it was."""

from datetime import datetime, timedelta

import msgspec

from bothy.care import history
from bothy.care.ambulance import ON_THE_WAY
from bothy.care.bodies_emergency import AmbulanceMoved
from bothy.care.hours import rules_at
from bothy.care.house import Emergency, House
from bothy.care.rules import Duty

WAIT_DAYS = 14
"""How long an emergency stays in the House for a duty that is not done; after that only in the record."""


class DutyDue(msgspec.Struct, frozen=True):
    """``due_at``: None where the house rules set no time. ``kept_at``: when it was done, None until then."""

    duty: str
    after: str
    since: datetime
    due_at: datetime | None
    kept_at: datetime | None = None
    how: str | None = None
    evidence: str | None = None

    def overdue(self, now: datetime) -> bool:
        return self.kept_at is None and self.due_at is not None and self.due_at <= now


def duties(house: House, emergency: Emergency) -> tuple[DutyDue, ...]:
    """The duties of one emergency by the rules that held when it was raised, those due first first.

    None of a drill, of one raised in error, or of one that nobody raised.
    """
    if emergency.raised_at is None or emergency.drill or emergency.outcome == "raised_in_error":
        return ()
    found = []
    for duty in rules_at(house, emergency.raised_at).duties:
        since = _since(duty, emergency)
        if since is None or duty.after is None:
            continue
        due_at = None if duty.within_hours is None else since + timedelta(hours=duty.within_hours)
        kept = next((one for one in emergency.duties_kept if one.duty == duty.name), None)
        done = (None, None, None) if kept is None else (kept.at, kept.how, kept.evidence)
        found.append(DutyDue(duty.name, duty.after, since, due_at, *done))
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since, one.duty)))


def duties_wait(house: House, emergency: Emergency, now: datetime) -> bool:
    """Whether something is still to be reported of an emergency that closed not too long ago."""
    closed = emergency.closed_at
    if closed is None or closed < now - timedelta(days=WAIT_DAYS):
        return False
    return any(one.kept_at is None for one in duties(house, emergency))


def _since(duty: Duty, emergency: Emergency) -> datetime | None:
    if duty.after == "emergency":
        return emergency.raised_at
    if duty.after == "death":
        return emergency.closed_at if emergency.outcome == "died" else None
    if duty.after == "ambulance":
        called = [
            line.happened_at
            for line in history.standing(emergency.lines)
            if isinstance(line.body, AmbulanceMoved) and line.body.step in ON_THE_WAY
        ]
        return called[0] if called else None
    return None
