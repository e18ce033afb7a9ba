"""Looking at one part of one person: a reason, an entry that is on the disk, and only then what is kept.

What is shown is the answer to a POST and never an address: it is in no history, no cache and no session. A repeat of the
same look shows it again until its time is over; after that a new look needs a new reason, and a new entry.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bothy.care.bodies_vault import VaultOpened
from bothy.care.kinds import decode
from bothy.care.vocabulary import VaultPart, codes
from bothy.care.words import label
from bothy.journal.entry import entry_id
from bothy.people.models import Staff
from bothy.people.names import names_for
from bothy.people.vault import key_file, permission
from bothy.people.vault.held import held
from bothy.people.vault.opening import open_part
from bothy.people.vault.trouble import VaultTrouble
from bothy.server.access import needs, role_of
from bothy.server.office.register_lines import entry_of
from bothy.server.office.vault.forms import FORMS, rows
from bothy.server.office.vault.glass import may_break, minutes
from bothy.server.office.vault.person import house_now, meant, page, part_named, reasons
from bothy.server.office.writing import NotWritten, command_id, now, who, write

OVER = "That look is over. Open it again, with a reason."


@needs(*permission.ROLES)
@require_POST
def look(request: HttpRequest, id: UUID, part: str) -> HttpResponse:
    person, kind = meant(id), part_named(part)
    try:
        staff = who(request)
        if not any(one.part == kind for one in held(id)):
            raise NotWritten("Nothing of that is kept any more.", 404)
        key_file.read()
        glass, until = _written(request, id, kind, staff)
        # From here on the entry stands, whatever becomes of the page.
        kept = open_part(id, kind)
    except NotWritten as fault:
        return page(request, person, str(fault), fault.status)
    except VaultTrouble as fault:
        return page(request, person, str(fault), 503)
    told = {
        "person": person, "id": id, "part": kind, "says": label("vault_part", kind), "name": names_for([person])[person],
        "rows": rows(kept) if kept is not None else [], "glass": glass, "until": until,
        "seconds": max(0, int((until - now()).total_seconds())), "command": uuid4(), "reasons": reasons(),
        "form": None if glass or kept is None else FORMS[kind](initial={name: getattr(kept, name) for name in kept.__struct_fields__}),
    }  # fmt: skip
    response = render(request, "office/vault_look.html", told)
    response["Cache-Control"] = "no-store, private"
    return response


def _written(request: HttpRequest, person: UUID, part: VaultPart, staff: Staff) -> tuple[bool, datetime]:
    """Whether the glass was broken, and until when it may be shown. Durable when it returns. `NotWritten`."""
    command = command_id(request)
    lasts = timedelta(minutes=minutes(house_now()))
    permitted = permission.may_open(staff)
    before = entry_of(entry_id(command, 0))
    if before is not None:
        said = decode(before.kind, before.body)
        mine = isinstance(said, VaultOpened) and (before.subject, before.staff, said.part) == (person, staff.id, part)
        if not mine or not isinstance(said, VaultOpened) or not (said.break_glass or permitted):
            raise NotWritten(OVER, 403)
        until = said.until or before.happened_at + lasts
        if now() >= until:
            raise NotWritten(OVER, 410)
        return said.break_glass, until
    reason = request.POST.get("reason", "")
    if reason not in codes("look_reason"):
        raise NotWritten("Say why first. Nothing was opened.")
    if not permitted and not may_break(role_of(request)):
        raise NotWritten("You do not hold the permission to open the vault. A manager gives it to people by name.", 403)
    if not permitted and request.POST.get("glass") != "yes":
        raise NotWritten("You do not hold the permission. Tick that you open it without, and somebody else will review it.", 403)
    at = now()
    until = at + lasts
    body = VaultOpened(part=part, reason=reason, break_glass=not permitted, until=None if permitted else until)  # type: ignore[arg-type]
    write(request, "open-vault", person, body, command, at=at)
    return not permitted, until


__all__ = ["look"]
