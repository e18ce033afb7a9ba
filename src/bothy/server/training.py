"""What those who work here are trained for, as the office shows and notes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest

from bothy.care import competences
from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.commands import Actor
from bothy.care.hours import local, rules_at
from bothy.care.words import label
from bothy.people.models import Staff
from bothy.server import running, staffing
from bothy.server.access import role_of
from bothy.server.checkpoints import open_journal
from bothy.server.writing import NotDone, submit


class Row(msgspec.Struct, frozen=True):
    """One competence of one person: `state` in words, `until` its last day, `asked` whether the rules ask it of them."""

    person: Any
    competence: str
    state: str
    until: date | None
    asked: bool
    code: str


_WORDS = {"good": "good", "ends_soon": "runs out soon", "ended": "has run out", "missing": "not trained"}


def _all_notes() -> competences.Notes:
    reader = open_journal()
    try:
        return staffing.notes(reader)
    finally:
        reader.close()


def of(person: Staff) -> list[Row]:
    """What the rules ask of this person, then what else they are trained for."""
    house, now = running.house(), running.now()
    if house is None:
        return []
    rules, today = rules_at(house, now), local(house, now).date()
    mine = _all_notes().get(person.id, {})
    asked = [rule.competence for rule in rules.competences if person.role in rule.roles]
    rows = []
    for one in [*asked, *(other for other in mine if other not in asked)]:
        where = competences.stands(mine.get(one, ()), competences.rule_of(rules, one), today)
        rows.append(Row(person, label("competence", one), _WORDS[where.state], where.until, one in asked, where.state))
    return rows


def lacking(people: Iterable[Staff]) -> list[Row]:
    """What has run out, is missing or will soon run out of what the rules ask of each role."""
    house, now = running.house(), running.now()
    if house is None:
        return []
    known = {one.id: one for one in people}
    roles: dict[Any, Any] = {id: one.role for id, one in known.items()}
    found = competences.lacking(rules_at(house, now), roles, _all_notes(), local(house, now).date())
    return [
        Row(known[one.staff], label("competence", one.competence), _WORDS[one.standing.state], one.standing.until, True, one.standing.state)
        for one in found
    ]


def note(
    request: HttpRequest, person: Staff, competence: str, on: date, until: date | None, evidence: str, held: bool
) -> str:
    """Write it in the journal; why it was not, "" where it was."""
    facility, author = running.running.facility, getattr(request.user, "staff", None)
    told = {"competence": competence, "on": on, "until": until, "held": held, "evidence": evidence or None}
    try:
        body = msgspec.convert({name: value for name, value in told.items() if value is not None}, CompetenceNoted)
    except msgspec.ValidationError:
        return "A certificate number has letters and digits, at least one of them a digit."
    actor = Actor(staff=author.id if author is not None else None, role=role_of(request))
    try:
        answer = submit(facility, actor, "note-competence", person.id, body)
    except NotDone as fault:
        return str(fault)
    return answer.refusal.sentence if answer.refusal is not None else ""
