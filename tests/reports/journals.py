"""Small journals written by hand, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import msgspec

from bothy.care import bodies as b
from bothy.care.body import Body
from bothy.care.kinds import KINDS, encode
from bothy.care.rules import SCOTLAND, HouseRules
from bothy.journal import Draft, Entry, Store, create_store, open_store, seal
from bothy.journal.chain import head_after

FACILITY = UUID("00000000-0000-4000-8000-00000000f001")
SIGNER = UUID("00000000-0000-4000-8000-0000000051e1")
FOUNDED = datetime(2025, 1, 12, 12, tzinfo=UTC)
KIND_OF = {kind.body: kind.name for kind in KINDS.values()}
INJECT = (b.Preparation(substances=("heroin",), route="vein"),)


def at(day: str, clock: str = "12:00") -> datetime:
    """A moment given in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00")


class Pen:
    """Collects lines in the order of writing: `pen(subject, body, when)` returns the entry's id."""

    def __init__(self, founded: bool = True, rules: HouseRules = SCOTLAND) -> None:
        self.drafts: list[Draft] = []
        if founded:
            places = tuple(b.PlaceSpec(number=n, kind="inject" if n < 8 else "chair") for n in range(1, 9))
            facility = b.FacilityFounded(name="Northgate", time_zone="Europe/London", places=places)
            self(FACILITY, facility, FOUNDED)
            self(FACILITY, b.RulesSigned(rules=rules, effective_from=FOUNDED, signer=SIGNER), FOUNDED)

    def __call__(self, subject: UUID, body: Body, when: datetime) -> UUID:
        id = uuid5(FACILITY, str(len(self.drafts)) + subject.hex)
        kind = KIND_OF[type(body)]
        self.drafts.append(Draft(id, kind, KINDS[kind].version, subject, encode(body), when, SIGNER, None))
        return id

    def person(self, when: datetime, sex: str = "male", age_band: str = "35-44") -> UUID:
        person = uuid4()
        self(person, b.PersonRegistered(sex=sex, age_band=age_band), when)
        return person

    def visit(
        self,
        person: UUID,
        when: datetime,
        preparations: object = INJECT,
        place: int | None = 1,
        used: str = "yes",
    ) -> UUID:
        """A whole visit: two minutes of waiting, twenty in a place with looks, ten of aftercare."""
        visit = uuid4()
        minutes = lambda n: when + timedelta(minutes=n)  # noqa: E731
        self(visit, b.VisitStarted(person=person, purposes=("use",) if place else ("shower",)), when)
        if place is None:
            self(visit, b.ServiceGiven(service="shower"), minutes(5))
            self(visit, b.VisitEnded(), minutes(20))
            return visit
        self(visit, b.StageEntered(stage="assessment"), minutes(2))
        self(visit, b.Assessed(preparations=preparations), minutes(4))
        self(visit, b.PlaceGiven(place=place), minutes(5))
        episode = self(visit, b.EpisodeStarted(place=place, preparations=preparations), minutes(5))
        for n in (9, 13, 17, 21):
            self(visit, b.Seen(), minutes(n))
        self(visit, b.EpisodeEnded(episode=episode, used=used), minutes(24))
        self(visit, b.StageEntered(stage="aftercare"), minutes(25))
        self(visit, b.VisitEnded(), minutes(35))
        return visit

    def correct(self, subject: UUID, entry: UUID, kind: str, when: datetime, **more: object) -> UUID:
        body = more.pop("body", None)
        raw = None if body is None else msgspec.Raw(encode(body))
        return self(subject, b.Corrected(entry=entry, kind=kind, reason="mistake", body=raw, **more), when)


def write(home: Path, drafts: Iterable[Draft]) -> int:
    """Append drafts to the journal of a home (made where there is none); the head's number."""
    home.mkdir(parents=True, exist_ok=True)
    return append(
        open_store(home) if (home / "journal.sqlite3").exists() else create_store(home, FACILITY), drafts
    )


def append(store: Store, drafts: Iterable[Draft]) -> int:
    """Append drafts to a journal and close it; the head's number."""
    try:
        with store.begin() as batch:
            head = batch.head
            entries: list[Entry] = []
            for draft in drafts:
                entry = seal(head, FACILITY, draft, draft.happened_at)
                entries.append(entry)
                head = head_after(entry)
            batch.append(entries)
        return head.number
    finally:
        store.close()
