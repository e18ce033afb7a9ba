"""The published figures that the demo is fitted to, and of which sort each figure of it is.

published: as its publisher printed it. fitted: invented people drawn so that they add up to it.
invented: everything else: who, when, how long, what was said and done.
"""

from calendar import monthrange
from datetime import date
from typing import Literal

from bothy.demo.plan import Plan
from bothy.demo.plan_months import Month
from bothy.reports import published

Tag = Literal["published", "fitted", "invented"]
SEED = 2025
"""The seed of `bothy demo` when none is asked for."""
OPENED = date(2025, 1, 13)

FITTED = frozenset(
    {
        "service_accessed", "injecting_episodes", "medical_emergencies", "people", "people_by_sex",
        "share_cocaine_pct", "share_heroin_pct", "share_heroin_and_cocaine_pct",
    }
)  # fmt: skip
"""The figures that a complete month of the demo owes to the published table."""


def tag(figure: str, month: date | None = None) -> Tag:
    """Of which sort a figure of the demo's journal is: fitted within the published months, else invented.

    ``month``: any day of the month that the figure is of; None for the whole published span.
    """
    if figure not in FITTED:
        return "invented"
    if month is not None and published.thistle().month(month.strftime("%Y-%m")) is None:
        return "invented"
    return "fitted"


def thistle_plan(seed: int = SEED) -> Plan:
    """The history that adds up to the Thistle's published table."""
    table = published.thistle()
    months = []
    for line in table.months:
        year, month = map(int, line.month.split("-"))
        first = max(date(year, month, 1), OPENED)
        last = date(year, month, monthrange(year, month)[1])
        months.append(
            Month(
                first,
                last,
                line.service_accessed,
                line.injecting_episodes,
                line.medical_emergencies,
                line.shares(),
            )
        )
    return Plan(seed, months, table.male, table.female)
