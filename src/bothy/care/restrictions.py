"""Restrictions of service: whether somebody is restricted, what may still be given, and what is to be looked at again.

They stand with the person (`House.people[...].restrictions`); whoever was found to be the same person has all
of theirs. An emergency asks none of this.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from bothy.care import links
from bothy.care.house import House, Person, Restriction

BARS_ALL = "whole_house"
BARS_USE = "using_space"


def restrictions(house: House, person: UUID) -> tuple[Restriction, ...]:
    """All that were ever set on this person, under whatever id they were entered."""
    people = (house.people.get(one) for one in links.family(house, person))
    found = [one for known in people if known is not None for one in known.restrictions]
    return tuple(sorted(found, key=lambda one: (one.since, one.id.bytes)))


def standing(house: House, person: UUID, at: datetime) -> tuple[Restriction, ...]:
    """Those that hold at this moment."""
    if not house.restricted:
        return ()
    return tuple(one for one in restrictions(house, person) if one.stands(at))


def bars(found: Iterable[Restriction], purposes: Iterable[str]) -> bool:
    """Whether coming for this is in spite of a restriction. *Accompanied* and *hours* say how, not whether."""
    wanted = set(purposes)
    return any(one.what == BARS_ALL or (one.what == BARS_USE and "use" in wanted) for one in found)


def all_restrictions(house: House) -> tuple[tuple[Person, Restriction], ...]:
    """Every restriction on record, the first first: for registers."""
    found = [(person, one) for person in house.people.values() for one in person.restrictions]
    return tuple(sorted(found, key=lambda pair: (pair[1].since, pair[1].id.bytes)))


def to_review(house: House, today: date, at: datetime) -> tuple[tuple[Person, Restriction], ...]:
    """Those that hold and whose day for another look has come, the longest waiting first."""
    found = [
        (house.people[id], one)
        for id in house.restricted
        for one in house.people[id].restrictions
        if not one.over(at) and one.review_on is not None and one.review_on <= today
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1].review_on or today, pair[1].id.bytes)))
