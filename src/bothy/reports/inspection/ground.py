"""What several checks stand on, worked out once: who was inside and in places, when it was open, who was on the floor."""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import get_args
from uuid import UUID

import msgspec

from bothy.care.bodies import FloorClosed, FloorOpened
from bothy.care.history import standing
from bothy.care.house import Line
from bothy.care.rules import HouseRules
from bothy.care.staffing import Spell, spells
from bothy.care.vocabulary import Role
from bothy.care.words import label
from bothy.journal.chain import micros, moment
from bothy.reports.inspection.reading import Record
from bothy.reports.inspection.steps import Span, Steps, counted, union
from bothy.reports.inspection.trace import Stay

ROLES: tuple[Role, ...] = get_args(Role)


class OnFloor(msgspec.Struct, frozen=True):
    """A time, in microseconds, through which the same people were on the floor."""

    since: int
    until: int
    floor: Mapping[UUID, Role]


class Sat(msgspec.Struct, frozen=True):
    """A stay in a place, cut to the period. ``visit``: its number in the pack, from 1."""

    since: int
    until: int
    visit: int
    stay: Stay


class Ground:
    """Of one record. Spans are cut to the period."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.since, self.until = record.since, record.until
        self.letters: dict[bytes, str] = {}
        self._inside()
        self.stays = sorted(self._stays(), key=lambda one: (one.since, one.visit))
        self.in_places = counted((one.since, one.until) for one in self.stays)
        self.floor_standing = tuple(standing(record.facility_lines))
        self.opened = self._opened()
        self.on_floor = self._on_floor()
        self._starts = [one.since for one in self.on_floor]
        for spell in self.on_floor:
            for staff in spell.floor:
                self.letter(staff.bytes)
        self.left_at: dict[str, list[tuple[int, int, str]]] = {}
        for one in record.visits:
            for left in one.left:
                self.left_at.setdefault(left.rule, []).append((left.at, left.number, left.reason))
        for moments in self.left_at.values():
            moments.sort()

    def cut(self, since: int, until: int | None) -> Span:
        return max(since, self.since), min(self.until if until is None else until, self.until)

    def rule_changes(self) -> list[int]:
        """Moments within the period at which other house rules begin."""
        return [at for at, _, _ in self.record.calendar.signed if self.since < at < self.until]

    def eras(self) -> list[tuple[int, int, HouseRules]]:
        """The period as times of one set of house rules each."""
        edges = [self.since, *self.rule_changes(), self.until]
        return [(a, b, self.record.rules_at(a)) for a, b in itertools.pairwise(edges) if a < b]

    def reason_of(self, rule: str, since: int, until: int) -> str:
        """The reason told with a departure from this rule in that time (both ends within), "" where none was."""
        told = self.left_at.get(rule, ())
        at = bisect_right(told, (since, -1, ""))
        while at < len(told) and told[at][0] <= until:
            if told[at][2]:
                return told[at][2]
            at += 1
        return ""

    def floor_at(self, at: int) -> Mapping[UUID, Role]:
        n = bisect_right(self._starts, at) - 1
        return self.on_floor[n].floor if n >= 0 and at < self.on_floor[n].until else {}

    def role_at(self, staff: bytes | None, at: int) -> str:
        """In which role somebody was on the floor then; "" where they were not, or nobody is known."""
        return "" if staff is None else self.floor_at(at).get(UUID(bytes=staff), "")

    def letter(self, staff: bytes) -> str:
        """A for the first who comes up in this pack, then B, … Z, AA: the same person is the same letter throughout."""
        known = self.letters.get(staff)
        if known is None:
            known = self.letters[staff] = _letters(len(self.letters))
        return known

    def who(self, staff: bytes | None, at: int) -> str:
        """ "B, nurse"; somebody who was not on the floor keeps their letter alone."""
        if staff is None:
            return "nobody named"
        role = self.role_at(staff, at)
        return (
            f"{self.letter(staff)}, {label('role', role).lower()}"
            if role
            else f"{self.letter(staff)}, not on the floor"
        )

    def _inside(self) -> None:
        """Somebody with two visits at once is one person."""
        of_person: dict[bytes, list[Span]] = {}
        for one in self.record.visits:
            person = self.record.people.get(one.person)
            meant = one.person if person is None else person.meant
            of_person.setdefault(meant, []).append(self.cut(one.started, one.ended))
        self.inside = counted(span for spans in of_person.values() for span in union(spans))

    def _stays(self) -> Iterable[Sat]:
        for number, one in enumerate(self.record.visits, 1):
            for stay in one.stays:
                since, until = self.cut(stay.since, stay.until)
                if since < until:
                    yield Sat(since, until, number, stay)

    def _opened(self) -> list[Span]:
        found: list[Span] = []
        since: int | None = None
        for line in self.floor_standing:
            if isinstance(line.body, FloorOpened) and since is None:
                since = micros(line.happened_at)
            elif isinstance(line.body, FloorClosed) and since is not None:
                found.append((since, micros(line.happened_at)))
                since = None
        if since is not None:
            found.append((since, self.until))
        return union(self.cut(*span) for span in found)

    def _on_floor(self) -> list[OnFloor]:
        told = spells(self.record.facility_lines, moment(self.until))
        found = [OnFloor(*self.cut(micros(one.since), micros(one.until)), one.floor) for one in told]
        return [one for one in found if one.since < one.until]

    def spells(self) -> tuple[Spell, ...]:
        return tuple(Spell(moment(one.since), moment(one.until), one.floor) for one in self.on_floor)

    def roles(self) -> dict[Role, Steps]:
        """How many of each role were on the floor, for every role that ever was."""
        found = {}
        for role in ROLES:
            at, values = [], []
            for n, one in enumerate(self.on_floor):
                at.append(one.since)
                values.append(sum(each == role for each in one.floor.values()))
                follows = n + 1 < len(self.on_floor) and self.on_floor[n + 1].since == one.until
                if not follows:
                    at.append(one.until)
                    values.append(0)
            if any(values):
                found[role] = Steps(at, values)
        return found

    def must_be_staffed(self) -> list[Span]:
        """While the floor was open, and while anybody was in a place."""
        return union([*self.opened, *((one.since, one.until) for one in self.stays)])

    def entries_of(self, kind: str) -> list[Line]:
        """The facility's standing entries of a kind that happened in the period."""
        return [
            line
            for line in self.floor_standing
            if line.kind == kind and self.record.within(micros(line.happened_at))
        ]


def _letters(n: int) -> str:
    found = ""
    n += 1
    while n:
        n, left = divmod(n - 1, 26)
        found = chr(ord("A") + left) + found
    return found


__all__ = ["ROLES", "Ground", "OnFloor", "Sat"]
