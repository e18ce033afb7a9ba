"""Forgetting somebody: what goes, what stays and why, how long backups hold it, and a second look before it is done."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bothy.care import board
from bothy.care.commands import Refusal
from bothy.care.words import label
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.journal.errors import JournalError
from bothy.server.access import needs
from bothy.server.checkpoints import open_journal
from bothy.server.forgetting import forget, going
from bothy.server.held.copies import copies
from bothy.server.office.people_parts import (
    FORGET,
    actor_of,
    asked_by,
    askers,
    command_id,
    facility_now,
    page,
    shown,
)


@needs(*FORGET)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET: what it would take. POST: once more, with the words to be sure; then POST with `sure` does it."""
    facility = facility_now()
    person = shown(facility.house, id)
    told = asked_by(request)
    sure = request.POST.get("sure") == "yes"
    said = None
    if request.method == "POST":
        if told is None:
            said = "Say who asked for it."
        elif sure and not person.forgotten:
            said = _forget(request, person.id, told)
            if said is None:
                messages.success(
                    request, "Forgotten. The name, the codes and the words are gone; the counts stand."
                )
                return redirect("people")
    reader = open_journal()
    try:
        what = going(facility, person.id, reader)
        exports = [entry for entry in reader.subject(facility.id) if entry.kind == "data-exported"]
    finally:
        reader.close()
    now = facility.clock.now()
    facts = {
        "person": person,
        "going": what,
        "notes": len(what.notes),
        "here": bool(board.person_visits(facility.house, person.id)),
        "copies": copies(facility.home, facility.house, exports, now),
        "askers": askers("retention"),
        "asked_by": told or "",
        "asked": label("asked_by", told) if told else "",
        "second": request.method == "POST" and said is None and told is not None,
        "command": uuid4(),
        "said": said,
    }
    return page(request, "office/people_forget.html", facts, 400 if said else 200)


def _forget(request: HttpRequest, person: UUID, told: str) -> str | None:
    """Do it; the sentence that says why not, or None."""
    try:
        done = forget(facility_now(), person, told, actor_of(request), command=command_id(request))  # type: ignore[arg-type]
    except (StorageFault, IntakeClosed, JournalError) as fault:
        return str(fault)
    return done.sentence if isinstance(done, Refusal) else None
