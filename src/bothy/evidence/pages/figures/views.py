"""Every series of the city's figures; one of them with its editions and what each changed; its picture and its files."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bothy.evidence.figures.bundled import first_places, quotations
from bothy.evidence.figures.drawn import describe, draw, line_name, size
from bothy.evidence.figures.editions import CHANGES, Edition, differences
from bothy.evidence.figures.reading import shown
from bothy.evidence.figures.shape import MEASURES, Series
from bothy.evidence.figures.tidy import as_csv
from bothy.evidence.pages.answer import Answer, Picture
from bothy.evidence.pages.figures import kept
from bothy.evidence.pages.figures.series import assumptions, gaps, lines_asked, sentences, sheet
from bothy.evidence.pages.finds.kept import ground
from bothy.evidence.pages.roles import BRINGERS, READERS, Somebody, for_roles
from bothy.evidence.pages.views import sheet_shown
from bothy.evidence.table import BadTable
from bothy.reports.charts import THEMES

MOST_SHOWN = 60
"""Of what an edition changed; its CSV holds all."""
QUESTION = "What do the published figures say, what do they count, and what did a later edition change?"
CANNOT = "Why a count rose or fell, or what it would have been otherwise. No effect of anything can be read off a line."


def tally(found: tuple[Change, ...]) -> str:
    """ "2 another number, mark or population; 1 new"."""
    return "; ".join(f"{count:,} {says}" for says, count in Counter(one.says for one in found).items())


class Change(msgspec.Struct, frozen=True):
    """What an edition says otherwise than the one before."""

    of: str
    period: str
    was: str
    now: str
    says: str


def changes(before: Series, after: Series) -> tuple[Change, ...]:
    """Figure by figure, in words; what is only another status comes last."""
    found = sorted(differences(before, after), key=lambda one: one.change == "status")
    return tuple(
        Change(
            line_name((one.figure.place, one.figure.group)), one.figure.period.name, "no row" if one.was is None else shown(one.was), "no row" if one.now is None else shown(one.now), CHANGES[one.change]
        )
        for one in found
    )  # fmt: skip


@for_roles(*READERS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every series, with the edition that stands; what was only quoted stands apart."""
    rows = []
    for key, editions in kept.every().items():
        now = kept.stands(editions)
        last = editions[-1] if now is None else now
        periods = last.series.periods
        rows.append({"key": key, "series": last.series, "measure": MEASURES[last.series.definition.measure], "stands": now, "editions": len(editions), "first": periods[0].name, "last": periods[-1].name})
    return render(request, "evidence/figures.html", {"rows": rows, "quotations": quotations(), "may_bring": Somebody(request).role in BRINGERS})


def _editions(key: str) -> tuple[Edition, ...]:
    found = kept.of(key)
    if not found:
        raise Http404("There is no such series.")
    return found


def _chosen(request: HttpRequest, editions: tuple[Edition, ...]) -> Edition:
    """The edition that the address names, else the one that stands, else the last."""
    named = request.GET.get("edition", "")
    if named:
        found = next((one for one in editions if one.id == named), None)
        if found is None:
            raise Http404("There is no such edition of it.")
        return found
    return kept.stands(editions) or editions[-1]


def _places_and_groups(request: HttpRequest, edition: Edition) -> tuple[str, str]:
    """What was asked for; at first the place that a carried series begins with."""
    first = first_places().get(edition.key, "")
    begin = first if first in {one.place for one in edition.series.figures} else ""
    return request.GET.get("place", begin)[:500], request.GET.get("group", "")[:500]


def _answer(request: HttpRequest, edition: Edition) -> Answer:
    """`BadTable` for a place or group that is not there."""
    series, provenance = edition.series, edition.provenance
    lines = lines_asked(series, *_places_and_groups(request, edition))
    here = ground()
    opened = here.opened if here is not None else None
    source = series.source
    return Answer(
        title=series.title,
        sentences=sentences(series, lines),
        pictures=(Picture(title=series.title, says=describe(series, lines), width=size()[0], height=size()[1], draw=lambda theme: draw(series, lines, theme, opened)),),
        sheets=(sheet(series, lines),),
        assumptions=assumptions(series),
        cautions=gaps(series),
        source=tuple(one for one in (source.name, source.address, source.licence, f"File {provenance.file}, SHA-256 {provenance.sha256}") if one),
    )  # fmt: skip


@for_roles(*READERS)
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A series: picture, table, definition, and every edition with what it changed. 400 for a place that is not there."""
    editions = _editions(key)
    edition = _chosen(request, editions)
    asked = dict(zip(("place", "group"), _places_and_groups(request, edition), strict=True))
    told: dict[str, Any] = {
        "key": key, "series": edition.series, "edition": edition, "asked": asked, "stands": kept.stands(editions), "question": QUESTION, "cannot": CANNOT,
        "editions": list(reversed(_with_changes(editions))), "may_bring": Somebody(request).role in BRINGERS,
        "places": tuple(dict.fromkeys(figure.place for figure in edition.series.figures)), "groups": tuple(dict.fromkeys(figure.group for figure in edition.series.figures if figure.group)),
    }  # fmt: skip
    query = urlencode(asked | {"edition": edition.id})
    try:
        found = _answer(request, edition)
    except BadTable as fault:
        return render(request, "evidence/figures_one.html", told | {"wrong": str(fault)}, status=400)
    picture = {theme: f"{reverse('evidence:figures-picture', args=[key, theme])}?{query}" for theme in THEMES}
    return render(request, "evidence/figures_one.html", told | {"answer": found, "query": query, "pictures": [{"picture": found.pictures[0], **picture}], "sheets": [sheet_shown(each) for each in found.sheets]})


def _with_changes(editions: tuple[Edition, ...]) -> list[dict[str, Any]]:
    """Each edition with what it changed of the last before it that was not withdrawn when it came."""
    rows = []
    for n, each in enumerate(editions):
        earlier = [one for one in editions[:n] if one.stood(each.provenance.brought_at)]
        found = changes(earlier[-1].series, each.series) if earlier else ()
        rows.append({"edition": each, "first": not earlier, "changes": found[:MOST_SHOWN], "count": len(found), "tally": tally(found), "more": max(0, len(found) - MOST_SHOWN), "figures": len(each.series.figures)})
    return rows


@for_roles(*READERS)
@require_safe
def picture(request: HttpRequest, key: str, theme: str) -> HttpResponse:
    """The picture of a series."""
    drawing = next((one for one in THEMES if one == theme), None)
    found = _found(request, key)
    if drawing is None:
        raise Http404("There is no such picture.")
    return HttpResponse(found.pictures[0].draw(drawing), content_type="image/svg+xml")


@for_roles(*READERS)
@require_safe
def table(request: HttpRequest, key: str) -> HttpResponse:
    """Every figure of an edition, a line each with its definition and source."""
    edition = _chosen(request, _editions(key))
    return _file(as_csv(edition.series, edition.provenance).encode(), "text/csv; charset=utf-8", f"{key}.csv")


@for_roles(*READERS)
@require_safe
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """A series to print and to file."""
    from bothy.evidence.pages.paper import Paper, on_paper

    found = _found(request, key)
    edition = _chosen(request, _editions(key))
    told = (("Edition", f"brought on {edition.provenance.brought_at:%Y-%m-%d}"),)
    about = Paper(title="The city's figures", question=QUESTION, cannot=CANNOT, asked=told, file=edition.provenance.file, sha256=edition.provenance.sha256)
    return _file(on_paper(found, about), "application/pdf", f"{key}.pdf")


def _found(request: HttpRequest, key: str) -> Answer:
    try:
        return _answer(request, _chosen(request, _editions(key)))
    except BadTable as fault:
        raise Http404(str(fault)) from None


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    reply = HttpResponse(content, content_type=media_type)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
