"""What people need to know of the House: asked through here, so that this room needs no other."""

from collections.abc import Callable
from uuid import UUID

from bothy.care import links
from bothy.care.house import House
from bothy.care.house import Person as Counts

_house: Callable[[], House | None] = lambda: None  # noqa: E731


def connect(house: Callable[[], House | None]) -> None:
    """The server says where the last committed House is read from."""
    global _house
    _house = house


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


def meant(person: UUID) -> UUID:
    """Who this is; someone who was not looked up may have been found to be someone known."""
    now = _house()
    return links.who(now, person) if now is not None else person
