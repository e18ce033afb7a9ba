"""The first ten minutes: three doors, and what is behind each."""

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from bothy.demo.morning import LIVE_DAY
from bothy.demo.names import PIN
from bothy.demo.running import Demo
from bothy.demo.setup import SIGN_IN
from bothy.demo.views.guard import demo_only
from bothy.people.devices import COOKIE, devices
from bothy.people.setup import enrol_browser
from bothy.people.views.shift import set_device_cookie
from bothy.reports import published
from bothy.reports.pages import current
from bothy.reports.pages.shown import shown
from bothy.reports.thistle import COUNTS, Cell

COLUMNS = ("Times accessed", "Injecting episodes", "Medical emergencies")


class Compared(msgspec.Struct, frozen=True):
    """One published figure, ours beside it, and how far they are apart (None: not counted yet)."""

    published: int
    ours: int | None
    difference: int | None


class Row(msgspec.Struct, frozen=True):
    name: str
    since: str
    cells: tuple[Compared, ...]


@demo_only
def welcome(request: HttpRequest, here: Demo) -> HttpResponse:
    """Three doors, and how far the history is."""
    facts = {
        "state": here.state(), "sign_in": SIGN_IN, "pin": PIN, "lead": _lead(here), "live_day": LIVE_DAY,
        "thistle_a_day": _average_day(here),
    }  # fmt: skip
    return render(request, "demo/welcome.html", facts)


@demo_only
def to_the_floor(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST: this browser becomes a tablet where it is none, the day runs at 20x, and the board opens.

    GET, from a bookmark or an address typed: the welcome page, where the button is.
    """
    if request.method in ("GET", "HEAD"):
        return redirect("demo:welcome")
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    here.watch()
    response = redirect("floor")
    if devices.authenticate(request.COOKIES.get(COOKIE)) is None:
        _, cookie = enrol_browser("Visitor's screen")
        set_device_cookie(response, cookie, secure=request.is_secure())
    return response


@demo_only
def answer(request: HttpRequest, here: Demo) -> HttpResponse:
    """The published table, this journal's figures, and the difference, cell by cell."""
    source = published.thistle()
    update = current.bring()
    told = shown(update.facts) if update.facts is not None else None
    cells = {(cell.month, cell.column): cell for cell in told.table.compare()} if told is not None else {}
    rows = [
        Row(
            name=_month(line.month),
            since="from 13 January" if line.month == "2025-01" else "",
            cells=tuple(_compared(getattr(line, name), cells.get((line.month, name))) for name in COUNTS),
        )
        for line in source.months
    ]
    totals = Row(
        "All eight months",
        "",
        tuple(_compared(source.total(name), cells.get(("total", name))) for name in COUNTS),
    )
    people = [
        (label, _compared(value, cells.get(("total", name))))
        for label, name, value in (
            ("Different people", "people", source.people), ("Male", "male", source.male), ("Female", "female", source.female),
        )
    ]  # fmt: skip
    shown_cells = [cell for row in (*rows, totals) for cell in row.cells] + [cell for _, cell in people]
    facts = {
        "source": source, "rows": rows, "totals": totals, "people": people, "columns": COLUMNS, "cells": len(shown_cells),
        "same": sum(cell.difference == 0 for cell in shown_cells), "counted": told is not None and bool(cells),
        "trouble": update.trouble, "state": here.state(), "number": told.facts.number if told is not None else 0,
    }  # fmt: skip
    return render(request, "demo/answer.html", facts)


@demo_only
def decide(request: HttpRequest, here: Demo) -> HttpResponse:
    """The third door: what will be behind it, and that it is not there yet."""
    return render(request, "demo/decide.html", {"state": here.state()})


def _compared(theirs: int, cell: Cell | None) -> Compared:
    ours = None if cell is None or cell.ours is None else int(cell.ours)
    return Compared(theirs, ours, None if ours is None else ours - theirs)


def _month(name: str) -> str:
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{names[int(name[5:]) - 1]} {name[:4]}"


def _average_day(here: Demo) -> int:
    """Times accessed on an average day of the published months."""
    return round(published.thistle().total("service_accessed") / here.plan.day_count)


def _lead(here: Demo) -> str:
    return next(worker.name for worker in here.plan.staff if worker.role == "shift_lead")
