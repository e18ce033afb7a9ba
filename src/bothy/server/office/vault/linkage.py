"""Identities for linkage: two people, an agreement, the entry on the disk, and only then the file."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bothy.care import links
from bothy.care.bodies_vault import LinkageExported
from bothy.care.consents import Consent, consents
from bothy.care.house import House, Line
from bothy.people.models import Staff
from bothy.people.names import names_for
from bothy.people.vault import permission
from bothy.people.vault.linkage import FIELDS, Candidate, choose, sealed_for
from bothy.people.vault.trouble import VaultTrouble
from bothy.server.access import needs
from bothy.server.accounts import again
from bothy.server.office.noting import note
from bothy.server.office.register_lines import of_kinds, of_subjects_of
from bothy.server.office.second_person import second_person
from bothy.server.office.vault.person import house_now
from bothy.server.office.writing import NotWritten, command_id, who, write

_LEFT_OUT = {
    "not_asked": "were not asked", "declined": "declined", "withdrawn": "withdrew", "no_identity": "agreed, and offered no identity",
    "field_missing": "agreed, and a field that was asked for is not kept",
}  # fmt: skip


@needs("manager")
@sensitive_post_parameters("password", "second_password", "passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    said, status = "", 200
    if request.method == "POST":
        try:
            return _let_go(request)
        except (NotWritten, VaultTrouble) as fault:
            said, status = str(fault), getattr(fault, "status", 400)
    house = house_now()
    people = candidates(house)
    names = dict(Staff.objects.values_list("id", "display_name"))
    told = {
        "said": said,
        "may_open": permission.may_open(getattr(request.user, "staff", None)),
        "agreed": sum(one.consent.stands for one in people),
        "registered": len(people),
        "fields": [(code, words, code in (request.POST.getlist("field") or ("number", "born"))) for code, words in FIELDS.items()],
        "to": request.POST.get("to", ""), "agreement": request.POST.get("agreement", ""), "purpose": request.POST.get("purpose", ""),
        "receiver": request.POST.get("receiver", ""), "second_name": request.POST.get("second_name", ""),
        "command": uuid4(),
        "left": [
            (line, names.get(line.staff, "somebody"), names.get(line.body.second, "somebody"))  # type: ignore[attr-defined]
            for line in reversed(of_kinds(("linkage-exported",)))
        ],
    }  # fmt: skip
    response = render(request, "office/vault_linkage.html", told, status=status)
    response["Cache-Control"] = "no-store"
    return response


def candidates(house: House) -> list[Candidate]:
    """Every registered person once, with how linkage stands with them under all their ids. Forgotten people are not among them."""
    lines: dict[object, list[Line]] = {}
    for line in of_subjects_of(("consent-said",)):
        lines.setdefault(links.who(house, line.subject), []).append(line)
    meant = dict.fromkeys(links.who(house, one) for one in house.people)
    known = names_for(meant)
    return [
        Candidate(links.family(house, one), consents(lines[one])["linkage"] if one in lines else Consent("linkage"))
        for one in meant
        if one in known
    ]


def _let_go(request: HttpRequest) -> HttpResponse:
    told, house, command = request.POST, house_now(), command_id(request)
    first = who(request)
    if not permission.may_open(first):
        raise NotWritten("You do not hold the permission to open the vault, so you cannot let anything of it go.", 403)
    to, agreement, purpose = told.get("to", "").strip(), told.get("agreement", "").strip(), told.get("purpose", "").strip()
    if not to or not agreement or not purpose:
        raise NotWritten("Say to whom it goes, under which agreement, and what for.")
    if wrong := again.not_asked(request):
        raise NotWritten(f"Nothing has left. {wrong}")
    second = second_person(
        request, lambda one: one.role == "manager" or permission.may_open(one),
        "another manager, or somebody who holds the permission to open the vault",
    )  # fmt: skip
    chosen = choose(candidates(house), [name for name in FIELDS if name in told.getlist("field")], agreement)
    if not chosen.people:
        raise NotWritten("Nobody can be in it: nobody agreed to linkage and has all these fields kept. Nothing has left.")
    # The passphrase is no receiver: it reaches them by another way, and nothing here keeps it.
    content = sealed_for(told.get("receiver", ""), told.get("passphrase", ""), chosen.csv)
    digest = hashlib.sha256(content).hexdigest()
    body = LinkageExported(
        to=to, agreement=agreement, consent="linkage", second=second.id, people=chosen.people,
        left_out=sum(chosen.left_out.values()), sha256=digest,
    )  # fmt: skip
    assert house.facility is not None
    number = write(request, "export-linkage", house.facility, body, command)
    note(request, house.facility, "linkage", f"{agreement}: {purpose}", uuid5(command, "purpose"))
    response = HttpResponse(content, content_type="application/age")
    response["Content-Disposition"] = f'attachment; filename="linkage-{date.today().isoformat()}-entry-{number}.csv.age"'  # noqa: DTZ011  (a name of a file)
    response["Cache-Control"] = "no-store, private"
    return response


__all__ = ["candidates", "page"]
