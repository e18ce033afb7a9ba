"""A briefing as it is said, on paper and on a page: every word and number as text, each number with its note."""

from __future__ import annotations

from typing import Literal

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A piece of a sentence. ``note``: the number of the note that says where it comes from, 0 for none."""

    text: str
    note: int = 0
    strong: bool = False


Said = tuple[Span, ...]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Where numbers come from: what is counted, how to have the data, and an address where there is one."""

    number: int
    label: str
    text: str
    data: str = ""
    url: str = ""


class Picture(msgspec.Struct, frozen=True):
    """``svg``: by day. ``alt``: the picture in words."""

    svg: str
    alt: str
    caption: str


class Dot(msgspec.Struct, frozen=True):
    """One independent result."""

    vote: Literal["for", "against", "null", "mixed", "unknown"]
    rung: int


class ClaimLine(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its verdict, both halves, and the first thing that would change it."""

    title: str
    charge: bool
    here: str
    elsewhere: str
    tally: str
    dots: tuple[Dot, ...]
    note: int
    change: str


class Row(msgspec.Struct, frozen=True):
    """A row of a table."""

    label: str
    cells: tuple[str, ...]
    total: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """``heads``: of the columns, each with its note; the first column's is ``first``, empty where the rows have no name."""

    title: str
    first: str
    heads: tuple[Span, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with sentences and what is shown under them."""

    title: str
    lines: tuple[Said, ...] = ()
    pictures: tuple[Picture, ...] = ()
    table: Table | None = None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Four pages. ``stood``: the day on which the record ended. ``warning``: over every page of a demo, else empty."""

    facility: str
    stood: str
    period: str
    warning: str
    lead: tuple[Said, ...]
    claims: tuple[ClaimLine, ...]
    reading: str
    house: Part
    house_pairs: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, Span, str], ...]
    day: Part
    published: Part
    emergencies: Part
    treatment: Part
    city: Part
    cost: Part
    notes: tuple[Note, ...]
    data: str
    trace: str
    digest: str
    made: tuple[tuple[str, str], ...]
