"""All that is held about one person: put together when it is asked for, on the screen or on paper, and noted."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from bothy.care.words import label
from bothy.journal.errors import JournalError
from bothy.reports.pages.current import bring
from bothy.server.access import needs
from bothy.server.held.gather import Held, gather
from bothy.server.held.paper import held_pdf
from bothy.server.office.people_parts import SHOW, asked_by, askers, facility_now, page, send, shown

MOST_SECONDS = 20.0
NOT_YET = "What is held is still being put together from the journal. Ask again in a moment."


@needs(*SHOW)
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET asks who wants to see it; POST notes that it is shown, and shows it."""
    facility = facility_now()
    person = shown(facility.house, id)
    facts: dict[str, object] = {
        "person": person,
        "askers": askers("retention"),
        "command": uuid4(),
        "printing": uuid4(),
    }
    if request.method != "POST":
        return page(request, "office/people_held.html", facts)
    found = _put_together(request, id, "on_screen")
    if isinstance(found, str):
        return page(request, "office/people_held.html", facts | {"said": found}, 400)
    told = asked_by(request) or ""
    return page(
        request,
        "office/people_held.html",
        facts | {"held": found, "asked_by": told, "asked": label("asked_by", told)},
    )


@needs(*SHOW)
@require_POST
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same on paper."""
    facility = facility_now()
    person = shown(facility.house, id)
    found = _put_together(request, id, "printed")
    if isinstance(found, str):
        facts = {
            "person": person,
            "askers": askers("retention"),
            "command": uuid4(),
            "printing": uuid4(),
            "said": found,
        }
        return page(request, "office/people_held.html", facts, 400)
    answer = HttpResponse(
        held_pdf(found, label("asked_by", asked_by(request) or "other")), content_type="application/pdf"
    )
    # The file's name says nothing of whom it is about: it may lie in a folder that others see.
    answer["Content-Disposition"] = f'inline; filename="what-is-held-{found.made_at:%Y-%m-%d}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _put_together(request: HttpRequest, id: UUID, how: str) -> Held | str:
    """Everything, once it is written down that it is shown; or the sentence that says why not."""
    facility = facility_now()
    person = shown(facility.house, id)
    told = asked_by(request)
    if told is None:
        return "Say who asked for it."
    update = bring()
    if not update.wait(MOST_SECONDS) or update.facts is None:
        return update.trouble or NOT_YET
    said = send(request, facility, "note-held-shown", person.id, {"asked_by": told, "how": how})
    if said is not None:
        return said
    try:
        return gather(facility, update.facts, person.id)
    except JournalError as fault:
        return str(fault)
