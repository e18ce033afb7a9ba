"""The worklist of referrals, for those who follow them up. Names stand here: analysts read the funnel instead."""

import re
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bothy.care.commands import Actor
from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.floor.worklist import Unreadable, as_command, read_move, waiting
from bothy.floor.worklist_page import LONG_DAYS, listed, read_asked
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.people.names import names_for
from bothy.server import running
from bothy.server.access import needs, role_of

_ID = re.compile(r"[0-9a-f-]{36}")


@needs("reception", "worker", "nurse", "shift_lead", "manager")
@require_http_methods(["GET", "HEAD", "POST"])
def worklist(request: HttpRequest) -> HttpResponse:
    facility = running.running.facility
    if facility is None:
        return render(
            request, "floor/worklist.html", {"said": running.running.standing.said}, status=503
        )
    said = _move(request) if request.method == "POST" else None
    if request.method == "POST" and said is None:
        # Back to the same part of the list, at the row that comes next.
        following = request.POST.get("following", "")
        return redirect(request.get_full_path() + (f"#r-{following}" if _ID.fullmatch(following) else ""))
    house = facility.house
    people = {one.person for one in house.referrals.values() if one.person is not None}
    rows = waiting(house, names_for(people), running.now())
    asked = read_asked(request.GET)
    part = listed(rows, asked)
    ids = [str(row.id) for row in part.rows]
    told = {
        "rows": [(row, uuid4(), after) for row, after in zip(part.rows, [*ids[1:], ""], strict=False)],
        "part": part,
        "asked": asked,
        "long_days": LONG_DAYS,
        "said": said or asked.said,
        "said_by": [(code, label("said_by", code)) for code in codes("said_by")],
        "engagements": [(code, label("engagement", code)) for code in codes("engagement")],
        "today": running.now().date(),
    }
    return render(request, "floor/worklist.html", told, status=400 if said else 200)


def _move(request: HttpRequest) -> str | None:
    """Write what the form says; the sentence that says why not, or None."""
    facility = running.running.facility
    if facility.house.demo:
        from bothy.demo.running import floor_waits

        if why := floor_waits():
            return why
    staff = getattr(request.user, "staff", None)
    who = None if staff is None else staff.id
    try:
        command = as_command(read_move(request.POST), who, facility.clock)
    except Unreadable as fault:
        return str(fault)
    try:
        (answer,) = facility.writer.submit([command], Actor(staff=who, role=role_of(request))).result()
    except (StorageFault, IntakeClosed) as fault:
        return str(fault)
    if answer.refusal is not None:
        return str(answer.refusal.sentence)
    messages.success(request, f"Written down: {label('referral_step', request.POST['step'])}.")
    return None
