"""How files say figures and times, beyond `reports.wording`: on paper no line breaks before a %. No time zone of the machine."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bothy.reports.figures import Figure, Tag
from bothy.reports.release import Column, Grid, Release, Row, Why
from bothy.reports.wording import MONTHS, in_words, month_name, one_decimal

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


def said(figure: Figure, unit: str) -> str:
    """What stands in the table."""
    return in_words(figure, unit, HARD)


def behind(figure: Figure) -> str:
    """What the figure was counted from: "67 of 232", "of 232" where the number is kept back, "n 232".

    Nothing where it is a count of all there is, and "n 92" where it sums what was found at 92 times: 1,130 is no part of 92.
    """
    if figure.n is None or (figure.k == figure.n and figure.low is None and not figure.hidden):
        return ""
    if figure.hidden:
        return f"of{HARD}{figure.n:,}"
    return f"n{HARD}{figure.n:,}" if figure.k is None or figure.k > figure.n else f"{figure.k:,}{HARD}of{HARD}{figure.n:,}"


def left_out(figure: Figure) -> str:
    """How many were left out, because nothing was recorded of them."""
    return f"{figure.missing:,}{HARD}not{HARD}recorded" if figure.missing else ""


def between(figure: Figure) -> str:
    """The exact 95 % interval."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{one_decimal(figure.low)}{HARD}to{HARD}{one_decimal(figure.high)}"


def month_short(month: str) -> str:
    """ "2025-08" as "Aug 2025"."""
    return f"{month_name(month, short=True)} {month[:4]}"


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
