"""Proposing house rules, looking at what is proposed beside what holds, and signing it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothy.care import rules_shown
from bothy.care.bodies import RulesSigned
from bothy.care.bodies_basis import ProposalWithdrawn, RulesProposed
from bothy.care.hours import local, rules_at
from bothy.care.house import House
from bothy.care.proposals import Proposal
from bothy.care.rules import HouseRules
from bothy.care.rules_words import CHOICES
from bothy.care.words import WORDS
from bothy.people.models import Staff
from bothy.server import running
from bothy.server.access import EVERYONE, needs, role_of
from bothy.server.accounts import again
from bothy.server.office.publications import called, may, who
from bothy.server.office.rules import all_proposals, changed_only, current_leads, held_at, opened, set_named
from bothy.server.office.rules_file import from_file
from bothy.server.office.rules_form import sections
from bothy.server.office.rules_typed import Wrong, read
from bothy.server.writing import NotDone, write

PROPOSERS = ("shift_lead", "manager", "administrator", "nurse")
"""Who may open the form; what somebody of a role may propose the house rules say."""

UNREADABLE = "These could not be read as house rules. Reload the page and try again."


@needs(*PROPOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The form over all rules, filled with those in force or with a set that was chosen."""
    house = opened()
    start = request.GET.get("from", "")
    held = held_at(house, running.now())
    base = set_named(house, start)[1] if start else (held.rules if held is not None else rules_at(house, running.now()))
    typed: Any = None
    wrong: dict[str, str] = {}
    when = (local(house, running.now()) + timedelta(days=1)).strftime("%Y-%m-%dT") + base.day_starts
    reason = ""
    if request.method == "POST":
        typed, reason, when = request.POST, request.POST.get("reason", "").strip(), request.POST.get("when", "")
        try:
            rules = _told(request)
            if request.POST.get("act") == "fill":
                base, typed = rules, None
            else:
                id = _propose(request, house, rules, reason, when)
                messages.success(request, "Proposed. It holds once a lead has signed it.")
                return redirect("rules-proposal", id=id)
        except Wrong as fault:
            wrong = fault.where
            typed = None if request.FILES else typed
        except NotDone as fault:
            wrong = {"": str(fault)}
    made = sections(base, _staff(base), typed, wrong)
    return render(
        request,
        "office/rules_propose.html",
        {
            "tab": "rules", "sections": made, "wrong": [text for name, text in wrong.items() if name == ""], "wrongs": len(wrong),
            "reason": reason, "when": when, "roles": [(code, WORDS[f"role.{code}"]) for code in _ROLES], "acts": _acts(made), "start": start,
        },
        status=400 if wrong else 200,
    )  # fmt: skip


_ROLES = ("reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator")


def _acts(made: list[Any]) -> list[dict[str, Any]]:
    """The table of who may do what."""
    box = next(each for section in made for each in section.boxes if each.name == "roles_for_acts")
    marks = dict(part.split("=") for part in box.value.split(";") if part)
    return [
        {"act": act, "words": words, "changed": changed, "roles": [(role, WORDS[f"role.{role}"], role in marks[act].split(",")) for role in _ROLES]}
        for act, words, changed in box.choices
    ]


def _staff(rules: HouseRules) -> list[tuple[UUID, str]]:
    """Those who work here, and whoever is a lead already."""
    rows = Staff.objects.filter(active=True).order_by("display_name")
    found = [(row.id, f"{row.display_name} ({WORDS[f'role.{row.role}']})") for row in rows if row.role not in ("analyst", "inspector")]
    known = {id for id, _ in found}
    return found + [(one.staff, f"{called(one.staff)} (does not work here now)") for one in rules.leads if one.staff not in known]


def _told(request: HttpRequest) -> HouseRules:
    upload = request.FILES.get("file")
    if upload is not None:
        return from_file(upload.name or "", upload.read(200_001))
    return read(request.POST)


def _propose(request: HttpRequest, house: House, rules: HouseRules, reason: str, when: str) -> UUID:
    try:
        starts = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(rules_at(house, running.now()).time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise Wrong({"when": "Say from when it is to hold: a day and a time."}) from fault
    if starts < running.now():
        raise Wrong({"when": "House rules cannot hold for a time that is past. Choose a later moment."})
    if not reason:
        raise Wrong({"reason": "Say why, in a sentence without names: whoever signs reads it, and the history keeps it."})
    held = held_at(house, running.now())
    if held is not None and not changed_only(held.rules, rules):
        raise Wrong({"": "Nothing differs from the rules in force, so there is nothing to propose."})
    id = uuid4()
    body = RulesProposed(rules=rules, effective_from=starts, reason=reason[:300])
    write(running.running.facility, who(request), "propose-rules", id, body, "")
    return id


def found(house: House, id: UUID) -> Proposal:
    one = next((each for each in all_proposals(house) if each.id == id), None)
    if one is None:
        raise Http404("There is no such proposal.")
    return one


@needs(*EVERYONE)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """A proposal beside what holds, and who may sign it."""
    house = opened()
    made = found(house, id)
    now = running.now()
    held = held_at(house, made.at if made.state == "signed" else now)
    leads = current_leads(house)
    me = who(request)
    named = bool(leads)
    is_lead = any(each.staff == me.staff for each in leads)
    before = held.rules if held is not None else None
    changes_leads = before is not None and {(x.post, x.staff) for x in before.leads} != {(x.post, x.staff) for x in made.rules.leads}
    return render(
        request,
        "office/rules_proposal.html",
        {
            "tab": "rules", "one": made, "set_name": f"proposal-{made.id}", "by": called(made.by), "withdrawn_by": called(made.withdrawn_by), "held": held,
            "differences": rules_shown.differences(before, made.rules, called) if before is not None else (),
            "groups": rules_shown.groups(made.rules, called), "leads": [(CHOICES[x.post], called(x.staff)) for x in leads], "named": named,
            "may_sign": request.user.is_authenticated and (is_lead or (not named and may(role_of(request), "sign-rules"))),
            "may_withdraw": request.user.is_authenticated and may(role_of(request), "withdraw-proposal"),
            "own": me.staff is not None and me.staff == made.by, "late": made.effective_from < now, "changes_leads": changes_leads and named,
            "visitor": not request.user.is_authenticated,
        },
    )  # fmt: skip


@needs(*EVERYONE)
@require_POST
@sensitive_post_parameters("password")
def act(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign it, asked again who this is; or withdraw it."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("rules-proposal", args=[id]))
    house = opened()
    made = found(house, id)
    reason = request.POST.get("reason", "").strip()[:300]
    try:
        if request.POST.get("act") == "sign":
            if wrong := again.not_asked(request):
                raise NotDone(f"Nothing was signed. {wrong}")
            # Never for a time that is past: what was to hold by now holds from this moment.
            starts = max(made.effective_from, running.now() + timedelta(milliseconds=500))
            me = who(request)
            body = RulesSigned(rules=made.rules, effective_from=starts, signer=me.staff or id, reason=reason, proposal=id)
            write(running.running.facility, me, "sign-rules", running.running.facility.id, body, UNREADABLE)
            messages.success(request, f"Signed. These rules hold from {local(house, starts):%-d %B %Y, %H:%M}; every tablet takes them by itself.")
            return redirect("rules")
        if request.POST.get("act") == "withdraw":
            write(running.running.facility, who(request), "withdraw-proposal", id, ProposalWithdrawn(reason=reason), UNREADABLE)
            messages.success(request, "Withdrawn. It stays readable.")
        else:
            raise NotDone("This form could not be read. Reload the page and try again.")
    except NotDone as fault:
        messages.error(request, str(fault))
    return redirect("rules-proposal", id=id)
