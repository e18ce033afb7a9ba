"""The rota by weeks, and the floor as it really was, both against the house rules."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothy.care.board import holders
from bothy.care.competences import Notes, holds
from bothy.care.hours import local, rules_at
from bothy.care.house import House
from bothy.care.rules import HouseRules
from bothy.care.staffing import LONGEST_STAY, RANKS, shortfalls
from bothy.care.words import label
from bothy.people.models import Staff
from bothy.server import rota, running, staffing
from bothy.server.access import OFFICE, may, needs, role_of
from bothy.server.checkpoints import open_journal
from bothy.server.models import Planned, RotaShift

PLANNERS = ("shift_lead", "manager", "administrator")
DAYS_BACK = 14
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def _house() -> House:
    house = running.house()
    if house is None:
        raise Http404
    return house


def _notes() -> Notes:
    reader = open_journal()
    try:
        return staffing.notes(reader)
    finally:
        reader.close()


def _begin(told: str, today: date) -> date:
    found = _WEEK.fullmatch(told)
    if not found:
        return rota.monday(today)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return rota.monday(today)


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


@needs(*OFFICE)
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """GET /office/rota?week=2026-W49: who is planned, and where a shift lacks somebody."""
    house, now = _house(), running.now()
    rules, today = rules_at(house, now), local(house, now).date()
    begin = _begin(request.GET.get("week", ""), today)
    rows = rota.week(begin, rules, _notes())
    facts = {
        "rows": rows,
        "days": [begin + timedelta(days=n) for n in range(7)],
        "today": today,
        "begin": begin,
        "week": _week(begin),
        "before": _week(begin - timedelta(days=7)),
        "after": _week(begin + timedelta(days=7)),
        "short": sum(bool(cell.lacks) for _, cells in rows for cell in cells),
        "planned": any(cell.people for _, cells in rows for cell in cells),
        "may_plan": may(role_of(request), PLANNERS),
        "rules": rules,
    }
    return render(request, "office/rota.html", facts)


@needs(*PLANNERS)
def cell(request: HttpRequest, day: str, shift: int) -> HttpResponse:
    """One shift of one day: tick who is planned."""
    try:
        when = date.fromisoformat(day)
    except ValueError as fault:
        raise Http404 from fault
    which = get_object_or_404(RotaShift, pk=shift)
    house, now = _house(), running.now()
    rules = rules_at(house, now)
    on_the_floor = Staff.objects.filter(active=True, role__in=RANKS).order_by("display_name")
    everybody = sorted(on_the_floor, key=lambda one: -RANKS.index(one.role))  # type: ignore[arg-type]
    if request.method == "POST":
        known = {str(one.id): one.id for one in everybody}
        rota.plan(when, which, [known[told] for told in request.POST.getlist("staff") if told in known])
        messages.success(request, f"{which.name} of {when:%-d %B} is planned.")
        return redirect(f"{_back(when)}")
    planned = set(Planned.objects.filter(day=when, shift=which).values_list("staff_id", flat=True))
    elsewhere = dict(Planned.objects.filter(day=when).exclude(shift=which).values_list("staff_id", "shift__name"))
    notes = _notes()
    facts = {
        "day": when,
        "shift": which,
        "week": _week(when),
        "people": [
            {"person": one, "ticked": one.id in planned, "also": elsewhere.get(one.id, ""), "lacks": _missing(rules, notes, one, when)}
            for one in everybody
        ],
    }
    return render(request, "office/rota_cell.html", facts)


def _back(day: date) -> str:
    from django.urls import reverse

    return f"{reverse('rota')}?week={_week(day)}"


def _missing(rules: HouseRules, notes: Notes, person: Staff, day: date) -> str:
    """What this person is not trained for of what the floor needs, in words."""
    wanted = [rule for rule in rules.competences if rule.on_floor or person.role in rule.roles]
    return ", ".join(
        label("competence", rule.competence).lower() for rule in wanted if not holds(notes, person.id, rule, day)
    )


@needs(*PLANNERS)
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Plan a week like the one before it."""
    begin = _begin(request.POST.get("week", ""), local(_house(), running.now()).date())
    count = rota.copy_last(begin)
    if count:
        messages.success(request, f"{count} were planned as in the week before.")
    else:
        messages.info(request, "Nothing was copied: the week before is empty, or this one is planned already.")
    return redirect(_back(begin))


@needs(*OFFICE)
@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """GET /office/floor-rules: the floor now and over the past days, against the house rules."""
    house, now = _house(), running.now()
    since = now - timedelta(days=DAYS_BACK)
    reader = open_journal()
    try:
        notes, past = staffing.notes(reader), staffing.over_time(reader, house, since, now)
    finally:
        reader.close()
    rules = rules_at(house, now)
    here = {one.staff: one for one in house.on_floor.values() if one.here and now - one.since < LONGEST_STAY}
    lacks = shortfalls(rules, {id: one.role for id, one in here.items()}, notes, local(house, now).date(), len(holders(house)))
    names = _names([*here])
    days: dict[date, list[dict[str, object]]] = {}
    for one in past.short:
        days.setdefault(local(house, one.since).date(), []).append(
            {"since": one.since, "until": one.until, "minutes": max(1, round((one.until - one.since).total_seconds() / 60)),
             "says": [each.sentence() for each in one.lacks]}
        )  # fmt: skip
    facts = {
        "open": house.floor_open,
        "here": [
            {"name": names.get(one.staff, "somebody"), "role": label("role", one.role), "since": one.since, "lacks": _lacks_of(rules, notes, one.staff, one.role, now)}
            for one in sorted(here.values(), key=lambda one: one.since)
        ],
        "lacks": [one.sentence() for one in lacks],
        "days": sorted(days.items(), reverse=True),
        "days_back": DAYS_BACK,
        "open_hours": round(sum((b - a).total_seconds() for a, b in past.opened) / 3600),
        "short_minutes": round(sum((one.until - one.since).total_seconds() for one in past.short) / 60),
        "rules": rules,
    }
    return render(request, "office/floor_rules.html", facts)


def _lacks_of(rules: HouseRules, notes: Notes, staff: UUID, role: str, now: datetime) -> str:
    told = [rule for rule in rules.competences if role in rule.roles and not holds(notes, staff, rule, now.date())]
    return ", ".join(label("competence", rule.competence).lower() for rule in told)


def _names(ids: list[UUID]) -> dict[UUID, str]:
    return dict(Staff.objects.filter(id__in=ids).values_list("id", "display_name"))
