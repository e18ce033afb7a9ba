"""Every departure from the house rules in a time: by rule, with reasons, by whom in which role, and the entry that tells it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bothy.care.departed import Departed, by_rule
from bothy.care.hours import business_day, local, rules_at
from bothy.care.house import House
from bothy.care.words import WORDS
from bothy.reports.departed import departed_in
from bothy.server import running
from bothy.server.access import RECORD, needs
from bothy.server.checkpoints import open_journal
from bothy.server.office.rules import opened

MOST_DAYS = 800
SHOWN_AT_MOST = 500


class Asked:
    """The days that are looked at: both are in it. Told wrongly, `said` says so, and the last four weeks are taken."""

    def __init__(self, house: House, told: Any) -> None:
        today = business_day(house, running.now())
        self.said = ""
        self.until = self._day(told.get("until", ""), today)
        self.since = self._day(told.get("since", ""), self.until - timedelta(days=27))
        if self.since > self.until or (self.until - self.since).days > MOST_DAYS:
            self.said = "Choose two days, the first not after the last, at most two years apart. The last four weeks are shown."
            self.until, self.since = today, today - timedelta(days=27)
        self.rule = told.get("rule", "")
        self.only = "open" if told.get("only") == "open" else ""
        rules = rules_at(house, running.now())
        self.zone, self.starts = ZoneInfo(rules.time_zone), time.fromisoformat(rules.day_starts)

    def _day(self, text: str, default: date) -> date:
        try:
            return date.fromisoformat(text) if text else default
        except ValueError:
            self.said = "That is no day. Write days as 2026-03-31."
            return default

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when the first day starts to when the day after the last does, UTC: after midnight it is still the day before."""
        return self._start(self.since), self._start(self.until + timedelta(days=1))

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, self.starts, self.zone).astimezone(UTC)


def found(house: House, asked: Asked) -> tuple[Departed, ...]:
    reader = open_journal()
    try:
        return departed_in(reader, house, *asked.span, running.now())
    finally:
        reader.close()


def _wanted(every: tuple[Departed, ...], asked: Asked) -> list[Departed]:
    return [one for one in every if (not asked.rule or one.rule == asked.rule) and (not asked.only or one.is_open)]


@needs(*RECORD)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    house = opened()
    asked = Asked(house, request.GET)
    every = found(house, asked)
    rows = _wanted(every, asked)
    return render(
        request,
        "office/departures.html",
        {
            "tab": "departures", "asked": asked, "since": asked.since.isoformat(), "until": asked.until.isoformat(), "rules": by_rule(every), "count": len(every),
            "unsaid": sum(one.is_open for one in every), "rows": [_row(house, one) for one in rows[:SHOWN_AT_MOST]], "more": max(0, len(rows) - SHOWN_AT_MOST),
        },
    )  # fmt: skip


def _row(house: House, one: Departed) -> dict[str, Any]:
    emergency = one.kind == "emergency-raised"
    return {
        "when": local(house, one.at).strftime("%-d %b %Y, %H:%M"), "what": one.rule_words, "why": one.reason_words, "open": one.is_open,
        "role": WORDS.get(f"role.{one.role}", "") if one.role else "", "number": one.number, "kind": WORDS.get(f"kind.{one.kind}", one.kind),
        "where": reverse("emergency", args=[one.subject]) + "#departures" if emergency else reverse("entry", args=[one.number]),
    }  # fmt: skip


@needs(*RECORD)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    house = opened()
    asked = Asked(house, request.GET)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["happened_at_utc", "rule", "rule_in_words", "reason", "reason_in_words", "role", "kind", "entry_number", "entry"])
    for one in _wanted(found(house, asked), asked):
        at = one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        sheet.writerow([at, one.rule, one.rule_words, *(_safe(text) for text in (one.reason, one.reason_words)), one.role or "", one.kind, one.number, one.entry or ""])
    reply = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="departures-{asked.since}-{asked.until}.csv"'
    return reply


def _safe(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
