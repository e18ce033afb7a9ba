"""The other of two: somebody else who works here shows with their own password that they stand behind an act, at the same desk."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import authenticate
from django.http import HttpRequest

from bothy.people.models import Staff
from bothy.server.accounts import guessing
from bothy.server.office.writing import NotWritten, who


def second_person(request: HttpRequest, may: Callable[[Staff], bool], whom: str) -> Staff:
    """Who typed `second_name` and `second_password`. `whom`: who may, for the sentence. `NotWritten`.

    A guess costs the same waits as at signing in. They are not signed in by it.
    """
    name = request.POST.get("second_name", "").strip()[:150]
    given = request.POST.get("second_password", "")
    if not name or not given:
        raise NotWritten("This takes two people: the second one types their own username and password.")
    if wait := guessing.take(request, name):
        raise NotWritten(guessing.told(wait), 429)
    user = authenticate(request, username=name, password=given)
    if user is None:
        raise NotWritten("The second username and password do not go together. Nothing was done.")
    guessing.forget(request, name)
    staff: Staff | None = getattr(user, "staff", None)
    if staff is None or not staff.active or not may(staff):
        raise NotWritten(f"The second person has to be {whom}.", 403)
    if staff.id == who(request).id:
        raise NotWritten("This takes two people. The second one has to be somebody else.", 403)
    return staff


__all__ = ["second_person"]
