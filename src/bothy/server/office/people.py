"""Finding somebody in the office, and what can be done for them: shown, merged, parted, forgotten."""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from bothy.care import history, links
from bothy.care.bodies import PersonLinked
from bothy.people import search
from bothy.people.alike import alike_to
from bothy.people.directory import directory
from bothy.people.paces import SEARCHES
from bothy.people.views.device import TOO_FAST
from bothy.server.access import may, needs, role_of
from bothy.server.office.people_due import due
from bothy.server.office.people_parts import (
    FIND,
    FORGET,
    MERGE,
    SHOW,
    facility_now,
    may_now,
    page,
    send,
    shown,
)

LONGEST_QUERY = 80


class Under(msgspec.Struct, frozen=True):
    """Another id of the same person: what they were called then, and the entry that says that it is them."""

    id: UUID
    name: str
    code: str
    visits: int
    entry: UUID | None
    command: UUID


@needs(*FIND)
@require_safe
def finding(request: HttpRequest) -> HttpResponse:
    """The search, and the ways to who may be registered twice and whose time is over."""
    house = facility_now().house
    query = request.GET.get("q", "").strip()
    said, status = "", 200
    if len(query) > LONGEST_QUERY:
        said, status = f"Search for {LONGEST_QUERY} signs or fewer.", 400
    elif query and SEARCHES.take(request.user.pk):
        said, status = TOO_FAST, 429
    found = [] if said else [(one, links.joined(house, one.person)) for one in search.search(query)]
    role = role_of(request)
    facts = {
        "query": query,
        "said": said,
        "found": found,
        "known": len(directory.look().known),
        "may_merge": may(role, MERGE),
        "may_forget": may(role, FORGET),
        "due": len(due(house)) if may(role, FORGET) else 0,
    }
    return page(request, "office/people.html", facts, status)


@needs(*FIND)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person: what they are called, under what they were entered, and what can be done."""
    house = facility_now().house
    person = shown(house, id)
    if person.id != id:
        return redirect("people-one", person.id)
    role = role_of(request)
    facts = {
        "person": person,
        "under": [_under(house, other) for other in links.family(house, person.id)[1:]],
        "alike": alike_to(person.id) if may(role, MERGE) else [],
        "may_merge": may(role, MERGE) and may_now(house, request, "merge-person"),
        "may_show": may(role, SHOW),
        "may_forget": may(role, FORGET),
    }
    return page(request, "office/person.html", facts)


def _under(house: object, other: UUID) -> Under:
    person = house.people[other]  # type: ignore[attr-defined]
    known = directory.known.get(other)
    said = [line for line in history.standing(person.lines) if isinstance(line.body, PersonLinked)]
    name, code = (known.name, known.code) if known is not None else ("", "")
    return Under(other, name, code, person.visits, said[-1].id if said else None, uuid4())


@needs(*MERGE)
@require_POST
def part(request: HttpRequest, id: UUID) -> HttpResponse:
    """They are not one after all: the entry that said so is taken back, and with it all that followed from it."""
    facility = facility_now()
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        messages.error(request, "This form could not be read. Reload the page and press the button again.")
        return redirect("people-one", id)
    body = {"entry": str(entry), "reason": "not the same person", "void": True}
    said = send(request, facility, "correct", id, body)
    if said is not None:
        messages.error(request, said)
        return redirect("people-one", id)
    messages.success(request, "Taken back: they are two people again, with their own visits and counts.")
    return redirect("people-one", id)
