"""What may be written in a register from the office: a form becomes one command. The second person gives their own password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest

from bothy.care.commands import WITH_A_SECOND, Actor, Command
from bothy.care.house import House
from bothy.care.register_items import plain_bag
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role
from bothy.care.words import label
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.people.private import note_digest
from bothy.server import running
from bothy.server.access import role_of
from bothy.server.accounts import guessing

Told = Mapping[str, str]
NOT_READ = "This form could not be read. Reload the page and fill it in again."
NOT_SECOND = "The second person's username and password do not go together. Have them type it again; nothing was recorded."
CODES = {
    "unreadable": "Something in the form cannot be kept as it was typed. Bag numbers and references hold letters, digits and . / - only, a reference at least one digit: no names.",
}  # fmt: skip


def may_write(house: House, role: Role | None, kind: str) -> bool:
    """Whether this role may have such a command written, by the house rules of now."""
    rules = house.rules[-1].rules.roles_for_acts if house.rules else {}
    return role is not None and role in rules.get(kind, ROLES_FOR_ACTS.get(kind, ()))


def write(request: HttpRequest, house: House) -> str | None:
    """Write what the form says; the sentence that says why not, or None."""
    told: Told = {key: str(value).strip() for key, value in request.POST.items()}
    kind = told.get("act", "")
    if kind not in BODIES:
        return NOT_READ
    if house.demo:
        from bothy.demo.running import floor_waits

        if why := floor_waits():
            return why
    beside: tuple[UUID, ...] = ()
    if kind in WITH_A_SECOND and told.get("second_name"):
        second = _second(request, told["second_name"], request.POST.get("second_password", ""))
        if isinstance(second, str):
            return second
        beside = (second,)
    try:
        if kind == "move-restriction":
            told = _which(told)
        body = BODIES[kind](told, house)
        if beside:
            body["second"] = beside[0]
        subject = house.facility if kind in OF_FACILITY else UUID(told.get("subject", ""))
        assert subject is not None
        command = _command(told, kind, subject, body, house)
    except ValueError:
        return NOT_READ
    staff = getattr(request.user, "staff", None)
    who = None if staff is None else staff.id
    actor = Actor(staff=who, role=role_of(request), beside=beside)
    commands = [msgspec.structs.replace(command, staff=who), *_note(told, subject, command, who)]
    try:
        answers = running.running.facility.writer.submit(commands, actor).result()
    except (StorageFault, IntakeClosed) as fault:
        return str(fault)
    for answer in answers:
        if answer.refusal is not None:
            return CODES.get(answer.refusal.code, str(answer.refusal.sentence))
    messages.success(request, f"Written down: {label('command', kind)}.")
    return None


def _which(told: Told) -> Told:
    """Whose restriction, and which one: one choice of the form says both."""
    person, _, restriction = told.get("which", "").partition(" ")
    return {**told, "subject": person, "restriction": str(UUID(restriction))}


def _second(request: HttpRequest, name: str, password: str) -> UUID | str:
    """Who confirms beside whoever is signed in, by username and password; the sentence that says why not."""
    if wait := guessing.take(request, name[:150]):
        return str(guessing.told(wait))
    user = authenticate(request, username=name[:150], password=password)
    staff = getattr(user, "staff", None)
    if staff is None or not staff.active:
        return NOT_SECOND
    guessing.forget(request, name[:150])
    return UUID(str(staff.id))


def _command(told: Told, kind: str, subject: UUID, body: dict[str, Any], house: House) -> Command:
    return Command(
        id=UUID(told.get("command", "")),
        kind=kind,
        subject=subject,
        body=msgspec.Raw(msgspec.json.encode(body)),
        happened_at=_moment(told.get("when", ""), house) or running.now(),
    )


def _note(told: Told, subject: UUID, command: Command, who: UUID | None) -> list[Command]:
    """The words that go with it: an erasable row beside the entry, its salt made of the command so that a repeat is the same."""
    text = told.get("words", "")
    if not text:
        return []
    salt = uuid5(command.id, "salt of words").hex
    digest = note_digest(text, salt)
    private = msgspec.Raw(msgspec.json.encode({"text": text, "salt": salt}))
    raw = msgspec.Raw(msgspec.json.encode({"about": "incident", "digest": digest}))
    return [
        Command(
            id=uuid5(command.id, "words"),
            kind="note",
            subject=subject,
            body=raw,
            happened_at=command.happened_at,
            private=private,
            staff=who,
        )
    ]


def _moment(told: str, house: House) -> datetime | None:
    """A local time of a form; ValueError where it is none."""
    return None if not told else datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(house.time_zone))


def _some(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "")}


def _move_item(told: Told, house: House) -> dict[str, Any]:
    return _some(to=told.get("to"), bag=told.get("bag"), receipt=told.get("receipt"))


def _count(told: Told, house: House) -> dict[str, Any]:
    bags = [bag.strip() for bag in told.get("bags", "").replace(",", "\n").splitlines() if bag.strip()]
    return {"bags": list({plain_bag(bag): bag for bag in bags}.values())}


def _open_incident(told: Told, house: House) -> dict[str, Any]:
    inside = {"yes": True, "no": False}.get(told.get("inside", ""))
    return _some(what=told.get("what"), where=told.get("where"), inside=inside)


def _move_incident(told: Told, house: House) -> dict[str, Any]:
    return _some(act=told.get("done"), outcome=told.get("outcome"), evidence=told.get("evidence"))


def _move_restriction(told: Told, house: House) -> dict[str, Any]:
    step = told.get("step")
    until = _moment(told.get("until", ""), house) if step == "changed" else None
    review = date.fromisoformat(told["review_on"]) if told.get("review_on") else None
    return _some(restriction=told.get("restriction"), step=step, until=until, review_on=review)


def _keep_duty(told: Told, house: House) -> dict[str, Any]:
    duty, _, first = told.get("duty", "").rpartition("|")
    return _some(duty=duty, period=date.fromisoformat(first), how=told.get("how"), evidence=told.get("evidence"))


BODIES: dict[str, Callable[[Told, House], dict[str, Any]]] = {
    "move-item": _move_item,
    "count-items": _count,
    "open-incident": _open_incident,
    "move-incident": _move_incident,
    "move-restriction": _move_restriction,
    "let-visitor-out": lambda told, house: {},
    "keep-duty": _keep_duty,
}
OF_FACILITY = frozenset({"count-items", "keep-duty"})
