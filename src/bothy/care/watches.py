"""Watches: what must be looked at, and by when. Derived from entries and house rules, never stored.

A watch hangs on what it was counted from (a look, the start of a stage): a new look makes a new
watch. So a missed one is named by what it is, and is written down once, whoever notices it first.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from bothy.care import board
from bothy.care.hours import milliseconds, rules_at
from bothy.care.house import Emergency, House, Visit
from bothy.care.rules import Limits

WatchRule = Literal[
    "waiting_due", "assessment_due", "place_due", "place_limit", "seen", "seen_aftercare",
    "seen_after_naloxone", "aftercare_minimum", "after_naloxone", "emergency_look", "next_dose",
]  # fmt: skip

ESCALATED: frozenset[str] = frozenset(
    {
        "waiting_due", "assessment_due", "place_due", "place_limit", "seen", "seen_aftercare",
        "seen_after_naloxone", "emergency_look",
    }
)  # fmt: skip
"""Somebody has to come. The others only say from when something may be done."""


class Watch(msgspec.Struct, frozen=True):
    """``due_at``: look by then. ``level``: 0 until due, then 1, and one more each escalation time."""

    id: UUID
    rule: WatchRule
    subject: UUID
    level: int
    due_at: datetime
    overdue: bool


def watch_id(subject: UUID, rule: str, counted_from: datetime) -> UUID:
    """UUIDv5(subject, "rule:milliseconds since 1970 of what it is counted from")."""
    return uuid5(subject, f"{rule}:{milliseconds(counted_from)}")


def watch_command_id(watch: UUID, level: int) -> UUID:
    """The id of the command that records a missed watch: the same from every process and after a restart."""
    return uuid5(watch, str(level))


def due(house: House, now: datetime) -> tuple[Watch, ...]:
    """Every watch that stands, overdue or not, the most pressing first."""
    found: list[Watch] = []
    for visit in house.open_visits.values():
        found.extend(_of_visit(house, visit, now))
    for emergency in house.emergencies.values():
        if emergency.is_open:
            found.extend(_of_emergency(house, emergency, now))
    return tuple(sorted(found, key=lambda watch: (watch.due_at, watch.rule, watch.subject.bytes)))


def stands(house: House, subject: UUID, watch: UUID, now: datetime) -> bool:
    """Whether a watch of a subject still stands: nobody has looked since, and they have not gone."""
    visit, emergency = house.open_visits.get(subject), house.emergencies.get(subject)
    of_visit = () if visit is None else _of_visit(house, visit, now)
    of_emergency = () if emergency is None or not emergency.is_open else _of_emergency(house, emergency, now)
    return any(one.id == watch for one in chain(of_visit, of_emergency))


def missed(house: House, now: datetime) -> tuple[Watch, ...]:
    """Overdue watches at each level that has come and is not yet written down, lower levels first."""
    found = []
    for watch in due(house, now):
        if watch.rule not in ESCALATED or not watch.overdue:
            continue
        held = house.visits.get(watch.subject) or house.emergencies[watch.subject]
        if isinstance(held, Emergency) and held.drill:
            continue  # looked at on the screens like any other, but nothing real was missed
        for level in range(1, watch.level + 1):
            if (watch.id, level) not in held.watches_missed:
                found.append(msgspec.structs.replace(watch, level=level))
    return tuple(found)


def _watch(
    rule: WatchRule, subject: UUID, counted_from: datetime, after: timedelta, limits: Limits, now: datetime
) -> Watch:
    due_at = counted_from + after
    overdue = now >= due_at
    level = 0
    if overdue and rule in ESCALATED:
        late_minutes = (now - due_at).total_seconds() / 60
        level = min(1 + int(late_minutes // limits.escalate_after_minutes), limits.escalate_levels)
    return Watch(watch_id(subject, rule, counted_from), rule, subject, level, due_at, overdue)


def _of_visit(house: House, visit: Visit, now: datetime) -> Iterator[Watch]:
    limits = rules_at(house, now).limits
    since = visit.stage_since
    if since is None or board.emergency_of(house, visit) is not None:
        return  # staff are with the person; the emergency has watches of its own

    def watch(rule: WatchRule, counted_from: datetime, minutes: int) -> Watch:
        return _watch(rule, visit.id, counted_from, timedelta(minutes=minutes), limits, now)

    if visit.stage == "waiting" and limits.waiting_due_minutes is not None:
        yield watch("waiting_due", since, limits.waiting_due_minutes)
    if visit.stage == "assessment" and limits.assessment_due_minutes is not None:
        yield watch("assessment_due", since, limits.assessment_due_minutes)
    if visit.stage == "using" and visit.place_since is not None:
        if limits.place_due_minutes is not None:
            yield watch("place_due", visit.place_since, limits.place_due_minutes)
        if limits.place_limit_minutes is not None:
            yield watch("place_limit", visit.place_since, limits.place_limit_minutes)
    if visit.stage == "aftercare" and visit.episodes:
        yield watch("aftercare_minimum", since, limits.aftercare_minimum_minutes)
    naloxone = board.last_naloxone(house, visit)
    watched = naloxone is not None and now < naloxone + timedelta(minutes=limits.after_naloxone_watch_minutes)
    if naloxone is not None and watched:
        yield watch("after_naloxone", naloxone, limits.after_naloxone_watch_minutes)
    look = board.last_look(house, visit) or since
    if watched:
        yield watch("seen_after_naloxone", look, limits.after_naloxone_seen_every_minutes)
    elif visit.stage == "using":
        yield watch("seen", look, limits.seen_every_minutes)
    elif visit.stage == "aftercare":
        yield watch("seen_aftercare", look, limits.seen_every_minutes_aftercare)


def _of_emergency(house: House, emergency: Emergency, now: datetime) -> Iterator[Watch]:
    rules = rules_at(house, now)
    if emergency.raised_at is None:
        return
    looked = emergency.last_look_at or emergency.raised_at
    again = timedelta(seconds=rules.emergency.look_again_seconds)
    yield _watch("emergency_look", emergency.id, looked, again, rules.limits, now)
    if emergency.naloxone_at is not None:
        dose = timedelta(seconds=rules.emergency.next_dose_seconds)
        yield _watch("next_dose", emergency.id, emergency.naloxone_at, dose, rules.limits, now)
