"""Who is trained for what, and until when, from the notes of it; pure functions of notes, rules and a day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.history import in_order, standing
from bothy.care.house import Line
from bothy.care.rules import CompetenceRule, HouseRules
from bothy.care.vocabulary import Competence, Role

Notes = Mapping[UUID, Mapping[Competence, tuple[CompetenceNoted, ...]]]
"""Of each member of staff and each competence, what was noted, by the day it was trained on."""


class Standing(msgspec.Struct, frozen=True):
    """Where somebody stands with a competence on a day. ``until``: its last day, None where it has no end or is not there."""

    state: Literal["good", "ends_soon", "ended", "missing"]
    until: date | None = None


def notes_of(lines: Iterable[Line]) -> Notes:
    """The notes of competence among these lines (entries of `competence-noted` and their corrections)."""
    found: dict[UUID, dict[Competence, tuple[CompetenceNoted, ...]]] = {}
    for line in standing(in_order(lines)):
        if isinstance(line.body, CompetenceNoted):
            mine = found.setdefault(line.subject, {})
            mine[line.body.competence] = (*mine.get(line.body.competence, ()), line.body)
    # Of two of the same day the later told one holds; sorting keeps the order in which they were told.
    return {
        staff: {one: tuple(sorted(notes, key=lambda note: note.on)) for one, notes in mine.items()}
        for staff, mine in found.items()
    }


def last_day(note: CompetenceNoted, rule: CompetenceRule | None) -> date | None:
    """The last day on which a training is good: its own, else that of the rule; None where neither says an end."""
    if note.until is not None or rule is None:
        return note.until
    return _months_later(note.on, rule.valid_months) - timedelta(days=1)


def stands(notes: Iterable[CompetenceNoted], rule: CompetenceRule | None, day: date) -> Standing:
    """Where somebody stands with one competence on that day, by the last note that began by then."""
    told = [note for note in notes if note.on <= day]
    if not told or not told[-1].held:
        return Standing("missing")
    until = last_day(told[-1], rule)
    if until is None:
        return Standing("good")
    if until < day:
        return Standing("ended", until)
    soon = rule is not None and (until - day).days < rule.remind_days
    return Standing("ends_soon" if soon else "good", until)


def holds(notes: Notes, staff: UUID, rule: CompetenceRule, day: date) -> bool:
    """Whether somebody is trained for what the rule names, on that day."""
    return stands(notes.get(staff, {}).get(rule.competence, ()), rule, day).state in ("good", "ends_soon")


def rule_of(rules: HouseRules, competence: Competence) -> CompetenceRule | None:
    """What the house rules say of a competence; None where they say nothing."""
    return next((one for one in rules.competences if one.competence == competence), None)


class Lacking(msgspec.Struct, frozen=True):
    """Somebody whose role needs a competence that they have not, or not for long."""

    staff: UUID
    competence: Competence
    standing: Standing


def lacking(rules: HouseRules, roles: Mapping[UUID, Role], notes: Notes, day: date) -> tuple[Lacking, ...]:
    """What is missing, ended or about to end, of what the rules ask of each role; what ended or ends first comes first."""
    found = []
    for rule in rules.competences:
        for staff, role in roles.items():
            if role in rule.roles:
                where = stands(notes.get(staff, {}).get(rule.competence, ()), rule, day)
                if where.state != "good":
                    found.append(Lacking(staff, rule.competence, where))
    return tuple(sorted(found, key=lambda one: (one.standing.until or date.min, one.competence)))


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
