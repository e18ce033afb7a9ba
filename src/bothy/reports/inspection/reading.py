"""The journal read for one period, in two goes: what there is of whom, then the visits and emergencies that fall into it.

Only entries are read, never facts, names or notes. A correction counts wherever it stands in the journal, and so does
what was told late. A visit is added up and let go as soon as its last entry is read, so that a year fits into memory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from bothy.care.bodies import (
    Corrected,
    FacilityFounded,
    PersonLinked,
    PersonRegistered,
    RulesSigned,
    ServiceGiven,
)
from bothy.care.fold import restore
from bothy.care.history import in_order, standing
from bothy.care.house import Emergency, House, Line
from bothy.care.kinds import KINDS
from bothy.care.rules import HouseRules
from bothy.journal import Reader
from bothy.journal.chain import micros, moment
from bothy.journal.lean import AuthoredRow, authored, digest_at
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import read, settle
from bothy.reports.inspection.told import Period
from bothy.reports.inspection.trace import Trace, trace

Tell = Callable[[int, int], None]
"""Called with (entries read, of how many); each entry of the period is read twice."""

LATE_US = 2 * 60 * 1_000_000
"""Told later than this after it happened: counted as told late."""

_EVERY = 20_000
_KEPT = frozenset({"facility", "person", "item", "incident", "visitor", "staff"})
"""Subjects of which every entry is kept: there are few."""
_NOT_NEEDED = frozenset(
    {
        "place-changed",
        "noted",
        "stock-noted",
        "batch-flagged",
        "batch-flag-ended",
        "clock-set",
        "time-reckoned",
    }
)
_SETTINGS = frozenset({"facility-founded", "rules-signed"})
_GROUP = {name: kind.subject for name, kind in KINDS.items()}


class Person(msgspec.Struct, frozen=True):
    """What the chain holds of somebody: the age band as said when they were registered, and who they are by now."""

    age_band: str
    meant: bytes


class Late(msgspec.Struct, frozen=True):
    """Of the entries that happened in the period: how many, told late, put right later, and the longest delay in seconds."""

    entries: int
    late: int
    corrections: int
    longest_seconds: int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """All that checks look at. Times are microseconds since 1970; ``until`` is where the period or the journal ends.

    ``told_upto``: when the last entry read was recorded. ``kinds``: how often each kind stands in the whole journal.
    """

    facility: UUID
    period: Period
    calendar: Calendar
    number: int
    digest: str
    told_upto: int
    since: int
    until: int
    visits: list[Trace]
    house: House
    emergencies: list[Emergency]
    facility_lines: tuple[Line, ...]
    registers: Mapping[str, Mapping[UUID, tuple[Line, ...]]]
    people: Mapping[bytes, Person]
    kinds: Mapping[str, int]
    kinds_within: Mapping[str, int]
    unknown: Mapping[str, int]
    services_within: Mapping[str, int]
    late: Late

    def rules_at(self, at: int) -> HouseRules:
        """The house rules in force at a moment; before the first were signed, the first."""
        rules = self.calendar.era(at).rules
        if rules is None:
            raise NothingToJudgeBy(
                "No house rules are signed, so there is nothing to judge by. Sign them first."
            )
        return rules

    def within(self, at: int) -> bool:
        return self.since <= at < self.until


class NothingToJudgeBy(Exception):
    """The journal has no facility or no rules yet; the message says so."""


def day_starts(calendar: Calendar, day: date) -> int:
    """Midnight of that day on the facility's own clock, in microseconds since 1970.

    Where the clocks go on at midnight, the day begins when they have.
    """
    noon = micros(datetime(day.year, day.month, day.day, 12, tzinfo=calendar.era(0).zone))
    zone = calendar.era(noon).zone
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


class _Subject:
    __slots__ = ("earliest", "first", "group", "last", "latest", "open")

    def __init__(self, number: int, at: int, group: str) -> None:
        self.first = self.last = number
        self.earliest = self.latest = at
        self.group, self.open = group, group == "visit"


def read_record(reader: Reader, period: Period, upto: int | None = None, tell: Tell | None = None) -> Record:
    """`upto`: as the journal stood at that entry. `JournalError`, `NothingToJudgeBy`; ValueError for a period before the house."""
    head = reader.head().number if upto is None else upto
    if head < 1 or head > reader.head().number:
        raise NothingToJudgeBy(
            f"The journal has {reader.head().number:,} entries; there is none with number {head:,}."
        )
    index = _Index()
    for row in authored(reader, 0, head):
        index.add(row)
        if tell is not None and row[0] % _EVERY == 0:
            tell(row[0], head)
    facility = reader.facility
    own = tuple(map(_line, index.kept["facility"].pop(facility.bytes, ())))
    calendar = _calendar(own)
    if not calendar.signed:
        raise NothingToJudgeBy("No house rules are signed, so there is nothing to judge by. Sign them first.")
    since, end = day_starts(calendar, period.since), day_starts(calendar, period.until + timedelta(days=1))
    until = min(end, index.told_upto)
    if until <= since:
        raise ValueError(
            f"Nothing is recorded of {period.since} yet: the journal ends on {moment(index.told_upto):%Y-%m-%d %H:%M} UTC."
        )
    visits, emergencies, services = _second(reader, index, head, since, until, tell)
    restricted = _those_with(index.kept["person"], "restriction-")
    settings = [
        line
        for line in own
        if line.kind in _SETTINGS or (isinstance(line.body, Corrected) and line.body.kind in _SETTINGS)
    ]
    house = restore([*settings, *restricted, *(line for one in emergencies for line in one)], head)
    raised = [
        one
        for one in house.emergencies.values()
        if one.raised_at is not None and since <= micros(one.raised_at) < until
    ]
    return Record(
        facility=facility, period=period, calendar=calendar, number=head, digest=(digest_at(reader, head) or b"").hex(),
        told_upto=index.told_upto, since=since, until=until,
        visits=sorted(visits, key=lambda one: (one.started, one.number)),
        house=house, emergencies=sorted(raised, key=lambda one: (one.raised_at, one.id)),
        facility_lines=in_order(own),
        registers={group: _by_subject(rows) for group, rows in index.kept.items() if group not in ("facility", "person")},
        people=_people(index.kept["person"]),
        kinds=index.kinds, kinds_within=index.within(since, until), unknown=index.unknown,
        services_within=services, late=index.late(since, until),
    )  # fmt: skip


class _Index:
    """The first go: where each subject begins and ends, and every entry of the rare ones."""

    def __init__(self) -> None:
        self.subjects: dict[bytes, _Subject] = {}
        self.kept: dict[str, dict[bytes, list[AuthoredRow]]] = {group: {} for group in _KEPT}
        self.kinds: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.told_upto = 0
        self._kind_at: list[tuple[int, int, str]] = []
        self._late: list[tuple[int, int]] = []
        self._days: dict[str, Counter[int]] = {}
        self._corrected: list[int] = []

    def add(self, row: AuthoredRow) -> None:
        number, _, kind, _, subject, at, _, recorded, _ = row
        self.kinds[kind] += 1
        if recorded > self.told_upto:
            self.told_upto = recorded
        self._days.setdefault(kind, Counter())[at // _QUARTER_US] += 1
        if recorded - at > LATE_US:
            self._late.append((at, recorded - at))
        group = _GROUP.get(kind)
        if group is None:
            self.unknown[kind] += 1
            return
        if kind in _NOT_NEEDED:
            return
        known = self.subjects.get(subject)
        if kind == "corrected":
            if known is not None:
                self._correct(row, known)
        elif known is None:
            known = self.subjects[subject] = _Subject(number, at, group)
        if known is None:
            return
        known.last = number
        known.earliest, known.latest = min(known.earliest, at), max(known.latest, at)
        if kind == "visit-ended":
            known.open = False
        if known.group in _KEPT:
            self.kept[known.group].setdefault(subject, []).append(row)

    def _correct(self, row: AuthoredRow, known: _Subject) -> None:
        body = read("corrected", row[3], row[6])
        assert isinstance(body, Corrected)
        self._corrected.append(row[5])
        if body.happened_at is not None:
            moved = micros(body.happened_at)
            known.earliest, known.latest = min(known.earliest, moved), max(known.latest, moved)
        # Its ending may be what was taken back.
        known.open = known.open or known.group == "visit"

    def within(self, since: int, until: int) -> dict[str, int]:
        """Kinds that happened in the period. Days begin on a quarter of an hour in every zone."""
        first, last = since // _QUARTER_US, -(-until // _QUARTER_US)
        found = {
            kind: sum(many for at, many in days.items() if first <= at < last)
            for kind, days in self._days.items()
        }
        return {kind: many for kind, many in sorted(found.items()) if many}

    def late(self, since: int, until: int) -> Late:
        told = [delay for at, delay in self._late if since <= at < until]
        put_right = sum(since <= at < until for at in self._corrected)
        return Late(
            sum(self.within(since, until).values()), len(told), put_right, max(told, default=0) // 1_000_000
        )


_QUARTER_US = 15 * 60 * 1_000_000


def _second(
    reader: Reader, index: _Index, head: int, since: int, until: int, tell: Tell | None
) -> tuple[list[Trace], list[list[Line]], Counter[str]]:
    """The visits that were inside in the period, the lines of every emergency that may have been raised in it, and services."""
    wanted = {
        subject: one
        for subject, one in index.subjects.items()
        if one.group in ("visit", "emergency") and one.earliest < until and (one.latest >= since or one.open)
    }
    first = min((one.first for one in wanted.values()), default=head + 1) - 1
    waiting: dict[bytes, list[AuthoredRow]] = {}
    visits: list[Trace] = []
    emergencies: list[list[Line]] = []
    services: Counter[str] = Counter()
    for row in authored(reader, first, head):
        subject = row[4]
        one = wanted.get(subject)
        if one is not None and row[2] not in _NOT_NEEDED and row[2] in _GROUP:
            waiting.setdefault(subject, []).append(row)
            if row[0] == one.last:
                rows = waiting.pop(subject)
                if one.group == "emergency":
                    emergencies.append([_line(each) for each in rows])
                else:
                    settled = settle(subject, [each[:7] for each in rows])
                    services.update(
                        body.service
                        for at, _, _, _, body in settled.lines
                        if isinstance(body, ServiceGiven) and since <= at < until
                    )
                    found = trace(settled, {each[0]: each[8] for each in rows})
                    if (
                        found is not None
                        and found.started < until
                        and (found.ended is None or found.ended >= since)
                    ):
                        visits.append(found)
        if tell is not None and row[0] % _EVERY == 0:
            tell(head + row[0] - first, 2 * head - first)
    return visits, emergencies, services


def _line(row: AuthoredRow) -> Line:
    number, id, kind, version, subject, at, body, recorded, staff = row
    said = read(kind, version, body)
    who = None if staff is None else UUID(bytes=staff)
    return Line(number, UUID(bytes=id), kind, UUID(bytes=subject), said, moment(at), moment(recorded), who)


def _by_subject(rows: Mapping[bytes, list[AuthoredRow]]) -> dict[UUID, tuple[Line, ...]]:
    """Lines by their subject, in order, corrections applied."""
    return {
        UUID(bytes=subject): tuple(standing(in_order(map(_line, mine)))) for subject, mine in rows.items()
    }


def _those_with(rows: Mapping[bytes, list[AuthoredRow]], prefix: str) -> list[Line]:
    """All lines of the people of whom one has a kind that begins so, corrections among them."""
    mine = [every for every in rows.values() if any(row[2].startswith(prefix) for row in every)]
    return [_line(row) for every in mine for row in every]


def _calendar(lines: Iterable[Line]) -> Calendar:
    calendar = Calendar()
    for line in standing(in_order(lines)):
        if isinstance(line.body, FacilityFounded):
            calendar.found(line.body)
        elif isinstance(line.body, RulesSigned):
            calendar.sign(line.number, micros(line.body.effective_from), line.body)
    return calendar


def _people(rows: Mapping[bytes, list[AuthoredRow]]) -> dict[bytes, Person]:
    bands: dict[bytes, str] = {}
    same: dict[bytes, bytes | None] = {}
    for subject, mine in rows.items():
        for _, _, _, _, body in settle(subject, [row[:7] for row in mine]).lines:
            if isinstance(body, PersonRegistered):
                bands[subject] = body.age_band
            elif isinstance(body, PersonLinked):
                same[subject] = None if body.same_as is None else body.same_as.bytes
    return {subject: Person(bands.get(subject, "not_known"), _meant(subject, same)) for subject in rows}


def _meant(subject: bytes, same: Mapping[bytes, Any]) -> bytes:
    passed: list[bytes] = []
    while (to := same.get(subject)) is not None:
        if subject in passed:
            return min(passed[passed.index(subject) :])
        passed.append(subject)
        subject = to
    return subject


__all__ = ["LATE_US", "Late", "NothingToJudgeBy", "Person", "Record", "Tell", "day_starts", "read_record"]
