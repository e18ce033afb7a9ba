"""Whether the question came before the answer: a protocol's versions beside the data that the journal held when each was signed.

Only the order of entries counts, which the chain proves; no clock is believed. Works on entries alone, from an
open house or from an exported file, so that anyone can do it without the house.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bothy.care.bodies import FacilityFounded, RulesSigned
from bothy.care.bodies_basis import ProtocolSigned
from bothy.care.bodies_publication import PublicationSigned
from bothy.care.fold import line as as_line
from bothy.care.house import Line
from bothy.care.protocol import Protocol, Version, protocols
from bothy.journal import Entry, Reader
from bothy.reports.departed import first_since

PROTOCOL_KINDS = ("protocol-signed", "protocol-reviewed")


class Seen(msgspec.Struct, frozen=True):
    """A figure that was out: the entry that signed a publication with months of the protocol's time."""

    number: int
    set: str
    since: str
    until: str


class VersionProof(msgspec.Struct, frozen=True):
    """One version. `visits`, `published`, `exported`: what the journal held of its time before it was signed.

    `first`: the first visit of its time (number, when it was, when it was written); None where there is none yet.
    """

    version: Version
    first: tuple[int, datetime, datetime] | None
    visits: int
    published: tuple[Seen, ...]
    exported: int

    @property
    def state(self) -> Literal["before", "during", "after_seen"]:
        """Before any data; after data were recorded; after figures of them had been published or exported."""
        if self.published or self.exported:
            return "after_seen"
        return "during" if self.visits else "before"

    @property
    def sentence(self) -> str:
        """What the journal proves of this version, in one sentence."""
        where = f"Signed in entry {self.version.number:,} on {_day(self.version.recorded_at)}"
        if self.state == "before":
            if self.first is None:
                return f"{where}. No visit of its time is recorded yet: the question stands before the data."
            return f"{where}. The first visit of its time is entry {self.first[0]:,} on {_day(self.first[2])}: the question came before the data."
        had = f"{self.visits:,} visit{'' if self.visits == 1 else 's'} of its time {'was' if self.visits == 1 else 'were'} recorded before it"
        first = (
            f", the first in entry {self.first[0]:,} on {_day(self.first[2])}"
            if self.first is not None
            else ""
        )
        if self.state == "during":
            return f"{where}. {had}{first}: it was signed AFTER data had begun to come in. No figures of them had been published or exported."
        out = []
        if self.published:
            one = self.published[0]
            count = len(self.published)
            out.append(
                f"{count} publication{'' if count == 1 else 's'} with months of its time (the first in entry {one.number:,})"
            )
        if self.exported:
            out.append(f"{self.exported} export{'' if self.exported == 1 else 's'} of records")
        return f"{where}. {had}{first}, and {' and '.join(out)} had been made: it was signed AFTER figures could be seen."


class Proof(msgspec.Struct, frozen=True):
    """A protocol with what the journal proves of each version, in the order of signing. `upto`: the last entry looked at."""

    protocol: Protocol
    versions: tuple[VersionProof, ...]
    upto: int

    @property
    def first_came_first(self) -> bool:
        """Whether the first version was signed before any visit of its time, and nothing tried to put a version right."""
        return self.versions[0].state == "before" and not self.protocol.tampered


class _Days:
    """The business day of a moment, by the time zone and day start that held last."""

    def __init__(self, zone: str = "UTC", day_starts: str = "00:00") -> None:
        self.set(zone, day_starts)

    def set(self, zone: str, day_starts: str) -> None:
        self._zone = ZoneInfo(zone)
        self._starts = time.fromisoformat(day_starts)

    def of(self, at: datetime) -> date:
        there = at.astimezone(self._zone)
        return there.date() - timedelta(days=1) if there.time() < self._starts else there.date()

    def heed(self, entry: Entry) -> None:
        if entry.kind == "facility-founded":
            body = as_line(entry).body
            if isinstance(body, FacilityFounded):
                self.set(body.time_zone, "00:00")
        elif entry.kind == "rules-signed":
            body = as_line(entry).body
            if isinstance(body, RulesSigned):
                self.set(body.rules.time_zone, body.rules.day_starts)


class _Counting:
    """One version's count while entries go by. Its time begins with the earliest day that any version up to it named:
    an amendment cannot make data unseen by moving the beginning."""

    def __init__(self, protocol: Protocol, index: int) -> None:
        self.version = protocol.versions[index]
        upto = [one.body for one in protocol.versions[: index + 1]]
        self.since = min(one.data_from for one in upto)
        ends = [one.data_until for one in upto]
        self.until = None if any(one is None for one in ends) else max(one for one in ends if one is not None)
        self.first: tuple[int, datetime, datetime] | None = None
        self.visits = 0
        self.published: list[Seen] = []
        self.exported = 0

    def has(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def visit(self, entry: Entry, day: date) -> None:
        if not self.has(day):
            return
        if self.first is None:
            self.first = (entry.number, entry.happened_at, entry.recorded_at)
        self.visits += entry.number < self.version.number

    def publication(self, number: int, body: PublicationSigned) -> None:
        inside = body.until >= self.since.isoformat()[:7] and (
            self.until is None or body.since <= self.until.isoformat()[:7]
        )
        if number < self.version.number and inside and self.visits:
            self.published.append(Seen(number, body.set, body.since, body.until))

    def export(self, number: int) -> None:
        if number < self.version.number and self.visits:
            self.exported += 1

    @property
    def settled(self) -> bool:
        return self.first is not None

    def proof(self) -> VersionProof:
        return VersionProof(self.version, self.first, self.visits, tuple(self.published), self.exported)


_LEFT_THE_HOUSE = frozenset({"data-exported", "linkage-exported"})


def prove(
    known: Iterable[Protocol], entries: Iterable[Entry], zone: str = "UTC", day_starts: str = "00:00"
) -> tuple[Proof, ...]:
    """What these entries, in order, prove of these protocols. Stops reading once nothing more can be learnt."""
    there = tuple(known)
    counts = [[_Counting(one, n) for n in range(len(one.versions))] for one in there]
    every = [one for each in counts for one in each]
    last = max((one.version.number for one in every), default=0)
    days, upto = _Days(zone, day_starts), 0
    for entry in entries:
        upto = entry.number
        days.heed(entry)
        if entry.kind == "visit-started":
            day = days.of(entry.happened_at)
            for one in every:
                one.visit(entry, day)
        elif entry.kind == "publication-signed":
            body = as_line(entry).body
            if isinstance(body, PublicationSigned):
                for one in every:
                    one.publication(entry.number, body)
        elif entry.kind in _LEFT_THE_HOUSE:
            for one in every:
                one.export(entry.number)
        if entry.number > last and all(one.settled for one in every):
            break
    return tuple(
        Proof(one, tuple(each.proof() for each in mine), upto)
        for one, mine in zip(there, counts, strict=True)
    )


def lines_of(entries: Iterable[Entry]) -> Iterator[Line]:
    """The lines of protocols among entries, with corrections that name one."""
    for entry in entries:
        if entry.kind in PROTOCOL_KINDS or (entry.kind == "corrected" and b'"protocol-signed"' in entry.body):
            yield as_line(entry)


def protocols_of(reader: Reader, among: tuple[str, ...]) -> tuple[Protocol, ...]:
    """Every protocol of a journal. `among`: the kinds that its index was made for."""
    signed = {entry.subject for entry in reader.of_kinds(("protocol-signed",), among)}
    lines = [as_line(entry) for subject in signed for entry in reader.subject(subject)]
    return protocols(lines)


def prove_all(reader: Reader, known: tuple[Protocol, ...], zone: str, day_starts: str) -> tuple[Proof, ...]:
    """What an open journal proves; read from the first day that any protocol is about."""
    if not known:
        return ()
    first = min(version.body.data_from for one in known for version in one.versions)
    since = datetime.combine(first - timedelta(days=1), time(0), UTC)
    return prove(known, reader.entries(first_since(reader, since)), zone, day_starts)


def sha256_of(entry_body: bytes) -> str:
    """The digest that a printed protocol carries: SHA-256 of the bytes of its body, as they stand in the journal."""
    import hashlib

    return hashlib.sha256(entry_body).hexdigest()


def body_of(reader: Reader, version: Version) -> tuple[ProtocolSigned, bytes]:
    """A version and its bytes as they stand in the journal. KeyError where the journal has no such entry."""
    entry = reader.entry(version.entry)
    if entry is None:
        raise KeyError(version.entry)
    return version.body, entry.body


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def subject_of(known: Iterable[Protocol], id: UUID) -> Protocol | None:
    """The protocol of that id."""
    return next((one for one in known if one.id == id), None)
