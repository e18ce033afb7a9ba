"""Who those may be who were entered without being looked up: suggested with reasons, decided by the desk.

Nothing here links anybody. What a tablet was told while it was cut off (a name, a code, as spoken) is
held against everybody known; a person then says who it was.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import history, links
from bothy.care.bodies import PersonLinked
from bothy.care.house import House, Person, Visit
from bothy.people import ports
from bothy.people.directory import directory
from bothy.people.names import tag
from bothy.people.search import similar

MOST_LIKELY = 3
SETTLED_DAYS = 7
_SAME_CODE, _NEAR_CODE, _HERE_THEN = 96, 52, -30


class Candidate(msgspec.Struct, frozen=True):
    """Someone it may be. `visits` and `last_visit_at`: all that they were entered as taken together."""

    person: UUID
    name: str
    code: str
    tag: str
    reasons: tuple[str, ...]
    visits: int
    last_visit_at: datetime | None


class ToLink(msgspec.Struct, frozen=True):
    """Someone who was not looked up, as spoken at the door, and who it may be, best first."""

    person: UUID
    name: str
    code: str
    entered_at: datetime
    visits: int
    episodes: int
    likely: tuple[Candidate, ...]


class Settled(msgspec.Struct, frozen=True):
    """What the desk said of late; `same_as` None: someone new. `entry` is what said so, to be taken back."""

    person: UUID
    name: str
    entry: UUID
    said_at: datetime
    same_as: UUID | None
    known_as: str


def to_link() -> list[ToLink]:
    """Everyone of whom nobody has said yet who they are, those who came first first."""
    house = ports.house()
    if house is None:
        return []
    directory.look()
    return [_asked(house, person) for person in links.to_link(house)]


def settled() -> list[Settled]:
    """What was said in the last days of those who were not looked up, the latest first."""
    house = ports.house()
    if house is None:
        return []
    directory.look()
    said = [one for one in house.people.values() if not one.looked_up and one.linked_at is not None]
    latest = max((one.linked_at for one in said if one.linked_at is not None), default=None)
    told = []
    for person in said:
        assert person.linked_at is not None and latest is not None
        if person.linked_at >= latest - timedelta(days=SETTLED_DAYS):
            told.append(_settled(person, person.linked_at))
    return sorted(told, key=lambda one: (one.said_at, one.entry.bytes), reverse=True)


def _settled(person: Person, at: datetime) -> Settled:
    entry = [line for line in history.standing(person.lines) if isinstance(line.body, PersonLinked)][-1].id
    return Settled(
        person.id,
        _name(person.id),
        entry,
        at,
        person.same_as,
        "" if person.same_as is None else _name(ports.meant(person.id)),
    )


def _asked(house: House, person: Person) -> ToLink:
    assert person.registered_at is not None
    spoken = directory.known.get(person.id)
    name, code = (spoken.name, spoken.code) if spoken is not None else ("", "")
    return ToLink(
        person.id,
        name,
        code,
        person.registered_at,
        person.visits,
        person.episodes,
        tuple(_likely(house, person, name, code)) if spoken is not None else (),
    )


def _likely(house: House, person: Person, name: str, code: str) -> Iterable[Candidate]:
    scores: dict[UUID, tuple[int, tuple[str, ...]]] = {}
    for one in similar(name, person.age_band, person.sex, ports.joined, limit=20, past=False):
        scores[one.person] = (one.score, one.reasons)
    for other, score, reason in _by_code(code or _as_code(name)):
        before, reasons = scores.get(other, (0, ()))
        scores[other] = (max(score, before) + (20 if before else 0), (reason, *reasons))
    ranked = []
    for other, (score, reasons) in scores.items():
        known, told = directory.known.get(other), ports.joined(other)
        if known is None or told is None or other == person.id or links.is_open(told):
            continue
        if _here_then(house, person, other):
            score, reasons = score + _HERE_THEN, (*reasons, "has another visit at that time")
        candidate = Candidate(
            other, known.name, known.code, tag(known), reasons, told.visits, told.last_visit_at
        )
        ranked.append((-score, -told.visits, other.bytes, candidate))
    return [candidate for *_, candidate in sorted(ranked, key=lambda one: one[:3])][:MOST_LIKELY]


def _as_code(name: str) -> str:
    """What was spoken, as a code would be written."""
    return "-".join(name.lower().replace("-", " ").split())


def _by_code(code: str) -> Iterable[tuple[UUID, int, str]]:
    parts = code.split("-")
    if len(parts) < 3:
        return
    for known in directory.snapshot():
        theirs = known.code.split("-")
        if known.code == code:
            yield ports.meant(known.id), _SAME_CODE, "same code"
        elif (
            len(theirs) == len(parts)
            and sum(a == b for a, b in zip(theirs, parts, strict=True)) == len(parts) - 1
        ):
            yield ports.meant(known.id), _NEAR_CODE, "code nearly the same"


def _here_then(house: House, person: Person, other: UUID) -> bool:
    """Whether the other has a visit, as far back as the House reaches, while this person was here."""
    mine = [visit for visit in house.visits.values() if visit.person == person.id]
    ids = set(links.family(house, other))
    theirs = [visit for visit in house.visits.values() if visit.person in ids]
    return any(_overlap(one, two) for one in mine for two in theirs)


def _overlap(one: Visit, two: Visit) -> bool:
    if one.started_at is None or two.started_at is None:
        return False
    return (one.ended_at is None or one.ended_at > two.started_at) and (
        two.ended_at is None or two.ended_at > one.started_at
    )


def _name(person: UUID) -> str:
    known = directory.known.get(person)
    return "" if known is None else known.name
