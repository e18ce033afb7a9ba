"""The legal basis on screen: what it says, what of the house lies outside it, and what shows that each condition is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bothy.care import legal
from bothy.care.hours import business_day, rules_at
from bothy.care.rules_words import CHOICES
from bothy.care.words import label
from bothy.server import running
from bothy.server.access import EVERYONE, needs, role_of
from bothy.server.office.publications import may
from bothy.server.office.rules import opened

SHOWN_BY: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("footprint", "site plan", "plan of"), "legal-basis", "This page: places outside the footprint are named above."),
    (("never handle", "not handle", "prepare drugs", "supply or prepare", "substances left", "left behind"), "journal", "No entry and no act exists by which staff handle a substance; the journal is verified."),
    (("robust evaluation", "evaluat"), "protocols", "The pilot protocol, signed before the data, and publications."),
    (("under review", "review"), "legal-basis", "The review dates on this page."),
    (("capacity", "seats", "places at once"), "legal-basis", "Capacity on this page; more people at once is a departure."),
    (("supervis", "observ", "qualified"), "departures", "Episodes are watched by named roles; what was missed stands among departures and in the inspection pack."),
    (("protocol", "internal management", "procedure"), "rules", "The house rules, with who signed them and when."),
    (("eligib", "age", "child", "under 18"), "departures", "The minimum age stands in the house rules; people turned away are counted by reason."),
    (("training", "competen", "first aid"), "staff", "Competences with their dates."),
    (("report", "notify", "notice of"), "duties", "Duties with their deadlines, and whether they were done."),
    (("statistic", "monthly", "quarterly", "returns"), "publications", "Publications and what is due."),
)  # fmt: skip
"""Words of a condition, and where Bothy shows it: a view's name, and what one sees there. The first that fits."""


def shown_by(condition: str) -> tuple[str, str] | None:
    """Where it is shown that a condition is kept: a view's name and what one sees there; None where nothing in Bothy shows it."""
    told = condition.casefold()
    return next(((view, words) for marks, view, words in SHOWN_BY if any(mark in told for mark in marks)), None)


@needs(*EVERYONE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The legal basis of the rules in force."""
    house = opened()
    now = running.now()
    rules = rules_at(house, now)
    basis = rules.legal_basis
    today = business_day(house, now)
    outside = {one.number for one in legal.places_outside(basis, house.specs)} if basis.footprint else set()
    conditions: list[dict[str, Any]] = []
    for text in basis.conditions:
        found = shown_by(text)
        conditions.append({"text": text, "where": reverse(found[0]) if found else "", "says": found[1] if found else ""})
    return render(
        request,
        "office/legal.html",
        {
            "tab": "legal", "basis": basis, "kind": CHOICES[basis.kind], "against": legal.against(rules, house.specs, today), "conditions": conditions,
            "dates": legal.days_of(basis, today), "jurisdiction": rules.jurisdiction, "stated": legal.stated(basis),
            "places": [{"number": one.number, "kind": label("place_kind", one.kind), "outside": one.number in outside} for one in house.specs],
            "may_propose": may(role_of(request), "propose-rules") and request.user.is_authenticated,
        },
    )  # fmt: skip
