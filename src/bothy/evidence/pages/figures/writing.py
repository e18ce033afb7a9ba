"""Bringing an edition: looked at first, with what it changes; written down when it is said so. And withdrawing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bothy.evidence.figures.shape import Series
from bothy.evidence.pages import models
from bothy.evidence.pages.brought import TOO_LARGE, Brought, packed
from bothy.evidence.pages.figures import kept
from bothy.evidence.pages.figures.typed import CHOICES, DAYS_ARE, FIELDS, first, later, read, typed
from bothy.evidence.pages.figures.views import MOST_SHOWN, changes, tally
from bothy.evidence.pages.roles import BRINGERS, Somebody, for_roles
from bothy.evidence.pages.uploading import file_of, in_memory
from bothy.evidence.table import BadTable


def _page(request: HttpRequest, told: dict[str, str], *, wrong: list[str] | None = None, file: Brought | None = None, looked: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    every = [(key, (kept.stands(each) or each[-1]).series.title) for key, each in kept.every().items()]
    facts = {
        "typed": told, "wrong": wrong or [], "file": file, "kept": packed(file) if file is not None else "", "looked": looked, "every": every, "days_are": DAYS_ARE.items(),
        "choices": [(name, label, CHOICES[name].items(), told.get(name, "")) for name, label in _CHOICES], "statuses": CHOICES["status"].items(),
    }  # fmt: skip
    return render(request, "evidence/figures_bring.html", facts, status=status)


_CHOICES = (("measure", "Of what"), ("dated_by", "Dated by"), ("certainty", "How certain"), ("area", "Area"), ("exposure_is", "Population or exposure"))


@for_roles(*BRINGERS)
@in_memory(lambda request: _page(request, typed({}), wrong=[TOO_LARGE], status=413))
def bring(request: HttpRequest) -> HttpResponse:
    """The form; what the file holds and changes; then the edition."""
    told = typed({name: request.POST.get(name, "") for name in FIELDS} if request.method == "POST" else {"key": request.GET.get("series", "")})
    if request.method != "POST":
        return _page(request, told)
    file: Brought | None = None
    try:
        file = file_of(request)
        found = read(file, told)
        before = _before(told["key"])
        series = first(told, found) if before is None else later(before, told, found)
        key = told["key"] if before is not None else kept.new_key(series.title)
        if request.POST.get("write"):
            kept.keep(key, series, file.name, found.sha256, Somebody(request))
            messages.success(request, "Written down as a new series." if before is None else "Written down as a new edition. Earlier ones can still be read as they stood.")
            return redirect("evidence:figures-one", key)
    except (BadTable, kept.Refused) as fault:
        return _page(request, told, wrong=str(fault).splitlines(), file=file, status=409 if isinstance(fault, kept.Refused) else 422)
    changed = changes(before, series) if before is not None else ()
    looked = {"series": series, "looks": found.looks, "figures": len(found.figures), "columns": found.columns.items(), "before": before, "changes": changed[:MOST_SHOWN], "count": len(changed), "tally": tally(changed), "more": max(0, len(changed) - MOST_SHOWN), "same": before == series}
    return _page(request, told, file=file, looked=looked)


def _before(key: str) -> Series | None:
    """The series as it stands, or as it last stood; None for a new one."""
    if not key:
        return None
    editions = kept.of(key)
    if not editions:
        raise BadTable("There is no such series. Choose one from the list, or bring this as a new one.")
    return (kept.stands(editions) or editions[-1]).series


@for_roles(*BRINGERS)
@require_POST
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Withdraw an edition with a reason; the one before it stands again."""
    row = models.Edition.objects.filter(id=id).first()
    if row is None:
        raise Http404("There is no such edition here. What is carried with the product cannot be withdrawn; a later edition takes its place.")
    try:
        done = kept.withdraw(id, request.POST.get("why", ""), Somebody(request))
    except kept.Refused as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "Withdrawn. It can still be read as it stood." if done else "That was withdrawn already.")
    return redirect("evidence:figures-one", row.key)
