"""What was published elsewhere, as data with its source, to hold our own figures beside."""

import csv
from functools import cache
from importlib.resources import files

import msgspec

SHARES = ("cocaine", "heroin", "heroin_and_cocaine")


class PublishedMonth(msgspec.Struct, frozen=True):
    """One line of the published table. Shares in per cent of injecting episodes, as printed."""

    month: str
    service_accessed: int
    injecting_episodes: int
    medical_emergencies: int
    share_cocaine_pct: float
    share_heroin_pct: float
    share_heroin_and_cocaine_pct: float

    def shares(self) -> tuple[float, float, float]:
        """The three shares in the order of SHARES."""
        return self.share_cocaine_pct, self.share_heroin_pct, self.share_heroin_and_cocaine_pct


class Published(msgspec.Struct, frozen=True):
    """A published table: its months, its totals of people, and where it comes from."""

    title: str
    source: str
    address: str
    note: str
    months: tuple[PublishedMonth, ...]
    people: int
    male: int
    female: int

    def month(self, month: str) -> PublishedMonth | None:
        """The line of a month, "2025-01"; None when it was not published."""
        return next((line for line in self.months if line.month == month), None)

    def total(self, column: str) -> int:
        """The sum of one of the three counts over all published months."""
        return sum(getattr(line, column) for line in self.months)


@cache
def thistle() -> Published:
    """The Thistle's months, January (from the 13th) to August 2025."""
    text = files("bothy.reports").joinpath("data/thistle_2025.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return Published(
        title="The Thistle, Glasgow: service data by month",
        source="Glasgow City Health and Social Care Partnership, Thistle service data, data to end August 2025",
        address="https://glasgowcity.hscp.scot/thistle-service-data",
        note="January 2025 is from 13 January, when the service opened.",
        months=tuple(msgspec.convert(row, PublishedMonth, strict=False) for row in csv.DictReader(lines)),
        people=418,
        male=333,
        female=85,
    )
