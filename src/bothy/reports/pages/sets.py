"""The sets of tables: what each is and for whom; and one of them over a period, as it may leave the house."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from bothy.reports import files
from bothy.reports.facts.opened import Facts
from bothy.reports.files.page import Link, page_of
from bothy.reports.near import NotThere
from bothy.reports.pages import current
from bothy.reports.pages.asked import month_asked, months_of, released, with_record
from bothy.reports.protect import rules_of
from bothy.reports.release import Release
from bothy.reports.sets import SETS, ReportSet
from bothy.reports.wording import month_name

FORMATS = ("html", "pdf", "xlsx", "csv", "json")


@with_record
def index(request: HttpRequest, facts: Facts) -> HttpResponse:
    """Every set: for whom it is, how much it keeps back, the last month that is over."""
    now = current.facility_now(facts)
    over = [month for month in facts.span() if facts.complete(month, now)]
    rows = [{"set": one, "below": rules_of(facts, one.name).suppress_below, "tables": len(one.layouts)} for one in SETS.values()]
    last = over[-1] if over else ""
    return render(request, "reports/sets.html", {"facts": facts, "rows": rows, "last": last, "last_name": month_name(last) if last else ""})


@with_record
def one(request: HttpRequest, facts: Facts, name: str) -> HttpResponse:
    """A set over a period, protected; 400 with the reason for months that are not there."""
    chosen = _set(name)
    asked = {"from": request.GET.get("from", "").strip(), "to": request.GET.get("to", "").strip()}
    told = {"facts": facts, "set": chosen, "asked": asked, "months": months_of(facts), "trouble": ""}
    try:
        release = released(facts, name, *_months(request, facts, chosen))
    except NotThere as fault:
        return render(request, "reports/set.html", told | {"trouble": str(fault)}, status=400)
    asked["from"], asked["to"] = release.since, release.until
    return render(request, "reports/set.html", told | {"release": release, "page": _page(release)})


def _months(request: HttpRequest, facts: Facts, chosen: ReportSet) -> tuple[str, str]:
    """First and last month that were asked for; of a monthly set the last month that is over, where none was."""
    since, until = (month_asked(request.GET.get(name, "").strip()) for name in ("from", "to"))
    if chosen.monthly and not since and not until:
        now = current.facility_now(facts)
        over = [month for month in facts.span() if facts.complete(month, now)] or facts.span()
        return over[-1], over[-1]
    return since, until


def _page(release: Release) -> object:
    query = urlencode({"from": release.since, "to": release.until, "facts": release.number})
    where = [release.set]
    return page_of(
        release,
        chart_url=lambda grid, theme: f"{reverse('reports:set-chart', args=[*where, grid.name, theme])}?{query}",
        downloads=tuple(
            Link(label=files.FORMATS[kind].label, href=f"{reverse('reports:set-file', args=[*where, kind])}?{query}", file=_file(release, kind))
            for kind in FORMATS
        ),
        head=False,
    )


def _file(release: Release, kind: str) -> str:
    return f"{release.set}-{release.since}-{release.until}.{files.FORMATS[kind].ending}"


@with_record
def chart(request: HttpRequest, facts: Facts, name: str, grid: str, theme: str) -> HttpResponse:
    """The chart of one table."""
    release = _release(request, facts, name)
    found = next((one for one in release.grids if one.name == grid), None)
    if found is None:
        raise Http404("There is no such table.")
    try:
        drawn = files.chart(release, found, theme)
    except ValueError as fault:
        raise Http404(str(fault)) from None
    reply = HttpResponse(drawn, content_type="image/svg+xml")
    patch_cache_control(reply, private=True, max_age=3600 if "facts" in request.GET else 0)
    return reply


@with_record
def file(request: HttpRequest, facts: Facts, name: str, format: str) -> HttpResponse:
    """A set as a file, protected and not signed."""
    kind = files.FORMATS.get(format)
    if kind is None:
        raise Http404("There is no such format.")
    release = _release(request, facts, name)
    reply = HttpResponse(kind.make(release, None), content_type=kind.media_type)
    reply["Content-Disposition"] = f'attachment; filename="{_file(release, format)}"'
    return reply


def _release(request: HttpRequest, facts: Facts, name: str) -> Release:
    try:
        return released(facts, name, *_months(request, facts, _set(name)))
    except NotThere as fault:
        raise Http404(str(fault)) from None


def _set(name: str) -> ReportSet:
    try:
        return SETS[name]
    except KeyError:
        raise Http404("There is no such set of tables.") from None
