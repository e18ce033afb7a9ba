"""What the command line asks of whoever has the journal: a whole publication at once, by people who work here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from bothy.people.models import Staff
from bothy.server.home import Home
from bothy.server.publishing.desk import Desk, NotDone, Refused, Who

if TYPE_CHECKING:
    from bothy.intake.facility import Facility


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`by`, `checked_by`: a name as the office knows it, a username or an id. `id`: of a publication, to withdraw or send."""

    act: Literal["publish", "revise", "withdraw", "sent"]
    set: str = ""
    until: str = ""
    since: str = ""
    by: str
    checked_by: str = ""
    reason: str = ""
    id: UUID | None = None
    why: str = ""
    to: str = ""
    how: str = ""
    evidence: str = ""


def who(name: str) -> Who:
    """The one person of that name, username or id. Raises `NotDone`."""
    told = name.strip()
    working = list(Staff.objects.filter(active=True).select_related("user"))
    found = [
        one
        for one in working
        if told.casefold() in (one.display_name.casefold(), str(one.id)) or (one.user is not None and one.user.get_username().casefold() == told.casefold())
    ]
    if len(found) == 1:
        return Who(found[0].id, found[0].role)
    names = ", ".join(sorted(one.display_name for one in working if one.role in ("manager", "analyst"))) or "nobody yet"
    if not told:
        raise NotDone(f"Say who publishes it, with --by: the name or username of somebody who works here. Managers and analysts: {names}.")
    problem = "Nobody who works here is called" if not found else "More than one person who works here is called"
    raise NotDone(f"{problem} {told!r}. Give a username, with --by. Managers and analysts: {names}.")


def do(facility: Facility, home: Home, request: Request) -> UUID:
    """Do what is asked; the id of the publication. Raises `NotDone`."""
    desk, by = Desk(facility, home), who(request.by)
    if request.act == "withdraw":
        return desk.withdraw(by, _id(request), request.why or "other", request.reason).id
    if request.act == "sent":
        return desk.sent(by, _id(request), request.to, request.how or "email", request.evidence).id
    checker = who(request.checked_by) if request.checked_by else by
    if request.act == "revise":
        row = desk.revise(by, request.set, request.until, request.since)
    else:
        row = desk.draft(by, request.set, request.until, request.since)
    name, act = request.checked_by or request.by, "check"
    try:
        desk.check(checker, row.id)
        name, act = request.by, "sign"
        return desk.sign(by, row.id, request.reason).id
    except Refused as fault:
        # All in one go, or nothing: no draft stays behind that nobody asked for.
        desk.let_go(row.id)
        raise NotDone(f"{name.strip()} cannot {act} it. {fault}") from fault


def _id(request: Request) -> UUID:
    if request.id is None:
        raise NotDone("Say which publication: its id stands in `bothy publish --list`.")
    return request.id


def answer(facility: Facility, home: Home, body: bytes) -> tuple[int, bytes]:
    """The status and body with which a running server answers."""
    from django.db import close_old_connections

    try:
        request = msgspec.json.decode(body, type=Request)
    except msgspec.MsgspecError as fault:
        return 400, msgspec.json.encode({"sentence": f"That could not be read: {fault}."})
    close_old_connections()
    try:
        return 200, msgspec.json.encode({"id": do(facility, home, request)})
    except NotDone as fault:
        return 409, msgspec.json.encode({"sentence": str(fault)})
    finally:
        close_old_connections()
