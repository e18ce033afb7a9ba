"""Everything in the journal about one person, under whatever ids they were entered, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bothy.care import links
from bothy.care.body import Body
from bothy.care.fold import line as as_line
from bothy.care.house import House, Line
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.words import label
from bothy.journal.entry import Entry
from bothy.journal.store import Reader
from bothy.reports.facts.opened import Facts
from bothy.server.held.words import says


class Told(msgspec.Struct, frozen=True):
    """One entry in words. `put_right`: a later entry named it; `digest` (hex): of the words of a note."""

    number: int
    at: datetime
    what: str
    says: str
    by: str
    put_right: bool = False
    digest: str = ""


class Subjects(msgspec.Struct, frozen=True):
    """Everything that is theirs, by random id: their own ids first."""

    people: tuple[UUID, ...]
    visits: frozenset[UUID]
    emergencies: frozenset[UUID]
    referrals: frozenset[UUID]

    def __iter__(self) -> Iterator[UUID]:  # type: ignore[override]
        yield from self.people
        for kind in (self.visits, self.emergencies, self.referrals):
            yield from sorted(kind, key=lambda one: one.bytes)


def subjects_of(house: House, facts: Facts, person: UUID) -> Subjects:
    """The visits of somebody, the emergencies in them, and their referrals: from the facts, and from the House where it is newer."""
    people = links.family(house, person)
    ids = {one.bytes for one in people}
    visits = {one for one, whose in _pairs(facts, "visit", "person") if whose in ids}
    visits |= {one.id.bytes for one in house.visits.values() if one.person in people}
    emergencies = {one for one, whose in _pairs(facts, "emergency", "visit") if whose in visits}
    emergencies |= {
        one.id.bytes
        for one in house.emergencies.values()
        if one.visit is not None and one.visit.bytes in visits
    }
    referrals = {one for one, whose in _pairs(facts, "referral", "person") if whose in ids}
    referrals |= {one.id.bytes for one in house.referrals.values() if one.person in people}
    return Subjects(people, _ids(visits), _ids(emergencies), _ids(referrals))


def _pairs(facts: Facts, table: str, column: str) -> Iterator[tuple[bytes, bytes | None]]:
    found = facts.table(table, None, ["subject", column])
    return zip(found["subject"].to_pylist(), found[column].to_pylist(), strict=True)


def _ids(raw: Iterable[bytes]) -> frozenset[UUID]:
    return frozenset(UUID(bytes=one) for one in raw)


def entries_of(reader: Reader, subjects: Subjects, facility: UUID) -> list[Entry]:
    """Their entries, and those of registers and of the house that name them, by number."""
    found = {entry.number: entry for subject in subjects for entry in reader.subject(subject)}
    names = [str(one).encode() for one in subjects.people]
    named: set[UUID] = set()
    registers = reader.of_kinds(REGISTER_KINDS, REGISTER_KINDS)
    for entry in registers:
        if any(name in entry.body for name in names):
            found[entry.number] = entry
            named.add(entry.subject)
    named.discard(facility)
    # What became of an incident or a request that names them does not name them again.
    found |= {entry.number: entry for entry in registers if entry.subject in named}
    for entry in reader.subject(facility):
        if entry.kind == "turned-away" and any(name in entry.body for name in names):
            found[entry.number] = entry
    return [found[number] for number in sorted(found)]


def timeline(entries: Sequence[Entry], zone: str, who_is: Callable[[UUID], str]) -> list[Told]:
    """The entries in words, in the order in which they happened. One that cannot be read is said to be there."""
    clock = ZoneInfo(zone)
    lines = [as_line(entry) for entry in entries]
    put_right = {getattr(line.body, "entry", None) for line in lines if line.kind == "corrected"}
    told = [_told(line, who_is, clock, line.id in put_right) for line in lines]
    return sorted(told, key=lambda one: (one.at, one.number))


def _told(line: Line, who_is: Callable[[UUID], str], zone: Any, put_right: bool) -> Told:
    what = label("kind", line.kind)
    said = says(line.body, who_is, zone)
    if line.kind == "corrected":
        what = f"put right: {label('kind', getattr(line.body, 'kind', 'corrected'))}"
        said = _correction(line.body)
    by = who_is(line.staff) if line.staff is not None else ""
    digest = getattr(line.body, "digest", "") if line.kind == "noted" else ""
    return Told(line.number, line.happened_at.astimezone(zone), what, said, by, put_right, digest)


def _correction(body: Body) -> str:
    said = "did not happen" if getattr(body, "void", False) else "corrected"
    reason = str(getattr(body, "reason", "")).replace("_", " ")
    return f"{said}; {reason}" if reason else said
