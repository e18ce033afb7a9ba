"""How many days a month or quarter had, or how many of them were working days: what makes February shorter than March."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal

import holidays
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.periods import PER_YEAR, Periods
from bothy.evidence.table import BadTable

Days = Literal["every", "working"]


def days_of(periods: Periods, which: Days, place: str = "") -> NDArray[np.float64]:
    """(n,) days of each period. ``place``: whose bank holidays are no working days (GB-SCT); empty for weekends alone.

    BadTable where periods are mere numbers, where a year or place has no calendar, or where a period has no working day.
    """
    if periods.unit == "period":
        raise BadTable("Days in a period are known of months and quarters only: write them as 2025-08 or 2025Q3, or put the days into a column and name it as the offset.")
    each = 12 // PER_YEAR[periods.unit]
    months = [[int(time) * each + m for m in range(each)] for time in periods.times]
    if which == "every":
        return np.array([sum(calendar.monthrange(m // 12, m % 12 + 1)[1] for m in one) for one in months], dtype=float)
    closed = _closed(place, sorted({m // 12 for one in months for m in one}))
    return np.array([sum(_working(m // 12, m % 12 + 1, closed) for m in one) for one in months], dtype=float)


def _closed(place: str, years: list[int]) -> frozenset[date]:
    if not place:
        return frozenset()
    country, _, part = place.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=years))
    except NotImplementedError as fault:
        raise BadTable(f"No bank holidays are known for {place!r}. Name a place such as GB-SCT, or leave it out.") from fault


def _working(year: int, month: int, closed: frozenset[date]) -> int:
    first = date(year, month, 1)
    month_long = (first + timedelta(days=k) for k in range(calendar.monthrange(year, month)[1]))
    return sum(day.weekday() < 5 and day not in closed for day in month_long)
