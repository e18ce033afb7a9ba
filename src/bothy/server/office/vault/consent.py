"""Writing down what a person agreed to. It needs no identity and no key; a withdrawal holds at once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bothy.care.bodies_vault import ConsentSaid
from bothy.care.consents import consents
from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.people.vault.models import Sheet
from bothy.server.access import needs
from bothy.server.office.register_lines import of_person
from bothy.server.office.vault.person import PAGES, house_now, meant, page
from bothy.server.office.writing import NotWritten, command_id, write


@needs(*PAGES)
@require_POST
def say(request: HttpRequest, id: UUID) -> HttpResponse:
    person = meant(id)
    try:
        body = _body(request, person)
        write(request, "say-consent", person, body, command_id(request))
    except NotWritten as fault:
        return page(request, person, str(fault), fault.status)
    messages.success(request, f"Written down: {label('consent_to', body.to)}, {label('consent_word', body.word)}.")
    return redirect("vault-person", id=person)


def _body(request: HttpRequest, person: UUID) -> ConsentSaid:
    told = request.POST
    to, word, on = told.get("to", ""), told.get("word", ""), told.get("on", "")
    if to not in codes("consent_to") or word not in codes("consent_word"):
        raise NotWritten("Choose what it is about and what they said.")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as fault:
        raise NotWritten("That is no day. Leave it empty where they said it today.") from fault
    agreed = consents(of_person(house_now(), person))[to]  # type: ignore[index]
    if word == "withdrawn":
        # Of what they agreed to, whichever sheet is on the table today.
        if agreed.version is None or agreed.given_on is None:
            raise NotWritten("They have not agreed to this, so there is nothing to withdraw. Write down that they declined.")
        return ConsentSaid(to=to, word=word, version=agreed.version, sheet=agreed.sheet, on=day)  # type: ignore[arg-type]
    sheet = Sheet.objects.filter(to=to, version=told.get("version", "")).first()
    if sheet is None:
        raise NotWritten("Say which version of the sheet was read to them. Managers write the sheets, under Vault.")
    return ConsentSaid(to=to, word=word, version=sheet.version, sheet=sheet.sha256, on=day)  # type: ignore[arg-type]


__all__ = ["say"]
