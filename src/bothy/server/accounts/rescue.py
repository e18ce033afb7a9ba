"""For the last administrator who lost their second factor: taken away on the server's own machine, and written down."""

from __future__ import annotations

import msgspec

from bothy.care.bodies_staff import AccessChanged
from bothy.intake.facility import Facility
from bothy.intake.watching import HOUSE
from bothy.server.home import Home
from bothy.server.running import running
from bothy.server.writing import NotDone, at_the_writer


class NotReset(Exception):
    """Nothing was changed; the message says why."""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the command line hands a running server."""

    username: str


def reset_here(username: str) -> str:
    """Reset it in this process, whose facility is open; a sentence. `NotReset`. Django must be prepared."""
    from django.contrib.auth.models import User

    from bothy.people.models import Staff
    from bothy.server.accounts import factor, guessing, noted

    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is None:
        there = ", ".join(sorted(User.objects.filter(is_active=True).values_list("username", flat=True))) or "nobody yet"
        raise NotReset(f"Nobody signs in to the office as {username}. There are: {there}.")
    count = factor.reset(user)
    guessing.forget_everywhere(user.get_username())
    whose = Staff.objects.filter(user=user).values_list("id", flat=True).first()
    noted.write("note-access", AccessChanged(what="second_factor_removed", whose=whose), HOUSE)
    had = "The second factor was taken away" if count else "There was no second factor"
    return (
        f"{had}: {user.get_username()} signs in with the password alone now, is signed out everywhere, "
        "and sets a new one up before anything else opens. It stands in the journal."
    )


def reset(home: Home, username: str) -> str:
    """Have it reset by whoever writes this home's journal; a sentence. `NotReset`."""

    def here(facility: Facility) -> str:
        running.facility = facility
        try:
            return reset_here(username)
        finally:
            running.facility = None

    try:
        return at_the_writer(home, "reset-factor", Asked(username), here, lambda told: str(told["sentence"]))
    except NotDone as fault:
        raise NotReset(str(fault)) from fault
