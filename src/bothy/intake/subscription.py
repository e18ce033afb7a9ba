"""What a commit says to the screens: the event of Server-Sent Events, encoded once for all of them."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

import msgspec

from bothy.care import links
from bothy.care.house import House, Line, Person
from bothy.care.snapshot import person_for_screen
from bothy.intake.batch import Committed

NamesFor = Callable[[Iterable[UUID]], Mapping[UUID, object]]
"""What people are called, for those who have a name here: anything msgspec can encode."""

StaffNames = Callable[[], Mapping[UUID, object]]
"""Name and role of everyone who works or worked here."""

_encoder = msgspec.json.Encoder()


class Words:
    """What the journal does not know and screens need: who people are called, and who the staff are."""

    def __init__(self, names_for: NamesFor = lambda ids: {}, staff: StaffNames = dict) -> None:
        self.names_for = names_for
        self.staff = staff


def event(name: str, data: bytes, id: int | None = None) -> bytes:
    """One event on the wire; `data` is JSON without line breaks."""
    head = b"event: " + name.encode() + (b"\n" if id is None else b"\nid: %d\n" % id)
    return head + b"data: " + data + b"\n\n"


def lines_event(committed: Committed, words: Words) -> bytes:
    """`lines`: the new lines, the earlier ones they need, and the people they change as they stand now."""
    people = people_changed(committed)
    said: dict[str, object] = {
        "number": committed.number,
        "lines": committed.lines,
        "recalled": committed.recalled,
        "people": people,
        "names": words.names_for(people),
        "staff": _staff_in(committed.lines, words),
    }
    return event("lines", _encoder.encode(said), committed.number)


def people_changed(committed: Committed) -> dict[UUID, Person]:
    """The people whose record in the House these lines touch, also those that hear of them first.

    With each, all that they were and are entered as: screens add their counts up.
    """
    before, after = committed.before, committed.house
    ids: dict[UUID, None] = {}
    for line in (*committed.lines, *committed.recalled):
        for house in (before, after):
            for person in _people_of(house, line):
                ids.update(dict.fromkeys((person, *links.family(house, person))))
    return _held(after, ids)


def _held(house: House, ids: Iterable[UUID]) -> dict[UUID, Person]:
    found = ((id, house.people.get(id)) for id in ids)
    return {id: person_for_screen(person) for id, person in found if person is not None}


def _people_of(house: House, line: Line) -> Iterable[UUID]:
    if line.subject in house.people:
        yield line.subject
    about = getattr(line.body, "person", None)
    if about is not None:
        yield about
    for subjects in (house.visits, house.referrals):
        subject = subjects.get(line.subject)
        if subject is not None and subject.person is not None:
            yield subject.person


def _staff_in(lines: Iterable[Line], words: Words) -> dict[UUID, object]:
    """Names of the staff whom these lines mention, so that someone new on shift has one."""
    ids = {id for line in lines for id in (line.staff, getattr(line.body, "staff", None)) if id is not None}
    if not ids:
        return {}
    known = words.staff()
    return {id: known[id] for id in ids if id in known}


__all__ = ["NamesFor", "StaffNames", "Words", "event", "lines_event", "people_changed"]
