"""What can be taken away: tables as CSV and JSON, charts as SVG, the month as PDF."""

import csv
import io
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from bothy.reports.charts import THEMES, Chart, Theme, draw
from bothy.reports.pages.shown import Shown, standing
from bothy.reports.pages.views import rows_of, with_facts
from bothy.reports.roles import for_readers
from bothy.reports.thistle_text import render_table

_draw = lru_cache(maxsize=256)(draw)


def _csv(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@with_facts
def months_csv(request: HttpRequest, told: Shown) -> HttpResponse:
    """The monthly table."""
    return _csv(render_table(told.table, "csv"), "months.csv")


@with_facts
def months_json(request: HttpRequest, told: Shown) -> HttpResponse:
    """The monthly table with definitions, intervals and the comparison."""
    return HttpResponse(render_table(told.table, "json"), content_type="application/json")


@with_facts
def compared_csv(request: HttpRequest, told: Shown) -> HttpResponse:
    """Every published figure beside ours."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["month", "column", "here", "here_is", "here_n", "published", "verdict"])
    for cell in told.table.compare():
        writer.writerow([cell.month, cell.column, cell.ours, cell.tag, cell.n, cell.published, cell.verdict])
    return _csv(out.getvalue(), "compared.csv")


@with_facts
def month_csv(request: HttpRequest, told: Shown, month: str) -> HttpResponse:
    """Every indicator of a month."""
    complete = next((line.complete for line in told.table.lines if line.month == month), False)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["month", "complete", "indicator", "unit", "value", "interval", "behind it", "figures are", "definition"])
    for row in rows_of(told, month):
        one = row.indicator
        state = "yes" if complete else "no"
        writer.writerow([month, state, one.name, one.unit, row.said, row.interval, row.behind, row.tag, one.definition])
    return _csv(out.getvalue(), f"indicators-{month}.csv")


@for_readers
def sheet_csv(request: HttpRequest, period: str, name: str) -> HttpResponse:
    """The data of one chart."""
    return _csv(standing(request).sheet(name, period).as_csv(), f"{name}-{period}.csv")


@for_readers
def chart(request: HttpRequest, period: str, name: str, theme: str) -> HttpResponse:
    """One chart, by day or by night; drawn once for the same data."""
    drawn: Chart | None = standing(request).sheet(name, period).chart
    if drawn is None or theme not in THEMES:
        raise Http404("There is no such chart.")
    chosen: Theme = "night" if theme == "night" else "day"
    answer = HttpResponse(_draw(drawn, chosen), content_type="image/svg+xml")
    # The address carries the number of the facts, so what it answers never changes.
    patch_cache_control(answer, private=True, max_age=3600 if "facts" in request.GET else 0)
    return answer


@with_facts
def month_pdf(request: HttpRequest, told: Shown, month: str) -> HttpResponse:
    """The report of a month, to print and to file."""
    from bothy.reports.print.month import month_report

    answer = HttpResponse(month_report(told, month), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="report-{month}.pdf"'
    return answer




@for_readers
def release_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of releases, as it is shipped in docs/."""
    from bothy.reports.files.json_file import schema_bytes

    return HttpResponse(schema_bytes(), content_type="application/schema+json")
