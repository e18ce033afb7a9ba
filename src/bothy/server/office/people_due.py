"""Whose time is over by the house rules: people who have not come for long, and notes; forgotten on confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bothy.care import board, links
from bothy.care.bodies_people import WordsErased
from bothy.care.commands import Refusal
from bothy.care.hours import rules_at
from bothy.care.house import House
from bothy.care.rules import Retention
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.people import forgetting
from bothy.people.directory import directory
from bothy.people.models import Note
from bothy.server import running
from bothy.server.access import needs
from bothy.server.forgetting import forget
from bothy.server.office.people_parts import FORGET, actor_of, facility_now, page
from bothy.server.writing import NotDone, submit

_DAYS_A_MONTH = 365.25 / 12
MOST_AT_ONCE = 200
"""More are forgotten by pressing again: a page must be answered."""


class Idle(msgspec.Struct, frozen=True):
    """Somebody who has not come for so long. `last`: their last visit, or when they were registered."""

    person: UUID
    name: str
    code: str
    last: datetime


def limits(house: House) -> Retention:
    return rules_at(house, running.now()).retention


def due(house: House) -> list[Idle]:
    """Who has not come for longer than the house rules keep a name, the longest first; nobody where they do not say."""
    months = limits(house).person_idle_months
    if months is None:
        return []
    before = running.now() - timedelta(days=months * _DAYS_A_MONTH)
    found = []
    for known in directory.look().snapshot():
        told = house.people.get(known.id)
        if told is None or told.same_as is not None or told.forgotten_at is not None:
            continue
        counts = links.joined(house, known.id)
        last = None if counts is None else counts.last_visit_at or counts.registered_at
        if last is not None and last < before and not board.person_visits(house, known.id):
            found.append(Idle(known.id, known.name, known.code, last))
    return sorted(found, key=lambda one: (one.last, one.person.bytes))


class OldWords(msgspec.Struct, frozen=True):
    """Notes written ``before`` that, of the clock on the wall, by their commands: the house rules keep words for ``months``."""

    before: datetime
    months: int
    notes: tuple[UUID, ...]


def notes_due(house: House) -> OldWords | None:
    """Notes that are older than the house rules keep words; None where there is none, or the rules do not say."""
    months = limits(house).notes_months
    if months is None:
        return None
    before = timezone.now() - timedelta(days=months * _DAYS_A_MONTH)
    notes = tuple(Note.objects.filter(created_at__lt=before).values_list("command", flat=True))
    return OldWords(before, months, notes) if notes else None


@needs(*FORGET)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    facility = facility_now()
    idle, notes = due(facility.house), notes_due(facility.house)
    if request.method == "POST":
        if request.POST.get("what") == "notes":
            _erase_words(request, notes)
        else:
            _forget_all(request, [one for one in idle if str(one.person) in request.POST.getlist("person")])
        return redirect("people-due")
    facts = {
        "idle": idle[:MOST_AT_ONCE],
        "more": max(0, len(idle) - MOST_AT_ONCE),
        "notes": len(notes.notes) if notes else 0,
        "limits": limits(facility.house),
    }
    return page(request, "office/people_due.html", facts)


def _erase_words(request: HttpRequest, old: OldWords | None) -> None:
    """The entry first, then the words: a crash leaves an entry and notes that are listed again."""
    if old is None:
        messages.success(request, "No words are that old any more.")
        return
    facility = facility_now()
    body = WordsErased(before=old.before.date(), months=old.months, notes=len(old.notes))
    try:
        answer = submit(facility, actor_of(request), "erase-words", facility.id, body)
    except NotDone as fault:
        messages.error(request, str(fault))
        return
    if answer.refusal is not None:
        messages.error(request, answer.refusal.sentence)
        return
    gone = forgetting.erase_notes(old.notes)
    messages.success(request, f"{gone:,} note{'' if gone == 1 else 's'} forgotten: their words are gone, their entries stand.")


def _forget_all(request: HttpRequest, idle: list[Idle]) -> None:
    facility, done, owners = facility_now(), 0, dict[UUID, UUID | None]()
    try:
        for one in idle[:MOST_AT_ONCE]:
            told = forget(
                facility, one.person, "retention", actor_of(request),
                reason="not here for long", scrubbing=False, owners=owners,
            )  # fmt: skip
            if isinstance(told, Refusal):
                messages.error(request, f"{one.name}: {told.sentence}")
            else:
                done += 1
    except (StorageFault, IntakeClosed) as fault:
        messages.error(request, str(fault))
    finally:
        forgetting.scrub()
    if done:
        messages.success(request, f"{done:,} people forgotten. The counts stand.")
