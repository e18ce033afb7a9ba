"""Periods as publishers write them: a year, a financial year, a quarter, a month, a week, a day.

Years of finance run from 1 April, weeks are those of ISO 8601, days are read day first, as British tables write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

Kind = Literal["year", "financial_year", "quarter", "month", "week", "day"]

KINDS: dict[Kind, tuple[str, str]] = {
    "year": ("year", "2024"),
    "financial_year": ("financial year", "2023/24"),
    "quarter": ("quarter", "2024Q1"),
    "month": ("month", "2024-01"),
    "week": ("week", "2024-W05"),
    "day": ("day", "2024-01-31"),
}
"""Each kind in words, and how it is written here."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHOWN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_YEAR = r"((?:19|20)\d\d)"


class Period(msgspec.Struct, frozen=True):
    """``first``: its first day."""

    kind: Kind
    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Period:
        """The next period of its kind."""
        first = self.first
        if self.kind in ("year", "financial_year"):
            return Period(self.kind, first.replace(year=first.year + 1))
        if self.kind in ("quarter", "month"):
            at = first.year * 12 + first.month - 1 + (3 if self.kind == "quarter" else 1)
            return Period(self.kind, date(at // 12, at % 12 + 1, 1))
        return Period(self.kind, first + timedelta(days=7 if self.kind == "week" else 1))

    @property
    def name(self) -> str:
        """As it is written here: "2024", "2023/24", "2024Q1", "2024-01", "2024-W05", "2024-01-31"."""
        first = self.first
        if self.kind == "year":
            return f"{first.year}"
        if self.kind == "financial_year":
            return f"{first.year}/{(first.year + 1) % 100:02d}"
        if self.kind == "quarter":
            return f"{first.year}Q{(first.month + 2) // 3}"
        if self.kind == "month":
            return f"{first:%Y-%m}"
        if self.kind == "week":
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        return first.isoformat()

    @property
    def said(self) -> str:
        """for a reader: "Jan to Mar 2024", "Jan 2024", "week of 29 Jan 2024"."""
        first = self.first
        if self.kind == "quarter":
            return f"{_SHOWN[first.month - 1]} to {_SHOWN[first.month + 1]} {first.year}"
        if self.kind == "month":
            return f"{_SHOWN[first.month - 1]} {first.year}"
        if self.kind in ("week", "day"):
            day = f"{first.day} {_SHOWN[first.month - 1]} {first.year}"
            return f"week of {day}" if self.kind == "week" else day
        return self.name


def between(first: Period, last: Period) -> Iterator[Period]:
    """Every period from the first to the last, both included."""
    at = first
    while at.first <= last.first:
        yield at
        at = at.following


def containing(kind: Kind, day: date) -> Period:
    """The period of this kind in which a day lies."""
    if kind == "year":
        return Period(kind, date(day.year, 1, 1))
    if kind == "financial_year":
        return Period(kind, date(day.year - (day.month < 4), 4, 1))
    if kind == "quarter":
        return Period(kind, date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
    if kind == "month":
        return Period(kind, day.replace(day=1))
    if kind == "week":
        return Period(kind, day - timedelta(days=day.weekday()))
    return Period(kind, day)


def parse(text: str) -> tuple[Period, ...]:
    """What a cell can mean, none where it is no period. Two only where it is open: "2011-12" is December or a year of finance."""
    plain = " ".join(text.replace("\u2013", "-").replace("\u2014", "-").lower().split())
    if not 4 <= len(plain) <= 40:
        return ()
    found: list[Period] = []
    for pattern, make in _FORMS:
        if told := pattern.fullmatch(plain):
            try:
                one = make(*told.groups())
            except ValueError:
                continue
            if one is not None and one not in found:
                found.append(one)
    return tuple(found)


def parse_within(year: str, part: str) -> Period | None:
    """A year and, in a column of its own, its month ("7", "July") or quarter ("Q2"); None where they are none."""
    if not re.fullmatch(_YEAR, year.strip()):
        return None
    told = part.strip().lower()
    if found := re.fullmatch(r"q ?([1-4])", told):
        return _quarter(year.strip(), found[1])
    if found := re.fullmatch(r"(\d{1,2})", told):
        return Period("month", date(int(year), int(found[1]), 1)) if 1 <= int(found[1]) <= 12 else None
    found = re.fullmatch(_WORD, told)
    return Period("month", date(int(year), _month(found[1]), 1)) if found else None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _quarter(year: str, quarter: str) -> Period:
    return Period("quarter", date(int(year), int(quarter) * 3 - 2, 1))


def _finance(year: str, until: str) -> Period | None:
    follows = int(year) + 1
    return Period("financial_year", date(int(year), 4, 1)) if int(until) in (follows, follows % 100) and len(until) in (2, 4) else None


def _quarter_of_finance(year: str, until: str, quarter: str) -> Period | None:
    started = _finance(year, until)
    return None if started is None else containing("quarter", date(started.first.year + int(quarter) // 4, int(quarter) * 3 % 12 + 1, 1))


def _three_months(first: str, last: str, year: str) -> Period | None:
    start, end = _month(first), _month(last)
    return Period("quarter", date(int(year), start, 1)) if start % 3 == 1 and end == start + 2 else None


def _month_of(year: str, month: str) -> Period:
    return Period("month", date(int(year), int(month), 1))


def _named_month(word: str, year: str) -> Period:
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    return Period("month", date(whole, _month(word), 1))


def _week(year: str, week: str) -> Period:
    return Period("week", date.fromisocalendar(int(year), int(week), 1))


def _day(year: str, month: str, day: str) -> Period:
    return Period("day", date(int(year), int(month), int(day)))


def _named_day(day: str, word: str, year: str) -> Period:
    return Period("day", date(int(year), _month(word), int(day)))


_FORMS = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (_YEAR, lambda year: Period("year", date(int(year), 1, 1))),
        (rf"(?:fy ?)?{_YEAR} ?[/-] ?(\d\d|\d{{4}})", _finance),
        (rf"{_YEAR} ?-?:? ?q(?:uarter)? ?([1-4])", _quarter),
        (rf"q(?:uarter)? ?([1-4]) ?[-/,]? ?{_YEAR}", lambda quarter, year: _quarter(year, quarter)),
        (rf"(?:fy ?)?{_YEAR} ?[/-] ?(\d\d|\d{{4}}),? ?q(?:uarter)? ?([1-4])", _quarter_of_finance),
        (rf"{_WORD} ?(?:-|to) ?{_WORD},? {_YEAR}", _three_months),
        (rf"{_YEAR}-(\d\d?)", _month_of),
        (rf"{_YEAR}/(0[1-9]|1[0-2])", lambda year, month: None if int(month) == (int(year) + 1) % 100 else _month_of(year, month)),
        (rf"(\d\d?)/{_YEAR}", lambda month, year: _month_of(year, month)),
        (rf"{_WORD}[ -](\d\d|(?:19|20)\d\d)", _named_month),
        (rf"{_YEAR} {_WORD}", lambda year, word: _named_month(word, year)),
        (rf"{_YEAR}-? ?w(\d\d?)", _week),
        (rf"week (\d\d?),? {_YEAR}", lambda week, year: _week(year, week)),
        (rf"{_YEAR}-(\d\d)-(\d\d)(?: 00:00:00)?", _day),
        (rf"(\d\d?)[/.](\d\d?)[/.]{_YEAR}", lambda day, month, year: _day(year, month, day)),
        (rf"(\d\d?)(?:st|nd|rd|th)?[ -]{_WORD}[ -]{_YEAR}", _named_day),
    )
)
