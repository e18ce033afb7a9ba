"""The pages of the registers: an index, one page each, its CSV, one incident, and who is in the house."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bothy.care import (
    board,
    history,
    register_duties,
    register_incidents,
    register_items,
    register_visitors,
    restrictions,
)
from bothy.care.fold import line as as_line
from bothy.care.hours import business_day, rules_at
from bothy.care.house import House, Line
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.reports import registers
from bothy.reports.files.csv_file import harmless
from bothy.server import running
from bothy.server.access import may, needs, role_of
from bothy.server.checkpoints import open_journal
from bothy.server.office.registers.acts import may_write, write
from bothy.server.office.registers.show import Look, Table, period, said, words_of
from bothy.server.office.registers.tables import REGISTERS

READ: tuple[Role, ...] = ("reception", "worker", "nurse", "shift_lead", "manager", "inspector", "administrator")
NAMED: tuple[Role, ...] = ("reception", "worker", "nurse", "shift_lead", "manager")
"""Who may see names of service users and visitors in a register: those who work the floor, and managers."""


@needs(*READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    house = running.house()
    if house is None:
        return render(request, "office/registers.html", {"said": running.running.standing.said}, status=503)
    now = running.now()
    return render(
        request,
        "office/registers.html",
        {"cards": [(slug, one, _waits(house, slug)) for slug, one in REGISTERS.items()], "inside": register_visitors.inside(house), "now": now},
    )


def _waits(house: House, slug: str) -> str:
    """What of a register needs somebody now, in a few words; from the board alone."""
    now = running.now()
    if slug == "left-behind":
        lie = [one for one in register_items.items_of(house) if not one.gone]
        out = sum(one.where_now == "found" for one in lie)
        return f"{len(lie)} in the house" + (f", {out} not in the safe yet" if out else "")
    if slug in ("incidents", "complaints", "dealing"):
        mine = {"incidents": lambda one: True, "complaints": lambda one: one.is_complaint, "dealing": lambda one: one.what == register_incidents.DEALING}[slug]
        open_ = [one for one in register_incidents.incidents_of(house) if one.closed_at is None and mine(one)]
        late = sum(any(each.overdue(now) for each in register_incidents.deadlines(one, rules_at(house, one.opened_at))) for one in open_)
        return f"{len(open_)} open" + (f", {late} overdue" if late else "")
    if slug == "restrictions":
        stand = [one for id in house.restricted for one in house.people[id].restrictions if not one.over(now)]
        review = len(restrictions.to_review(house, business_day(house, now), now))
        return f"{len(stand)} stand" + (f", {review} to review" if review else "")
    if slug == "visitors":
        return f"{len(register_visitors.here(house))} in the house now"
    if slug == "duties":
        late = sum(one.state(now) == "overdue" for one in waiting_duties(house))
        return f"{late} overdue" if late else "nothing overdue"
    return ""


def waiting_duties(house: House) -> tuple[register_duties.PeriodDue, ...]:
    """Duties that come again and are not done, of the last year."""
    reader = open_journal()
    try:
        done = register_duties.kept(registers.lines_of(reader, register_duties.KINDS))
    finally:
        reader.close()
    return register_duties.reminders(house, done, running.now())


def _look(request: HttpRequest, house: House) -> Look:
    now = running.now()
    since, until = period(house, now, request.GET.get("from", ""), request.GET.get("to", ""))
    return Look(house, now, since, until, may(role_of(request), NAMED))


def _table(look: Look, slug: str) -> Table:
    reader = open_journal()
    try:
        return REGISTERS[slug].make(look, reader)
    finally:
        reader.close()


@needs(*READ)
@sensitive_post_parameters("second_password")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One register over a period, and what may be written there."""
    if slug not in REGISTERS:
        raise Http404("There is no such register.")
    house = running.house()
    if house is None:
        return render(request, "office/register.html", {"starting": running.running.standing.said, "register": REGISTERS[slug]}, status=503)
    refused = write(request, house) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(request.get_full_path())
    look = _look(request, house)
    table = _table(look, slug)
    facts = {
        "slug": slug,
        "register": REGISTERS[slug],
        "table": table,
        "todo": [row for row in table.rows if row.act] if slug == "duties" else [],
        "look": look,
        "said": refused,
        "others": [(one, each.title, one == slug) for one, each in REGISTERS.items()],
        "query": f"from={look.since.isoformat()}&to={look.until.isoformat()}",
        **_forms(house, role_of(request)),
    }
    return render(request, "office/register.html", facts, status=400 if refused else 200)


def _forms(house: House, role: Role | None) -> dict[str, Any]:
    """What the forms of a register offer, where this role may write at all."""
    now = running.now()
    lists = ("item_to", "incident_kind", "emergency_where", "incident_act", "incident_outcome", "restriction_step", "duty_how")
    return {
        "may": {kind.replace("-", "_"): may_write(house, role, kind) for kind in ("move-item", "count-items", "open-incident", "move-incident", "move-restriction", "let-visitor-out", "keep-duty")},
        "choices": {name: [(code, label(name, code)) for code in codes(name)] for name in lists},
        "held": [one for one in register_items.items_of(house) if not one.gone],
        "here": [(one, said("visitor_kind", one.what)) for one in register_visitors.here(house)],
        "restricted": _standing(house, role) if may(role, NAMED) else [],
        "command": uuid4(),
        "fresh": uuid4(),
        "now": now,
    }  # fmt: skip


def _standing(house: House, role: Role | None) -> list[tuple[UUID, UUID, str]]:
    look = Look(house, running.now(), business_day(house, running.now()), business_day(house, running.now()), may(role, NAMED))
    return [
        (id, one.id, f"{look.person(id)}: {said('restriction_kind', one.what)}, since {look.when(one.since)}")
        for id in house.restricted
        for one in house.people[id].restrictions
        if not one.over(look.now)
    ]


@needs(*READ)
@require_safe
def table_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a CSV file: what a spreadsheet would run as a formula is text."""
    house = running.house()
    if slug not in REGISTERS or house is None:
        raise Http404("There is no such register.")
    look = _look(request, house)
    table = _table(look, slug)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([harmless(cell.replace("\N{NO-BREAK SPACE}", " ")) for cell in row.cells])
    name = f"{slug}-{look.since.isoformat()}-{look.until.isoformat()}.csv"
    return HttpResponse(
        out.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@needs(*READ)
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, id: UUID) -> HttpResponse:
    """One incident: what was done, the words, the deadlines; made to be printed."""
    house = running.house()
    if house is None:
        raise Http404("Bothy is starting.")
    refused = write(request, house) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(request.get_full_path())
    reader = open_journal()
    try:
        lines = history.in_order(as_line(entry) for entry in reader.subject(id))
    finally:
        reader.close()
    one = register_incidents.incident(lines)
    if one is None:
        raise Http404("There is no such incident.")
    look = _look(request, house)
    role = role_of(request)
    return render(
        request,
        "office/incident.html",
        {
            "one": one,
            "title": f"{said('incident_kind', one.what).capitalize()}, {look.when(one.opened_at)}",
            "said": refused,
            "where": said("emergency_where", one.where),
            "acts": [(look.when(act.at), said("incident_act", act.act), look.staff(act.by), act.evidence or "") for act in one.acts],
            "outcome": said("incident_outcome", one.outcome),
            "closed": look.when(one.closed_at),
            "by": look.staff(one.by),
            "about": look.person(one.about),
            "words": words_of(lines, ("incident",)).get(id, []) if look.named else [],
            "hidden": not look.named,
            "deadlines": [(each, look.when(each.due_at), look.when(each.kept_at), each.overdue(look.now)) for each in register_incidents.deadlines(one, rules_at(house, one.opened_at))],
            "may_move": may_write(house, role, "move-incident"),
            "choices": {name: [(code, label(name, code)) for code in codes(name)] for name in ("incident_act", "incident_outcome")},
            "command": uuid4(),
            "back": reverse("register", args=["incidents"]),
        },
        status=400 if refused else 200,
    )  # fmt: skip


@needs(*READ)
@require_safe
def evacuation(request: HttpRequest) -> HttpResponse:
    """Who must be out when the house is emptied, from the board: to be printed and held in a hand."""
    house = running.house()
    if house is None:
        raise Http404("Bothy is starting.")
    look = _look(request, house)
    here = register_visitors.here(house)
    names = words_of(_notes(here), ("name",)) if look.named and here else {}
    places: dict[str, int] = {}
    for visit in board.open_visits(house):
        where = f"place {visit.place}" if visit.place is not None else said("stage", visit.stage)
        places[where] = places.get(where, 0) + 1
    return render(
        request,
        "office/evacuation.html",
        {
            "inside": register_visitors.inside(house),
            "at": look.when(look.now),
            "staff": sorted(look.staff(one.staff) for one in house.on_floor.values() if one.here),
            "visitors": [(said("visitor_kind", one.what), ", ".join(names.get(one.id, ())), look.when(one.came_at)) for one in here],
            "where": sorted(places.items()),
        },
    )  # fmt: skip


def _notes(here: tuple[register_visitors.Visitor, ...]) -> list[Line]:
    reader = open_journal()
    try:
        return registers.notes_of(reader, (one.id for one in here))
    finally:
        reader.close()
