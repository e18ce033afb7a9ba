"""The register as a page: picture, trend, rings, tables, and the finds themselves; its pictures and its files."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothy.evidence.figures.periods import KINDS
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS
from bothy.evidence.finds.tidy import as_csv as finds_csv
from bothy.evidence.pages.csv_file import as_csv
from bothy.evidence.pages.finds import kept, shown
from bothy.evidence.pages.finds.answer import CANNOT, KINDS_SHOWN, Asked
from bothy.evidence.pages.finds.otherwise import asides
from bothy.evidence.pages.models import StreetFind
from bothy.evidence.pages.roles import FINDERS, READERS, SETTLERS, Somebody, for_roles
from bothy.evidence.pages.views import PICTURES_KEPT_SECONDS, sheet_shown
from bothy.reports.charts import THEMES

ROWS_A_PAGE = 30
_SHORT = {"minutes": "min", "km": "km", "squares": "times", "not_known": ""}
QUESTION = "What is found on the street and where, by how much was looked; and does it differ near the facility, before it opened and after?"


@for_roles(*READERS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register: what it says of one thing, and every find with who may take it back."""
    asked = shown.asked_of(request.GET)
    found = shown.answered(asked)
    query = shown.query_of(asked)
    who = Somebody(request)
    told: dict[str, Any] = {
        "asked": asked, "query": query, "ground": kept.ground(), "cannot": CANNOT, "question": QUESTION, "may_settle": who.role in SETTLERS, "may_write": who.role in FINDERS,
        "whats": WHATS.items(), "kinds": [(one, KINDS[one][0]) for one in KINDS_SHOWN], "efforts": [(one, EFFORTS[one][0]) for one in shown.KINDS_OF_EFFORT],
        "asides": asides(), "rows": rows_shown(request, who), "withdrawn": kept.state().withdrawn, "reasons": kept.REASONS.items(), "all": "all" in request.GET,
    }  # fmt: skip
    if found is not None:
        told |= {"answer": found, "sheets": [sheet_shown(one) for one in found.sheets], "pictures": [
            {"picture": one, **{theme: f"{reverse('evidence:finds-picture', args=[n, theme])}?{query}" for theme in THEMES}} for n, one in enumerate(found.pictures)
        ]}  # fmt: skip
    return render(request, "evidence/finds.html", told)


class Row(msgspec.Struct, frozen=True):
    """A find as the register lists it."""

    row: StreetFind
    square: str
    what: str
    found_by: str
    effort: str
    why: str
    may_withdraw: bool


def rows_shown(request: HttpRequest, who: Somebody) -> Any:
    """A page of finds, the latest first; those that were taken back only where they are asked for."""
    rows = StreetFind.objects.all() if "all" in request.GET else StreetFind.objects.filter(withdrawn_at__isnull=True)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [as_row(one, who) for one in page.object_list]
    return page


def as_row(row: StreetFind, who: Somebody) -> Row:
    """A row of the table, as it is listed for somebody."""
    find = kept.as_find(row)
    effort = "not known" if find.effort is None else f"{find.effort:,.10g} {_SHORT[find.effort_in]}"
    return Row(
        row, find.square.name, WHATS[find.what], FOUND_BY[find.found_by], effort, kept.REASONS.get(row.withdrawn_why, ""), row.withdrawn_at is None and kept.may_withdraw(row, who)
    )


@for_roles(*READERS)
@require_safe
def picture(request: HttpRequest, number: int, theme: str) -> HttpResponse:
    """A picture of the register."""
    found = shown.answered(shown.asked_of(request.GET))
    drawing = next((one for one in THEMES if one == theme), None)
    if found is None or drawing is None or number >= len(found.pictures):
        raise Http404("There is no such picture.")
    reply = HttpResponse(found.pictures[number].draw(drawing), content_type="image/svg+xml")
    if request.GET.get("register") == kept.state().name:
        patch_cache_control(reply, private=True, max_age=PICTURES_KEPT_SECONDS)
    return reply


@for_roles(*READERS)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """A table of what the register says, or every find in its square, which can be brought again."""
    wanted = request.GET.get("sheet", "")
    if not wanted:
        return _file(finds_csv(shown.every_find()).encode(), "text/csv; charset=utf-8", "street-finds.csv")
    found = shown.answered(shown.asked_of(request.GET))
    sheet = None if found is None else next((one for one in found.sheets if one.name == wanted), None)
    if sheet is None:
        raise Http404("There is no such table.")
    return _file(as_csv(sheet).encode(), "text/csv; charset=utf-8", f"street-finds-{sheet.name}.csv")


@for_roles(*READERS)
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """What the register says, to print and to file."""
    from bothy.evidence.pages.paper import Paper, on_paper

    asked = shown.asked_of(request.GET)
    found = shown.answered(asked)
    if found is None:
        raise Http404("Nothing of this is written down yet.")
    digest = sha256(finds_csv(shown.every_find()).encode()).hexdigest()
    about = Paper(title="Street finds", question=QUESTION, cannot=CANNOT, asked=_asked_in_words(asked), file="the register of street finds as CSV", sha256=digest)
    return _file(on_paper(msgspec.structs.replace(found, asides=asides()), about), "application/pdf", "street-finds.pdf")


def _asked_in_words(asked: Asked) -> tuple[tuple[str, str], ...]:
    told = [("What", WHATS[asked.what]), ("Effort in", EFFORTS[asked.effort_in][0]), ("Over time by", KINDS[asked.kind][0])]
    if asked.opened is not None:
        told.append(("Opened on", asked.opened.isoformat()))
    return tuple(told)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    reply = HttpResponse(content, content_type=media_type)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
