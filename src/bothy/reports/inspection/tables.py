"""The pack's tables: each column with its type, unit and words, and the rows. The same make CSV, JSON, codebook and schema."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

Type = Literal["text", "number", "whole number", "time", "yes or no"]


class Column(msgspec.Struct, frozen=True):
    """``empty``: what an empty cell means, "" where there is none."""

    name: str
    type: Type
    about: str
    unit: str = ""
    empty: str = ""


class Table(msgspec.Struct, frozen=True):
    """``file``: its path in the pack without the ending. Cells are text, numbers or None."""

    file: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]


def as_csv(table: Table) -> bytes:
    """UTF-8 with a header line; an empty cell is None. What a spreadsheet would take for a formula gets a quote before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in table.columns])
    texts = [n for n, one in enumerate(table.columns) if one.type == "text"]
    for row in table.rows:
        if any(isinstance(row[n], str) and row[n][:1] in _FORMULA for n in texts):
            row = [
                f"'{cell}" if n in texts and isinstance(cell, str) and cell[:1] in _FORMULA else cell
                for n, cell in enumerate(row)
            ]
        writer.writerow(row)
    return out.getvalue().encode()


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(table: Table) -> bytes:
    """{"table", "about", "columns": names, "rows": lists in that order}."""
    whole = {
        "table": table.file,
        "about": table.about,
        "columns": [one.name for one in table.columns],
        "rows": table.rows,
    }
    return msgspec.json.encode(whole) + b"\n"


def codebook(tables: Sequence[Table]) -> Table:
    """Every column of every kind of table, once."""
    rows = [
        (_kind(one), column.name, column.type, column.unit, column.empty, column.about)
        for one in _once(tables)
        for column in one.columns
    ]
    columns = (
        Column("table", "text", "the file, without its ending"),
        Column("column", "text", "its name"),
        Column("type", "text", "what stands in it"),
        Column("unit", "text", "of numbers"),
        Column("empty_means", "text", "what an empty cell says"),
        Column("about", "text", "in words"),
    )
    return Table("codebook", "What every column of every table means.", columns, rows)


def schema(tables: Sequence[Table]) -> bytes:
    """Each kind of table as a Table Schema (Frictionless), for programs."""
    types = {
        "text": "string",
        "number": "number",
        "whole number": "integer",
        "time": "datetime",
        "yes or no": "string",
    }
    resources = [
        {
            "name": _kind(one).replace("/", "-").replace("*", "day").lower(),
            "path": f"{_kind(one)}.csv",
            "description": one.about,
            "schema": {
                "fields": [
                    {"name": each.name, "type": types[each.type], "description": each.about}
                    for each in one.columns
                ],
                "missingValues": [""],
            },
        }
        for one in _once(tables)
    ]
    return (
        msgspec.json.format(
            msgspec.json.encode({"profile": "tabular-data-package", "resources": resources}), indent=1
        )
        + b"\n"
    )


def _once(tables: Sequence[Table]) -> list[Table]:
    found: dict[str, Table] = {}
    for one in tables:
        found.setdefault(_kind(one), one)
    return list(found.values())


def _kind(table: Table) -> str:
    """Tables of single days are of one kind."""
    folder, _, name = table.file.rpartition("/")
    return f"{folder}/*" if folder.endswith("minutes") else f"{folder}/{name}" if folder else name


__all__ = ["Column", "Table", "as_csv", "as_json", "codebook", "schema"]
