"""What people need to know of the House: asked through here, so that this room needs no other."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils import timezone

from bothy.care import links
from bothy.care.house import House
from bothy.care.house import Person as Counts

_house: Callable[[], House | None] = lambda: None  # noqa: E731


def connect(house: Callable[[], House | None]) -> None:
    """The server says where the last committed House is read from."""
    global _house
    _house = house


class Told(msgspec.Struct, frozen=True):
    """When a device says that something was: `at` in facility time, and its clocks then and (`now`) as it sends."""

    device: UUID
    at: datetime
    wall: datetime | None = None
    tick_ms: float | None = None
    boot: UUID | None = None
    synced: bool = False
    now: msgspec.Raw | None = None


class OpenedPin(msgspec.Struct, frozen=True):
    """A PIN that a device took while it was cut off: whose, and when."""

    staff: UUID
    pin: str
    since: datetime


def _unopened(box: bytes) -> OpenedPin:
    raise ValueError("Nothing sealed can be opened here.")


_open_pin: Callable[[bytes], OpenedPin] = _unopened
_wall_time: Callable[[Told], datetime] = lambda told: timezone.now()  # noqa: E731


def connect_claims(open_pin: Callable[[bytes], OpenedPin], wall_time: Callable[[Told], datetime]) -> None:
    """The server says how a sealed PIN is opened (ValueError with a sentence), and how a device's time is reckoned."""
    global _open_pin, _wall_time
    _open_pin, _wall_time = open_pin, wall_time


def open_pin(box: bytes) -> OpenedPin:
    """The PIN in a sealed box (JSON). ValueError with a sentence where it holds none that can be opened here."""
    return _open_pin(box)


def wall_time(told: Told) -> datetime:
    """The house's own wall time of a moment that a device told of."""
    return _wall_time(told)


def house() -> House | None:
    """The last committed House; None before the facility is open."""
    return _house()


def counts(person: UUID) -> Counts | None:
    """The House's record of a person: age band, sex, running counts."""
    now = _house()
    return now.people.get(person) if now is not None else None


def joined(person: UUID) -> Counts | None:
    """As `counts`, of whoever is meant: all that they were entered as taken together."""
    now = _house()
    return links.joined(now, person) if now is not None else None


_owner: Callable[[UUID], UUID | None] = lambda subject: None  # noqa: E731
_again: frozenset[UUID] = frozenset()


def connect_owner(owner: Callable[[UUID], UUID | None]) -> None:
    """The server says how the person of a visit, emergency, referral or incident is found that the House let go."""
    global _owner
    _owner = owner


def forget_again(people: frozenset[UUID]) -> None:
    """Whom a restored house must forget again: what is brought of them meanwhile is not kept."""
    global _again
    _again = people


def is_forgotten(person: UUID) -> bool:
    """Whether their name and words are gone, so that no new ones are kept under this id."""
    told = counts(person)
    return person in _again or (told is not None and told.forgotten_at is not None)


def about_forgotten(subject: UUID) -> bool:
    """Whether words about this subject (a person, or something of theirs) are words about somebody forgotten."""
    if is_forgotten(subject):
        return True
    now = _house()
    if now is None or subject in now.people:
        return False
    person = _owner(subject)
    return person is not None and is_forgotten(person)


def meant(person: UUID) -> UUID:
    """Who this is; someone who was not looked up may have been found to be someone known."""
    now = _house()
    return links.who(now, person) if now is not None else person
