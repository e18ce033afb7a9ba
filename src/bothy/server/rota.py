"""The rota: who is planned for which shift of which day, and what such a shift lacks of what the house rules ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from bothy.care import competences
from bothy.care.rules import HouseRules
from bothy.care.staffing import RANKS, Shortfall, shortfalls
from bothy.people.models import Staff
from bothy.server.models import Planned, RotaShift

MOST_SHIFTS = 8

def shifts() -> list[RotaShift]:
    """The house's shifts."""
    return list(RotaShift.objects.all())


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class Cell(msgspec.Struct, frozen=True):
    """One shift of one day: who is planned, and what is missing. ``lacks`` is empty where nobody is planned and it is closed."""

    day: date
    shift: int
    people: tuple[tuple[UUID, str, str], ...]
    lacks: tuple[Shortfall, ...]


def week(begin: date, rules: HouseRules, notes: competences.Notes) -> list[tuple[RotaShift, list[Cell]]]:
    """The seven days from ``begin``: a row a shift, a cell a day, each judged by the rules in force now."""
    days = [begin + timedelta(days=n) for n in range(7)]
    planned: dict[tuple[date, int], list[Staff]] = defaultdict(list)
    rows = Planned.objects.filter(day__in=days).select_related("staff").order_by("staff__display_name")
    for row in rows:
        planned[row.day, row.shift_id].append(row.staff)  # type: ignore[attr-defined]
    opens = {one.weekday for one in rules.opening_hours}
    return [
        (shift, [_cell(day, shift, planned[day, shift.pk], rules, notes, day.weekday() in opens) for day in days])
        for shift in shifts()
    ]


def _cell(day: date, shift: RotaShift, there: list[Staff], rules: HouseRules, notes: competences.Notes, is_open: bool) -> Cell:
    people = tuple((one.id, one.display_name, one.role) for one in sorted(there, key=lambda one: (-_rank(one), one.display_name)))
    floor = {one.id: one.role for one in there}
    lacks = shortfalls(rules, floor, notes, day) if there or is_open else ()  # type: ignore[arg-type]
    return Cell(day, shift.pk, people, lacks)


def _rank(staff: Staff) -> int:
    return RANKS.index(staff.role) if staff.role in RANKS else -1  # type: ignore[arg-type]


def plan(day: date, shift: RotaShift, staff: Collection[UUID]) -> None:
    """These people, and nobody else, are planned for that shift."""
    with transaction.atomic():
        Planned.objects.filter(day=day, shift=shift).exclude(staff_id__in=staff).delete()
        there = set(Planned.objects.filter(day=day, shift=shift).values_list("staff_id", flat=True))
        Planned.objects.bulk_create(Planned(day=day, shift=shift, staff_id=one) for one in staff if one not in there)


def copy_last(begin: date) -> int:
    """Plan the week from ``begin`` as the one before it, where nothing is planned yet; how many plans were made.

    Who no longer works here is left out. A shift that somebody is planned for already stays as it is.
    """
    with transaction.atomic():
        taken = set(Planned.objects.filter(day__range=(begin, begin + timedelta(days=6))).values_list("day", "shift_id"))
        before = Planned.objects.filter(
            day__range=(begin - timedelta(days=7), begin - timedelta(days=1)), staff__active=True
        ).values_list("day", "shift_id", "staff_id")
        rows = [
            Planned(day=day + timedelta(days=7), shift_id=shift, staff_id=staff)
            for day, shift, staff in before
            if (day + timedelta(days=7), shift) not in taken
        ]
        Planned.objects.bulk_create(rows)
    return len(rows)
