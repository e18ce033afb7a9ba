"""Spoil a copy of the journal and see that verify finds it; the original stands beside it, whole."""

import os
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from bothy.demo.entry_words import Said, said
from bothy.demo.running import Demo
from bothy.demo.tamper import EDITS, CannotTamper, Copy, copies
from bothy.demo.views.guard import demo_only
from bothy.journal import open_reader
from bothy.journal.errors import JournalError


@demo_only
def begin(request: HttpRequest, here: Demo) -> HttpResponse:
    """GET: what this is. POST: take a copy and go to it."""
    journal = _file(here)
    trouble = None
    if journal is None:
        trouble = "This demo keeps its journal in PostgreSQL; a copy to spoil is made of a journal file only."
    elif request.method == "POST":
        try:
            return redirect("demo:copy", name=copies.make(journal))
        except (JournalError, OSError) as fault:
            trouble = f"No copy could be made: {fault}"
    head = here.facility.writer.head
    facts = {"trouble": trouble, "number": head.number, "digest": head.digest.hex()}
    return render(request, "demo/verify.html", facts)


@demo_only
def copy(request: HttpRequest, here: Demo, name: str) -> HttpResponse:
    """The copy's last entries in words, what was done to them, and both verdicts."""
    return _page(request, here, name, _copy(name))


@demo_only
def edit(request: HttpRequest, here: Demo, name: str) -> HttpResponse:
    """POST number, act (change, remove, insert, reorder, cut_off) and for a change the new body."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    spoilt = _copy(name)
    act, number = request.POST.get("act", ""), request.POST.get("number", "")
    if act not in EDITS or not number.isascii() or not number.isdigit() or len(number) > 15:
        return _page(request, here, name, spoilt, "That is not one of the buttons of this page.", 400)
    try:
        spoilt.edit(int(number), act, request.POST.get("body"))  # type: ignore[arg-type]
    except CannotTamper as why:
        return _page(request, here, name, spoilt, str(why), 400)
    return redirect("demo:copy", name=name)


def _page(
    request: HttpRequest, here: Demo, name: str, spoilt: Copy, wrong: str | None = None, status: int = 200
) -> HttpResponse:
    verdict = spoilt.verdict()
    facts = {
        "name": name, "entries": _entries(here, spoilt), "done": spoilt.done, "verdict": verdict,
        "original": spoilt.original, "held": spoilt.held, "held_digest": spoilt.held.digest.hex(), "wrong": wrong,
    }  # fmt: skip
    return render(request, "demo/copy.html", facts, status=status)


def _entries(here: Demo, spoilt: Copy) -> list[Said]:
    names = {worker.id: worker.name for worker in here.plan.staff}
    reader = open_reader(spoilt.path)
    try:
        rows = list(reader.walk(after=spoilt.first_shown - 1))
    finally:
        reader.close()
    return [
        said(row, here.facility.house.time_zone, lambda id: names.get(id, "a visitor")) for row in rows[-40:]
    ]  # type: ignore[call-overload]


def _copy(name: str) -> Copy:
    found = copies.find(name)
    if found is None:
        raise Http404("That copy is gone: copies are kept for half an hour. Make a new one.")
    return found


def _file(here: Demo) -> Path | None:
    file = here.facility.home / "journal.sqlite3"
    return None if os.environ.get("DATABASE_URL") or not file.exists() else file
