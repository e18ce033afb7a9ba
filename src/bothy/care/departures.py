"""House rules of an emergency that were not kept: read from the record, so that a correction takes them back.

Nothing is blocked and nothing is asked in the minute itself. A departure stays open until a reason is
said, then or afterwards (``departure-explained``).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from bothy.care import history
from bothy.care.ambulance import ON_THE_WAY, conditions
from bothy.care.bodies_emergency import AmbulanceMoved
from bothy.care.body import Departure
from bothy.care.completeness import completeness
from bothy.care.hours import rules_at
from bothy.care.house import Emergency, House
from bothy.care.rules import EmergencyLadder
from bothy.care.signs import doses
from bothy.care.vocabulary import DepartureWhy, NotCalledWhy
from bothy.care.wish import departure


class Departed(msgspec.Struct, frozen=True):
    """``why``: said afterwards. ``not_called_why``, ``reason``: said at the time. All None: it is open."""

    rule: str
    at: datetime
    why: DepartureWhy | None = None
    not_called_why: NotCalledWhy | None = None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        return self.why is None and self.not_called_why is None and self.reason is None


def departed(house: House, emergency: Emergency, now: datetime) -> tuple[Departed, ...]:
    """Every rule that was not kept by `now`, once each, by the rules that held when it was raised."""
    if emergency.raised_at is None or emergency.outcome == "raised_in_error":
        return _in_error(house, emergency)
    ladder = rules_at(house, emergency.raised_at).emergency
    first: dict[str, tuple[datetime, Departure]] = {}
    for at, one in _found(emergency, ladder, now):
        if one.rule not in first or at < first[one.rule][0]:
            first[one.rule] = (at, one)
    return _told(emergency, first)


def _in_error(house: House, emergency: Emergency) -> tuple[Departed, ...]:
    raised, closed = emergency.raised_at, emergency.closed_at
    if raised is None or closed is None:
        return ()
    within = timedelta(seconds=rules_at(house, raised).emergency.raised_in_error_seconds)
    if closed - raised <= within:
        return ()
    return _told(emergency, {"raised_in_error_late": (closed, departure("raised_in_error_late", ""))})


def _told(emergency: Emergency, first: dict[str, tuple[datetime, Departure]]) -> tuple[Departed, ...]:
    explained = {one.rule: one.why for one in emergency.explained}
    found = []
    for rule, (at, one) in first.items():
        not_called = emergency.ambulance_why if rule == "ambulance_not_called" else None
        reason = None if one.reason == "not_stated" or not_called is not None else one.reason
        found.append(Departed(rule, at, explained.get(rule), not_called, reason))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda one: (one.at, one.rule)))


def _found(
    emergency: Emergency, ladder: EmergencyLadder, now: datetime
) -> Iterator[tuple[datetime, Departure]]:
    lines = history.standing(emergency.lines)
    closed = emergency.closed_at
    stored = {one.rule: one.reason for one in emergency.departures}
    steps = [(line.happened_at, line.body.step) for line in lines if isinstance(line.body, AmbulanceMoved)]
    called = any(step in ON_THE_WAY for _, step in steps)
    said_no = [at for at, step in steps if step == "not_called"]
    met = conditions(ladder, emergency, min(now, closed) if closed is not None else now)
    if not called and (closed is not None or said_no) and (met or "ambulance_not_called" in stored):
        at = met[0][1] if met else (said_no[0] if said_no else closed)
        assert at is not None
        yield at, departure("ambulance_not_called", stored.get("ambulance_not_called", ""))
    if closed is not None and completeness(emergency).reversed == "not_enough_information":
        yield closed, departure("too_little_recorded", "")
    yield from _of_doses(emergency, ladder)
    for line in lines:
        if line.kind == "watch-missed" and getattr(line.body, "rule", "") == "emergency_look":
            yield line.happened_at, departure("not_looked_at", "")


def _of_doses(emergency: Emergency, ladder: EmergencyLadder) -> Iterator[tuple[datetime, Departure]]:
    given = doses(emergency)
    if given and ladder.oxygen_first and (emergency.oxygen_at is None or emergency.oxygen_at > given[0].at):
        yield given[0].at, departure("naloxone_before_oxygen", "")
    between = timedelta(seconds=ladder.next_dose_seconds)
    for one, after in pairwise(given):
        if after.at - one.at < between:
            yield after.at, departure("dose_too_soon", "")
    for one in given[ladder.most_doses_before_review :]:
        yield one.at, departure("more_doses_than_reviewed", "")
