"""The first page, and the page of a design: the form, its answer, pictures and files."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from bothy.evidence.pages.asking import Typed, typed
from bothy.evidence.pages.carried_along import MOST_BYTES, pack, too_large
from bothy.evidence.pages.design import Design, Judged
from bothy.evidence.pages.designs import designs
from bothy.evidence.pages.rooms import ROOMS
from bothy.evidence.table import BadTable

MOST_POSTED = 2 * MOST_BYTES
THEMES = ("day", "night")
View = Callable[..., HttpResponse]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is to judge with, and what each way can and cannot say."""
    return render(request, "evidence/index.html", {"designs": designs().values(), "rooms": ROOMS})


def _one(name: str) -> Design:
    try:
        return designs()[name]
    except KeyError:
        raise Http404("There is no such design.") from None


def _with_uploads(view: View) -> View:
    """The view reads its upload in memory, and its token only where the upload is no larger than a page takes."""

    @wraps(view)
    def wrapped(request: HttpRequest, design: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = _one(design)
        if request.method == "POST":
            try:
                length = int(request.META.get("CONTENT_LENGTH") or 0)
            except ValueError:
                length = 0
            if not 0 < length <= MOST_POSTED:
                return _page(request, Typed(design=found, options={}, wrong=str(too_large())), 413)
            request.upload_handlers = [MemoryFileUploadHandler(request)]
        # The token is looked at only now: to do so is to read the upload.
        return csrf_protect(view)(request, found, *args, **kwargs)

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wrapped))


@_with_uploads
def page(request: HttpRequest, design: Design) -> HttpResponse:
    """The form and, where something was asked, the answer: 400 for options that are none, 422 for a file that cannot be used."""
    told = typed(request, design)
    if told.wrong:
        return _page(request, told, 400)
    if not told.asks:
        return _page(request, told, 200) if request.method != "POST" else _page(request, _wrongly(told, "Choose a file, or one of the examples."), 400)
    if request.method == "POST" and told.file is None:
        # What has an address is shown under it: it can be kept, sent and opened again.
        return redirect(f"{reverse('evidence:design', args=[design.name])}?{told.query}")
    try:
        return _page(request, told, 200, told.judged())
    except BadTable as fault:
        return _page(request, _wrongly(told, str(fault)), 422)


@_with_uploads
def picture(request: HttpRequest, design: Design, number: int, theme: str) -> HttpResponse:
    """A picture of the answer that the address asks for."""
    told = typed(request, design)
    if theme not in THEMES or not told.asks:
        raise Http404("There is no such picture.")
    try:
        return HttpResponse(told.picture(number, theme), content_type="image/svg+xml")
    except (BadTable, IndexError):
        raise Http404("There is no such picture.") from None


@_with_uploads
def file(request: HttpRequest, design: Design, format: str) -> HttpResponse:
    """The figures as CSV, or the whole page as a PDF: of an address, or of the form that is sent here with its file."""
    told = typed(request, design)
    if format not in ("csv", "pdf") or not (told.asks or told.wrong):
        raise Http404("There is no such file.")
    try:
        judged = told.judged()
    except BadTable as fault:
        return _page(request, _wrongly(told, str(fault)), 422)
    if format == "csv":
        made = HttpResponse(judged.csv, content_type="text/csv; charset=utf-8")
    else:
        from bothy.evidence.pages.paper import paper

        made = HttpResponse(paper(told, judged), content_type="application/pdf")
    made["Content-Disposition"] = f'attachment; filename="{design.name}.{format}"'
    return made


def _wrongly(told: Typed, wrong: str) -> Typed:
    return msgspec.structs.replace(told, wrong=wrong)


def _page(request: HttpRequest, told: Typed, status: int, judged: Judged | None = None) -> HttpResponse:
    design = told.design
    example = design.example(told.example)
    fields = [(one, told.options.get(one.name, "" if told.options else one.default)) for one in design.fields]
    return render(
        request,
        "evidence/design.html",
        {
            "design": design, "fields": fields, "judged": judged, "wrong": told.wrong.splitlines(), "example": example, "file": told.file,
            "kept": pack(told.file) if told.file is not None else "", "query": told.query, "most_kb": MOST_BYTES // 1024,
            "pictures": [] if judged is None else [_shown(told, judged, n) for n in range(len(judged.pictures))],
            "sheets": [] if judged is None else [(one, {0, *one.words}) for one in judged.sheets],
        },
        status=status,
    )  # fmt: skip


def _shown(told: Typed, judged: Judged, number: int) -> dict[str, Any]:
    """A picture and where its bytes are: at an address of their own, or, of a file that is kept nowhere, in the page."""
    one = judged.pictures[number]

    def source(theme: str) -> str:
        if told.file is None:
            return f"{reverse('evidence:picture', args=[told.design.name, number, theme])}?{told.query}"
        return "data:image/svg+xml;base64," + base64.b64encode(told.picture(number, theme)).decode()

    return {"title": one.title, "description": one.description, "width": one.size[0], "height": one.size[1], "day": source("day"), "night": source("night")}
