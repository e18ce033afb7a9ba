"""Watches that were missed, and which of three they were: nobody looked; nobody was heard; somebody had looked.

While a tablet is cut off the house cannot know what was done at it. It says so when it writes that a watch
was missed, and when the tablet is heard, a look that came in time stands beside it: seen, told late.
Nothing of this is stored: it is read from the lines, and changes as late ones come.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import history
from bothy.care.bodies import WatchMissed
from bothy.care.hours import rules_at
from bothy.care.house import Emergency, House, Line, Visit
from bothy.care.vocabulary import MissedHow

LOOKS = frozenset({"seen", "stage-entered", "place-given", "episode-started", "visit-ended"})
MOVES = frozenset({"stage-entered", "place-given", "visit-ended"})
EMERGENCY_LOOKS = frozenset({"observed", "emergency-closed"})
BY_MOVING = frozenset({"waiting_due", "assessment_due", "place_due", "place_limit"})
"""Rules of how long somebody stays, which only moving on answers. All others ask for a look."""


class MissedWatch(msgspec.Struct, frozen=True):
    """One level of a watch that was written down as missed.

    `at`: when this level came. `out_of_contact`: the devices that could not be heard then. `seen_at`: when
    somebody had looked after all, where that was told late.
    """

    entry: UUID
    watch: UUID
    rule: str
    level: int
    due_at: datetime
    at: datetime
    how: MissedHow
    out_of_contact: tuple[UUID, ...] = ()
    seen_at: datetime | None = None


def of_visit(house: House, visit: Visit) -> tuple[MissedWatch, ...]:
    """The missed watches of a visit, in the order in which they were written."""
    standing = history.standing(visit.lines)
    looks = [line for line in standing if line.kind in LOOKS]
    moves = [line for line in standing if line.kind in MOVES]
    for emergency in house.emergencies.values():
        if emergency.visit == visit.id:
            # In an emergency staff are with the person from the moment it is raised.
            looks.extend(
                line
                for line in history.standing(emergency.lines)
                if line.kind in EMERGENCY_LOOKS or line.kind == "emergency-raised"
            )
    return tuple(_all(house, standing, looks, moves))


def of_emergency(house: House, emergency: Emergency) -> tuple[MissedWatch, ...]:
    """The missed watches of an emergency: nobody looked again in time."""
    standing = history.standing(emergency.lines)
    looks = [line for line in standing if line.kind in EMERGENCY_LOOKS]
    return tuple(_all(house, standing, looks, looks))


def _all(
    house: House, standing: Iterable[Line], looks: list[Line], moves: list[Line]
) -> Iterator[MissedWatch]:
    for line in standing:
        if isinstance(line.body, WatchMissed):
            yield _one(house, line, line.body, moves if line.body.rule in BY_MOVING else looks)


def _one(house: House, line: Line, body: WatchMissed, answers: list[Line]) -> MissedWatch:
    every = timedelta(minutes=rules_at(house, line.happened_at).limits.escalate_after_minutes)
    at = min(body.due_at + every * (body.level - 1), line.happened_at)
    known = [
        one.happened_at for one in answers if one.number < line.number and one.happened_at <= line.happened_at
    ]
    counted_from = max(known, default=None)
    late = [
        one.happened_at
        for one in answers
        if one.number > line.number
        and one.happened_at <= at
        and (counted_from is None or one.happened_at > counted_from)
    ]
    how: MissedHow = "told_late" if late else "not_heard" if body.out_of_contact else "missed"
    return MissedWatch(
        line.id,
        body.watch,
        body.rule,
        body.level,
        body.due_at,
        at,
        how,
        body.out_of_contact,
        max(late, default=None),
    )


__all__ = ["MissedWatch", "of_emergency", "of_visit"]
