"""Spoil a copy of the journal and see that verify finds it; the original stands beside it, whole."""

import os
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from bothy.demo.entry_words import Said, said
from bothy.demo.running import Demo
from bothy.demo.tamper import EDITS, CannotTamper, Copy, Walk, copies
from bothy.demo.views.guard import demo_only
from bothy.journal import open_reader
from bothy.journal.errors import JournalError
from bothy.people.views.device import answer

WITHOUT_A_BAR_SECONDS = 0.8


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
def state(request: HttpRequest, here: Demo, name: str) -> HttpResponse:
    """GET -> {"busy", "what", "done", "of", "text"}: how far the copying or the walk over the entries is."""
    walk = _copy(name).walk
    if walk is None:
        return answer({"busy": False})
    return answer(
        {"busy": True, "what": walk.what, "done": walk.done, "of": walk.of, "text": _sentence(walk)}
    )


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
    # Most often it is over before anybody would look at a bar.
    if not spoilt.wait(WITHOUT_A_BAR_SECONDS):
        walk = spoilt.walk or Walk("walking")
        facts = {"name": name, "walk": walk, "text": _sentence(walk), "done": spoilt.done, "wrong": wrong}
        return render(request, "demo/walking.html", facts, status=status)
    try:
        verdict = spoilt.verdict()
    except CannotTamper as why:
        head = here.facility.writer.head
        facts = {"trouble": str(why), "number": head.number, "digest": head.digest.hex()}
        return render(request, "demo/verify.html", facts, status=503)
    facts = {
        "name": name, "entries": _entries(here, spoilt), "done": spoilt.done, "verdict": verdict,
        "original": spoilt.original, "held": spoilt.held, "held_digest": spoilt.held.digest.hex(), "wrong": wrong,
    }  # fmt: skip
    return render(request, "demo/copy.html", facts, status=status)


def _sentence(walk: Walk) -> str:
    if not walk.of:
        return "Copying the journal." if walk.what == "copying" else "Walking the chain from entry 1."
    if walk.what == "copying":
        return f"Copying the journal: {walk.done * 100 // walk.of} %"
    return f"Walking the chain: entry {walk.done:,} of {walk.of:,}"


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
