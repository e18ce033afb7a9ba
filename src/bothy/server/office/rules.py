"""House rules on screen: those in force and at any past moment, their history, what is proposed, and two sets compared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothy.care import rules_shown
from bothy.care.bodies import RulesSigned
from bothy.care.fold import line as as_line
from bothy.care.hours import local, rules_at
from bothy.care.house import House, Line, SignedRules
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.leads import leads_now, who_left
from bothy.care.proposals import Proposal, proposals
from bothy.care.rules import SHIPPED, HouseRules, Lead
from bothy.care.rules_words import CHOICES
from bothy.care.words import WORDS
from bothy.server import running
from bothy.server.access import EVERYONE, needs, role_of
from bothy.server.checkpoints import open_journal
from bothy.server.office.publications import called, may
from bothy.server.office.rules_file import as_json, as_toml


class NoSuch(Http404):
    """There are no such rules here."""


def opened() -> House:
    """The House of the open facility. 404 before there is one."""
    house = running.house()
    if house is None:
        raise Http404(running.running.standing.said)
    return house


def proposal_lines() -> tuple[list[Line], list[Line]]:
    """The lines of all proposals, and those of the facility that say who left and what came back."""
    reader = open_journal()
    try:
        told = [as_line(one) for one in reader.of_kinds(("rules-proposed", "proposal-withdrawn", "access-changed"), REGISTER_KINDS)]
    finally:
        reader.close()
    return [one for one in told if one.kind != "access-changed"], [one for one in told if one.kind == "access-changed"]


def all_proposals(house: House) -> tuple[Proposal, ...]:
    """Every proposal, the newest first."""
    return proposals(proposal_lines()[0], house.facility_lines)


def current_leads(house: House) -> tuple[Lead, ...]:
    """The leads who may sign now, without those who left as the journal tells."""
    return leads_now(house, running.now(), proposal_lines()[1])


def left(house: House) -> frozenset[UUID]:
    return who_left(proposal_lines()[1])


def in_order(house: House) -> list[SignedRules]:
    return sorted(house.rules, key=lambda one: (one.effective_from, one.number))


def held_at(house: House, at: datetime) -> SignedRules | None:
    """The rules that held at a moment."""
    return next((one for one in reversed(in_order(house)) if one.effective_from <= at), None)


def chosen_moment(house: House, told: str) -> datetime | None:
    """A moment as the page's own box says it ("2025-03-01T12:00", by the clocks of the house); None where it says none."""
    try:
        return datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(rules_at(house, running.now()).time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@needs(*EVERYONE)
@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """The rules in force, or at another moment; what was signed, and what is proposed."""
    house = opened()
    now = running.now()
    told = request.GET.get("at", "")
    at = chosen_moment(house, told) or now
    held = held_at(house, at)
    force = held_at(house, now)
    signed = {line.number: line.body for line in house.facility_lines if isinstance(line.body, RulesSigned)}
    history = [_signed_row(house, one, signed.get(one.number), force) for one in reversed(in_order(house))]
    leads = current_leads(house)
    return render(
        request,
        "office/rules.html",
        {
            "tab": "rules",
            "groups": rules_shown.groups(held.rules, called) if held is not None else (),
            "held": None if held is None else _signed_row(house, held, signed.get(held.number), force),
            "at": local(house, at).strftime("%Y-%m-%dT%H:%M"),
            "past": told != "" and at != now,
            "unread": bool(told) and chosen_moment(house, told) is None,
            "history": history,
            "proposals": [_proposal_row(one) for one in all_proposals(house)],
            "sets": _sets(house),
            "leads": [(CHOICES[one.post], called(one.staff)) for one in leads],
            "named": bool(force and force.rules.leads),
            "signers": ", ".join(WORDS[f"role.{role}"] for role in _signing_roles(house)),
            "may_propose": may(role_of(request), "propose-rules") and request.user.is_authenticated,
        },
    )


def _signing_roles(house: House) -> tuple[str, ...]:
    from bothy.care.rules import ROLES_FOR_ACTS

    return rules_at(house, running.now()).roles_for_acts.get("sign-rules", ROLES_FOR_ACTS["sign-rules"])


def _signed_row(house: House, one: SignedRules, body: RulesSigned | None, force: SignedRules | None) -> dict[str, Any]:
    line = next((line for line in house.facility_lines if line.number == one.number), None)
    return {
        "name": one.rules.name, "from": one.effective_from, "signer": called(one.signer), "number": one.number, "set": f"entry-{one.number}", "now": one is force,
        "to_come": one.effective_from > running.now(), "signed_at": None if line is None else line.happened_at,
        "departures": [(WORDS.get(f"departure.{each.rule}", each.rule), "" if each.reason == "not_stated" else each.reason) for each in (body.departures if body is not None else ())],
        "post": next((CHOICES[lead.post] for lead in one.rules.leads if lead.staff == one.signer), ""),
    }  # fmt: skip


def _proposal_row(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.rules.name, "by": called(one.by), "at": one.at, "from": one.effective_from, "state": one.state,
        "reason": one.reason, "signed": one.signed, "withdrawn_at": one.withdrawn_at,
    }  # fmt: skip


def _sets(house: House) -> list[tuple[str, str]]:
    """Everything that can be compared: what was signed, what is proposed, what Bothy ships."""
    found = [(f"entry-{one.number}", f"From {local(house, one.effective_from):%-d %B %Y}: {one.rules.name} (entry {one.number:,})") for one in reversed(in_order(house))]
    found += [(f"proposal-{one.id}", f"Proposed {local(house, one.at):%-d %B %Y}: {one.rules.name}") for one in all_proposals(house)]
    return found + [(f"shipped-{key}", f"Shipped: {rules.name}") for key, rules in SHIPPED.items()]


def set_named(house: House, name: str) -> tuple[str, HouseRules]:
    """What a set is called, and its rules: "entry-12", "proposal-<id>", "shipped-scotland". 404 for another."""
    kind, _, which = name.partition("-")
    if kind == "entry" and which.isdigit():
        one = next((each for each in house.rules if each.number == int(which)), None)
        if one is not None:
            return f"{one.rules.name}, from {local(house, one.effective_from):%-d %B %Y, %H:%M} (entry {one.number:,})", one.rules
    elif kind == "proposal":
        made = next((each for each in all_proposals(house) if str(each.id) == which), None)
        if made is not None:
            return f"{made.rules.name}, proposed {local(house, made.at):%-d %B %Y}", made.rules
    elif kind == "shipped" and which in SHIPPED:
        return f"Shipped: {SHIPPED[which].name}", SHIPPED[which]
    raise NoSuch("There is no such set of house rules.")


@needs(*EVERYONE)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two sets side by side: only what differs."""
    house = opened()
    sets = _sets(house)
    a, b = request.GET.get("a", ""), request.GET.get("b", "")
    told: dict[str, Any] = {"tab": "rules", "sets": sets, "a": a, "b": b}
    if a and b:
        (told["was"], before), (told["now"], after) = set_named(house, a), set_named(house, b)
        told["differences"] = rules_shown.differences(before, after, called)
    return render(request, "office/rules_compare.html", told)


@needs(*EVERYONE)
@require_safe
def file(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """A set of rules as a file that can be changed and given back."""
    rules = set_named(opened(), which)[1]
    made = as_toml(rules) if form == "toml" else as_json(rules)
    reply = HttpResponse(made, content_type="application/toml" if form == "toml" else "application/json")
    reply["Content-Disposition"] = f'attachment; filename="house-rules-{which}.{form}"'
    return reply


def changed_only(before: HouseRules, after: HouseRules) -> bool:
    """Whether two sets say anything differently at all; the order of codes says nothing."""
    return bool(rules_shown.differences(before, after))
