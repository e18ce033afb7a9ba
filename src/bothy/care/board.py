"""What joins subjects: who holds a place, who is here twice, what is contested, how many today.

Nothing here is stored; all of it is read from the House, in Python and in the browser alike.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care import links
from bothy.care.hours import business_day, day_span, rules_at
from bothy.care.house import Emergency, House, Visit
from bothy.care.words import sentence

PlaceShown = Literal["taken", "ready", "being_cleaned", "out_of_use"]


class Contest(msgspec.Struct, frozen=True):
    """Two truths that a person must settle. ``about``: "place 3", "person" or "left"."""

    about: str
    visits: tuple[UUID, ...]
    sentence: str


class Today(msgspec.Struct, frozen=True):
    """Counts of the business day so far. Visits, episodes and people are three different counts.

    ``people`` is at most, ``people_least`` at least: they differ while somebody who was not looked up may
    be one of the others (`links.least_and_most`).
    """

    day: str
    visits: int
    episodes: int
    people: int
    people_least: int
    emergencies: int
    raised_in_error: int
    turned_away: int


def open_visits(house: House) -> tuple[Visit, ...]:
    """Visits that have not ended, those that came first first."""
    return tuple(sorted(house.open_visits.values(), key=_came))


def _came(visit: Visit) -> tuple[datetime, bytes]:
    assert visit.started_at is not None
    return visit.started_at, visit.id.bytes


def in_house(house: House) -> int:
    return len(house.open_visits)


def holders(house: House) -> dict[int, tuple[UUID, ...]]:
    """The open visits that hold each place: one, or more where it is contested. Free places are absent."""
    held: dict[int, list[tuple[datetime, UUID]]] = {}
    for visit in house.open_visits.values():
        if visit.place is not None and visit.place_since is not None:
            held.setdefault(visit.place, []).append((visit.place_since, visit.id))
    return {place: tuple(visit for _, visit in sorted(held[place])) for place in sorted(held)}


def person_visits(house: House, person: UUID) -> tuple[Visit, ...]:
    """The open visits of one person, whatever they were entered as: none, one, or more where it is contested."""
    meant = links.who(house, person)
    mine = [
        visit
        for visit in house.open_visits.values()
        if visit.person and links.who(house, visit.person) == meant
    ]
    return tuple(sorted(mine, key=_came))


def contests(house: House) -> tuple[Contest, ...]:
    """What a person must settle: places first, then people here twice, then "left or here"."""
    found = [
        Contest(f"place {place}", visits, sentence("contest.place", place=place))
        for place, visits in holders(house).items()
        if len(visits) > 1
    ]
    by_person: dict[UUID, list[UUID]] = {}
    left = []
    for visit in open_visits(house):
        if visit.person is not None:
            by_person.setdefault(links.who(house, visit.person), []).append(visit.id)
        if visit.said_left_at is not None:
            left.append(Contest("left", (visit.id,), sentence("contest.left")))
    found.extend(
        Contest("person", tuple(visits), sentence("contest.person"))
        for visits in by_person.values()
        if len(visits) > 1
    )
    return (*found, *left)


def place_statuses(house: House) -> dict[int, PlaceShown]:
    """What each place of the house is now, by its number."""
    held = holders(house)
    left = _left_at(house)
    return {
        spec.number: "taken"
        if spec.number in held
        else _free_place(house, spec.number, left.get(spec.number))
        for spec in house.specs
    }


def free_place_status(house: House, number: int) -> PlaceShown:
    """What a place is that nobody sits in."""
    return _free_place(house, number, _left_at(house, number).get(number))


def place_status(house: House, number: int) -> PlaceShown:
    """What one place is now; KeyError for a place that the house does not have."""
    return place_statuses(house)[number]


def _left_at(house: House, number: int | None = None) -> dict[int, datetime]:
    """When each place, or one, was last left."""
    left: dict[int, datetime] = {}
    for visit in house.visits.values():
        for place, at in visit.vacated:
            if (number is None or place == number) and (place not in left or at > left[place]):
                left[place] = at
    return left


def _free_place(house: House, number: int, left_at: datetime | None) -> PlaceShown:
    said = house.places.get(number)
    if said is not None and said.status == "out_of_use":
        return "out_of_use"
    if left_at is not None and (said is None or said.since < left_at):
        return "being_cleaned" if rules_at(house, left_at).cleaning_between else "ready"
    return "ready" if said is None else said.status


def emergency_of(house: House, visit: Visit) -> Emergency | None:
    """The open emergency of a visit: it names the visit, or only the place that the visit alone holds."""
    found = None
    for emergency in house.emergencies.values():
        if not emergency.is_open or emergency.raised_at is None or emergency.drill:
            continue
        if emergency.visit is None:
            here = emergency.place is not None and visit.is_open and emergency.place == visit.place
            mine = here and holders(house).get(emergency.place or 0) == (visit.id,)
        else:
            mine = emergency.visit == visit.id
        if mine and (found is None or _later(emergency, found)):
            found = emergency
    return found


def _later(one: Emergency, other: Emergency) -> bool:
    assert one.raised_at is not None
    assert other.raised_at is not None
    return (one.raised_at, one.id.bytes) > (other.raised_at, other.id.bytes)


def last_look(house: House, visit: Visit) -> datetime | None:
    """When staff last looked at the person, be it on a round or in an emergency; None where nobody has."""
    looks = [visit.seen_at] if visit.seen_at is not None else []
    looks.extend(
        emergency.last_look_at
        for emergency in house.emergencies.values()
        if emergency.visit == visit.id and emergency.last_look_at is not None and not emergency.drill
    )
    return max(looks, default=None)


def last_naloxone(house: House, visit: Visit) -> datetime | None:
    """When the person last had naloxone in this visit; None where they had none."""
    doses = [
        emergency.naloxone_at
        for emergency in house.emergencies.values()
        if emergency.visit == visit.id and emergency.naloxone_at is not None and not emergency.drill
    ]
    return max(doses, default=None)


def today(house: House, now: datetime) -> Today:
    """The counts of the business day that `now` belongs to, up to its end."""
    since, until = day_span(house, now)
    visits = [v for v in house.visits.values() if v.started_at is not None and since <= v.started_at < until]
    episodes = [e for v in house.visits.values() for e in v.episodes if since <= e.started_at < until]
    raised = [
        e
        for e in house.emergencies.values()
        if e.raised_at is not None and since <= e.raised_at < until and not e.drill
    ]
    least, most = links.least_and_most(house, (visit.person for visit in visits if visit.person is not None))
    in_error = sum(e.outcome == "raised_in_error" for e in raised)
    return Today(
        day=business_day(house, now).isoformat(),
        visits=len(visits),
        episodes=len(episodes),
        people=most,
        people_least=least,
        emergencies=len(raised) - in_error,
        raised_in_error=in_error,
        turned_away=sum(since <= at < until for at in house.turned_away),
    )
