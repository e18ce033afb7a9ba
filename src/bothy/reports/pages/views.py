"""The pages: all months, one month, referrals."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bothy.reports.breakdowns import BREAKDOWNS
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.indicators import MONTHLY, Indicator
from bothy.reports.pages import current
from bothy.reports.pages.shown import ALL, Shown, shown
from bothy.reports.published import thistle as published
from bothy.reports.roles import for_readers
from bothy.reports.sheets import month_name
from bothy.reports.thistle import COLUMNS, COUNTS, SHARES, Cell, tagged
from bothy.reports.thistle_text import NOT_SAID_YET, printed
from bothy.reports.window import Window

Page = Callable[..., HttpResponse]


class Row(msgspec.Struct, frozen=True):
    """An indicator with its figure, as a page prints it."""

    indicator: Indicator
    said: str
    interval: str
    behind: str
    tag: str


def with_facts(view: Page) -> Page:
    """Give the view what is shown of up-to-date facts; else a page that says how far they are, or why not."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        update = current.bring()
        if update.trouble is not None:
            return render(request, "reports/trouble.html", {"trouble": update.trouble}, status=503)
        told = shown(update.facts) if update.facts is not None else None
        if told is None:
            return render(request, "reports/waiting.html", {"done": update.done, "whole": update.whole})
        if not told.table.lines:
            return render(request, "reports/empty.html", {"number": told.facts.number})
        return view(request, told, *args, **kwargs)

    return for_readers(wrapped)


@with_facts
def index(request: HttpRequest, told: Shown) -> HttpResponse:
    """The months with their definitions, beside the published table, and charts with their data."""
    table = told.table
    lines = []
    for line in (*table.complete, *((table.total,) if table.total else ()), *table.incomplete):
        lines.append(
            {
                "month": line.month,
                "name": "All complete months" if line.month == "total" else month_name(line.month),
                "since": line.since,
                "complete": line.complete,
                "total": line.month == "total",
                "cells": [(name, line.figures[name], printed(line.figures[name])) for name in COUNTS]
                + [(name, line.figures[name], _share(line.figures[name])) for name in SHARES],
            }
        )
    people = table.people
    said_people = {} if people is None else {name: printed(getattr(people, name)) for name in people.__struct_fields__}
    cells = table.compare()
    names = ("use", "emergencies", "substances", "referral_funnel", "occupancy")
    return render(
        request,
        "reports/index.html",
        {
            "told": told,
            "table": table,
            "columns": COLUMNS,
            "lines": lines,
            "people": said_people,
            "people_tag": None if people is None else people.all.tag,
            "not_said_yet": NOT_SAID_YET if people is not None and people.all.least is not None else "",
            "compared": _by_month([cell for cell in cells if cell.month != "total"]),
            "compared_total": [cell for cell in cells if cell.month == "total" and cell.column in COUNTS],
            "compared_people": [(cell.column.capitalize(), cell) for cell in cells if cell.month == "total" and cell.column not in COUNTS],
            "compared_columns": [*(COLUMNS[i].label for i in range(6))],
            "same": sum(cell.verdict == "same" for cell in cells),
            "cells": len(cells),
            "source": published(),
            "sheets": [told.sheet(name) for name in names],
            "period": ALL,
            "months": _months(told),
        },
    )


@with_facts
def month(request: HttpRequest, told: Shown, month: str) -> HttpResponse:
    """One month: every indicator with its interval, every breakdown."""
    told.period(month)
    line = next(line for line in told.table.lines if line.month == month)
    sheets = [told.sheet(name, month) for name in (*BREAKDOWNS, "occupancy")]
    return render(
        request,
        "reports/month.html",
        {
            "told": told,
            "table": told.table,
            "line": line,
            "name": month_name(month),
            "rows": rows_of(told, month),
            "sheets": [sheet for sheet in sheets if sheet.rows],
            "nothing": [sheet.title for sheet in sheets if not sheet.rows],
            "period": month,
            "months": _months(told, month),
        },
    )


@with_facts
def referrals(request: HttpRequest, told: Shown) -> HttpResponse:
    """How far referrals came and where they stand, over the complete months."""
    return render(
        request,
        "reports/referrals.html",
        {
            "told": told,
            "table": told.table,
            "sheets": [told.sheet("referral_funnel"), told.sheet("referral_endings")],
            "period": ALL,
            "months": _months(told),
        },
    )


def rows_of(told: Shown, asked: str) -> list[Row]:
    """Every indicator over a month, as it is printed."""
    months = told.period(asked)
    window = Window(told.facts, months)
    rows = []
    for one in MONTHLY:
        figure = tagged(one.figure(window), told.facts, one, months)
        if told.table.kept is not None:
            figure = told.table.kept.figure(figure, one.name, asked)
        rows.append(Row(one, said(figure, one.unit), _interval(figure), _behind(figure, one), figure.tag))
    return rows


def said(figure: Figure, unit: str) -> str:
    """The value in words of its unit."""
    if figure.hidden:
        return KEPT_BACK
    if figure.value is None:
        return "not known"
    if unit == "%":
        return f"{figure.value:.1f} %"
    if figure.least is not None:
        return f"{figure.least:,} to {figure.value:,}"
    return f"{figure.value:,}" if isinstance(figure.value, int) else f"{figure.value:,.1f}"


def _share(figure: Figure) -> str:
    if figure.hidden:
        return KEPT_BACK
    return "not known" if figure.value is None else f"{figure.value:.1f}"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.1f} to {figure.high:.1f}"


def _behind(figure: Figure, indicator: Indicator) -> str:
    parts = []
    if indicator.name == "needles_back" and figure.n is not None:
        parts.append(f"counted {figure.n:,} times")
    elif figure.n is not None:
        parts.append(f"{figure.k:,} of {figure.n:,}" if figure.k is not None else f"n {figure.n:,}")
    if figure.least is not None:
        parts.append("not yet said who some are, entered without being looked up")
    if figure.missing:
        parts.append(f"{figure.missing:,} not recorded")
    return "; ".join(parts)


def _months(told: Shown, here: str = "") -> list[dict[str, object]]:
    return [
        {
            "href": reverse("reports:month", args=[line.month]),
            "name": month_name(line.month) + ("" if line.complete else " (not over)"),
            "here": line.month == here,
        }
        for line in reversed(told.table.lines)
    ]


def _by_month(cells: Sequence[Cell]) -> list[dict[str, object]]:
    rows: dict[str, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.month, []).append(cell)
    return [{"name": month_name(month), "cells": row} for month, row in rows.items()]
