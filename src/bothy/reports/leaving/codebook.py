"""The codebook: every table, column, unit and code list with its words, what null means, and every indicator defined."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from bothy.reports.facts.tables import TABLES, VERSION
from bothy.reports.indicators import INDICATORS
from bothy.reports.leaving.facts import schema_of
from bothy.reports.leaving.said import ABOUT, list_of, said

HEADINGS = ("record", "of", "name", "type", "unit", "codes", "null_means", "description")
NO_NULL = "never null"


def tables(pseudonymous: bool = False) -> dict[str, list[dict[str, str]]]:
    """Every column by table: name, type, unit, codes, null_means, description."""
    return {name: [_column(name, field) for field in schema_of(name, pseudonymous)] for name in TABLES}


def _column(table: str, field: pa.Field) -> dict[str, str]:
    one = said(table, field.name)
    return {
        "name": field.name, "type": _type(field.type), "unit": one.unit, "codes": one.codes,
        "null_means": one.null or NO_NULL, "description": one.about,
    }  # fmt: skip


def _type(type: pa.DataType) -> str:
    if pa.types.is_dictionary(type):
        return _type(type.value_type)
    if pa.types.is_list(type):
        return f"list of {_type(type.value_type)}"
    if pa.types.is_binary(type) or pa.types.is_fixed_size_binary(type):
        return "id, 16 bytes"
    if pa.types.is_timestamp(type):
        return "time, UTC"
    names = {"string": "text", "bool": "true or false", "date32[day]": "day", "float": "number", "double": "number", "int8": "whole number"}
    names |= {"int32": "whole number", "int64": "whole number"}
    return names[str(type)]


def code_lists() -> dict[str, dict[str, str]]:
    """Every code list that a column names, with the words for its codes."""
    named = {said(name, field.name).codes for name, schema in TABLES.items() for field in schema}
    return {name: list_of(name) for name in sorted(named - {""})}


def indicators() -> list[dict[str, str]]:
    """What is reported, as it is defined."""
    return [
        {
            "name": one.name, "label": one.label, "unit": one.unit, "definition": one.definition,
            "numerator": one.numerator, "denominator": one.denominator, "missing": one.missing,
        }
        for one in INDICATORS
    ]  # fmt: skip


def _rows() -> Iterator[tuple[str, ...]]:
    for table, columns in tables().items():
        yield "table", "", table, "", "", "", "", ABOUT[table]
        for one in columns:
            yield "column", table, one["name"], one["type"], one["unit"], one["codes"], one["null_means"], one["description"]
    for name, codes in code_lists().items():
        for code, words in codes.items():
            yield "code", name, code, "", "", "", "", words
    for one in indicators():
        divided = f"{one['numerator']} / {one['denominator']}" if one["denominator"] else one["numerator"]
        yield "indicator", divided, one["name"], "", one["unit"], "", one["missing"], f"{one['label']}: {one['definition']}"


def as_csv() -> bytes:
    """UTF-8 with a header; a row a table, column, code and indicator, told apart by `record`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(_rows())
    return out.getvalue().encode()


def as_json() -> bytes:
    """The same as one JSON object: tables, code_lists, indicators; `facts_version` is that of the schemas."""
    book: dict[str, Any] = {
        "bothy_codebook": 1, "facts_version": VERSION,
        "tables": {name: {"about": ABOUT[name], "columns": columns} for name, columns in tables().items()},
        "code_lists": code_lists(), "indicators": indicators(),
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(book), indent=2) + b"\n"


def as_markdown() -> str:
    """The same to be read."""
    lines = ["# Codebook", "", "A value nobody recorded is null, never zero. Ids are 16 bytes; rows of one thing share its id.", ""]
    for name, columns in tables().items():
        lines += [f"## {name}", "", ABOUT[name], "", "| Column | Type | Unit | Codes | Null means | What it is |", "| --- | --- | --- | --- | --- | --- |"]
        for one in columns:
            codes = f"[{one['codes']}](#{one['codes']})" if one["codes"] else ""
            lines.append(f"| `{one['name']}` | {one['type']} | {one['unit']} | {codes} | {one['null_means']} | {one['description']} |")
        lines.append("")
    lines += ["# Code lists", ""]
    for name, codes in code_lists().items():
        lines += [f"## {name}", "", *(f"- `{code}`: {words}" for code, words in codes.items()), ""]
    lines += ["# Indicators", ""]
    for one in indicators():
        divided = f" divided by {one['denominator']}" if one["denominator"] else ""
        lines += [f"## {one['name']}", "", f"{one['label']} ({one['unit']}). {one['definition']}", "", f"{one['numerator']}{divided}. Missing: {one['missing']}", ""]
    return "\n".join(lines)


def write_codebook(folder: Path) -> None:
    """codebook.csv, codebook.md and codebook.json in `folder`. OSError."""
    (folder / "codebook.csv").write_bytes(as_csv())
    (folder / "codebook.json").write_bytes(as_json())
    (folder / "codebook.md").write_text(as_markdown(), encoding="utf-8")


__all__ = ["as_csv", "as_json", "as_markdown", "code_lists", "indicators", "tables", "write_codebook"]
