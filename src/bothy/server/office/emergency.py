"""One emergency: its record as a page, as a PDF and as a chart, its replay, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bothy.care.commands import Actor, Command
from bothy.care.house import Emergency, House
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role, codes
from bothy.care.words import label
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.people.devices import devices
from bothy.people.names import names_for
from bothy.reports.charts import THEMES
from bothy.reports.print.rescue import rescue_pdf, title_of
from bothy.reports.rescue import Record, record
from bothy.reports.rescue_chart import describe, draw_rescue
from bothy.server import running
from bothy.server.access import may, needs, role_of
from bothy.server.office.emergencies import READ, loader

NAMED: tuple[Role, ...] = ("nurse", "shift_lead", "manager")
"""Who may put the person's chosen name on the record."""
_ACTS = {"explain": "explain-departure", "debrief": "debrief", "duty": "do-duty"}


class Seen(msgspec.Struct, frozen=True):
    """One emergency with the House that it belongs to."""

    house: House
    emergency: Emergency
    numbers: tuple[int, int]


def _seen(id: UUID) -> Seen:
    house = running.house()
    if house is None:
        raise Http404("Bothy is starting.")
    with loader(house) as load:
        found = load.emergency(id)
        if found is None:
            raise Http404("There is no such emergency.")
        numbers = [line.number for line in found.lines]
        return Seen(load.house_with(found), found, (min(numbers), max(numbers)))


def _who() -> Callable[[UUID | None], str]:
    staff = devices.staff()

    def called(id: UUID | None) -> str:
        known = staff.get(id) if id is not None else None
        return "" if known is None else str(known["name"])

    return called


def _told(request: HttpRequest, seen: Seen) -> Record:
    person = ""
    if request.GET.get("name") == "yes" and may(role_of(request), NAMED):
        person = _name(seen)
    return record(seen.house, seen.emergency, running.now(), _who(), person)


def _name(seen: Seen) -> str:
    visit = seen.house.visits.get(seen.emergency.visit) if seen.emergency.visit is not None else None
    if visit is None or visit.person is None:
        return ""
    found = names_for([visit.person]).get(visit.person)
    return "" if found is None else f"{found.name} {found.tag}".strip()


@needs(*READ)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """The record, and beneath it what is still to be said."""
    seen = _seen(id)
    said = _write(request, seen) if request.method == "POST" else None
    if request.method == "POST" and said is None:
        return redirect(request.get_full_path())
    told = _told(request, seen)
    role = role_of(request)
    return render(
        request,
        "office/emergency.html",
        {
            "told": told,
            "title": title_of(told),
            "said": said,
            "described": describe(told),
            "number": seen.numbers[1],
            "named": bool(told.facts and told.facts[0].name == "Person"),
            "may_name": may(role, NAMED) and bool(_name(seen)),
            "may_explain": _may(seen.house, role, "explain-departure"),
            "may_debrief": _may(seen.house, role, "debrief"),
            "may_report": _may(seen.house, role, "do-duty"),
            "command": uuid4(),
            "whys": _choices("departure_why"),
            "hows": _choices("duty_how"),
            "ofs": _choices("debrief_of"),
            "outcomes": _choices("debrief_outcome"),
            "waiting_gaps": [(gap, uuid4()) for gap in told.gaps if gap.is_open],
            "waiting_duties": [(duty, uuid4()) for duty in told.duties if duty.state != "done"],
        },
        status=400 if said else 200,
    )


@needs(*READ)
@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The record on one page, for the file."""
    seen = _seen(id)
    told = _told(request, seen)
    first, last = seen.numbers
    answer = HttpResponse(
        rescue_pdf(told, f"Entries {first:,} to {last:,} of the journal"), content_type="application/pdf"
    )
    kind = "drill" if told.drill else "emergency"
    name = f"{kind}-{seen.emergency.raised_at:%Y-%m-%d}-{str(id)[:8]}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@needs(*READ)
@require_safe
def chart(request: HttpRequest, id: UUID, theme: str) -> HttpResponse:
    """Breathing, SpO2 and acts over time."""
    if theme not in THEMES:
        raise Http404("There is no such chart.")
    told = _told(request, _seen(id))
    return HttpResponse(draw_rescue(told, theme), content_type="image/svg+xml")  # type: ignore[arg-type]


@needs(*READ)
@require_safe
def replay(request: HttpRequest, id: UUID) -> HttpResponse:
    """Second by second, as it was recorded."""
    told = _told(request, _seen(id))
    during = [row for row in told.rows if not row.afterwards]
    after = [row for row in told.rows if row.afterwards]
    facts = {"told": told, "title": title_of(told), "during": during, "after": after}
    return render(request, "office/replay.html", facts)


def _may(house: House, role: Role | None, kind: str) -> bool:
    rules = house.rules[-1].rules.roles_for_acts if house.rules else {}
    return role in rules.get(kind, ROLES_FOR_ACTS[kind])


def _choices(name: str) -> list[tuple[str, str]]:
    return [(code, label(name, code)) for code in codes(name)]


def _write(request: HttpRequest, seen: Seen) -> str | None:
    """Write what the form says; the sentence that says why not, or None."""
    if seen.house.demo:
        from bothy.demo.running import floor_waits

        if why := floor_waits():
            return why
    facility = running.running.facility
    staff = getattr(request.user, "staff", None)
    who = None if staff is None else staff.id
    try:
        kind, body = _body(request)
        command = Command(
            id=UUID(request.POST.get("command", "")),
            kind=kind,
            subject=seen.emergency.id,
            body=msgspec.Raw(msgspec.json.encode(body)),
            happened_at=_when(request, seen.house),
            staff=who,
        )
    except ValueError:
        return "This form could not be read. Reload the page and fill it in again."
    try:
        (answer,) = facility.writer.submit([command], Actor(staff=who, role=role_of(request))).result()
    except (StorageFault, IntakeClosed) as fault:
        return str(fault)
    if answer.refusal is not None:
        if kind == "do-duty" and answer.refusal.code == "unreadable":
            return "The reference can only hold letters, digits and . / : _ # -, with at least one digit: no names."
        return str(answer.refusal.sentence)
    messages.success(request, f"Written down: {label('command', kind)}.")
    return None


def _body(request: HttpRequest) -> tuple[str, dict[str, str]]:
    told = request.POST
    kind = _ACTS[told.get("act", "")] if told.get("act") in _ACTS else ""
    if kind == "explain-departure":
        return kind, {"rule": told.get("rule", ""), "why": told.get("why", "")}
    if kind == "debrief":
        return kind, {"of": told.get("of", ""), "outcome": told.get("outcome", "")}
    if kind == "do-duty":
        evidence = told.get("evidence", "").strip()
        return kind, {"duty": told.get("duty", ""), "how": told.get("how", "")} | ({"evidence": evidence} if evidence else {})
    raise ValueError("no such form")


def _when(request: HttpRequest, house: House) -> datetime:
    """When it was, as clocks in the facility show it; now where nothing was said."""
    told = request.POST.get("when", "").strip()
    if not told:
        return running.now()
    return datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(house.time_zone))
