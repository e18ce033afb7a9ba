"""Who a person is who was entered without being looked up, or registered twice: found to be someone known, someone new, or open.

A tablet that is cut off cannot look anybody up; whoever comes is entered as *not looked up*, and the
desk says afterwards who it was (`person-linked`). The same is said of two who were both looked up and are one. Nothing is moved or merged: visits keep the person
under whom they were entered, and whoever asks for a person asks here. So undoing a link undoes all of it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from bothy.care.house import House, Person


def is_open(person: Person) -> bool:
    """Entered without being looked up, and nobody has said yet who it is."""
    return person.registered_at is not None and not person.looked_up and person.linked_at is None


def to_link(house: House) -> tuple[Person, ...]:
    """Those of whom nobody has said yet who they are, in the order in which they came; of a forgotten one nobody can."""
    found = [house.people[person] for person, same_as in house.not_looked_up.items() if same_as is None]
    return tuple(sorted((one for one in found if is_open(one) and one.forgotten_at is None), key=_came))


def _came(person: Person) -> tuple[datetime, bytes]:
    assert person.registered_at is not None
    return person.registered_at, person.id.bytes


def who(house: House, person: UUID) -> UUID:
    """The person who is meant: at the end of the links. Of links in a circle, the smallest id of the circle.

    A circle and a chain can only come of corrections; `decide` makes neither.
    """
    passed: list[UUID] = []
    while True:
        known = house.people.get(person)
        if known is None or known.same_as is None:
            return person
        if person in passed:
            return min(passed[passed.index(person) :], key=lambda one: one.bytes)
        passed.append(person)
        person = known.same_as


def family(house: House, person: UUID) -> tuple[UUID, ...]:
    """Every id under which this person was entered; the one who is meant is the first."""
    meant = who(house, person)
    others = (one for one, same_as in house.not_looked_up.items() if same_as is not None and one != meant)
    return (meant, *sorted((one for one in others if who(house, one) == meant), key=lambda one: one.bytes))


def joined(house: House, person: UUID) -> Person | None:
    """What the desk knows of the person who is meant, all their ids taken together; None for nobody."""
    members = [house.people[one] for one in family(house, person) if one in house.people]
    if not members or members[0].id != who(house, person):
        return None
    talks = [one for one in members if one.last_assessed_at is not None]
    last = max(talks, key=_talked, default=None)
    return replace(
        members[0],
        visits=sum(one.visits for one in members),
        episodes=sum(one.episodes for one in members),
        last_visit_at=_latest(one.last_visit_at for one in members),
        last_assessment=None if last is None else last.last_assessment,
        last_assessed_at=None if last is None else last.last_assessed_at,
        otherwise_asked_at=_latest(one.otherwise_asked_at for one in members),
    )


def _talked(person: Person) -> tuple[datetime, bytes]:
    assert person.last_assessed_at is not None
    return person.last_assessed_at, person.id.bytes


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)


def least_and_most(house: House, persons: Iterable[UUID]) -> tuple[int, int]:
    """How many different people these are: at least, were all who are still open among the others; at most.

    Equal where nobody is open. Whoever was entered was somebody, so of any there is at least one.
    """
    meant = {who(house, one) for one in persons}
    still_open = sum(one in house.not_looked_up and is_open(house.people[one]) for one in meant)
    return max(len(meant) - still_open, min(1, len(meant))), len(meant)
