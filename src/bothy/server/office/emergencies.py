"""Every emergency of a month, drills too: what is still missing of its record, and what is still to be reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothy.care.completeness import completeness
from bothy.care.departures import departed
from bothy.care.duties import DutyDue, duties
from bothy.care.fold import find_emergency, find_visit
from bothy.care.fold import line as as_line
from bothy.care.history import standing
from bothy.care.hours import business_day, local
from bothy.care.house import Emergency, House, Line
from bothy.care.severity import severity
from bothy.care.vocabulary import Role
from bothy.care.words import label
from bothy.reports.pages.current import bring, latest
from bothy.reports.rescue import where_it_began
from bothy.server import running
from bothy.server.access import needs
from bothy.server.checkpoints import open_journal

READ: tuple[Role, ...] = ("nurse", "shift_lead", "manager", "administrator")
SHOWN = {"all": "All", "gaps": "With something missing", "drills": "Drills"}
DUTY_MONTHS = 3
"""How many months back duties that were never done are looked for."""


class Found(msgspec.Struct, frozen=True):
    """One row of the list. `missing`: what is open on it, in words."""

    id: UUID
    raised_at: datetime
    clock: str
    where: str
    presentation: str
    drill: bool
    is_open: bool
    outcome: str
    reversed: str
    severity: str
    doses: int
    missing: tuple[str, ...]


class Due(msgspec.Struct, frozen=True):
    """One duty of one emergency."""

    emergency: UUID
    when: str
    duty: DutyDue
    due: str
    overdue: bool


class Loader:
    """Emergencies in full, those that have left the House from the journal."""

    def __init__(self, house: House, reader: Any) -> None:
        self.house = house
        self._reader = reader

    def recall(self, subject: UUID) -> list[Line]:
        return [as_line(entry) for entry in self._reader.subject(subject)]

    def emergency(self, id: UUID) -> Emergency | None:
        """The emergency, or None where nobody raised one of this id."""
        found = find_emergency(self.house, id, self.recall)
        return found if found.raised_at is not None else None

    def house_with(self, emergency: Emergency) -> House:
        """The House with the emergency's visit in it, which says what was used."""
        if emergency.visit is None or emergency.visit in self.house.visits:
            return self.house
        visit = find_visit(self.house, emergency.visit, self.recall)
        if not visit.lines:
            return self.house
        return msgspec.structs.replace(self.house, visits=self.house.visits.set(visit.id, visit))


@contextmanager
def loader(house: House) -> Iterator[Loader]:
    """Raises `JournalError` where the journal cannot be read."""
    reader = open_journal()
    try:
        yield Loader(house, reader)
    finally:
        reader.close()


@needs(*READ)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    house = running.house()
    if house is None:
        return render(request, "office/emergencies.html", {"said": running.running.standing.said}, status=503)
    now = running.now()
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    this_month = business_day(house, now).isoformat()[:7]
    month = request.GET.get("month", this_month)
    month = month if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) else this_month
    months = sorted({this_month, month, *_months()}, reverse=True)
    with loader(house) as load:
        rows = [found(load.house_with(one), one, now) for one in _of_month(load, month, now)]
    part = [row for row in rows if _wanted(row, show)]
    return render(
        request,
        "office/emergencies.html",
        {
            "rows": part,
            "counts": [(code, words, sum(_wanted(row, code) for row in rows), code == show) for code, words in SHOWN.items()],
            "months": [(one, _month_name(one), one == month) for one in months],
            "month": month,
            "month_name": _month_name(month),
            "show": show,
            "real": sum(not row.drill for row in rows),
        },
    )


@needs(*READ)
@require_safe
def due_listing(request: HttpRequest) -> HttpResponse:
    """What is to be reported by the house rules, the most pressing first."""
    house = running.house()
    if house is None:
        return render(request, "office/duties.html", {"said": running.running.standing.said}, status=503)
    return render(request, "office/duties.html", {"rows": due_now(house, running.now()), "house": house})


def due_now(house: House, now: datetime) -> list[Due]:
    """Every duty of the last months that nobody has done."""
    month = business_day(house, now).replace(day=1)
    months = []
    for _ in range(DUTY_MONTHS):
        months.append(month.isoformat()[:7])
        month = (month - timedelta(days=1)).replace(day=1)
    rows = []
    with loader(house) as load:
        for id in _ids(house, months):
            one = load.emergency(id)
            if one is not None:
                rows.extend(_due(house, one, now))
    return sorted(rows, key=lambda row: (row.duty.due_at is None, row.duty.due_at or row.duty.since))


def _due(house: House, emergency: Emergency, now: datetime) -> Iterator[Due]:
    assert emergency.raised_at is not None
    for duty in duties(house, emergency):
        if duty.kept_at is None:
            when = local(house, emergency.raised_at).strftime("%-d %B %Y, %H:%M")
            due = "" if duty.due_at is None else local(house, duty.due_at).strftime("%-d %B, %H:%M")
            yield Due(emergency.id, when, duty, due, duty.overdue(now))


def found(house: House, emergency: Emergency, now: datetime) -> Found:
    """The row of one emergency."""
    assert emergency.raised_at is not None
    whole = completeness(emergency)
    open_gaps = [one for one in departed(house, emergency, now) if one.is_open and one.rule != "too_little_recorded"]
    waiting = [one for one in duties(house, emergency) if one.kept_at is None]
    missing = []
    in_error = emergency.outcome == "raised_in_error"
    if emergency.closed_at is not None and whole.reversed == "not_enough_information" and not in_error:
        missing.append("too little recorded to say if it was reversed")
    missing += [f"no reason said: {label('departure', one.rule)}" for one in open_gaps]
    missing += [f"{'overdue' if one.overdue(now) else 'to be reported'}: {one.duty}" for one in waiting]
    there = local(house, emergency.raised_at)
    return Found(
        id=emergency.id,
        raised_at=emergency.raised_at,
        clock=there.strftime("%a %-d %b, %H:%M"),
        where=where_it_began(standing(emergency.lines)),
        presentation=label("presentation", emergency.presentation) if emergency.presentation else "not said",
        drill=emergency.drill,
        is_open=emergency.closed_at is None,
        outcome=label("emergency_outcome", emergency.outcome) if emergency.outcome else "still open",
        reversed="" if in_error else label("reversed", whole.reversed),
        severity="" if in_error else label("severity", severity(emergency).level),
        doses=emergency.naloxone_doses,
        missing=tuple(missing),
    )


def _wanted(row: Found, show: str) -> bool:
    return row.drill if show == "drills" else bool(row.missing) and not row.drill if show == "gaps" else True


def _of_month(load: Loader, month: str, now: datetime) -> list[Emergency]:
    found = [load.emergency(id) for id in _ids(load.house, [month])]
    raised = [one for one in found if one is not None and one.raised_at is not None]
    inside = [one for one in raised if business_day(load.house, one.raised_at).isoformat()[:7] == month]  # type: ignore[arg-type]
    return sorted(inside, key=lambda one: one.raised_at or now, reverse=True)


def _months() -> list[str]:
    facts = bring().facts or latest()
    return [] if facts is None else [m for m in facts.months if facts.table("emergency", [m], ["at"]).num_rows]


def _ids(house: House, months: list[str]) -> list[UUID]:
    """Emergencies of these months by the facts, and all that the House still holds."""
    ids = dict.fromkeys(house.emergencies)
    facts = bring().facts or latest()
    if facts is not None:
        for name in ("emergency", "drill"):
            for subject in facts.table(name, months, ["subject"])["subject"].to_pylist():
                ids.setdefault(UUID(bytes=subject))
    return list(ids)


def _month_name(month: str) -> str:
    return date.fromisoformat(f"{month}-01").strftime("%B %Y")
