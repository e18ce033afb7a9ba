"""The vault's first page: finding somebody, and what managers look after: looks to review, who may open it, the sheets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bothy.care.bodies_staff import AccessChanged
from bothy.care.bodies_vault import LookReviewed
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.people.models import Staff
from bothy.people.names import names_for
from bothy.people.search import search
from bothy.people.vault import permission, sheets
from bothy.people.vault.models import Permission, PersonKey, Sheet
from bothy.people.vault.trouble import VaultTrouble
from bothy.server.access import MANAGERS, may, needs, role_of
from bothy.server.office.vault.glass import all_looks, minutes
from bothy.server.office.vault.person import PAGES, house_now, key_trouble
from bothy.server.office.writing import NotWritten, command_id, now, who, write

READ: tuple[Role, ...] = (*PAGES, "administrator")
MOST_FOUND = 20
MOST_LOOKS = 100


@needs(*READ)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """A search is a POST: no name stands in an address."""
    return _page(request)


def _page(request: HttpRequest, said: str = "", status: int = 200) -> HttpResponse:
    role, staff = role_of(request), getattr(request.user, "staff", None)
    searched = request.method == "POST" and "q" in request.POST and role in PAGES
    told: dict[str, object] = {
        "said": said,
        "shut": key_trouble() if PersonKey.objects.exists() else "",
        "q": request.POST.get("q", "")[:80] if searched else "",
        "searched": searched,
        "found": search(request.POST.get("q", "")[:80], limit=MOST_FOUND) if searched else [],
        "may_search": role in PAGES,
        "may_open": permission.may_open(staff),
        "may_manage": may(role, MANAGERS),
        "minutes": minutes(house_now()),
    }
    if may(role, MANAGERS):
        told |= _managed(staff)
    response = render(request, "office/vault.html", told, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _managed(staff: Staff | None) -> dict[str, object]:
    looks = all_looks()
    holders = {row.staff_id: row for row in Permission.objects.select_related("given_by")}
    people = Staff.objects.filter(active=True)
    names = dict(Staff.objects.values_list("id", "display_name"))
    called = names_for([one.person for one in looks if one.waits])
    return {
        "waiting": [
            (one, called.get(one.person), label("vault_part", one.part), label("look_reason", one.reason),
             names.get(one.by, "somebody"), staff is not None and one.by == staff.id, uuid4(), _finding(one.finding))
            for one in looks if one.waits
        ],
        "findings": [(code, label("look_review", code)) for code in codes("look_review")],
        "reviewed": [
            (one, label("vault_part", one.part), label("look_reason", one.reason), names.get(one.by, "somebody"),
             _finding(one.finding), names.get(one.reviewed_by, ""))
            for one in reversed(looks[-MOST_LOOKS:])
        ],
        "holders": [(one, holders[one.id], uuid4()) for one in people if one.id in holders],
        "others": [one for one in people if one.id not in holders and one.role in permission.ROLES and one != staff],
        "command": uuid4(),
        "sheets": [(sheet, label("consent_to", sheet.to)) for sheet in Sheet.objects.select_related("made_by")],
        "tos": [(code, label("consent_to", code)) for code in codes("consent_to")],
    }  # fmt: skip


def _finding(code: str | None) -> str:
    return label("look_review", code) if code else ""


@needs(*MANAGERS)
@require_POST
def review(request: HttpRequest, person: UUID, look: UUID) -> HttpResponse:
    """Say what a look without the permission was."""
    try:
        body = LookReviewed(look=look, finding=request.POST.get("finding", ""))  # type: ignore[arg-type]
        write(request, "review-look", person, body, command_id(request))
    except NotWritten as fault:
        return _page(request, str(fault), fault.status)
    messages.success(request, f"Reviewed: {label('look_review', body.finding)}.")
    return redirect("vault")


@needs(*MANAGERS)
@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    """Give somebody the permission. The entry first: nobody may look before the journal says that they may."""
    try:
        staff = get_object_or_404(Staff, id=_staff_id(request))
        by = who(request)
        if why := permission.cannot_give(staff, by):
            raise NotWritten(why)
        at = now()
        _write_access(request, staff, "vault_given", at)
        permission.give(staff, by, at)
    except (NotWritten, VaultTrouble) as fault:
        return _page(request, str(fault), getattr(fault, "status", 400))
    messages.success(request, f"{staff.display_name} may open the vault.")
    return redirect("vault")


@needs(*MANAGERS)
@require_POST
def disallow(request: HttpRequest) -> HttpResponse:
    """Take it back. The permission first: it ends even where the journal cannot be written just now."""
    try:
        staff = get_object_or_404(Staff, id=_staff_id(request))
        if permission.take_back(staff):
            _write_access(request, staff, "vault_taken_back", now())
    except NotWritten as fault:
        return _page(request, str(fault), fault.status)
    messages.success(request, f"{staff.display_name} may no longer open the vault.")
    return redirect("vault")


def _staff_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("staff", ""))
    except ValueError as fault:
        raise NotWritten("Choose somebody who works here.") from fault


def _write_access(request: HttpRequest, staff: Staff, what: str, at: datetime) -> None:
    body = AccessChanged(what=what, whose=staff.id, role=staff.role)  # type: ignore[arg-type]
    write(request, "note-access", house_now().facility or staff.id, body, command_id(request), at=at)


@needs(*MANAGERS)
@require_POST
def add_sheet(request: HttpRequest) -> HttpResponse:
    """A new version of a consent sheet."""
    told = request.POST
    try:
        if told.get("to") not in codes("consent_to"):
            raise VaultTrouble("Choose what the sheet asks for.")
        made = sheets.add(told["to"], told.get("version", ""), told.get("text", ""), who(request), now())  # type: ignore[arg-type]
    except (NotWritten, VaultTrouble) as fault:
        return _page(request, str(fault), 400)
    messages.success(request, f"Sheet {made.version} is in use from now on.")
    return redirect("vault")


__all__ = ["add_sheet", "allow", "disallow", "home", "review"]
