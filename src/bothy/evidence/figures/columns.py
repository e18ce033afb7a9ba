"""Which column is what: by the names that publishers give, or as whoever brings the table says."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from bothy.evidence.figures.faults import listed
from bothy.evidence.figures.periods import parse

Role = Literal["place", "group", "measure", "period", "within", "count", "exposure", "status"]
ROLES: tuple[Role, ...] = ("place", "group", "measure", "period", "within", "count", "exposure", "status")
SAID: dict[Role, str] = {
    "place": "the place", "group": "the group", "measure": "the measure", "period": "the period", "within": "the month or quarter within a year",
    "count": "the count", "exposure": "the population or exposure", "status": "provisional or final",
}  # fmt: skip

_NAMES: dict[Role, frozenset[str]] = {
    "place": frozenset({
        "place", "area", "area name", "police division", "division", "council area", "council", "local authority", "health board", "nhs board", "board",
        "postcode", "postcode district", "postcode sector", "data zone", "datazone", "intermediate zone", "region", "ward", "neighbourhood", "city", "country", "ring", "cell",
    }),
    "group": frozenset({"group", "sex", "gender", "age", "age group", "age band", "ageband", "category", "type", "crime type", "offence"}),
    "measure": frozenset({"measure", "indicator", "statistic"}),
    "period": frozenset({
        "period", "year", "calendar year", "financial year", "quarter", "month", "week", "week beginning", "week commencing", "date", "day",
        "year of registration", "registration year", "time period",
    }),
    "count": frozenset({
        "count", "counts", "number", "n", "deaths", "drug deaths", "drug related deaths", "drug misuse deaths", "suspected drug deaths", "number of deaths",
        "callouts", "call outs", "ambulance callouts", "ambulance call outs", "attendances", "ambulance attendances", "incidents", "stays", "hospital stays",
        "admissions", "crimes", "recorded crime", "recorded crimes", "offences", "complaints", "finds", "needles", "value",
    }),
    "exposure": frozenset({"population", "exposure", "residents", "resident population", "ambient population", "person years", "denominator", "days at risk"}),
    "status": frozenset({"status", "provisional or final"}),
}  # fmt: skip
_WITHIN = ("month", "quarter")
MOST_LINES_BEFORE = 30
"""Titles and notes above a table are no longer than this."""


class Chosen(msgspec.Struct, frozen=True):
    """What whoever brings the table says of its columns: a role → the name of the column, as it stands in the file."""

    columns: dict[Role, str] = {}


class Header(msgspec.Struct, frozen=True):
    """``at``: the row that names the columns, from 0. ``columns``: a role → its position. ``wide``: positions of columns that are periods.

    ``unused``: names of columns that nothing is made of.
    """

    at: int
    names: tuple[str, ...]
    columns: dict[Role, int]
    wide: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()


class NoHeader(ValueError):
    """No row names the columns that are needed; the message says what is missing and how to say it.

    ``sure``: it is the row that names the columns, so no later one is tried.
    """

    def __init__(self, message: str, *, sure: bool = False) -> None:
        super().__init__(message)
        self.sure = sure


def find_header(rows: list[list[str]], chosen: Chosen) -> Header:
    """The row that names the columns, and which column is what. `NoHeader` where it cannot be told."""
    first: str | None = None
    for at, row in enumerate(rows[:MOST_LINES_BEFORE]):
        if sum(bool(cell.strip()) for cell in row) < 2:
            continue
        try:
            return _header(at, row, chosen)
        except NoHeader as fault:
            if fault.sure:
                raise
            first = first or str(fault)
    raise NoHeader(first or "There is no table in it: no row has two cells or more. The first row of a table names its columns, such as place, period, count.")


def _header(at: int, row: list[str], chosen: Chosen) -> Header:
    names = tuple(" ".join(cell.split()) for cell in row)
    columns = {role: _chosen(names, role, name) for role, name in chosen.columns.items()}
    wide = tuple(n for n, name in enumerate(names) if n not in columns.values() and parse(name))
    if "period" not in columns and "count" not in columns and len(wide) >= 2 and len({parse(names[n])[0].kind for n in wide}) == 1:
        return _wide(at, names, columns, wide)
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise NoHeader(f"Row {at + 1} names a column twice: {listed(map(repr, doubled))}. Name each once.", sure=True)
    _time(names, columns)
    for role in ROLES:
        if role not in columns and role != "within" and (found := _found(names, columns, role)) is not None:
            columns[role] = found
    for role in ("period", "count"):
        if role not in columns:
            raise NoHeader(_missing(at, names, role), sure="period" in columns or "count" in columns)
    left = tuple(name for n, name in enumerate(names) if name and n not in columns.values())
    return Header(at, names, columns, unused=left)


def _wide(at: int, names: tuple[str, ...], columns: dict[Role, int], wide: tuple[int, ...]) -> Header:
    """A table with a column for each period."""
    for role in ("place", "group"):
        found = _found(names, columns, role)
        if role not in columns and found is not None and found not in wide:
            columns[role] = found
    others = [n for n, name in enumerate(names) if n not in wide and n not in columns.values()]
    if "place" not in columns and others:
        # What stands before the periods says what the line is of, also where nobody named it.
        columns["place"] = others.pop(0)
    return Header(at, names, columns, wide, tuple(names[n] for n in others if names[n]))


def _time(names: tuple[str, ...], columns: dict[Role, int]) -> None:
    """A year in one column and its month or quarter in another make one period."""
    plain = [_plain(name) for name in names]
    years = [n for n, name in enumerate(plain) if name in ("year", "calendar year")]
    parts = [n for n, name in enumerate(plain) if name in _WITHIN and n not in columns.values()]
    if "within" in columns and "period" not in columns and len(years) == 1:
        columns["period"] = years[0]
    elif "period" not in columns and len(years) == 1 and len(parts) == 1:
        columns["period"], columns["within"] = years[0], parts[0]


def _found(names: tuple[str, ...], columns: dict[Role, int], role: Role) -> int | None:
    """The one column whose name says this role. `NoHeader` where two do."""
    found = [n for n, name in enumerate(names) if _plain(name) in _NAMES[role] and n not in columns.values()]
    if len(found) > 1:
        raise NoHeader(f"More than one column could be {SAID[role]}: {listed(repr(names[n]) for n in found)}. Say which one is meant.", sure=True)
    return found[0] if found else None


def _chosen(names: tuple[str, ...], role: Role, name: str) -> int:
    told = _plain(name)
    for n, one in enumerate(names):
        if _plain(one) == told:
            return n
    raise NoHeader(f"There is no column {name!r} for {SAID[role]}. There are: {listed(repr(one) for one in names if one)}.")


def _missing(at: int, names: tuple[str, ...], role: Role) -> str:
    there = listed(repr(one) for one in names if one)
    if role == "period":
        return f"Row {at + 1} names no column for the period. It has: {there}. Name it year, quarter, month or period, or say which column it is."
    return f"Row {at + 1} names no column for the count. It has: {there}. Name it count, or say which column it is."


def _plain(name: str) -> str:
    """A name of a column without case, signs and what stands in brackets."""
    return " ".join(re.sub(r"[^\w]+|_", " ", re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", name)).lower().split())
