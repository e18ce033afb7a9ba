"""Inspection packs: make one for a time, look at what it says, take it along, check one that came back.

What an inspector sees here is what the pack says: no name of anybody, and no id.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bothy.care.commands import Actor
from bothy.care.hours import business_day
from bothy.care.kinds import REGISTER_KINDS, decode
from bothy.care.vocabulary import Role
from bothy.journal.checkpoint import key_id, parse
from bothy.journal.store import Checkpoint
from bothy.reports.inspection.bundle import check, pem_of
from bothy.reports.inspection.told import GROUPS, STATES, Period
from bothy.server import running
from bothy.server.access import RECORD, needs, role_of
from bothy.server.checkpoints import open_journal, public_keys
from bothy.server.home import Home
from bothy.server.inspecting import NotMade, body_of, keep, kept, made_of, path_of, shown, write_down
from bothy.server.office.work import works
from bothy.server.publishing.desk import NotDone

_MOST_BYTES = 200_000_000
_MOST_CHECKPOINTS = 20
_MOST_SHOWN = 200
_MARKS = {"holds": "✓", "explained": "✓", "does_not_hold": "✗", "cannot_be_said": "?", "no_rule": "–"}


@needs(*RECORD)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the packs that were made."""
    house = running.house()
    if house is None:
        raise Http404("Bothy is starting.")
    today = business_day(house, running.now())
    last = today.replace(day=1) - timedelta(days=1)
    facts = {"since": last.replace(day=1), "until": last, "today": today, "packs": _packs(), "keys": _keys()}
    return render(request, "office/inspection.html", facts)


def _packs() -> list[dict[str, Any]]:
    """What is kept here, each with what its entry in the journal says of it."""
    reader = open_journal()
    try:
        told = [
            (entry, decode(entry.kind, entry.body))
            for entry in reader.of_kinds(("inspection-made",), REGISTER_KINDS)
        ]
    finally:
        reader.close()
    said = {(body.since, body.until, body.number): (entry, body) for entry, body in told}  # type: ignore[attr-defined]
    found = []
    for one in kept(Home.default()):
        entry, body = said.get((one.since, one.until, one.number), (None, None))
        found.append(
            {
                "pack": one,
                "at": entry and entry.happened_at,
                "entry": entry and entry.number,
                "holds": body and body.holds,
                "findings": body and body.findings,
            }
        )  # type: ignore[attr-defined]
    return found


def _keys() -> list[dict[str, str]]:
    return [{"id": key_id(one), "sha256": sha256(one).hexdigest()} for one in public_keys()]


@needs(*RECORD)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Begin a pack; then wait for it."""
    try:
        period = Period(_day(request.POST.get("since", "")), _day(request.POST.get("until", "")))
        held = _held(request)
    except ValueError as fault:
        messages.error(request, str(fault))
        return redirect("inspection")
    staff, role = _who(request)
    key = f"inspection {staff} {period.since} {period.until} {' '.join(one.digest.hex() for one in held)}"
    works.of(key, lambda tell: _made(period, held, staff, role, tell))
    request.session["inspecting"] = key
    return redirect("inspection-making")


def _made(period: Period, held: list[Checkpoint], staff: UUID | None, role: Role | None, tell: Any) -> str:
    """The name of the pack, once it is kept and written down."""
    home = Home.default()
    try:
        made = made_of(home, period, held, tell=lambda what, done, whole: tell(done, whole))
        name = keep(home, made)
        write_down(running.running.facility, body_of(made), Actor(staff=staff, role=role))
    except NotMade as fault:
        raise NotDone(str(fault)) from fault
    except OSError as fault:
        raise NotDone(
            f"The pack could not be kept ({fault.strerror or fault}). Make room on the disk, then make it again."
        ) from fault
    return name


def _who(request: HttpRequest) -> tuple[UUID | None, Role | None]:
    staff = getattr(request.user, "staff", None)
    return (None if staff is None else staff.id), role_of(request)


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ValueError(f"“{told[:20]}” is no day. Write it as 2025-08-31.") from None


def _held(request: HttpRequest) -> list[Checkpoint]:
    """The checkpoints that the inspector brings: as files, or typed in."""
    files = request.FILES.getlist("checkpoints")
    if len(files) > _MOST_CHECKPOINTS:
        raise ValueError(f"These are {len(files)} checkpoints. Bring at most {_MOST_CHECKPOINTS}.")
    found = []
    for one in files:
        try:
            found.append(parse(one.read(20_000).decode("utf-8")))
        except ValueError as fault:
            raise ValueError(
                f"{one.name}: {fault if not isinstance(fault, UnicodeDecodeError) else 'This is no checkpoint: it is no text.'}"
            ) from None
    typed = request.POST.get("checkpoint", "").strip()
    return [*found, parse(typed[:20_000])] if typed else found


@needs(*RECORD)
@require_safe
def making(request: HttpRequest) -> HttpResponse:
    """How far it is; the pack once it is there."""
    work = works.seen(request, "inspecting", "Making the inspection pack", "inspection")
    if isinstance(work, HttpResponse):
        return work
    return redirect("inspection-pack", name=work.result)


@needs(*RECORD)
@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """What a pack says, read from the pack itself after it was checked."""
    path = path_of(Home.default(), name)
    if path is None:
        raise Http404("There is no such pack.")
    data = path.read_bytes()
    verdict = _checked(data)
    if not verdict["ok"]:
        return render(request, "office/inspection_pack.html", {"name": name, "verdict": verdict})
    told = shown(data)
    groups = [
        {"title": title, "checks": [row for row in map(_row, told.checks) if row["group"] == group]}
        for group, title in GROUPS.items()
    ]
    findings: dict[str, list[dict[str, object]]] = {}
    for row in told.findings:
        findings.setdefault(str(row["check"]), []).append(row)
    asks = {str(row["check"]): row for row in told.checks}
    facts = {
        "name": name, "verdict": verdict, "manifest": told.manifest, "since": date.fromisoformat(told.manifest.since),
        "until": date.fromisoformat(told.manifest.until), "groups": groups, "size": len(data), "sha256": sha256(data).hexdigest(),
        "findings": [_found(asks[check_], rows) for check_, rows in findings.items()],
    }  # fmt: skip
    return render(request, "office/inspection_pack.html", facts)


def _row(check_: dict[str, object]) -> dict[str, object]:
    state = str(check_["state"])
    return {**check_, "said": STATES[state], "mark": _MARKS[state], "bad": state == "does_not_hold"}  # type: ignore[index]


def _found(check_: dict[str, object], rows: list[dict[str, object]]) -> dict[str, object]:
    ordered = sorted(rows, key=lambda row: row["breach"] != "yes")
    return {
        "asks": check_["asks"],
        "state": STATES[check_["state"]],
        "rows": ordered[:_MOST_SHOWN],
        "more": max(0, len(rows) - _MOST_SHOWN),
        "count": len(rows),
    }  # type: ignore[index]


def _checked(data: bytes) -> dict[str, Any]:
    """As it was signed, and by a key of this house: of several the one that fits, else what is wrong by the last."""
    told = [check(data, public) for public in public_keys()] or [check(data)]
    found = next((one for one in told if one.ok), told[0])
    return {"ok": found.ok, "sentence": found.sentence, "manifest": found.manifest}


@needs(*RECORD)
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The pack itself."""
    path = path_of(Home.default(), name)
    if path is None:
        raise Http404("There is no such pack.")
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Cache-Control"] = "no-store"
    return response


@needs(*RECORD)
@require_safe
def key_file(request: HttpRequest, id: str) -> HttpResponse:
    """A public key of the house, to be kept by whoever checks packs and checkpoints."""
    found = next((one for one in public_keys() if key_id(one) == id), None)
    if found is None:
        raise Http404("There is no such key.")
    response = HttpResponse(pem_of(found), content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="bothy-{id}.pub.pem"'
    return response


@needs(*RECORD)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a pack that somebody brings is as it was signed, by this house."""
    brought = request.FILES.get("pack")
    if brought is None:
        messages.error(request, "Choose a pack: a .zip that was made here.")
    elif brought.size > _MOST_BYTES:
        messages.error(request, "This is larger than any pack. Choose the .zip that was made here.")
    else:
        told = _checked(brought.read())
        (messages.success if told["ok"] else messages.error)(
            request, f"{brought.name}: {'good. ' if told['ok'] else 'wrong. '}{told['sentence']}"
        )
    return redirect("inspection")


__all__ = ["file", "key_file", "make", "making", "one", "page", "verify"]
