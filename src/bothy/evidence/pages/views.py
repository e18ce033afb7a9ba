"""The pages: every design with what it can and cannot say, and the page of one."""

from __future__ import annotations

from base64 import b64encode
from itertools import count

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothy.evidence.pages.answer import Answer, Sheet, is_number, says
from bothy.evidence.pages.brought import MOST_BYTES, packed
from bothy.evidence.pages.csv_file import as_csv
from bothy.evidence.pages.design import Field
from bothy.evidence.pages.registry import every_design
from bothy.evidence.pages.taking import Asked, takes_a_file
from bothy.evidence.table import BadTable
from bothy.reports.charts import THEMES
from bothy.reports.roles import for_readers

MOST_ROWS = 200
"""Of a table on the page; its CSV holds all."""
PICTURES_KEPT_SECONDS = 600


class Shown(msgspec.Struct, frozen=True):
    """A cell on the page."""

    says: str
    number: bool


@for_readers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every design: what it asks, what it can say, what it cannot."""
    return render(request, "evidence/index.html", {"designs": every_design().values()})


@takes_a_file
def page(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The form; under it, or in its place, the answer. A carried example has an address of its own."""
    if request.method == "POST" and asked.query:
        return HttpResponseRedirect(f"{request.path}?{asked.query}")
    try:
        return shown(request, asked, asked.answered())
    except BadTable as fault:
        return refused(request, asked, fault)


def refused(request: HttpRequest, asked: Asked, fault: BadTable) -> HttpResponse:
    """The page with what is wrong, and with all that was typed."""
    return shown(request, asked, None, wrong=str(fault).splitlines(), status=asked.status if asked.trouble else 422)


def shown(request: HttpRequest, asked: Asked, found: Answer | None, *, wrong: list[str] | None = None, status: int = 200) -> HttpResponse:
    """The page of a design."""
    design, file = asked.design, asked.file
    told = {
        "design": design,
        "fields": [_field(field, asked, found) for field in design.fields],
        "file": file,
        "kept": packed(file) if file is not None and not file.example else "",
        "query": asked.query,
        "most": MOST_BYTES // 1024,
        "wrong": wrong,
    }
    if found is not None:
        told |= {"answer": found, "pictures": _pictures(asked, found), "sheets": [_sheet(sheet) for sheet in found.sheets]}
    return render(request, "evidence/design.html", told, status=status)


def _field(field: Field, asked: Asked, found: Answer | None) -> dict[str, object]:
    offered = found.choices.get(field.name, ()) if found is not None else ()
    return {"field": field, "told": asked.given.get(field.name, ""), "offered": offered}


def _pictures(asked: Asked, found: Answer) -> list[dict[str, object]]:
    """Each with its sources by day and by night. Those of a brought file stand in the page: no address leads to what is not kept."""
    shown = []
    for n, picture in zip(count(), found.pictures):
        if asked.query:
            sources = {theme: f"{reverse('evidence:picture', args=[asked.design.name, n, theme])}?{asked.query}" for theme in THEMES}
        else:
            sources = {theme: f"data:image/svg+xml;base64,{b64encode(picture.draw(theme)).decode()}" for theme in THEMES}
        shown.append({"picture": picture, **sources})
    return shown


def _sheet(sheet: Sheet) -> dict[str, object]:
    rows = [[Shown(says(cell), is_number(cell)) for cell in row] for row in sheet.rows[:MOST_ROWS]]
    numbers = [all(is_number(row[n]) for row in sheet.rows) for n in range(len(sheet.heads))]
    return {
        "sheet": sheet,
        "heads": list(zip(sheet.heads, numbers, strict=True)),
        "rows": rows,
        "cut": len(sheet.rows) - len(rows),
    }


@takes_a_file
def picture(request: HttpRequest, asked: Asked, number: int, theme: str) -> HttpResponse:
    """A picture of a carried example, by day or by night."""
    try:
        found = asked.answered()
    except BadTable as fault:
        raise Http404(str(fault)) from None
    drawing = next((one for one in THEMES if one == theme), None)
    if found is None or drawing is None or number >= len(found.pictures):
        raise Http404("There is no such picture.")
    reply = HttpResponse(found.pictures[number].draw(drawing), content_type="image/svg+xml")
    patch_cache_control(reply, private=True, max_age=PICTURES_KEPT_SECONDS)
    return reply


@takes_a_file
def csv_file(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A table of the answer; the first one where none is named."""
    found = _found(request, asked)
    if isinstance(found, HttpResponse):
        return found
    wanted = (request.POST if request.method == "POST" else request.GET).get("sheet", "")
    sheet = next((one for one in found.sheets if one.name == wanted or not wanted), None)
    if sheet is None:
        raise Http404("There is no such table.")
    return _file(as_csv(sheet).encode(), "text/csv; charset=utf-8", f"{asked.design.name}-{sheet.name}.csv")


@takes_a_file
def pdf_file(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The whole answer on paper."""
    from bothy.evidence.pages.paper import as_pdf

    found = _found(request, asked)
    if isinstance(found, HttpResponse):
        return found
    return _file(as_pdf(asked, found), "application/pdf", f"{asked.design.name}.pdf")


def _found(request: HttpRequest, asked: Asked) -> Answer | HttpResponse:
    try:
        found = asked.answered()
    except BadTable as fault:
        return refused(request, asked, fault)
    if found is None:
        raise Http404("Nothing was asked yet: bring a file, or choose an example.")
    return found


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    reply = HttpResponse(content, content_type=media_type)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


