"""The report of a month as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from importlib.resources import files

from bothy.reports.breakdowns import BREAKDOWNS
from bothy.reports.charts import draw
from bothy.reports.indicators import MONTHLY
from bothy.reports.pages.shown import Shown
from bothy.reports.pages.views import rows_of
from bothy.reports.print.typesetting import pdf
from bothy.reports.sheets import Sheet, month_name

_WIDE = 9
_TEMPLATE = files("bothy.reports").joinpath("print/month.typ")


def month_report(told: Shown, month: str) -> bytes:
    """The PDF of a month's indicators and breakdowns, with what is behind each. 404 for an unknown month."""
    told.period(month)
    table = told.table
    line = next(line for line in table.lines if line.month == month)
    sheets = [told.sheet(name, month) for name in (*BREAKDOWNS, "occupancy")]
    data = {
        "title": f"Report for {month_name(month)}",
        "facility": table.facility,
        "trace": f"From entries 1 to {table.number:,} of the journal, digest {table.digest[:16]}",
        "notes": list(_notes(told, line.complete, line.since)),
        "rows": [[row.indicator.label, row.said, row.interval, row.behind, row.tag] for row in rows_of(told, month)],
        "sheets": [_sheet(sheet) for sheet in sheets if sheet.rows],
        "definitions": [
            {
                "label": one.label,
                "definition": one.definition,
                "numerator": one.numerator,
                "denominator": one.denominator,
                "missing": one.missing,
            }
            for one in MONTHLY
        ],
    }
    return pdf(_TEMPLATE, data)


def _notes(told: Shown, complete: bool, since: object) -> list[str]:
    notes = []
    if told.table.demo:
        notes.append(
            "Demo: invented people fitted to published totals. Each figure says whether it is fitted or invented."
        )
    if not complete:
        notes.append("This month is not over. Its figures will grow and stand in no total.")
    if since is not None:
        notes.append(f"The service opened on {since:%d %B %Y}: this month is shorter.")
    below = told.table.suppressed_below
    if below is None:
        notes.append("For use in the house. Small counts are shown here as they are: do not publish these pages.")
    else:
        notes.append(f"Counts under {below} are kept back, and others from which they could be reckoned.")
    return notes


def _sheet(sheet: Sheet) -> dict[str, object]:
    chart = sheet.chart
    return {
        "title": sheet.title,
        "definition": sheet.definition,
        "chart": None if chart is None else draw(chart, "day").decode(),
        "alt": "" if chart is None else f"{chart.title}. {chart.description}",
        "caption": "" if chart is None else chart.title + (f" ({chart.note})" if chart.note else ""),
        "columns": list(sheet.columns),
        "rows": [list(row) for row in sheet.rows],
        "wide": len(sheet.columns) > _WIDE,
    }
