"""A small house that keeps its rules for a few days, and the pack of it: each test breaks one thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from bothy.care import bodies as b
from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.rules import SCOTLAND, HouseRules
from bothy.journal import open_reader
from bothy.journal.checkpoint import SigningKey
from bothy.journal.store import Checkpoint
from bothy.journal.verify import verify
from bothy.reports.inspection.checks import Walked, answers
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.making import Made, make
from bothy.reports.inspection.reading import read_record
from bothy.reports.inspection.told import Answer, Finding, Period
from reports.journals import FACILITY, INJECT, Pen, at, write

DAY = "2025-03-12"
RULES = msgspec.structs.replace(SCOTLAND, duties=tuple(one for one in SCOTLAND.duties if one.every is None))
NURSE, WORKER, SECOND, LEAD = (uuid4() for _ in range(4))
FLOOR = ((NURSE, "nurse"), (WORKER, "worker"), (SECOND, "worker"), (LEAD, "shift_lead"))


class HousePen(Pen):
    """Also says who wrote an entry: the nurse, where nothing else is said."""

    by: UUID | None = NURSE

    def __call__(self, subject: UUID, body: b.Body, when: datetime) -> UUID:  # type: ignore[name-defined]
        id = super().__call__(subject, body, when)
        self.drafts[-1] = msgspec.structs.replace(self.drafts[-1], staff=self.by)
        return id

    def day(self, day: str = DAY, opens: str = "09:00", closes: str = "20:00", floor: Sequence[tuple[UUID, str]] = FLOOR) -> None:
        """A day with everybody there, from a quarter before to a quarter after."""
        before, after = at(day, opens) - timedelta(minutes=15), at(day, closes) + timedelta(minutes=15)
        for staff, role in floor:
            self(FACILITY, b.StaffCame(staff=staff, role=role), before)
        self(FACILITY, b.FloorOpened(), at(day, opens))
        self(FACILITY, b.FloorClosed(), at(day, closes))
        for staff, _ in floor:
            self(FACILITY, b.StaffWent(staff=staff), after)

    def trained(self, on: date = date(2025, 1, 10)) -> None:
        for staff, _ in FLOOR:
            for one in ("life_support", "naloxone", "safeguarding"):
                self(staff, CompetenceNoted(competence=one, on=on), at("2025-01-13"))

    def stay(self, when: datetime, minutes: int = 20, place: int = 1, every: float = 4, person: UUID | None = None) -> UUID:
        """A visit with use: assessed, a place at once, a look every so many minutes."""
        visit = uuid4()
        later = lambda n: when + timedelta(minutes=n)  # noqa: E731
        self(visit, b.VisitStarted(person=person or self.person(when), purposes=("use",)), when)
        self(visit, b.StageEntered(stage="assessment"), when)
        self(visit, b.Assessed(preparations=INJECT), later(1))
        self(visit, b.PlaceGiven(place=place), later(2))
        episode = self(visit, b.EpisodeStarted(place=place, preparations=INJECT), later(2))
        looks = int((minutes - 0.01) // every)
        for n in range(1, looks + 1):
            self(visit, b.Seen(), later(2 + n * every))
        self(visit, b.EpisodeEnded(episode=episode), later(2 + minutes))
        self(visit, b.StageEntered(stage="aftercare"), later(2 + minutes))
        self(visit, b.VisitEnded(), later(20 + minutes))
        return visit


def good(rules: HouseRules = RULES) -> HousePen:
    """Two days that hold: six visits, trained staff."""
    pen = HousePen(rules=rules)
    pen.trained()
    for day in (DAY, "2025-03-13"):
        pen.day(day)
        for hour in (10, 12, 15):
            pen.stay(at(day, f"{hour}:00"), place=hour - 9)
    return pen


class Asked(msgspec.Struct):
    """Every question answered, without the paper and the tables, which take longer."""

    answers: tuple[Answer, ...]

    @property
    def holds(self) -> bool:
        return all(one.state != "does_not_hold" for one in self.answers)


def keep(home: Path, pen: HousePen) -> None:
    """Write the journal of a home in the order in which things happened."""
    write(home, sorted(pen.drafts, key=lambda one: one.happened_at))


def asked_of(home: Path, pen: HousePen, since: str = DAY, until: str = "2025-03-13") -> Asked:
    """The answers alone."""
    keep(home, pen)
    reader = open_reader(home)
    try:
        walked = Walked(verify(reader), (), 0, b"")
        return Asked(answers(Ground(read_record(reader, _period(since, until))), walked))
    finally:
        reader.close()


def pack_of(home: Path, pen: HousePen | None, since: str = DAY, until: str = "2025-03-13", held: tuple[Checkpoint, ...] = ()) -> Made:
    """The pack of a home whose journal is what the pen wrote (None: as it stands)."""
    if pen is not None:
        keep(home, pen)
    reader = open_reader(home)
    try:
        key = SigningKey.of_home(home)
        walked = Walked(verify(reader, held, (key.public,)), held, len(reader.checkpoints()), key.public)
        return make(reader, _period(since, until), walked, key)
    finally:
        reader.close()


def _period(since: str, until: str) -> Period:
    return Period(date.fromisoformat(since), date.fromisoformat(until))


def answer(made: Made | Asked, check: str) -> Answer:
    return next(one for one in made.answers if one.question.id == check)


def found(made: Made | Asked, check: str) -> tuple[Finding, ...]:
    return answer(made, check).findings


def seconds(one: Finding) -> tuple[float, float]:
    """From and until, in seconds after noon UTC of `DAY`."""
    noon = at(DAY, "12:00").timestamp()
    assert one.until is not None
    return one.since / 1e6 - noon, one.until / 1e6 - noon
