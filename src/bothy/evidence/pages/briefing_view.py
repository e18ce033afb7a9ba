"""The briefing as a page, and its four pages to take away, as the record stands or stood on any day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothy.evidence.briefing.told import Part, Picture
from bothy.evidence.pages.of_house import Made, briefed, stood
from bothy.journal import JournalError, Reader, open_reader
from bothy.reports.charts import THEMES, Theme
from bothy.reports.facts.opened import Facts
from bothy.reports.near import NotThere
from bothy.reports.pages import current
from bothy.reports.pages.asked import with_record
from bothy.reports.publish.making import CannotPublish
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.roles import for_readers

PICTURES_KEPT_SECONDS = 600
LONGEST = 300
_TROUBLE = (NotThere, CannotPublish, NotAsSigned, JournalError)


@contextmanager
def _reading() -> Iterator[Reader]:
    reader = open_reader(os.environ.get("DATABASE_URL") or current.home())
    try:
        yield reader
    finally:
        reader.close()


@lru_cache(maxsize=6)
def _made(home: str, number: int, digest: bytes, theme: Theme) -> Made:
    """Once for an entry and a theme: pictures are asked for one by one."""
    facts = current.latest()
    if facts is None or facts.number != number:
        raise NotThere("The record has gone on. Open the page again.")
    with _reading() as reader:
        return briefed(facts, reader, theme=theme)


def _now(facts: Facts, theme: Theme = "day") -> Made:
    return _made(str(current.home()), facts.number, facts.digest, theme)


@with_record
def page(request: HttpRequest, facts: Facts) -> HttpResponse:
    """The four pages as one, each number with its note."""
    try:
        made = _now(facts)
    except _TROUBLE as fault:
        return render(request, "evidence/briefing.html", {"trouble": str(fault)}, status=409)
    told = made.told
    return render(request, "evidence/briefing.html", {"told": told, "number": made.number, "digest": made.digest, "parts": _parts(told), "notes": told.notes})


class Shown(msgspec.Struct, frozen=True):
    """A part with the number of its first picture."""

    part: Part
    pictures: tuple[tuple[int, Picture], ...]


def _parts(told: object) -> dict[str, Shown]:
    found, at = {}, 0
    for name in _NAMES:
        part: Part = getattr(told, name)
        found[name] = Shown(part, tuple(enumerate(part.pictures, at)))
        at += len(part.pictures)
    return found


_NAMES = ("house", "day", "published", "emergencies", "treatment", "cost", "city")


@for_readers
@require_safe
def picture(request: HttpRequest, number: int, nth: int, theme: str) -> HttpResponse:
    """A picture of the briefing that rests on this entry."""
    chosen: Theme | None = next((one for one in THEMES if one == theme), None)
    facts = current.latest()
    if chosen is None or facts is None or facts.number != number:
        raise Http404("There is no such picture.")
    try:
        told = _now(facts, chosen).told
    except _TROUBLE as fault:
        raise Http404(str(fault)) from None
    every = [one for name in _NAMES for one in getattr(told, name).pictures]
    if nth >= len(every):
        raise Http404("There is no such picture.")
    reply = HttpResponse(every[nth].svg, content_type="image/svg+xml")
    patch_cache_control(reply, private=True, max_age=PICTURES_KEPT_SECONDS)
    return reply


@for_readers
@require_safe
def pdf_file(request: HttpRequest) -> HttpResponse:
    """The four pages. ``at``: a day; ``cost``: in words, as it is given. 400 with a sentence where that cannot be."""
    asked, cost = request.GET.get("at", "").strip(), request.GET.get("cost", "").strip()
    try:
        at = date.fromisoformat(asked) if asked else None
    except ValueError:
        return _wrong(request, f"“{asked[:20]}” is no day. Write it as 2025-08-31.")
    if len(cost) > LONGEST:
        return _wrong(request, f"What it costs is to be said in at most {LONGEST} characters.")
    try:
        with _reading() as reader:
            made = stood(current.home(), reader, at, cost)
            content = made.pdf()
    except _TROUBLE as fault:
        return _wrong(request, str(fault))
    reply = HttpResponse(content, content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="briefing-{made.number}.pdf"'
    return reply


def _wrong(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "evidence/briefing.html", {"trouble": sentence}, status=400)
