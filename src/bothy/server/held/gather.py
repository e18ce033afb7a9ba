"""All that is held about one person, put together once, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bothy.care import links
from bothy.care.house import House
from bothy.care.words import label
from bothy.intake.facility import Facility
from bothy.people import forgetting, ports
from bothy.people.devices import devices
from bothy.people.models import Note, Person
from bothy.people.vault.held import held as in_vault
from bothy.reports.facts.opened import Facts
from bothy.server.checkpoints import open_journal
from bothy.server.held.copies import Copy, copies
from bothy.server.held.timeline import Subjects, Told, entries_of, subjects_of, timeline

LOOKS = frozenset({"vault-opened", "look-reviewed", "held-shown"})


class Called(msgspec.Struct, frozen=True):
    """One row of names: how they were entered, when, and whether it is the one they go by."""

    name: str
    code: str
    card: str
    since: datetime
    main: bool


class Words(msgspec.Struct, frozen=True):
    """A note as it was written, with what it is about."""

    at: datetime
    about: str
    text: str
    by: str


class Part(msgspec.Struct, frozen=True):
    """Something in the vault: what it is, never what is in it. To read it is a look of its own, with a reason."""

    says: str
    since: datetime


class Held(msgspec.Struct, frozen=True):
    """`told`: the journal in words; `looks`: who looked in the vault or had this put together; `parts`: what the vault holds."""

    name: str
    facility: str
    made_at: datetime
    called: Sequence[Called]
    told_of_themselves: str
    visits: int
    words: Sequence[Words]
    parts: Sequence[Part]
    told: Sequence[Told]
    looks: Sequence[Told]
    copies: Sequence[Copy]
    first: int
    last: int
    forgotten_at: datetime | None = None

    @property
    def days(self) -> list[tuple[datetime, list[Told]]]:
        """What is told, by the day on which it happened."""
        found: list[tuple[datetime, list[Told]]] = []
        for one in self.told:
            if not found or found[-1][0].date() != one.at.date():
                found.append((one.at, []))
            found[-1][1].append(one)
        return found


def gather(facility: Facility, facts: Facts, person: UUID) -> Held:
    """Everything about the person who is meant, as it stands now. `JournalError` where the journal cannot be read."""
    house, now = facility.house, facility.clock.now()
    zone = ZoneInfo(house.time_zone)
    subjects = subjects_of(house, facts, person)
    reader = open_journal()
    try:
        entries = entries_of(reader, subjects, facility.id)
        exports = [
            entry
            for entry in reader.subject(facility.id)
            if entry.kind in ("data-exported", "linkage-exported")
        ]
    finally:
        reader.close()
    told = timeline(entries, house.time_zone, _name_of_staff)
    looks = {entry.number for entry in entries if entry.kind in LOOKS}
    called = _called(subjects.people, zone)
    counts = links.joined(house, person)
    numbers = [entry.number for entry in entries]
    return Held(
        name=next((one.name for one in called if one.main), called[0].name if called else ""),
        facility=house.name,
        made_at=now.astimezone(zone),
        called=called,
        told_of_themselves=_of_themselves(house, subjects.people[0]),
        visits=counts.visits if counts is not None else 0,
        words=_words(subjects, {entry.subject for entry in entries}, told, zone),
        parts=[
            Part(part.says, part.since.astimezone(zone)) for one in subjects.people for part in in_vault(one)
        ],
        told=[one for one in told if one.number not in looks],
        looks=[one for one in told if one.number in looks],
        copies=copies(facility.home, house, exports, now),
        first=min(numbers, default=0),
        last=max(numbers, default=0),
        forgotten_at=counts.forgotten_at if counts is not None else None,
    )


def _called(people: Sequence[UUID], zone: ZoneInfo) -> list[Called]:
    rows = Person.objects.filter(id__in=people).order_by("created_at")
    return [
        Called(row.chosen_name, row.code, row.card, row.created_at.astimezone(zone), row.id == people[0])
        for row in rows
    ]


def _of_themselves(house: House, person: UUID) -> str:
    told = ports.counts(person)
    if told is None:
        return ""
    return f"Age band: {label('age_band', told.age_band)}. Sex: {label('sex', told.sex)}."


def _words(subjects: Subjects, named: set[UUID], told: Sequence[Told], zone: ZoneInfo) -> list[Words]:
    """The notes about them and about what is theirs; registers that name them too."""
    by = {one.digest: one.by for one in told if one.digest}
    wanted = [*dict.fromkeys([*subjects, *named])]
    found: list[Words] = []
    for start in range(0, len(wanted), forgetting.CHUNK):
        for row in Note.objects.filter(subject__in=wanted[start : start + forgetting.CHUNK]):
            about = next((one.says for one in told if one.digest == row.digest), "")
            found.append(Words(row.created_at.astimezone(zone), about, row.text, by.get(row.digest, "")))
    return sorted(found, key=lambda one: one.at)


def _name_of_staff(id: UUID) -> str:
    known = devices.staff().get(id)
    return "" if known is None else str(known["name"])
