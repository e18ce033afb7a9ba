"""A table of finds as somebody brings it: places are coarsened before anything else is made of them."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from hashlib import sha256

import msgspec

from bothy.evidence.figures.faults import BadFigures, Fault, listed, rows_said
from bothy.evidence.figures.periods import parse
from bothy.evidence.finds.grid import NoSquare, Square, at, of_position, of_text
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS, EffortIn, Find, FoundBy, What
from bothy.evidence.table import BadTable

MOST_FINDS = 20_000
MOST_COUNT = 10_000
MOST_EFFORT = 100_000
FIRST_DAY = date(1990, 1, 1)

_NAMES: dict[str, tuple[str, ...]] = {
    "date": ("date", "day", "found on", "seen on"),
    "square": ("square", "cell", "grid square", "grid reference", "grid ref", "os grid", "os grid reference"),
    "easting": ("easting", "eastings", "x", "east"),
    "northing": ("northing", "northings", "y", "north"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "what": ("what", "type", "kind"),
    "count": ("count", "number", "n", "how many"),
    "needles": ("needles", "syringes", "needles and syringes"),
    "other_litter": ("other litter", "litter", "other drug litter", "paraphernalia"),
    "injecting_seen": ("injecting seen", "public injecting", "public injecting seen", "injecting"),
    "found_by": ("found by", "by", "reported by", "source"),
    "effort": ("effort", "search effort"),
    "effort_in": ("effort in", "effort unit", "effort is in"),
    "minutes": ("effort minutes", "minutes", "minutes searched"),
    "km": ("effort km", "km", "km walked", "walked km"),
    "squares": ("effort squares", "squares searched", "cells searched"),
}  # fmt: skip
_COUNTS: tuple[What, ...] = ("needles", "other_litter", "injecting_seen")
_UNITS: tuple[EffortIn, ...] = ("minutes", "km", "squares")
_SAID_WHAT: dict[str, What] = {
    "needles": "needles", "needle": "needles", "syringes": "needles", "syringe": "needles", "needles and syringes": "needles", "sharps": "needles",
    "other litter": "other_litter", "litter": "other_litter", "other drug litter": "other_litter", "paraphernalia": "other_litter",
    "injecting seen": "injecting_seen", "public injecting": "injecting_seen", "public injecting seen": "injecting_seen", "injecting": "injecting_seen",
}  # fmt: skip
_SAID_EFFORT: dict[str, EffortIn] = {
    "minutes": "minutes", "minute": "minutes", "min": "minutes", "km": "km", "kilometres": "km", "squares": "squares", "square": "squares", "cells": "squares",
    "not known": "not_known", "unknown": "not_known", "": "not_known",
}  # fmt: skip
_NOT_KNOWN = frozenset({"", "not known", "unknown", "?", "-", "n/a", "na"})


class ReadFinds(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, coarsened. ``coarsened``: how many of its places were finer than a square and are not kept.

    ``looks``: what is no fault, but should be known.
    """

    name: str
    sha256: str
    finds: tuple[Find, ...]
    coarsened: int
    looks: tuple[str, ...]


def read_finds(name: str, content: bytes, today: date, sheet: str | None = None) -> ReadFinds:
    """The finds of a CSV or XLSX. `BadFigures` with everything that has to be put right; `BadTable` where it is no such table.

    ``today``: nothing was found later than this. No message repeats a place.
    """
    # Imported late: the auditor brings an optimiser along, which takes its time to load.
    from bothy.reports.auditor.grids import Unreadable, read_grids

    name = name[:120] or "The table"
    try:
        rows = read_grids(name, content, sheet)[0].rows
    except Unreadable as fault:
        raise BadTable(str(fault)) from fault
    filled = [(n, [" ".join(cell.split()) for cell in row]) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadTable(f"{name} is empty. Its first row names the columns: date, square, what, count, found_by, effort, effort_in.")
    columns, unused = _columns(name, filled[0][1])
    if len(filled) == 1:
        raise BadTable(f"{name} names its columns and holds no row under them.")
    faults: list[Fault] = []
    finds: list[tuple[int, Find]] = []
    coarsened = 0
    for n, row in filled[1:]:
        read = _Row(n, {role: row[at_] if at_ < len(row) else "" for role, at_ in columns.items()}, faults)
        made = read.finds(today)
        finds += [(n, one) for one in made]
        coarsened += read.finer and bool(made)
    if len(finds) > MOST_FINDS:
        raise BadTable(f"{name} holds {len(finds):,} finds; {MOST_FINDS:,} can be brought at once. Divide it by year.")
    if faults:
        raise BadFigures(name, faults)
    return ReadFinds(name=name, sha256=sha256(content).hexdigest(), finds=tuple(one for _, one in finds), coarsened=coarsened, looks=_looks(finds, unused))


def _columns(name: str, header: list[str]) -> tuple[dict[str, int], list[str]]:
    plain = [" ".join(cell.replace("_", " ").lower().split()) for cell in header]
    found: dict[str, int] = {}
    for role, names in _NAMES.items():
        here = [n for n, cell in enumerate(plain) if cell in names]
        if len(here) > 1:
            raise BadTable(f"{name}: more than one column could be {role}: {listed(repr(header[n]) for n in here)}. Leave one of them out.")
        if here:
            found[role] = here[0]
    there = listed(repr(cell) for cell in header if cell)
    if "date" not in found:
        raise BadTable(f"{name}: no column is called date. There are: {there}.")
    if not ("square" in found or {"easting", "northing"} <= found.keys() or {"latitude", "longitude"} <= found.keys()):
        raise BadTable(f"{name}: no column says the square. Name one square (or grid_reference), or two easting and northing, or latitude and longitude. There are: {there}.")
    if not ({"what", "count"} <= found.keys() or found.keys() & set(_COUNTS)):
        raise BadTable(f"{name}: no columns say what was found and how many. Name them what and count, or needles, other_litter and injecting_seen. There are: {there}.")
    return found, [header[n] for n, cell in enumerate(plain) if cell and n not in found.values()]


class _Row:
    """One row of the file. ``finer``: its place was finer than a square."""

    def __init__(self, number: int, cells: dict[str, str], faults: list[Fault]) -> None:
        self.number = number
        self.cells = cells
        self.finer = False
        self._faults = faults
        self._wrong = False

    def finds(self, today: date) -> list[Find]:
        on, square, (effort_in, effort), found_by = self._day(today), self._square(), self._effort(), self._found_by()
        counts = self._counts()
        if self._wrong or on is None or square is None:
            return []
        return [Find(on=on, square=square, what=what, count=count, found_by=found_by, effort_in=effort_in, effort=effort) for what, count in counts]

    def _fault(self, says: str) -> None:
        self._wrong = True
        self._faults.append(Fault((self.number,), f"row {self.number}: {says}"))

    def _day(self, today: date) -> date | None:
        text = self.cells["date"]
        found = [one for one in parse(text) if one.kind == "day"]
        if not found:
            self._fault(f"{text[:40]!r} is no day. Write it as 2025-01-31 or 31/01/2025." if text else "no date stands there.")
            return None
        on = found[0].first
        if on > today:
            self._fault(f"{on:%Y-%m-%d} has not come yet.")
        elif on < FIRST_DAY:
            self._fault(f"{on:%Y-%m-%d} is before 1990; look at the year.")
        return on

    def _square(self) -> Square | None:
        try:
            if text := self.cells.get("square"):
                square = of_text(text)
                self.finer = "".join(text.replace("-", "").upper().split()) != square.name.replace("-", "")
                return square
            for first, second in (("easting", "northing"), ("latitude", "longitude")):
                pair = self.cells.get(first, ""), self.cells.get(second, "")
                if any(pair):
                    self.finer = True
                    return self._pair(first, second, pair)
        except NoSquare as fault:
            self._fault(str(fault))
            return None
        self._fault("no square stands there.")
        return None

    def _pair(self, first: str, second: str, pair: tuple[str, str]) -> Square:
        try:
            one, other = (float(text.replace(",", "")) for text in pair)
        except ValueError:
            raise NoSquare(f"The {first} or the {second} is no number.") from None
        return at(one, other) if first == "easting" else of_position(one, other)

    def _counts(self) -> list[tuple[What, int]]:
        if "what" not in self.cells or "count" not in self.cells:
            told = [(what, self._count(what, self.cells[what])) for what in _COUNTS if self.cells.get(what)]
            if not told:
                self._fault("no count stands there. If it was looked for and nothing was found, write 0.")
            return [(what, count) for what, count in told if count is not None]
        said = self.cells["what"].replace("_", " ").lower()
        what = _SAID_WHAT.get(said)
        if what is None:
            self._fault(f"{self.cells['what'][:40]!r} is none of: {listed(one.replace('_', ' ') for one in WHATS)}.")
        if not self.cells["count"]:
            self._fault("no count stands there. If it was looked for and nothing was found, write 0.")
            return []
        count = self._count("count", self.cells["count"])
        return [] if what is None or count is None else [(what, count)]

    def _count(self, name: str, text: str) -> int | None:
        plain = text.replace(",", "")
        if not (plain.isascii() and plain.isdigit()):
            self._fault(f"{name.replace('_', ' ')} {text[:40]!r} is no count. Write a whole number; 0 where it was looked for and nothing was found.")
            return None
        if len(plain) > 6 or int(plain) > MOST_COUNT:
            self._fault(f"{name.replace('_', ' ')} {text[:40]} is more than {MOST_COUNT:,}; look at it again.")
            return None
        return int(plain)

    def _effort(self) -> tuple[EffortIn, float | None]:
        told = [(unit, self.cells[unit]) for unit in _UNITS if self.cells.get(unit, "").lower() not in _NOT_KNOWN]
        if len(told) > 1:
            self._fault(f"the effort is said in {listed(unit for unit, _ in told)}. Say it in one of them.")
            return "not_known", None
        if told:
            return self._amount(*told[0])
        text = self.cells.get("effort", "")
        if text.lower() in _NOT_KNOWN:
            return "not_known", None
        unit = _SAID_EFFORT.get(self.cells.get("effort_in", "").lower())
        if unit is None or unit == "not_known":
            self._fault(f"the effort {text[:20]!r} has no unit. Say in effort_in whether it is minutes, km or squares.")
            return "not_known", None
        return self._amount(unit, text)

    def _amount(self, unit: EffortIn, text: str) -> tuple[EffortIn, float | None]:
        try:
            amount = float(text.replace(",", ""))
        except ValueError:
            amount = math.nan
        if not 0 < amount <= MOST_EFFORT:
            self._fault(f"the effort {text[:20]!r} is no number of {EFFORTS[unit][0]} above nought. Leave it empty where it is not known.")
            return "not_known", None
        return unit, amount

    def _found_by(self) -> FoundBy:
        text = self.cells.get("found_by", "").replace("_", " ").lower()
        if text in _NOT_KNOWN:
            return "not_known"
        found = next((code for code, words in FOUND_BY.items() if text in (code.replace("_", " "), words)), None)
        if found is None:
            # Not repeated: somebody's name may stand there.
            self._fault(f"who found it is none of: {listed(one.replace('_', ' ') for one in FOUND_BY)}. Write a role or organisation, never a name.")
            return "not_known"
        return found


def _looks(finds: list[tuple[int, Find]], unused: list[str]) -> tuple[str, ...]:
    told = []
    if unused:
        told.append(
            f"{'The column' if len(unused) == 1 else 'The columns'} {listed(map(repr, unused), 12)} {'is' if len(unused) == 1 else 'are'} left out: "
            "no street, no name and no words are kept of a find."
        )
    same: dict[Find, list[int]] = defaultdict(list)
    for row, one in finds:
        same[one].append(row)
    for rows in [rows for rows in same.values() if len(rows) > 1][:8]:
        told.append(f"{rows_said(rows).capitalize()} are alike in everything. If one find was written down twice, take one of them out.")
    without = sum(not one.has_effort for _, one in finds)
    if without:
        told.append(f"{without:,} of {len(finds):,} finds have no search effort: they are shown apart and are in no rate.")
    if finds and all(one.count for _, one in finds):
        told.append("No row says 0. If searches that found nothing were not written down, every rate is too high.")
    return tuple(told)
