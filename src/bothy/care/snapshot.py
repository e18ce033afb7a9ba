"""The House written down and read again: for the disk, and for a screen that has just connected.

There is one way to a House: its lines are folded. So a snapshot is the lines that still matter and,
beside them, the people, whose running counts reach further back than the lines.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from immutables import Map
from msgspec.structs import replace

from bothy.care import fold_person, links
from bothy.care.bodies import Assessed
from bothy.care.fold import restore
from bothy.care.house import FOLD_VERSION, Before, House, Line, Person, Restriction
from bothy.care.kinds import decode, encode


class WireLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Line as JSON: the body is read by its kind."""

    number: int
    id: UUID
    kind: str
    subject: UUID
    body: msgspec.Raw
    happened_at: datetime
    recorded_at: datetime
    staff: UUID | None = None
    device: UUID | None = None


class DiskLine(WireLine, frozen=True, array_like=True):
    """A person's line on disk: there are many of them."""


class DiskPerson(msgspec.Struct, frozen=True, array_like=True):
    """A Person on disk, short; the fields of `Person`."""

    id: UUID
    lines: list[DiskLine]
    registered_at: datetime | None
    age_band: str
    sex: str
    visits: int
    episodes: int
    last_visit_at: datetime | None
    last_assessment: Assessed | None
    last_assessed_at: datetime | None
    otherwise_asked_at: datetime | None
    before: tuple[datetime | None, Assessed | None, datetime | None, datetime | None] | None
    corrected: bool
    looked_up: bool = True
    same_as: UUID | None = None
    linked_at: datetime | None = None
    restrictions: tuple[Restriction, ...] = ()
    forgotten_at: datetime | None = None


class Disk(msgspec.Struct, frozen=True):
    """A House on disk."""

    fold: int
    number: int
    swept_at: datetime | None
    lines: list[WireLine]
    people: list[DiskPerson]


class Stale(ValueError):
    """The snapshot was written by another version of the fold; read the journal instead."""


_encoder = msgspec.json.Encoder()
_wire_decoder = msgspec.json.Decoder(WireLine)
_disk_decoder = msgspec.json.Decoder(Disk)


def wire(line: Line) -> bytes:
    """A Line as JSON, the body as the latest version of its kind."""
    return _encoder.encode(line)


def from_wire(data: bytes | str) -> Line:
    """A Line from its JSON; msgspec.ValidationError or KeyError where it is none."""
    return _line(_wire_decoder.decode(data))


def _line(read: WireLine) -> Line:
    return Line(
        read.number,
        read.id,
        read.kind,
        read.subject,
        decode(read.kind, bytes(read.body)),
        read.happened_at,
        read.recorded_at,
        read.staff,
        read.device,
    )


def lines_for_screen(house: House) -> list[Line]:
    """What a screen folds (``fold.restore``) to have the same board, in the order of numbers."""
    lines = list(house.facility_lines)
    for held in (house.visits, house.emergencies, house.referrals, house.registers):
        for subject in held.values():
            lines.extend(subject.lines)
    return sorted(lines, key=lambda line: line.number)


def people_for_screen(house: House) -> dict[UUID, Person]:
    """The people of whom something is on the board, without the lines that only the fold needs.

    Whoever was entered without being looked up is there while nobody has said who it is, whoever is
    restricted so that the door knows of it also cut off; and with every
    person all the ids that they were entered under, so that the screen adds up the same counts.
    """
    there = {visit.person for visit in house.visits.values()}
    there |= {referral.person for referral in house.referrals.values()}
    there |= {person for person, same_as in house.not_looked_up.items() if same_as is None}
    there |= restricted_now(house)
    everyone = {one for person in there if person is not None for one in links.family(house, person)}
    people = (house.people.get(person) for person in everyone)
    return {person.id: person_for_screen(person) for person in people if person is not None}


def restricted_now(house: House) -> set[UUID]:
    """Those of whose restrictions one has not ended by the last full hour."""
    return {
        id
        for id in house.restricted
        if house.swept_at is None
        or any(not one.over(house.swept_at) for one in house.people[id].restrictions)
    }


def person_for_screen(person: Person) -> Person:
    """A person as screens need them: counts and the last assessment.

    Of whoever was not looked up, was registered twice, or is restricted, the lines go along: they are few, and a tablet
    that is cut off may undo what was said of them.
    """
    few = not person.looked_up or person.linked_at is not None or bool(person.restrictions)
    return Person(
        person.id,
        lines=person.lines if few else (),
        registered_at=person.registered_at,
        age_band=person.age_band,
        sex=person.sex,
        visits=person.visits,
        episodes=person.episodes,
        last_visit_at=person.last_visit_at,
        last_assessment=person.last_assessment,
        last_assessed_at=person.last_assessed_at,
        otherwise_asked_at=person.otherwise_asked_at,
        corrected=person.corrected and few,
        looked_up=person.looked_up,
        same_as=person.same_as,
        linked_at=person.linked_at,
        restrictions=person.restrictions,
        forgotten_at=person.forgotten_at,
    )


def put_people_in(house: House, people: Iterable[Person]) -> House:
    """The House with people as they are told; those it does not hold are added."""
    known = house.people.mutate()
    not_looked_up, restricted = house.not_looked_up, house.restricted
    for person in people:
        known[person.id] = person
        not_looked_up = fold_person.note(not_looked_up, person)
        restricted = fold_person.restricted(restricted, person)
    return replace(house, people=known.finish(), not_looked_up=not_looked_up, restricted=restricted)


def lines_for_disk(house: House) -> bytes:
    """The whole House as JSON bytes; `house_from_disk` reads them."""
    told = {
        "fold": FOLD_VERSION,
        "number": house.number,
        "swept_at": house.swept_at,
        "lines": lines_for_screen(house),
        "people": [_person_to_disk(person) for person in house.people.values()],
    }
    return _encoder.encode(told)


def house_from_disk(data: bytes) -> House:
    """The House as it was. Stale for another fold version, msgspec.MsgspecError or KeyError for damage."""
    disk = _disk_decoder.decode(data)
    if disk.fold != FOLD_VERSION:
        raise Stale(f"fold version {disk.fold}, this is {FOLD_VERSION}")
    house = restore((_line(read) for read in disk.lines), disk.number, disk.swept_at)
    return put_people_in(replace(house, people=Map()), (_person_from_disk(read) for read in disk.people))


_NOTHING_BEFORE = Before()


def _person_to_disk(person: Person) -> DiskPerson:
    before = person.before
    return DiskPerson(
        id=person.id,
        lines=[_line_to_disk(line) for line in person.lines],
        registered_at=person.registered_at,
        age_band=person.age_band,
        sex=person.sex,
        visits=person.visits,
        episodes=person.episodes,
        last_visit_at=person.last_visit_at,
        last_assessment=person.last_assessment,
        last_assessed_at=person.last_assessed_at,
        otherwise_asked_at=person.otherwise_asked_at,
        before=None if before == _NOTHING_BEFORE else msgspec.structs.astuple(before),
        corrected=person.corrected,
        looked_up=person.looked_up,
        same_as=person.same_as,
        linked_at=person.linked_at,
        restrictions=person.restrictions,
        forgotten_at=person.forgotten_at,
    )


def _line_to_disk(line: Line) -> DiskLine:
    return DiskLine(
        line.number,
        line.id,
        line.kind,
        line.subject,
        msgspec.Raw(encode(line.body)),
        line.happened_at,
        line.recorded_at,
        line.staff,
        line.device,
    )


def _person_from_disk(read: DiskPerson) -> Person:
    return Person(
        id=read.id,
        lines=tuple(_line(line) for line in read.lines),
        registered_at=read.registered_at,
        age_band=read.age_band,
        sex=read.sex,
        visits=read.visits,
        episodes=read.episodes,
        last_visit_at=read.last_visit_at,
        last_assessment=read.last_assessment,
        last_assessed_at=read.last_assessed_at,
        otherwise_asked_at=read.otherwise_asked_at,
        before=_NOTHING_BEFORE if read.before is None else Before(*read.before),
        corrected=read.corrected,
        looked_up=read.looked_up,
        same_as=read.same_as,
        linked_at=read.linked_at,
        restrictions=read.restrictions,
        forgotten_at=read.forgotten_at,
    )
