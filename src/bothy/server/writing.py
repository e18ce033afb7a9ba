"""One command through the facility's writer, with the person behind it; here, or by the server that holds the journal."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec

from bothy.care.commands import Actor, Answer, Command
from bothy.care.vocabulary import Role
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.facility import Facility, open_facility
from bothy.journal.errors import JournalError, JournalInUse
from bothy.server.home import Home

T = TypeVar("T")


class NotDone(Exception):
    """It was not done; the message says why and what to do."""


class Refused(NotDone):
    """Care said no, so nothing was written."""


class Who(msgspec.Struct, frozen=True):
    """The person behind an act, and the role in which they may do it or not."""

    staff: UUID | None
    role: Role | None


UNREADABLE = "This could not be read. A reference can only hold letters, digits and . / : _ # -, with at least one digit."


def submit(
    facility: Facility, actor: Actor, kind: str, subject: UUID, body: Any,
    *, id: UUID | None = None, at: datetime | None = None, private: Any = None,
) -> Answer:  # fmt: skip
    """What the journal answers to one command, a refusal too; durable when it returns. `NotDone` where it cannot be kept.

    `id`: of the command, so that a repeat writes nothing twice. `at`: facility time, now where it is not said.
    """
    command = Command(
        id=id or uuid4(), kind=kind, subject=subject, body=msgspec.Raw(msgspec.json.encode(body)),
        happened_at=at or facility.clock.now(), staff=actor.staff, private=msgspec.Raw(msgspec.json.encode(private)),
    )  # fmt: skip
    try:
        (answer,) = facility.writer.submit([command], actor).result()
    except (StorageFault, IntakeClosed) as fault:
        raise NotDone(str(fault)) from fault
    return answer


def write(facility: Facility, who: Who, kind: str, subject: UUID, body: Any, unreadable: str = UNREADABLE) -> tuple[int, ...]:
    """Have it decided and written; the numbers of its entries. Raises `NotDone`, or `Refused` where care said no."""
    answer = submit(facility, Actor(staff=who.staff, role=who.role), kind, subject, body)
    if answer.refusal is not None:
        raise Refused(unreadable if answer.refusal.code == "unreadable" and unreadable else answer.refusal.sentence)
    return answer.numbers


def at_the_writer(
    home: Home, verb: str, asked: msgspec.Struct, here: Callable[[Facility], T], told: Callable[[dict[str, Any]], T]
) -> T:
    """Do it in the journal's own opening, or have the server do it that holds the journal. `NotDone`.

    `here`: with the facility open; `told`: what to make of the answer of the running server to `verb`.
    """
    from bothy.server.control import ControlTrouble, ask, running_server

    try:
        facility = open_facility(home.folder, os.environ.get("DATABASE_URL") or None, watch=False)
    except JournalInUse as fault:
        server = running_server(home)
        if server is None:
            raise NotDone(str(fault)) from fault
        try:
            return told(ask(server, verb, msgspec.json.encode(asked)))
        except ControlTrouble as trouble:
            raise NotDone(str(trouble)) from trouble
    except (JournalError, OSError) as fault:
        raise NotDone(str(fault)) from fault
    try:
        return here(facility)
    finally:
        facility.close()
