"""The opening checklist: what is missing before the first visit, and afterwards what has run out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bothy.care import competences
from bothy.care.bodies_basis import ReadinessSaid
from bothy.care.fold import line as as_line
from bothy.care.history import in_order, standing
from bothy.care.house import House, Line
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.leads import who_left
from bothy.care.protocol import protocols
from bothy.care.readiness import SAID, Item, Known, Worker, gaps, last_said, readiness
from bothy.care.vocabulary import Role
from bothy.intake.copied import Copied
from bothy.journal import Reader
from bothy.people.models import Device, Staff
from bothy.server import running
from bothy.server.access import RECORD, needs, role_of
from bothy.server.accounts.factor import has_one
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home
from bothy.server.models import PaperSheet
from bothy.server.office.publications import called, may, who
from bothy.server.office.rules import opened
from bothy.server.office.screen_words import screens_by_device
from bothy.server.writing import NotDone, write

GROUPS = (("leave", "By whose leave"), ("people", "People"), ("floor", "The floor"), ("record", "The record"), ("agreed", "Agreed with others"))
MARKS = {"good": "✓ there", "look": "◔ look", "gap": "◔ missing"}

WHERE: dict[str, tuple[str, str]] = {
    "rules_signed": ("rules", "House rules"), "legal_basis_stated": ("legal-basis", "Legal basis"), "legal_basis_holds": ("legal-basis", "Legal basis"),
    "footprint": ("legal-basis", "Legal basis"), "capacity_people": ("legal-basis", "Legal basis"), "capacity_places": ("legal-basis", "Legal basis"),
    "legal_basis_review": ("legal-basis", "Legal basis"), "protocol_signed": ("protocols", "Pilot protocol"), "staff_with_pin": ("staff", "Staff"),
    "staffing_rule": ("rules", "House rules"), "competences": ("staff", "Staff"), "second_factor": ("staff", "Staff"), "opening_hours": ("rules", "House rules"),
    "tablets": ("devices", "Devices"), "https": ("network", "Network"), "paper": ("paper", "Paper"), "naloxone": ("floor", "Floor"), "drill": ("emergencies", "Emergencies"),
    "duties": ("rules", "House rules"), "checkpoint": ("journal", "Journal"), "checkpoint_given": ("journal", "Journal"),
}  # fmt: skip
"""Where each point is seen to: a view's name and what it is called."""

HOW: dict[str, str] = {
    "backup": "On the machine: bothy backup --to FOLDER, daily.", "restore_drill": "On another machine: bothy restore, then bothy journal verify.",
    "key_copies": "Copy the folder keys/ of the home, or take a backup with its keys.",
}  # fmt: skip
"""What is done outside these pages."""

KINDS = ("readiness-said", "competence-noted", "access-changed", "protocol-signed", "protocol-reviewed")


@needs(*RECORD)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every point, by subject, with where it is seen to."""
    house = opened()
    with_https = request.is_secure() or running.running.network is not None
    items, opening = checklist(house, with_https)
    role = role_of(request)
    opened_floor = next((line.happened_at for line in house.facility_lines if line.kind == "floor-opened"), None)
    missing = gaps(items)
    return render(
        request,
        "office/readiness.html",
        {
            "tab": "readiness", "groups": [(title, [_row(one) for one in items if one.group == code]) for code, title in GROUPS],
            "missing": len(missing), "looks": sum(one.state == "look" for one in items), "there": sum(one.state == "good" for one in items), "whole": len(items),
            "may_say": may(role, "say-readiness") and request.user.is_authenticated, "opening": opening, "opened": opened_floor is not None or bool(house.people),
            "opened_by": called(opening.staff) if opening is not None else "", "opened_gaps": [_title(one) for one in (opening.body.gaps if opening is not None else ())],  # type: ignore[attr-defined]
        },
    )  # fmt: skip


def _row(one: Item) -> dict[str, Any]:
    return {
        "code": one.code, "title": one.title, "state": one.state, "mark": MARKS[one.state] if not one.by_person or one.state != "good" else "✓ said",
        "said": one.said, "by_person": one.by_person, "at": one.said_at, "by": called(one.said_by) if one.said_at else "", "evidence": one.evidence,
        "where": WHERE.get(one.code), "how": HOW.get(one.code, ""),
    }  # fmt: skip


def _title(code: str) -> str:
    return SAID[code][0] if code in SAID else code.replace("_", " ")


def checklist(house: House, https: bool) -> tuple[tuple[Item, ...], Line | None]:
    """The points as they stand now, and the word with which the house was opened, if somebody said it."""
    reader = open_journal()
    try:
        lines = [as_line(one) for one in reader.of_kinds(KINDS, REGISTER_KINDS)]
        checkpoints = reader.checkpoints()
        backup = _backup_at(reader)
    finally:
        reader.close()
    said = last_said(standing(in_order(_of(lines, "readiness-said"))))
    known = Known(
        house=house, now=running.now(), staff=_workers(), notes=competences.notes_of(_of(lines, "competence-noted")),
        leads_left=who_left(_of(lines, "access-changed")), tablets=Device.objects.filter(revoked_at__isnull=True).count(),
        tablets_armed=sum(one.sound == "armed" for one in screens_by_device().values()), https=https, backup_at=backup,
        checkpoint_number=checkpoints[-1].number if checkpoints else 0, sheets=PaperSheet.objects.filter(keyed_at__isnull=True, unused_at__isnull=True).count(),
        drill_at=_last_drill(house), protocols=protocols(_of(lines, "protocol-signed", "protocol-reviewed")), said=said,
    )  # fmt: skip
    opening = said.get("opening")
    return readiness(known), opening if opening is not None and opening.body.done else None  # type: ignore[attr-defined]


def _of(lines: list[Line], *kinds: str) -> list[Line]:
    return [one for one in lines if one.kind in kinds]


def _workers() -> tuple[Worker, ...]:
    rows = Staff.objects.filter(active=True).select_related("user")
    return tuple(_worker(row, row.role) for row in rows)  # type: ignore[arg-type]


def _worker(row: Staff, role: Role) -> Worker:
    user = row.user if row.user is not None and row.user.is_active else None
    return Worker(row.id, role, bool(row.pin_hash), user is not None, None if user is None else has_one(user))


def _backup_at(reader: Reader) -> Any:
    """When the newest backup or copy of this line of the journal was made."""
    copied = Copied(Home.default().folder)
    copied.look(reader)
    return copied.record.at if copied.record is not None else None


def _last_drill(house: House) -> Any:
    """When the last drill was held: by the facts, or one that the House still holds."""
    from bothy.reports.pages.current import latest

    found = [one.raised_at for one in house.emergencies.values() if one.drill and one.raised_at is not None]
    facts = latest()
    if facts is not None:
        found += [one for one in facts.table("drill", None, ["at"])["at"].to_pylist() if one is not None]
    return max(found, default=None)


@needs("shift_lead", "manager", "administrator")
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """A person says that a point is done, or is not any more; or that the house is opened."""
    told = request.POST
    house = opened()
    try:
        item = told.get("item", "")
        if item == "opening":
            missing = gaps(checklist(house, request.is_secure() or running.running.network is not None)[0])
            reason = told.get("reason", "").strip()[:300]
            if missing and not reason:
                raise NotDone("Say why the house opens although something is missing: it is recorded as a departure.")
            body = ReadinessSaid(item="opening", gaps=missing, reason=reason)
        elif item in SAID:
            body = ReadinessSaid(item=item, done=told.get("done", "yes") == "yes", evidence=told.get("evidence", "").strip() or None)
        else:
            raise NotDone("This form could not be read. Reload the page and try again.")
        write(running.running.facility, who(request), "say-readiness", running.running.facility.id, body)
        messages.success(request, "Recorded." if item != "opening" or not body.gaps else f"Recorded: opened with {len(body.gaps)} points missing.")
    except NotDone as fault:
        messages.error(request, str(fault))
    return redirect("readiness")
