"""Writing in the register: the form for a phone, a file of finds, taking back, and where the facility stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bothy.evidence.figures.faults import BadFigures
from bothy.evidence.finds.grid import NoSquare, point_of
from bothy.evidence.finds.reading import FIRST_DAY, read_finds
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS, Find
from bothy.evidence.pages.brought import TOO_LARGE, Brought, packed
from bothy.evidence.pages.finds import form, kept, near, shown
from bothy.evidence.pages.finds.views import as_row
from bothy.evidence.pages.models import Ground, StreetFind
from bothy.evidence.pages.roles import FINDERS, SETTLERS, Somebody, for_roles
from bothy.evidence.pages.uploading import file_of, in_memory
from bothy.evidence.table import BadTable

MAY_ASK_WHERE_IT_IS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), screen-wake-lock=(self)"
"""The one page whose browser may say where it is: to itself. Only the square is ever sent."""


def today() -> date:
    """The day in the facility's own time zone."""
    return timezone.localdate()


@for_roles(*FINDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; what was just written stands above it and can be taken back."""
    who = Somebody(request)
    if request.method == "POST":
        read = form.read({name: request.POST.get(name, "") for name in form.FIELDS}, today())
        if read.wrong:
            return _form(request, read, who, status=400)
        try:
            done = kept.keep(read.finds, read.entry, who)
        except kept.Refused as fault:
            return _form(request, read, who, trouble=str(fault), status=409)
        if not done:
            messages.info(request, "That was written down already; nothing was added.")
        return redirect(f"{reverse('evidence:find-new')}?written={read.entry}")
    last = _of_address(request, who)
    begin = form.empty(today(), as_row(last[0], who).square if last else "", found_by=last[0].found_by if last else "facility")  # type: ignore[arg-type]
    return _form(request, begin, who, last=last)


def _of_address(request: HttpRequest, who: Somebody) -> list[StreetFind]:
    """What was just written down by whoever asks; nothing of anybody else's."""
    try:
        rows = kept.of_entry(UUID(request.GET.get("written", "")))
    except ValueError:
        return []
    return [row for row in rows if kept.may_withdraw(row, who)]


def _form(request: HttpRequest, read: form.Form, who: Somebody, *, last: list[StreetFind] | None = None, trouble: str = "", status: int = 200) -> HttpResponse:
    told = {
        "typed": read.typed, "wrong": read.wrong, "trouble": trouble, "grid": near.grid_now(), "lately": [one.name for one in kept.lately_searched()],
        "whats": [(code, words, read.typed.get(code, ""), read.wrong.get(code, "")) for code, words in WHATS.items()],
        "efforts": [(code, told[0]) for code, told in EFFORTS.items()], "found_by": FOUND_BY.items(), "today": today().isoformat(), "first": FIRST_DAY.isoformat(),
        "last": [as_row(row, who) for row in last or ()], "reasons": kept.REASONS.items(), "may_settle": who.role in SETTLERS,
    }  # fmt: skip
    answer = render(request, "evidence/find_new.html", told, status=status)
    answer["Permissions-Policy"] = MAY_ASK_WHERE_IT_IS
    return answer


@for_roles(*FINDERS)
@require_POST
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take back one find, or all that came with it on one form or file (`all`), for a reason."""
    row = StreetFind.objects.filter(id=id).first()
    if row is None:
        raise Http404("There is no such find.")
    rows = kept.of_entry(row.entry) if request.POST.get("all") else [row]
    try:
        done = kept.withdraw(rows, request.POST.get("why", ""), Somebody(request))
    except kept.Refused as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"{done:,} taken back. {'It stays' if done == 1 else 'They stay'} in the register with the reason, and {'is' if done == 1 else 'are'} in no figure." if done else "That was taken back already.")
    return redirect("evidence:find-new" if request.POST.get("to") == "form" else "evidence:finds")


def _bring(request: HttpRequest, *, wrong: list[str] | None = None, file: Brought | None = None, read: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    told = {"wrong": wrong or [], "read": read, "file": file, "kept": packed(file) if file is not None and read is not None else "", "entry": uuid4(), "whats": WHATS, "found_by": FOUND_BY}
    return render(request, "evidence/finds_bring.html", told, status=status)


@for_roles(*SETTLERS)
@in_memory(lambda request: _bring(request, wrong=[TOO_LARGE], status=413))
def bring(request: HttpRequest) -> HttpResponse:
    """Finds by the file: looked at first, with everything that is wrong with it, line by line; written down when it is said so."""
    if request.method != "POST":
        return _bring(request)
    try:
        file = file_of(request)
        read = read_finds(file.name, file.content, today(), request.POST.get("sheet", "").strip()[:80] or None)
    except BadFigures as faults:
        return _bring(request, wrong=[one.says for one in faults.faults], status=422)
    except BadTable as fault:
        return _bring(request, wrong=[str(fault)], status=422)
    if not request.POST.get("write"):
        return _bring(request, file=file, read={"finds": len(read.finds), "coarsened": read.coarsened, "looks": read.looks, "sums": _sums(read.finds), "known": _known(read.finds)})
    try:
        done = kept.keep(read.finds, _entry(request), Somebody(request), from_file=True)
    except kept.Refused as fault:
        return _bring(request, wrong=[str(fault)], status=409)
    if done:
        messages.success(request, f"{done:,} finds of {file.name} written down, each in its square.")
    else:
        messages.info(request, "That file was written down already; nothing was added.")
    return redirect("evidence:finds")


def _entry(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError:
        return uuid4()


def _known(finds: tuple[Find, ...]) -> int:
    """How many of these stand in the register already, alike in everything."""
    there = set(shown.every_find())
    return sum(one in there for one in finds)


def _sums(finds: tuple[Find, ...]) -> list[tuple[str, int, int]]:
    """Of each thing: how many rows, how many found."""
    return [(words, sum(one.what == what for one in finds), sum(one.count for one in finds if one.what == what)) for what, words in WHATS.items() if any(one.what == what for one in finds)]


@for_roles(*SETTLERS)
@require_POST
def ground(request: HttpRequest) -> HttpResponse:
    """Say where the facility stands, and since when it serves."""
    reference = " ".join(request.POST.get("reference", "").replace("\0", "").upper().split())[:20]
    try:
        point_of(reference)
        opened = date.fromisoformat(request.POST.get("opened", ""))
    except NoSquare as fault:
        messages.error(request, str(fault))
    except ValueError:
        messages.error(request, "Say the first day of service: 2025-01-13.")
    else:
        if opened >= FIRST_DAY:
            who = Somebody(request)
            Ground.objects.create(reference=reference, opened=opened, said_by=who.id, role=who.role)
            messages.success(request, "Written down. Rings are drawn around it from now on.")
        else:
            messages.error(request, "That is before 1990; look at the year.")
    return redirect("evidence:finds")


