"""Who may be registered twice: looked at by a person, and said to be one or to be two."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bothy.care import board, links
from bothy.people.alike import alike, are_two
from bothy.server.access import needs
from bothy.server.office.people_parts import MERGE, actor_of, facility_now, page, send, shown


@needs(*MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The suggestions, best first. POST: these are two people; they are not suggested again."""
    facility = facility_now()
    if request.method == "POST":
        one, other = (shown(facility.house, _id(request, name)) for name in ("one", "other"))
        are_two(one.id, other.id, actor_of(request).staff)
        messages.success(request, "Two people. They are not suggested again.")
        return redirect("people-alike")
    return page(request, "office/people_alike.html", {"pairs": alike()})


@needs(*MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, id: UUID, other: UUID) -> HttpResponse:
    """`other` is `id`: what each has and what will be added up, before it is done."""
    facility = facility_now()
    house = facility.house
    stays, goes = shown(house, id), shown(house, other)
    if stays.id == goes.id:
        messages.info(request, "They are one person already.")
        return redirect("people-one", stays.id)
    said = None
    if request.method == "POST":
        said = send(request, facility, "merge-person", goes.id, {"same_as": str(stays.id)})
        if said is None:
            messages.success(request, "Written down: one person. It can be taken back here at any time.")
            return redirect("people-one", stays.id)
    here = [*board.person_visits(house, stays.id), *board.person_visits(house, goes.id)]
    facts = {
        "stays": stays,
        "goes": goes,
        "sides": (stays, goes),
        "visits": stays.counts.visits + goes.counts.visits,
        "episodes": stays.counts.episodes + goes.counts.episodes,
        "ids": len(links.family(house, stays.id)) + len(links.family(house, goes.id)),
        "both_here": len(here) > 1,
        "command": uuid4(),
        "said": said,
    }
    return page(request, "office/people_merge.html", facts, 400 if said else 200)


def _id(request: HttpRequest, name: str) -> UUID:
    told = request.POST if request.method == "POST" else request.GET
    try:
        return UUID(told.get(name, ""))
    except ValueError as fault:
        raise Http404("Nobody is known here under that id.") from fault
