"""Having the journal write what a page of the office asks for, or the sentence that says why not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest

from bothy.care.commands import Actor
from bothy.care.wish import whole_milliseconds
from bothy.people.models import Staff
from bothy.server import running
from bothy.server.access import role_of
from bothy.server.writing import NotDone, submit


class NotWritten(Exception):
    """Nothing was written; the message says why. `status`: 503 where it could be later, else 400."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def who(request: HttpRequest) -> Staff:
    """Who is signed in. `NotWritten` where nobody who works here is."""
    staff: Staff | None = getattr(request.user, "staff", None)
    if staff is None:
        raise NotWritten("Sign in as somebody who works here first.", 403)
    return staff


def command_id(request: HttpRequest) -> UUID:
    """The id that the form was given when it was shown, so that two taps write once. `NotWritten`."""
    try:
        return UUID(request.POST.get("command", ""))
    except ValueError as fault:
        raise NotWritten("This form could not be read. Reload the page and fill it in again.") from fault


def now() -> datetime:
    """The facility's time as entries say it."""
    return whole_milliseconds(running.now())


def write(
    request: HttpRequest,
    kind: str,
    subject: UUID,
    body: msgspec.Struct,
    command: UUID,
    *,
    private: msgspec.Struct | None = None,
    at: datetime | None = None,
) -> int:
    """Durable when it returns: the number of the (first) entry. `NotWritten`."""
    facility, staff = running.running.facility, who(request)
    if facility is None:
        raise NotWritten(running.running.standing.said or "Bothy is starting.", 503)
    if facility.house.demo:
        from bothy.demo.running import floor_waits

        if why := floor_waits():
            raise NotWritten(why, 503)
    actor = Actor(staff=staff.id, role=role_of(request))
    try:
        answer = submit(facility, actor, kind, subject, body, id=command, at=at or now(), private=private)
    except NotDone as fault:
        raise NotWritten(str(fault), 503) from fault
    if answer.refusal is not None:
        raise NotWritten(_said(answer.refusal.code, str(answer.refusal.sentence)))
    return int(answer.numbers[0])


def _said(code: str, sentence: str) -> str:
    if code == "unreadable":
        return (
            "Something in this form could not be taken. A reference holds letters, digits and . / : _ # - with at least "
            "one digit, and no names; a choice is one of those shown."
        )
    return sentence


__all__ = ["NotWritten", "command_id", "now", "who", "write"]
