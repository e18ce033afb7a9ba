"""What is published: the list with what is due, one publication as it was signed, and what may be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothy.care.hours import rules_at
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.people.devices import devices
from bothy.reports import files
from bothy.reports.files.page import Link, page_of
from bothy.reports.publish import store
from bothy.reports.publish.due import Due, UnknownPlace
from bothy.reports.publish.entries import Publication, read_one, signed
from bothy.reports.publish.ics import as_ics
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.publish.verify import verify
from bothy.reports.release import Release
from bothy.reports.sets import SETS
from bothy.reports.wording import month_name, period_name
from bothy.server import running
from bothy.server.access import PUBLISHED, names_nobody, needs, role_of
from bothy.server.home import Home
from bothy.server.office.work import works
from bothy.server.publishing.desk import Desk, NotDone, Who, looking, tidy
from bothy.server.publishing.returns import reminders, returns_of
from bothy.server.publishing.taking import file_name, signature

STATES = {
    "not_due": "not due yet", "due": "to be drafted", "draft": "draft", "published": "published, not sent",
    "sent": "sent", "late": "overdue", "checked": "checked", "withdrawn": "withdrawn",
}  # fmt: skip
DONE = {
    "check-publication": "Checked. It can be signed now.",
    "sign-publication": "Signed and published.",
    "withdraw-publication": "Withdrawn. It stays readable, and says that it was withdrawn.",
    "send-publication": "Marked as sent.",
}


def may(role: Role | None, kind: str) -> bool:
    """Whether someone of this role may do an act, by the house rules of now."""
    house = running.house()
    rules = rules_at(house, running.now()).roles_for_acts if house is not None else {}
    return role in rules.get(kind, ROLES_FOR_ACTS[kind])


def who(request: HttpRequest) -> Who:
    """The person who is signed in; a visitor of a demo is nobody."""
    staff = getattr(request.user, "staff", None)
    return Who(None if staff is None else staff.id, role_of(request) if request.user.is_authenticated else None)


def desk() -> Desk:
    """The desk of the open facility. `NotDone` while there is none."""
    if running.running.facility is None:
        raise NotDone(running.running.standing.said or "Bothy is starting.")
    return Desk(running.running.facility, Home.default())


def called(id: UUID | None, role: Role | None = None) -> str:
    """Who that is, as far as it is known here; to whoever may see no names (by their `role`), in which role they work."""
    known = devices.staff().get(id) if id is not None else None
    if known is not None and names_nobody(role):
        return f"the {label('role', str(known['role'])).lower()}"
    return "somebody whose name is not kept here" if known is None else str(known["name"])


def set_title(name: str) -> str:
    return SETS[name].title if name in SETS else name


@needs(*PUBLISHED)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is due, drafts, and everything that was signed, the newest first."""
    work = works.of("listing", lambda tell: _looked_at(tell))
    if not work.over:
        return work.waiting(request, "Publications")
    works.drop("listing")
    if work.trouble:
        return render(request, "office/publications.html", {"trouble": work.trouble}, status=503)
    out, dues, months = work.result
    reminders.forget()
    role = role_of(request)
    newest = {(one.set, one.since, one.until): one.id for one in out}
    return render(
        request,
        "office/publications.html",
        {
            "rows": [_row(one, newest, role) for one in reversed(out)],
            "drafts": [] if names_nobody(role) else [_draft_row(row) for row in store.drafts()],
            "dues": [_due_row(one) for one in sorted(dues, key=lambda each: each.on) if one.state != "sent" and one.days <= 45],
            "months": months,
            "sets": [(one.name, one.title, one.audience) for one in SETS.values()],
            "may_draft": may(role, "check-publication"),
            "visitor": not request.user.is_authenticated,
        },
    )


def _looked_at(tell: object) -> tuple[tuple[Publication, ...], list[Due], list[tuple[str, str]]]:
    home = Home.default()
    tidy(home)
    with looking(home, tell) as (facts, reader):  # type: ignore[arg-type]
        try:
            dues = returns_of(facts, reader, running.now())
        except UnknownPlace as fault:
            raise NotDone(str(fault)) from fault
        now = running.now()
        months = [(one, month_name(one)) for one in reversed(facts.span()) if facts.complete(one, now)]
        return signed(facts, reader), dues, months


def _row(one: Publication, newest: dict[tuple[str, str, str], UUID], role: Role | None) -> dict[str, object]:
    assert one.signed is not None
    replaced = newest[one.set, one.since, one.until] != one.id
    return {
        "id": one.id, "title": set_title(one.set), "period": period_name(one.since, one.until), "revision": one.revision,
        "state": "revised since" if replaced and one.state != "withdrawn" else STATES[one.state], "code": one.state,
        "by": called(one.signed.by, role), "at": one.signed.at, "digest": one.sha256[:12], "alone": one.same_person,
    }  # fmt: skip


def _draft_row(row: object) -> dict[str, object]:
    return {
        "id": row.id, "title": set_title(row.set), "period": period_name(row.since, row.until), "revision": row.revision,  # type: ignore[attr-defined]
        "by": called(row.made_by), "number": row.number,  # type: ignore[attr-defined]
    }  # fmt: skip


def _due_row(one: Due) -> dict[str, object]:
    days = "today" if one.days == 0 else f"in {one.days} day{'' if one.days == 1 else 's'}" if one.days > 0 else f"{-one.days} day{'' if one.days == -1 else 's'} late"
    return {
        "title": set_title(one.rule.set), "set": one.rule.set, "period": period_name(one.since, one.until), "until": one.until,
        "months": one.rule.months, "to": one.rule.to, "on": one.on, "days": days, "code": one.state, "state": STATES[one.state],
        "publication": one.publication, "warn": one.reminded, "sent_on": one.sent_on, "known": one.rule.set in SETS,
    }  # fmt: skip


@needs(*PUBLISHED)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One publication: its tables as they were signed, who signed, what came of it."""
    found, release, trouble, history = _found(id)
    role = role_of(request)
    made = found.signed
    assert made is not None
    return render(
        request,
        "office/publication.html",
        {
            "one": found,
            "title": set_title(found.set),
            "period": period_name(found.since, found.until),
            "state": STATES[found.state],
            "page": None if release is None else _page(found, release, not names_nobody(role)),
            "trouble": trouble,
            "signed_by": called(made.by, role),
            "checked": [(called(act.by, role), act.at) for act in found.checked],
            "sent": [(act.body.to, label("duty_how", act.body.how), act.body.evidence or "", act.at, called(act.by, role)) for act in found.sent],  # type: ignore[union-attr]
            "withdrawn_why": label("withdrawn_why", found.withdrawn.body.why) if found.withdrawn else "",  # type: ignore[union-attr]
            "history": [
                {"id": each.id, "revision": each.revision, "at": each.signed.at if each.signed else None, "here": each.id == id, "withdrawn": each.withdrawn is not None}
                for each in history
            ],
            "newest": history[-1].id == id,
            "latest": history[-1],
            "may_sign": may(role, "sign-publication"),
            "may_send": may(role, "send-publication"),
            "may_withdraw": may(role, "withdraw-publication"),
            "may_draft": may(role, "check-publication"),
            "visitor": not request.user.is_authenticated,
            "hows": [(code, label("duty_how", code)) for code in codes("duty_how")],
            "whys": [(code, label("withdrawn_why", code)) for code in codes("withdrawn_why")],
            "recipients": _recipients(found),
        },
    )


def _recipients(found: Publication) -> list[str]:
    house = running.house()
    rules = rules_at(house, running.now()) if house is not None else None
    return [one.to for one in rules.returns if one.set == found.set] if rules is not None else []


def _found(id: UUID) -> tuple[Publication, Release | None, str, list[Publication]]:
    try:
        with looking(Home.default()) as (facts, reader):
            found = read_one(reader, id)
            out = signed(facts, reader)
    except NotDone as fault:
        raise Http404(str(fault)) from fault
    if found is None or found.signed is None:
        raise Http404("There is no such publication.")
    try:
        return found, store.release_of(found), "", [one for one in out if one.is_of(found.set, found.since, found.until)]
    except NotAsSigned as fault:
        return found, None, str(fault), [one for one in out if one.is_of(found.set, found.since, found.until)]


def _page(found: Publication, release: Release, named: bool) -> object:
    return page_of(
        release,
        signature(found, named),
        chart_url=lambda grid, theme: reverse("publication-chart", args=[found.id, grid.name, theme]),
        data_url=lambda grid: reverse("publication-table", args=[found.id, grid.name]),
        downloads=tuple(
            Link(label=one.label, href=reverse("publication-file", args=[found.id, name]), file=file_name(release, one.ending))
            for name, one in files.FORMATS.items()
        ),
        head=False,
    )


@needs(*PUBLISHED)
@require_safe
def chart(request: HttpRequest, id: UUID, grid: str, theme: str) -> HttpResponse:
    """A table's chart as it was signed."""
    return drawn(_whole(id)[1], grid, theme)


def drawn(release: Release, grid: str, theme: str) -> HttpResponse:
    """The chart of the table of that name. Http404 where there is none, or it is not drawn."""
    table = next((one for one in release.grids if one.name == grid), None)
    if table is None:
        raise Http404("There is no such table.")
    try:
        return HttpResponse(files.chart(release, table, theme), content_type="image/svg+xml")
    except ValueError as fault:
        raise Http404(str(fault)) from fault


@needs(*PUBLISHED)
@require_safe
def table(request: HttpRequest, id: UUID, grid: str) -> HttpResponse:
    """One table as CSV."""
    release = _whole(id)[1]
    found = next((one for one in release.grids if one.name == grid), None)
    if found is None:
        raise Http404("There is no such table.")
    return _attached(files.grid_csv(release, found), "text/csv; charset=utf-8", file_name(release, f"{grid}.csv"))


@needs(*PUBLISHED)
@require_safe
def file(request: HttpRequest, id: UUID, format: str) -> HttpResponse:
    """The whole publication in one format."""
    kind = files.FORMATS.get(format)
    if kind is None:
        raise Http404("There is no such file.")
    found, release = _whole(id)
    made = store.frozen_of(found) if format == "json" else kind.make(release, signature(found, not names_nobody(role_of(request))))
    return _attached(made, kind.media_type, file_name(release, kind.ending))


def _whole(id: UUID) -> tuple[Publication, Release]:
    found, release, trouble, _ = _found(id)
    if release is None:
        raise Http404(trouble)
    return found, release


def _attached(content: bytes, media: str, name: str) -> HttpResponse:
    reply = HttpResponse(content, content_type=media)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@needs(*PUBLISHED)
@require_POST
def verified(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whether the kept bytes are the signed ones, said on the page."""
    try:
        with looking(Home.default()) as (_, reader):
            found = read_one(reader, id)
            if found is None or found.signed is None:
                raise Http404("There is no such publication.")
            verdict = verify(found, reader)
    except NotDone as fault:
        messages.error(request, str(fault))
        return redirect("publication", id=id)
    (messages.success if verdict.ok else messages.error)(request, verdict.sentence)
    return redirect("publication", id=id)


@needs("analyst", "manager", "administrator")
@require_POST
def act(request: HttpRequest, id: UUID) -> HttpResponse:
    """Mark it as sent, or withdraw it."""
    told, staff = request.POST, who(request)
    try:
        if told.get("act") == "sent":
            desk().sent(staff, id, told.get("to", ""), told.get("how", ""), told.get("evidence", ""))
            messages.success(request, DONE["send-publication"])
        elif told.get("act") == "withdraw":
            desk().withdraw(staff, id, told.get("why", ""), told.get("reason", ""))
            messages.success(request, DONE["withdraw-publication"])
        else:
            raise NotDone("This form could not be read. Reload the page and fill it in again.")
    except NotDone as fault:
        messages.error(request, str(fault))
    reminders.forget()
    return redirect("publication", id=id)


@needs(*PUBLISHED)
@require_http_methods(["GET", "HEAD"])
def due(request: HttpRequest) -> HttpResponse:
    """The calendar: every return with its day and how far it is."""
    try:
        with looking(Home.default()) as (facts, reader):
            dues = returns_of(facts, reader, running.now())
    except (NotDone, UnknownPlace) as fault:
        return render(request, "office/publications_due.html", {"trouble": str(fault)}, status=503)
    reminders.forget()
    told = {"dues": [_due_row(one) for one in dues], "may_draft": may(role_of(request), "check-publication") and request.user.is_authenticated}
    return render(request, "office/publications_due.html", told)


@needs(*PUBLISHED)
@require_safe
def due_file(request: HttpRequest) -> HttpResponse:
    """The calendar for other calendars."""
    try:
        with looking(Home.default()) as (facts, reader):
            dues, house = returns_of(facts, reader, running.now()), facts
    except (NotDone, UnknownPlace) as fault:
        raise Http404(str(fault)) from fault
    return _attached(as_ics(dues, house.facility, house.name, running.now()), "text/calendar; charset=utf-8", "statistics-due.ics")
