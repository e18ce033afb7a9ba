"""Months, periods and figures in words, as every page, file and answer says them. No locale of the machine."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.groupings import NOT_RECORDED
from bothy.reports.measures import Grouping

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
NOT_KNOWN = "not known"

NOT_RECORDED_IS = {"ending": "Still open: not known yet"}
"""What it means that nothing is recorded, where that is more than a gap."""


def month_name(month: str, short: bool = False) -> str:
    """ "2025-01" as "January 2025", or "Jan". ValueError for what is no month."""
    day = date.fromisoformat(f"{month}-01")
    name = MONTHS[day.month - 1]
    return name[:3] if short else f"{name} {day.year}"


def period_name(since: str, until: str = "") -> str:
    """ "2025-01", "2025-08" as "January to August 2025"; a period "2025-01/2025-08" too."""
    since, _, end = since.partition("/")
    until = until or end or since
    if since == until:
        return month_name(since)
    first = month_name(since)
    return f"{first.split()[0] if since[:4] == until[:4] else first} to {month_name(until)}"


def ordered(grouping: Grouping, seen: Iterable[str]) -> list[str]:
    """Groups in the order of their code list, else of their values; what is not recorded last."""
    found = {code for code in seen if code}
    listed = codes(grouping.codes) if grouping.codes else sorted(found - {NOT_RECORDED}, key=lambda one: (len(one), one))
    return [code for code in (*listed, NOT_RECORDED) if code in found]


def group_label(grouping: Grouping, code: str) -> str:
    """A group in words: "Male", "35–44", "Tuesday", "14:00 to 14:59", "Not recorded"."""
    if code == NOT_RECORDED:
        return NOT_RECORDED_IS.get(grouping.name, "Not recorded")
    if grouping.name == "weekday":
        return WEEKDAYS[int(code)]
    if grouping.name == "hour":
        return f"{int(code):02}:00 to {int(code):02}:59"
    said = label(grouping.codes, code) if grouping.codes else code.replace("_", " ")
    return said[:1].upper() + said[1:]


def one_decimal(value: float) -> str:
    """As spreadsheets round, a half upwards: 31.25 is 31.3 on every page and in every file."""
    return f"{Decimal(str(float(value))).quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def in_words(figure: Figure, unit: str, space: str = " ") -> str:
    """The value alone, in words of its unit: "71.8 %", "412 to 418", "kept back", "not known". `space`: before the %."""
    if figure.hidden:
        return KEPT_BACK
    if figure.value is None:
        return NOT_KNOWN
    if figure.least is not None and figure.least != figure.value:
        return f"{number(figure.least)} to {number(figure.value)}"
    if unit.startswith("%"):
        return f"{one_decimal(figure.value)}{space}%"
    return number(figure.value)


def number(value: float) -> str:
    """A count as it is, anything measured with one decimal."""
    return f"{value:,}" if isinstance(value, int) else one_decimal(value)
