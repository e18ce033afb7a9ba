"""What the office's pages about people share: who may, how a command is sent, and how somebody is shown."""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bothy.care import links
from bothy.care.commands import Actor
from bothy.care.house import House, Person
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.intake.facility import Facility
from bothy.people.directory import directory
from bothy.server import running
from bothy.server.access import role_of
from bothy.server.writing import NotDone, submit

FIND: tuple[Role, ...] = ("nurse", "shift_lead", "manager", "administrator")
MERGE: tuple[Role, ...] = ROLES_FOR_ACTS["merge-person"]
SHOW: tuple[Role, ...] = ROLES_FOR_ACTS["note-held-shown"]
FORGET: tuple[Role, ...] = ROLES_FOR_ACTS["forget-person"]
NO_NAME = "forgotten"


class Shown(msgspec.Struct, frozen=True):
    """Somebody as a page names them; `counts`: all that they were entered as taken together."""

    id: UUID
    name: str
    code: str
    card: str
    counts: Person

    @property
    def forgotten(self) -> bool:
        return self.counts.forgotten_at is not None


def facility_now() -> Facility:
    """The open facility; 404 with a sentence before there is one."""
    facility = running.running.facility
    if facility is None:
        raise Http404("Bothy is starting.")
    found: Facility = facility
    return found


def shown(house: House, person: UUID) -> Shown:
    """The person who is meant; 404 where nobody ever had this id."""
    counts = links.joined(house, person)
    if counts is None or counts.registered_at is None:
        raise Http404("Nobody is known here under that id.")
    known = directory.look().known.get(counts.id)
    name = known.name if known is not None else NO_NAME if counts.forgotten_at else "without a name"
    return Shown(counts.id, name, known.code if known else "", known.card if known else "", counts)


def may_now(house: House, request: HttpRequest, kind: str) -> bool:
    """Whether who is signed in may do this by the house rules in force."""
    rules = house.rules[-1].rules.roles_for_acts if house.rules else {}
    return role_of(request) in rules.get(kind, ROLES_FOR_ACTS[kind])


def actor_of(request: HttpRequest) -> Actor:
    staff = getattr(request.user, "staff", None)
    return Actor(staff=None if staff is None else staff.id, role=role_of(request))


def command_id(request: HttpRequest) -> UUID:
    """The command's id from the form, so that a form sent twice writes once."""
    try:
        return UUID(request.POST.get("command", ""))
    except ValueError:
        return uuid4()


def send(request: HttpRequest, facility: Facility, kind: str, subject: UUID, body: object) -> str | None:
    """Have one command written; the sentence that says why not, or None."""
    try:
        answer = submit(facility, actor_of(request), kind, subject, body, id=command_id(request))
    except NotDone as fault:
        return str(fault)
    return None if answer.refusal is None else str(answer.refusal.sentence)


def asked_by(request: HttpRequest) -> str | None:
    """Who asked, as a code of the list; None where the form does not say."""
    told = request.POST.get("asked_by", "")
    return told if told in codes("asked_by") else None


def askers(*without: str) -> list[tuple[str, str]]:
    return [(code, label("asked_by", code)) for code in codes("asked_by") if code not in without]


def page(request: HttpRequest, template: str, facts: dict[str, object], status: int = 200) -> HttpResponse:
    """A page with names on it: nobody keeps it."""
    response = render(request, template, facts, status=status)
    response["Cache-Control"] = "no-store"
    return response
