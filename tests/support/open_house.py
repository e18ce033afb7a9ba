"""An open facility to test with, and hands that send commands to it."""

from __future__ import annotations

import json
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from bothy.care.bodies import PlaceSpec
from bothy.care.commands import Actor, Answer, Command
from bothy.care.fold import fold, line
from bothy.care.house import House
from bothy.care.rules import SHIPPED
from bothy.intake.facility import Facility, Founding, open_facility
from bothy.intake.writer import Writer
from bothy.journal.store import Reader

NURSE = Actor(staff=UUID(int=11), role="nurse", device=UUID(int=21))
LEAD = Actor(staff=UUID(int=12), role="shift_lead", device=UUID(int=21))
FACILITY = UUID("0b8a4c1e-5d5f-4b5c-9e0a-3c1d2e3f4a5b")


def founding(**changed: Any) -> Founding:
    rules = msgspec.structs.replace(SHIPPED["generic"], capacity_people=1_000)
    fields: dict[str, Any] = {
        "name": "The Bothy of the tests",
        "rules": rules,
        "places": tuple(PlaceSpec(number=n) for n in range(1, 9)),
        "signer": UUID(int=12),
        "facility": FACILITY,
    }
    return Founding(**(fields | changed))


def open_it(home: Path, url: str | None = None, **more: Any) -> Facility:
    """The facility of `home`, founded where it is not, without watches unless asked for."""
    return open_facility(home, url, **({"founding": founding(), "watch": False} | more))


@contextmanager
def open_with_floor(home: Path, url: str | None = None, **more: Any):  # type: ignore[no-untyped-def]
    with open_it(home, url, **more) as facility:
        say(facility, command("open-floor", facility.id), actor=LEAD)
        yield facility


def command(kind: str, subject: UUID | None = None, body: dict[str, Any] | None = None, **more: Any) -> Command:
    fields: dict[str, Any] = {
        "id": uuid4(),
        "kind": kind,
        "subject": subject or uuid4(),
        "body": msgspec.Raw(json.dumps(body or {}).encode()),
        "happened_at": datetime.now(UTC),
    }
    return Command(**(fields | more))


def register(**more: Any) -> Command:
    return command("register-person", body={"age_band": "25-34", "sex": "female"}, **more)


def start_visit(person: UUID, visit: UUID | None = None, **more: Any) -> Command:
    body = {"person": str(person), "purposes": ["use"], "reason": "a test"}
    return command("start-visit", visit, body, **more)


def give_place(visit: UUID, place: int, **more: Any) -> Command:
    return command("give-place", visit, {"place": place, "reason": "a test"}, **more)


def see(visit: UUID, **more: Any) -> Command:
    return command("see", visit, {"visits": [str(visit)]}, **more)


def raise_emergency(**more: Any) -> Command:
    return command("raise-emergency", body={"where": "aftercare"}, **more)


def waiting(facility: Facility | Writer, *commands: Command, actor: Actor = NURSE) -> Future[list[Answer]]:
    writer = facility if isinstance(facility, Writer) else facility.writer
    return writer.submit(commands, actor)


def say(facility: Facility | Writer, *commands: Command, actor: Actor = NURSE) -> list[Answer]:
    """The answers to these commands, once they are kept."""
    return waiting(facility, *commands, actor=actor).result(timeout=30)


def person_here(facility: Facility | Writer) -> tuple[UUID, UUID]:
    """A person who was let in: (person, visit)."""
    person, visit = register(), uuid4()
    for answer in say(facility, person, start_visit(person.subject, visit)):
        assert answer.answer == "recorded", answer
    return person.subject, visit


def folded(reader: Reader, upto: int | None = None) -> House:
    """The House by folding the journal from its first entry, to the last or to number `upto`."""
    house = House()
    for entry in reader.entries(0, upto):
        house = fold(
            house, line(entry), lambda subject, upto=entry.number - 1: map(line, reader.subject(subject, upto=upto))
        )
    return house
