"""One person and the vault: which parts are kept, what they agreed to, who looked. Never what is in it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothy.care import links
from bothy.care.bodies_vault import VaultKept
from bothy.care.consents import consents
from bothy.care.house import House
from bothy.care.looks import looks
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role, VaultPart, codes
from bothy.care.words import label
from bothy.people.models import Staff
from bothy.people.names import names_for
from bothy.people.vault import keeping, key_file, permission
from bothy.people.vault.held import held
from bothy.people.vault.models import Sheet
from bothy.people.vault.trouble import VaultTrouble
from bothy.server import running
from bothy.server.access import needs, role_of
from bothy.server.office.register_lines import of_person
from bothy.server.office.vault.forms import FORMS
from bothy.server.office.vault.glass import may_break, minutes
from bothy.server.office.writing import NotWritten, command_id, now, who, write

PAGES: tuple[Role, ...] = ROLES_FOR_ACTS["say-consent"]
KEEPERS: tuple[Role, ...] = ROLES_FOR_ACTS["keep-in-vault"]
MOST_LOOKS = 20


def house_now() -> House:
    house = running.house()
    if house is None:
        raise Http404("Bothy is starting.")
    return house


def meant(person: UUID) -> UUID:
    """The person who is meant by an id. Http404 where nobody is, or they were forgotten."""
    house = house_now()
    found = links.who(house, person)
    if found not in house.people or found not in names_for([found]):
        raise Http404("Nobody is known here under that id; they may have asked to be forgotten.")
    return found


@needs(*PAGES)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    person = meant(id)
    if person != id:
        return redirect("vault-person", id=person)
    return page(request, person)


def page(request: HttpRequest, person: UUID, said: str = "", status: int = 200) -> HttpResponse:
    """The page of a person; `said`: why what was asked for was not done."""
    house, role, staff = house_now(), role_of(request), getattr(request.user, "staff", None)
    lines = of_person(house, person)
    kept = [(one_id, part) for one_id in links.family(house, person) for part in held(one_id)]
    there = {part.part for _, part in kept}
    names = _names()
    agreed = consents(lines)
    told = {
        "person": person,
        "name": names_for([person])[person],
        "said": said,
        "shut": key_trouble() if kept else "",
        "kept": [(one_id, part, uuid4(), uuid4()) for one_id, part in kept],
        "missing": [(part, label("vault_part", part)) for part in codes("vault_part") if part not in there],
        "may_open": permission.may_open(staff),
        "may_break": may_break(role),
        "may_keep": role in KEEPERS and (role != "manager" or permission.may_open(staff)),
        "minutes": minutes(house),
        "reasons": reasons(),
        "agreed": [
            (one, label("consent_to", one.to), label("consent_word", one.word), names.get(one.by, ""), uuid4(), sheets(one.to))
            for one in agreed.values()
        ],
        "words": [(word, label("consent_word", word)) for word in codes("consent_word")],
        "looks": [
            (look, label("vault_part", look.part), label("look_reason", look.reason), names.get(look.by, "somebody"), _finding(look.finding))
            for look in reversed(looks(lines)[-MOST_LOOKS:])
        ],
    }
    response = render(request, "office/vault_person.html", told, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _names() -> dict[UUID | None, str]:
    return dict(Staff.objects.values_list("id", "display_name"))


def _finding(code: str | None) -> str:
    return label("look_review", code) if code else ""


def sheets(to: str) -> list[Sheet]:
    return list(Sheet.objects.filter(to=to))


def reasons() -> list[tuple[str, str]]:
    return [(code, label("look_reason", code)) for code in codes("look_reason")]


def key_trouble() -> str:
    """Why the vault stays shut; "" where its key is there."""
    try:
        key_file.read()
    except VaultTrouble as trouble:
        return str(trouble)
    return ""


def part_named(part: str) -> VaultPart:
    if part not in FORMS:
        raise Http404("There is no such part of the vault.")
    return part  # type: ignore[return-value]


@needs(*KEEPERS)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, id: UUID, part: str) -> HttpResponse:
    """Write a part. What is new anybody of these roles may put in; what would replace something asks for the permission."""
    person, kind = meant(id), part_named(part)
    staff = getattr(request.user, "staff", None)
    if request.method == "POST" and _tapped_twice(request):
        return redirect("vault-person", id=person)
    replaces = any(one.part == kind for one in held(id))
    if (replaces or role_of(request) == "manager") and not permission.may_open(staff):
        return page(request, person, "Only somebody with the permission to open the vault may change what is kept.", 403)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    said, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _put(request, id, kind, form, replaces)
            except (NotWritten, VaultTrouble) as fault:
                said, status = str(fault), getattr(fault, "status", 503)
            else:
                messages.success(request, f"Kept in the vault: {label('vault_part', kind)}.")
                return redirect("vault-person", id=person)
        else:
            status = 400
    told = {
        "person": person, "id": id, "part": kind, "says": label("vault_part", kind), "form": form, "said": said,
        "name": names_for([person])[person], "command": request.POST.get("command") or uuid4(), "reasons": reasons(),
        "reason": request.POST.get("reason", ""), "replaces": replaces,
    }  # fmt: skip
    response = render(request, "office/vault_keep.html", told, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _tapped_twice(request: HttpRequest) -> bool:
    try:
        return keeping.stands(command_id(request))
    except NotWritten:
        return False


def _put(request: HttpRequest, person: UUID, part: VaultPart, form: object, replaces: bool) -> None:
    command, reason = command_id(request), request.POST.get("reason", "")
    if reason not in codes("look_reason"):
        raise NotWritten("Say why it is kept. Nothing was kept so far.")
    body = VaultKept(part=part, act="changed" if replaces else "kept", reason=reason)  # type: ignore[arg-type]
    at = now()
    keeping.put(person, part, form.said(), command)  # type: ignore[attr-defined]
    try:
        write(request, "keep-in-vault", person, body, command, at=at)
    except NotWritten as fault:
        if fault.status != 503:  # else nobody knows yet; the next start looks
            keeping.drop(command)
        raise
    keeping.settle(command, at)


@needs(*KEEPERS)
@require_POST
def remove(request: HttpRequest, id: UUID, part: str) -> HttpResponse:
    """Let go of a part for good."""
    person, kind = meant(id), part_named(part)
    try:
        if not permission.may_open(who(request)):
            raise NotWritten("Only somebody with the permission to open the vault may remove what is kept.", 403)
        if not any(one.part == kind for one in held(id)):
            raise NotWritten("Nothing of that is kept any more.")
        body = VaultKept(part=kind, act="removed", reason=request.POST.get("reason", ""))  # type: ignore[arg-type]
        write(request, "keep-in-vault", id, body, command_id(request))
    except NotWritten as fault:
        return page(request, person, str(fault), fault.status)
    keeping.remove(id, kind)
    messages.success(request, f"Removed from the vault for good: {label('vault_part', kind)}.")
    return redirect("vault-person", id=person)


__all__ = ["keep", "key_trouble", "meant", "one", "page", "part_named", "remove"]
