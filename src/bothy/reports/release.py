"""What may leave the house: tables with their definitions, the record they were made from, and what is kept back.

A release is plain data. Its bytes (`canonical`) are what is signed and frozen; every page, file and chart
of it is made from them and from nothing else. Only `reports.protect` makes one, so that no table leaves
without having been through disclosure control.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.reports.figures import Figure

FORMAT = 1

Why = Literal["late_entry", "correction", "merge", "definition", "house_rules", "kept_back", "not_explained"]
"""Why a figure differs from the one published before."""


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator's words as they were when this was frozen."""

    name: str
    label: str
    definition: str
    unit: str
    numerator: str
    denominator: str = ""
    missing: str = ""
    additive: bool = False


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`indicator`: the definition that its figures have. `group`: "sex=male" where it is a part."""

    label: str
    indicator: str
    group: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`period`: "2025-08", or "2025-01/2025-08". `complete` False: the period still runs. `total`: sums those above."""

    label: str
    period: str
    group: str = ""
    complete: bool = True
    total: bool = False
    figures: tuple[Figure, ...]


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """One table. `chart`: how it is drawn, where it is. `notes`: what a reader must know to read it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: Literal["", "bars", "stacked", "rate"] = ""
    notes: tuple[str, ...] = ()


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The house rules that these figures hang on, as they stood.

    `suppress_below` None: the house rules name this set as exempt. `round_to` 0: not rounded.
    `effective_from` None: no rules were signed.
    """

    name: str
    effective_from: datetime | None
    time_zone: str
    day_starts: str
    suppress_below: int | None
    round_to: int = 0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that is not what was published before. `entries`: the journal's entries that changed it (the first 20)."""

    grid: str
    row: str
    column: str
    was: str
    now: str
    why: tuple[Why, ...]
    entries: tuple[int, ...] = ()


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """`set`: which tables, by name. `number`, `digest`: the journal's entry it was made from, in hex.

    `since`, `until`: first and last month. `numbers`: every number that is printed or could be
    reckoned, by its name (`measures.number_key`), None where it is kept back or printed nowhere. `sums`: which of them add up, the total first.
    `proven`: whether no smaller loss of information would have kept back as much.
    `revises`: the SHA-256 of the bytes of the release before. `changes`: what differs from it.
    """

    format: int = FORMAT
    set: str
    title: str
    facility: UUID
    facility_name: str
    demo: bool
    since: str
    until: str
    number: int
    digest: str
    as_of: datetime | None
    made_with: str
    rules: Rules
    definitions: tuple[Definition, ...]
    grids: tuple[Grid, ...]
    numbers: dict[str, int | None]
    sums: tuple[tuple[str, ...], ...] = ()
    proven: bool = True
    notes: tuple[str, ...] = ()
    revision: int = 0
    revises: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def hidden(self) -> int:
        """How many figures are kept back."""
        return sum(one.hidden for grid in self.grids for row in grid.rows for one in row.figures)

    def defined(self, indicator: str) -> Definition:
        """The definition of a column's figures; KeyError for another indicator."""
        for one in self.definitions:
            if one.name == indicator:
                return one
        raise KeyError(indicator)


def canonical(release: Release) -> bytes:
    """The bytes that are signed: the same release gives the same bytes, on every machine."""
    return msgspec.json.format(msgspec.json.encode(release, order="deterministic"), indent=1) + b"\n"


def read(frozen: bytes) -> Release:
    """A release from its bytes. ValueError when they are none."""
    try:
        return msgspec.json.decode(frozen, type=Release)
    except msgspec.MsgspecError as fault:
        raise ValueError(f"This is no release that Bothy wrote: {fault}.") from fault


def month_days(month: str) -> tuple[date, date]:
    """The first and the last day of "2025-08"."""
    year, number = int(month[:4]), int(month[5:])
    after = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), date.fromordinal(after.toordinal() - 1)
