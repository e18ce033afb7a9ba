"""What stands with the visit of an emergency, put beside the emergency: whose it was, and what was used.

An emergency names its visit and no more. Both change by themselves, so an emergency's row is filled in
again for each month that an update touches. A visit is looked for in the emergency's month and the one
before; what is recorded as about an older visit, or none, is not known to be anybody's.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bothy.reports.facts.calendar import month_after, month_before
from bothy.reports.facts.pieces import add_piece, read_piece
from bothy.reports.facts.state import Piece
from bothy.reports.facts.tables import TABLES

Months = dict[str, dict[str, Piece]]
_FILLED = ("person", "mix", "taken")


def join_emergencies(folder: Path, months: Months, touched: Mapping[str, set[str]], upto: int) -> None:
    """Fill in the emergencies of each month in which they, or visits they may be about, were touched."""
    visits = touched["visit"] | touched["episode"]
    for month in sorted(touched["emergency"] | visits | {month_after(one) for one in visits}):
        piece = months.get(month, {}).get("emergency")
        if piece is None:
            continue
        table = read_piece(folder / piece.file)
        filled = _filled(folder, months, month, table)
        if any(table[name].to_pylist() != filled[name].to_pylist() for name in _FILLED):
            months[month]["emergency"] = add_piece(folder, month, "emergency", filled, upto)


def _filled(folder: Path, months: Months, month: str, table: pa.Table) -> pa.Table:
    visits = table["visit"].drop_null().combine_chunks()
    person: dict[bytes, bytes] = {}
    uses: dict[bytes, list[dict[str, Any]]] = {}
    for near in (month_before(month), month):
        for row in _of(folder, months, near, "visit", visits, "subject", "person"):
            person[row["subject"]] = row["person"]
        wanted = ("subject", "at", "first_number", "mix", "substances")
        for row in _of(folder, months, near, "episode", visits, *wanted):
            uses.setdefault(row["subject"], []).append(row)
    whose, mixes, taken = [], [], []
    told = table.select(["visit", "at", "substances"]).to_pylist()
    for row in told:
        before = [use for use in uses.get(row["visit"], ()) if use["at"] <= row["at"]]
        last = max(before, key=lambda use: (use["at"], use["first_number"]), default=None)
        whose.append(person.get(row["visit"]))
        mixes.append(None if last is None else last["mix"])
        taken.append(row["substances"] or (None if last is None else last["substances"]))
    for name, values in zip(_FILLED, (whose, mixes, taken), strict=True):
        field = TABLES["emergency"].field(name)
        table = table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
    return table


def _of(
    folder: Path, months: Months, month: str, name: str, visits: pa.Array, *columns: str
) -> list[dict[str, Any]]:
    piece = months.get(month, {}).get(name)
    if piece is None or not len(visits):
        return []
    found = read_piece(folder / piece.file, list(columns))
    return found.filter(pc.is_in(found["subject"], value_set=visits)).to_pylist()  # type: ignore[no-any-return]
