"""Requests by police, courts and others: received, decided by two, answered. The list can be printed; an inspector reads it without persons."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothy.care.bodies_vault import RequestAnswered, RequestDecided, RequestReceived
from bothy.care.requests import NOTHING_TO_GIVE, Request, requests
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.people.models import Note, Staff
from bothy.people.names import names_for
from bothy.people.search import search
from bothy.server import running
from bothy.server.access import may, needs, role_of
from bothy.server.office.noting import note
from bothy.server.office.register_lines import of_subjects_of
from bothy.server.office.second_person import second_person
from bothy.server.office.writing import NotWritten, command_id, write

READ: tuple[Role, ...] = ("shift_lead", "manager", "inspector", "administrator")
RECEIVE: tuple[Role, ...] = ROLES_FOR_ACTS["receive-request"]
DECIDE: tuple[Role, ...] = ROLES_FOR_ACTS["decide-request"]
SECOND: tuple[Role, ...] = ("shift_lead", "manager", "administrator")
_STATES = {"received": "to be decided", "decided": "to be answered", "answered": "answered", "withdrawn": "withdrawn"}
_COLUMNS = ("granted", "granted_in_part", "refused", "not_held", "withdrawn")


def all_requests() -> tuple[Request, ...]:
    return requests(of_subjects_of(("request-received",)))


@needs(*READ)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    said, status = "", 200
    if request.method == "POST":
        try:
            return _receive(request)
        except NotWritten as fault:
            said, status = str(fault), fault.status
    found, today = all_requests(), running.now().date()
    told = {
        "said": said,
        "rows": [(one, row(one), one.overdue(today)) for one in found],
        "waiting": sum(one.waits for one in found),
        "late": sum(one.overdue(today) for one in found),
        "years": _years(found),
        "columns": [label("request_decision", code) for code in _COLUMNS],
        "may_receive": may(role_of(request), RECEIVE),
        "may_note": may_note(request),
        "whos": _choices("request_from"),
        "wants": _choices("request_wants"),
        "told": request.POST,
        "command": uuid4(),
    }
    return _page(request, "office/requests.html", told, status)


def may_note(request: HttpRequest) -> bool:
    return role_of(request) in ROLES_FOR_ACTS["note"]


def _page(request: HttpRequest, template: str, told: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, told, status=status)
    response["Cache-Control"] = "no-store"
    return response


def row(one: Request) -> dict[str, str]:
    """The words of one request, without whom it is about."""
    decided = one.decisions[-1].body.decision if one.decisions else None
    given = one.answers[-1].body if one.answers else None
    return {
        "who": label("request_from", one.asked.who),
        "wants": label("request_wants", one.asked.wants),
        "decision": label("request_decision", decided) if decided else "",
        "given": label("request_given", given.given) if given else "",
        "state": _STATES[one.state],
    }


def _years(found: tuple[Request, ...]) -> list[tuple[int, int, list[int], int]]:
    """A year, how many came, how they were decided, how many still wait. Requests, not people."""
    years: dict[int, list[Request]] = {}
    for one in found:
        years.setdefault(one.at.year, []).append(one)
    rows = []
    for year, ones in sorted(years.items(), reverse=True):
        how = Counter(one.decisions[-1].body.decision for one in ones if one.decisions)
        rows.append((year, len(ones), [how[code] for code in _COLUMNS], sum(one.waits for one in ones)))
    return rows


def _choices(name: str) -> list[tuple[str, str]]:
    return [(code, label(name, code)) for code in codes(name)]


def _receive(request: HttpRequest) -> HttpResponse:
    if not may(role_of(request), RECEIVE):
        raise NotWritten("A shift lead, manager or administrator writes requests down.", 403)
    told, command = request.POST, command_id(request)
    id = uuid5(command, "request")  # two taps are one request
    authority = told.get("authority", "").strip()
    if told.get("who") not in codes("request_from") or told.get("wants") not in codes("request_wants") or not authority:
        raise NotWritten("Say who asks, what for, and by what authority.")
    body = RequestReceived(
        who=told["who"], wants=told["wants"], authority=authority[:200], reference=told.get("reference", "").strip() or None,  # type: ignore[arg-type]
        about=_about(told.get("about", "")), due_on=_day(told.get("due_on", "")),
    )  # fmt: skip
    write(request, "receive-request", id, body, command)
    if may_note(request):
        note(request, id, "request", told.get("words", ""), uuid5(command, "words"))
    messages.success(request, "Written down.")
    return redirect("request", id=id)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as fault:
        raise NotWritten("The day by which it is to be answered is no day. Leave it empty where none was said.") from fault


def _about(told: str) -> UUID | None:
    """The person who is meant, by the code of the desk: a name alone may be anybody's."""
    code = told.strip()
    if not code:
        return None
    found = [one for one in search(code) if code.casefold() in (one.code.casefold(), one.name.casefold())]
    if len(found) != 1:
        raise NotWritten("Nobody, or more than one, is known here by that. Write their whole code as the desk has it, or leave it empty.")
    return found[0].person


@needs(*READ)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    return _one(request, id)


def _one(request: HttpRequest, id: UUID, said: str = "", status: int = 200) -> HttpResponse:
    found = next((each for each in all_requests() if each.id == id), None)
    if found is None:
        raise Http404("There is no such request.")
    role = role_of(request)
    personal = may(role, RECEIVE)
    names = dict(Staff.objects.values_list("id", "display_name"))
    decided = found.decisions[-1].body.decision if found.decisions else None
    told = {
        "one": found, "row": row(found), "said": said, "overdue": found.overdue(running.now().date()),
        "by": names.get(found.by, "somebody"),
        "about": names_for([found.asked.about]).get(found.asked.about) if personal and found.asked.about else None,
        "about_known": found.asked.about is not None, "personal": personal,
        "words": [each.text for each in Note.objects.filter(subject=id).order_by("created_at")] if personal else [],
        "decisions": [(each, label("request_decision", each.body.decision), names.get(each.by, "somebody"), names.get(each.body.second, "")) for each in found.decisions],
        "answers": [(each, label("request_given", each.body.given), names.get(each.by, "somebody")) for each in found.answers],
        "may_decide": may(role, DECIDE) and found.state in ("received", "decided"),
        "may_answer": may(role, DECIDE) and found.state == "decided",
        "may_note": personal and may_note(request),
        "choices": _choices("request_decision"),
        "givens": [(code, words) for code, words in _choices("request_given") if decided not in NOTHING_TO_GIVE or code == "nothing"],
        "commands": [uuid4() for _ in range(3)],
    }  # fmt: skip
    return _page(request, "office/request.html", told, status)


@needs(*RECEIVE)
@sensitive_post_parameters("second_password")
@require_POST
def act(request: HttpRequest, id: UUID) -> HttpResponse:
    """Decide, answer, or add words."""
    told = request.POST
    try:
        if told.get("act") == "decide":
            decision = told.get("decision", "")
            if decision not in codes("request_decision"):
                raise NotWritten("Choose the decision.")
            second = None
            if decision != "withdrawn":
                second = second_person(request, lambda each: each.role in SECOND, "a shift lead, manager or administrator").id
            write(request, "decide-request", id, RequestDecided(decision=decision, second=second), command_id(request))  # type: ignore[arg-type]
        elif told.get("act") == "answer":
            given = told.get("given", "")
            if given not in codes("request_given"):
                raise NotWritten("Choose what was given.")
            body = RequestAnswered(given=given, reference=told.get("reference", "").strip() or None, sha256=told.get("sha256", "").strip().lower() or None)  # type: ignore[arg-type]
            write(request, "answer-request", id, body, command_id(request))
        elif told.get("act") != "note":
            raise NotWritten("This form could not be read. Reload the page and fill it in again.")
        if may_note(request):
            note(request, id, "request", told.get("words", ""), uuid5(command_id(request), "words"))
    except NotWritten as fault:
        return _one(request, id, str(fault), fault.status)
    messages.success(request, "Written down.")
    return redirect("request", id=id)


__all__ = ["act", "all_requests", "listing", "one", "row"]
