"""Writing down that records left the house: through the server that runs, or in the journal's own opening.

Whoever has the home's folder can read all of it; so what is asked for here is a name that answers for it, and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec

from bothy.care.bodies_export import DataExported
from bothy.care.commands import Actor
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role
from bothy.intake.facility import Facility
from bothy.server.home import Home
from bothy.server.writing import NotDone, at_the_writer, submit

if TYPE_CHECKING:
    from bothy.people.models import Staff

ROLES: tuple[Role, ...] = ROLES_FOR_ACTS["note-export"]


class NotNoted(Exception):
    """It could not be written down, so nothing may leave; the message says why."""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the command line hands a running server. `id`: of the command, so that a repeat writes nothing twice."""

    id: UUID
    staff: UUID
    role: Role
    body: DataExported


def who(name: str) -> Staff:
    """The person of that name or office username who may let records go. `NotNoted`. Django must be prepared."""
    from django.db.models import Q

    from bothy.people.models import Staff

    may = Staff.objects.filter(active=True, role__in=ROLES).select_related("user")
    found = list(may.filter(Q(display_name__iexact=name.strip()) | Q(user__username__iexact=name.strip())))
    if len(found) == 1:
        return found[0]
    if found:
        raise NotNoted(f"Several people here are called {name}. Say their office username with --by.")
    there = ", ".join(sorted(one.display_name for one in may)) or "nobody yet"
    raise NotNoted(f"{name} is no manager or administrator here ({there}). Say with --by who answers for it.")


def write_down(facility: Facility, asked: Asked) -> int:
    """Write the entry in an open facility; its number. `NotNoted` where it is refused or cannot be kept."""
    try:
        actor = Actor(staff=asked.staff, role=asked.role)
        answer = submit(facility, actor, "note-export", facility.id, asked.body, id=asked.id)
    except NotDone as fault:
        raise NotNoted(str(fault)) from fault
    if answer.refusal is not None:
        raise NotNoted(answer.refusal.sentence)
    return answer.numbers[-1]


def note(home: Home, staff: Staff, body: DataExported) -> int:
    """Have it written by whoever writes this home's journal; the entry's number. `NotNoted`."""
    asked = Asked(uuid4(), staff.id, staff.role, body)
    try:
        return at_the_writer(
            home, "exported", asked, lambda facility: write_down(facility, asked), lambda told: int(told["number"])
        )
    except NotDone as fault:
        raise NotNoted(str(fault)) from fault


__all__ = ["ROLES", "Asked", "NotNoted", "note", "who", "write_down"]
