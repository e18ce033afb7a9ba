"""Keying a sheet in: the form mirrors the paper, what stands already is shown and not written again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bothy.care.commands import Actor, Answer, Command
from bothy.care.hours import rules_at
from bothy.care.house import House
from bothy.care.wish import founded_at
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.people.models import Staff
from bothy.people.search import Found, search
from bothy.server.access import needs, role_of
from bothy.server.checkpoints import open_journal
from bothy.server.paper.commands import REGISTER, Sheet, as_commands, episode_of
from bothy.server.paper.ids import WrongId, about, kind_of, read_id
from bothy.server.paper.issuing import known, was_keyed
from bothy.server.paper.layout import LAYOUTS, Layout
from bothy.server.paper.reading import Keyed, Read, read
from bothy.server.paper.showing import shown_rows
from bothy.server.paper.standing import Told, told
from bothy.server.running import now, running

KEYERS = ("worker", "nurse", "shift_lead")
"""The house rules let them do what stands on a sheet: giving a place is theirs on the floor as well."""
SOMEONE_ELSE = "new"


class _Filled(msgspec.Struct, frozen=True):
    """What was sent, with what is asked for once more. `found`: who it may be that came to the door."""

    read: Read
    found: tuple[Found, ...] = ()
    person: UUID | str | None = None
    their_visit: UUID | None = None


@needs(*KEYERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, id: str) -> HttpResponse:
    try:
        if read_id(id) != id:
            return redirect("paper-sheet", id=read_id(id))
    except WrongId:
        raise Http404 from None
    if running.facility is None:
        raise Http404
    layout, house = LAYOUTS[kind_of(id)], running.facility.house
    stands = _told(house, id, layout)
    if request.method != "POST":
        return _page(request, id, layout, stands)
    form = {name: request.POST.getlist(name) for name in request.POST}
    filled = _filled(form, id, layout, stands, house)
    if filled.read.wrong:
        return _page(request, id, layout, stands, form, filled, status=400)
    staff = request.user.staff.id
    try:
        refused = _write(id, layout, stands, filled, house, Actor(staff=staff, role=role_of(request)))
    except (StorageFault, IntakeClosed) as fault:
        messages.error(request, f"{fault} Nothing is lost by keying it in again: each line is taken once.")
        return _page(request, id, layout, _told(house, id, layout), form, filled, status=503)
    after = _told(running.facility.house, id, layout)
    if len(after.stands) > len(stands.stands):
        was_keyed(id, staff, _is_complete(layout, after))
        count = len({*after.stands} - {*stands.stands, REGISTER})
        messages.success(request, f"{count} line{'s' if count > 1 else ''} recorded.")
    for label, sentence in refused:
        messages.error(request, f"{label}: {sentence}")
    if refused:
        return _page(request, id, layout, after, form, status=409)
    return redirect("paper-sheet", id=id)


def _told(house: House, id: str, layout: Layout) -> Told:
    assert house.facility is not None
    names = [row.command(part) for row in layout.rows for part in row.parts]
    reader = open_journal()
    try:
        return told(reader, house.facility, id, [*names, REGISTER])
    finally:
        reader.close()


def _filled(form: Mapping[str, list[str]], id: str, layout: Layout, stands: Told, house: House) -> _Filled:
    """Read the form, and look up what only the house knows: places, people, another sheet's visit."""
    zone = ZoneInfo(rules_at(house, now()).time_zone)
    happened = {name: one.line.happened_at for name, one in stands.stands.items()}
    form_read = read(form, layout, happened, zone, founded_at(house) or now(), now())
    wrong = dict(form_read.wrong)
    found: tuple[Found, ...] = ()
    person: UUID | str | None = None
    their_visit: UUID | None = None
    for each in form_read.keyed:
        place = each.values.get("place")
        if place is not None and all(spec.number != place for spec in house.specs):
            wrong.setdefault(f"{each.row.name}.place", f"There is no place {place} in this house.")
        if each.part.key == "start":
            found, person = _who(form, str(each.values.get("who", "")), house, wrong)
        if each.part.key == "raise" and "visit" in each.values:
            their_visit = _their_visit(str(each.values["visit"]), house, wrong)
    if layout.closing and not wrong and not form.get("still_open"):
        closing = {layout.closing} & {*stands.stands, *(each.name for each in form_read.keyed)}
        begins = layout.rows[0].name in stands.stands or any(
            each.row is layout.rows[0] for each in form_read.keyed
        )
        if begins and not closing:
            wrong["still_open"] = (
                f"Nothing stands under “{layout.rows[-1].label}”. {layout.still_open}, if you tick this."
            )
    if not wrong and layout.rows[0].parts[0].key in ("start", "raise"):
        first = layout.rows[0].name
        if first not in stands.stands and all(each.row.name != first for each in form_read.keyed):
            wrong[f"{first}.time"] = f"Key in “{layout.rows[0].label}” first: the rest hangs on it."
    return _Filled(Read(form_read.keyed, wrong), found, person, their_visit)


def _who(
    form: Mapping[str, list[str]], spoken: str, house: House, wrong: dict[str, str]
) -> tuple[tuple[Found, ...], UUID | str | None]:
    """Who came to the door: someone known, or the name as spoken for someone whom the desk links later."""
    chosen = (form.get("door.person") or [""])[0]
    found = tuple(search(spoken, limit=6)) if spoken else ()
    if chosen == SOMEONE_ELSE:
        return found, spoken
    for each in found:
        if chosen == str(each.person) and each.person in house.people:
            return found, each.person
    if not found:
        return found, spoken
    wrong["door.who"] = "Say which of these it is, or that it is someone else."
    return found, None


def _their_visit(typed: str, house: House, wrong: dict[str, str]) -> UUID | None:
    assert house.facility is not None
    try:
        other = read_id(typed)
    except WrongId as fault:
        wrong["raised.visit"] = str(fault)
        return None
    if kind_of(other) != "visit":
        wrong["raised.visit"] = "That is not the id of a visit sheet."
    elif "door" not in _told(house, other, LAYOUTS["visit"]).stands:
        wrong["raised.visit"] = f"{other} is not keyed in yet. Key that sheet in first, or leave this blank."
    else:
        return about(house.facility, other, "the visit")
    return None


def _write(
    id: str, layout: Layout, stands: Told, filled: _Filled, house: House, actor: Actor
) -> list[tuple[str, str]]:
    """Write what was keyed in through the one writer; (row, sentence) of what was refused. Raises StorageFault."""
    assert house.facility is not None
    keyed = filled.read.keyed
    episode = episode_of(
        stands, keyed, rules_at(house, min(each.at for each in keyed)).episode_starts_with_place
    )
    paper = Sheet(id, house.facility, stands, actor.staff, house.number, episode)
    commands: list[tuple[Keyed, Command]] = [
        (each, command)
        for each in keyed
        if each.name in stands.free
        for command in as_commands(paper, each, filled.person, filled.their_visit)
    ]
    answers: list[Answer] = running.facility.writer.submit(
        [command for _, command in commands], actor
    ).result()
    refused = []
    for (each, _), answer in zip(commands, answers, strict=True):
        if answer.refusal is None:
            continue
        said = answer.refusal.sentence
        if answer.refusal.code == "id_used":
            said = "somebody else keyed this in meanwhile. What stands is shown; put it right there if it is wrong."
        refused.append((each.row.label, said))
    return refused


def _is_complete(layout: Layout, stands: Told) -> bool:
    return not layout.closing or layout.closing in stands.stands


def _page(
    request: HttpRequest, id: str, layout: Layout, stands: Told, form: Mapping[str, list[str]] | None = None,
    filled: _Filled | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    house = running.facility.house
    zone = ZoneInfo(rules_at(house, now()).time_zone)
    wrong = filled.read.wrong if filled is not None else {}
    writers = {one.line.staff for one in stands.stands.values()}
    names = {row.id: row.display_name for row in Staff.objects.filter(id__in=writers - {None})}
    first = min((one.line.happened_at for one in stands.stands.values()), default=None)
    facts = {
        "id": id,
        "layout": layout,
        "rows": shown_rows(layout, stands, form or {}, wrong, names, zone),
        "date": (form or {}).get("date", [""])[0]
        or (first.astimezone(zone).date().isoformat() if first else ""),
        "date_wrong": wrong.get("date"),
        "still_open_wrong": wrong.get("still_open"),
        "count": len([name for name in stands.stands if name != REGISTER]),
        "last": _last(stands, names),
        "complete": layout.closing and layout.closing in stands.stands,
        "known": known(id),
        "found": filled.found if filled is not None else (),
        "chosen": (form or {}).get("door.person", [""])[0],
        "wrong_count": len(wrong),
    }
    response = render(request, "office/paper_sheet.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _last(stands: Told, names: Mapping[UUID, str]) -> tuple[datetime, str] | None:
    """When something of the sheet was recorded last, and by whom."""
    if not stands.stands:
        return None
    latest = max(stands.stands.values(), key=lambda one: one.line.recorded_at).line
    return latest.recorded_at, names.get(latest.staff, "someone") if latest.staff is not None else "someone"
