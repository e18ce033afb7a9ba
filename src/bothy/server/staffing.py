"""What the journal says of competences, of guessing and of who was on the floor; read where pages and boards ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import competences
from bothy.care.bodies import FloorClosed, FloorOpened
from bothy.care.bodies_staff import GuessingNoticed
from bothy.care.fold import line
from bothy.care.history import in_order, standing
from bothy.care.house import House, Line
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.rules import HouseRules
from bothy.care.staffing import LONGEST_STAY, Short, Spell, short_times, spells
from bothy.journal.store import Reader


def notes(reader: Reader) -> competences.Notes:
    """Every note of competence, corrections applied."""
    told = reader.of_kinds(("competence-noted",), REGISTER_KINDS)
    about = {entry.subject for entry in told}
    return competences.notes_of(_lines(entry for one in about for entry in reader.subject(one)))


def _lines(entries: Iterable[object]) -> list[Line]:
    return [line(one) for one in entries if one.kind in ("competence-noted", "corrected")]  # type: ignore[attr-defined, arg-type]


class Guessed(msgspec.Struct, frozen=True):
    """Somebody guessed: the entry's body, and when."""

    at: datetime
    body: GuessingNoticed

    @property
    def at_the_office(self) -> bool:
        """Whether it was at a sign-in of the office, and not at a tablet."""
        return self.body.at in ("password", "second_factor")

    def aim(self, names: Mapping[UUID, str]) -> str:
        """What is guessed at, in words; ``names``: those who work here."""
        if self.body.at == "enrolment":
            return "the codes for new tablets"
        what = {"pin": "PIN", "password": "password", "second_factor": "second factor"}[self.body.at]
        if self.body.whose is None:
            return "sign-ins of the office" if self.at_the_office else "a PIN"
        return f"the {what} of {names.get(self.body.whose, 'somebody')}"


def guesses(reader: Reader, since: datetime) -> tuple[Guessed, ...]:
    """Guessing that was noticed since then, the latest first, each name at each device once, with the most tries."""
    found: dict[tuple[str, UUID | None, UUID | None], Guessed] = {}
    for entry in reader.of_kinds(("guessing-noticed",), REGISTER_KINDS):
        if entry.happened_at >= since:
            body = line(entry).body
            assert isinstance(body, GuessingNoticed)
            found[body.at, body.whose, body.device] = Guessed(entry.happened_at, body)
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True))


class OnTheFloor(msgspec.Struct, frozen=True):
    """Who was on the floor over a time, when it was open, and when it was below the rules."""

    present: tuple[Spell, ...]
    opened: tuple[tuple[datetime, datetime], ...]
    short: tuple[Short, ...]


def over_time(reader: Reader, house: House, since: datetime, until: datetime) -> OnTheFloor:
    """The floor against the house rules of each moment from ``since`` to ``until``, from what was recorded."""
    assert house.facility is not None
    early = since - LONGEST_STAY
    lines = [
        line(entry)
        for entry in reader.subject(house.facility)
        if entry.kind in _FLOOR and early - timedelta(days=1) <= entry.happened_at <= until
    ]
    present = tuple(one for one in spells(lines, until) if one.until > since)
    opened = tuple((max(a, since), b) for a, b in _open_times(lines, until) if b > since)
    rules = [(one.effective_from, one.rules) for one in house.rules]

    def rules_at(at: datetime) -> HouseRules | None:
        return next((told for begins, told in reversed(rules) if begins <= at), None)

    return OnTheFloor(present, opened, short_times(present, opened, rules_at, notes(reader)))


_FLOOR = ("staff-came", "staff-went", "floor-opened", "floor-closed", "corrected")


def _open_times(lines: Iterable[Line], until: datetime) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    opened: datetime | None = None
    for one in standing(in_order(lines)):
        if isinstance(one.body, FloorOpened):
            opened = opened or one.happened_at
        elif isinstance(one.body, FloorClosed) and opened is not None:
            found.append((opened, one.happened_at))
            opened = None
    return [*found, (opened, until)] if opened is not None and opened < until else found
