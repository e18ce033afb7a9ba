"""How figures, periods and times are said, the same in every file. No locale and no time zone of the machine."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bothy.reports.figures import KEPT_BACK, Figure, Tag
from bothy.reports.release import Column, Grid, Release, Row, Why
from bothy.reports.wording import one_decimal

NOT_KNOWN = "not known"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
HARD = "\u00a0"
"""A space at which no line breaks."""

WHY: dict[Why, str] = {
    "late_entry": "entered late",
    "correction": "corrected in the journal",
    "merge": "two records were of one person",
    "definition": "the definition changed",
    "house_rules": "the house rules changed",
    "kept_back": "what is kept back changed",
    "not_explained": "not explained",
}

TAGS: dict[Tag, str] = {
    "recorded": "recorded by the facility",
    "published": "published by others",
    "fitted": "fitted to what was published",
    "invented": "invented for the demo",
}


def number(value: float) -> str:
    """A count as it is, anything measured with one decimal."""
    return f"{value:,}" if isinstance(value, int) else one_decimal(value)


def said(figure: Figure, unit: str) -> str:
    """What stands in the table."""
    if figure.hidden:
        return KEPT_BACK
    if figure.value is None:
        return NOT_KNOWN
    if figure.least is not None and figure.least != figure.value:
        return f"{number(figure.least)} to {number(figure.value)}"
    if unit.startswith("%"):
        return f"{one_decimal(figure.value)}{HARD}%"
    return number(figure.value)


def behind(figure: Figure) -> str:
    """What the figure was counted from: "67 of 232", "of 232" where the number is kept back, "n 232"."""
    if figure.n is None:
        return ""
    if figure.hidden:
        return f"of{HARD}{figure.n:,}"
    return f"n{HARD}{figure.n:,}" if figure.k is None else f"{figure.k:,}{HARD}of{HARD}{figure.n:,}"


def left_out(figure: Figure) -> str:
    """How many were left out, because nothing was recorded of them."""
    return f"{figure.missing:,}{HARD}not{HARD}recorded" if figure.missing else ""


def between(figure: Figure) -> str:
    """The exact 95 % interval."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{one_decimal(figure.low)}{HARD}to{HARD}{one_decimal(figure.high)}"


def month_name(month: str) -> str:
    """ "2025-08" as "August 2025"."""
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def month_short(month: str) -> str:
    """ "2025-08" as "Aug 2025"."""
    return f"{MONTHS[int(month[5:7]) - 1][:3]} {month[:4]}"


def period_name(since: str, until: str = "") -> str:
    """ "2025-01" to "2025-08" as "January to August 2025". Also for "2025-01/2025-08" in one."""
    first, _, last = since.partition("/")
    last = until or last or first
    if first == last:
        return month_name(first)
    if first[:4] == last[:4]:
        return f"{MONTHS[int(first[5:7]) - 1]} to {month_name(last)}"
    return f"{month_name(first)} to {month_name(last)}"


def moment(at: datetime, zone: str) -> str:
    """ "3 September 2025, 09:15 BST", on the facility's clock."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M} {local.tzname()}"


def headed(column: Column, release: Release) -> str:
    """A column's label with its unit, where the label does not say it."""
    unit = release.defined(column.indicator).unit
    return column.label if not unit or unit.lower() in column.label.lower() else f"{column.label} ({unit})"


def of_months(grid: Grid) -> bool:
    """Whether the rows are periods; else they are groups of one period."""
    return not any(row.group for row in grid.rows)


def first_head(grid: Grid) -> str:
    """What the first column holds: months, or "Age band"."""
    if of_months(grid):
        return "Month"
    name = next(row.group for row in grid.rows if row.group).partition("=")[0]
    return name.replace("_", " ").capitalize()


def row_said(row: Row) -> str:
    """A row's label; a period that still runs says so."""
    return row.label if row.complete or "not over" in row.label else f"{row.label} (not over)"


def made_with(release: Release) -> str:
    """The software by its name, also where the release holds only the version."""
    return f"Bothy {release.made_with}" if release.made_with[:1].isdigit() else release.made_with
