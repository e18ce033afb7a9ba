"""The rows of a file as text: CSV with any usual delimiter and encoding, or a sheet of an XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

MOST_CELLS = 200_000
MOST_PADDED = 1_000_000
"""Lines by the longest of them: one long line makes every other as long."""
MOST_UNPACKED_BYTES = 30_000_000
MOST_WALKED = 2_000_000
"""Cells and empty lines of a workbook that are walked over: a file of a few bytes can name a line beyond all lines."""
Rows = list[list[str]]


class Unreadable(ValueError):
    """A file that is no table we can read. Its sentence says why, and what to do."""


class Grid(msgspec.Struct, frozen=True):
    """`sheet`: its name, empty for a CSV."""

    file: str
    sheet: str
    rows: Rows


def read_grids(name: str, content: bytes, sheet: str | None = None) -> list[Grid]:
    """The tables of a file, as text. `sheet` names the one that is meant. Unreadable where there is none."""
    if not content.strip():
        raise Unreadable(f"{name} is empty. Choose a CSV or XLSX file with a table.")
    if content[:4] == b"PK\x03\x04":
        grids = _workbook(name, content, sheet)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(f"{name} is in the old Excel form (XLS). Save it as XLSX or CSV and try again.")
    elif content[:5] == b"%PDF-":
        raise Unreadable(f"{name} is a PDF. Take the table's CSV or XLSX from the publisher, or type it in.")
    elif sheet is not None:
        raise Unreadable(f"{name} is not an XLSX file, so it has no sheet {sheet!r}. Leave the sheet out.")
    else:
        grids = [Grid(name, "", _csv(name, content))]
    for grid in grids:
        longest = max(map(len, grid.rows), default=0)
        if sum(map(len, grid.rows)) > MOST_CELLS or longest * len(grid.rows) > MOST_PADDED:
            raise _too_large(name)
    return grids


def _too_large(name: str) -> Unreadable:
    return Unreadable(f"{name} is too large: a table can have up to {MOST_CELLS:,} cells. Cut out the table that is meant.")


def _csv(name: str, content: bytes) -> Rows:
    text = _text(name, content)
    try:
        counted = {mark: sum(len(row) > 1 for row in csv.reader(io.StringIO(text), delimiter=mark)) for mark in ",;\t|"}
        best = max(counted, key=lambda mark: (counted[mark], -",;\t|".index(mark)))
        if not counted[best]:
            raise Unreadable(f"{name} has no columns: no line of it has a comma, a semicolon or a tab. Choose a CSV or XLSX file with a table.")
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=best)]
    except csv.Error as fault:
        raise Unreadable(f"{name} cannot be read as CSV ({fault}). Save it anew as CSV, in UTF-8, and try again.") from fault


def _text(name: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(f"{name} is not text. Save it as CSV, in UTF-8, or as XLSX, and try again.")


def _workbook(name: str, content: bytes, sheet: str | None) -> list[Grid]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise Unreadable(f"{name} is too large when unpacked. Cut out the table that is meant.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = book.sheetnames
        if sheet is not None and sheet not in names:
            raise Unreadable(f"{name} has no sheet {sheet!r}. It has: {', '.join(names)}.")
        grids, walked = [], 0
        for one in [sheet] if sheet is not None else names:
            found = book[one]
            if hasattr(found, "iter_rows"):
                rows, walked = _sheet(name, found.iter_rows(values_only=True), walked)
                grids.append(Grid(name, one, rows))
        return grids
    except Unreadable:
        raise
    # A broken file makes a reader of zip and XML raise almost anything.
    except Exception as fault:
        raise Unreadable(f"{name} is damaged or no XLSX file. Save it anew as XLSX or CSV and try again.") from fault


def _sheet(name: str, lines: Iterable[tuple[object, ...]], walked: int) -> tuple[Rows, int]:
    """The lines of a sheet, without what is empty at its right and at its end; and how much was walked over by now."""
    rows: Rows = []
    cells = empty = 0
    for line in lines:
        walked += len(line) or 1
        said = [_said(cell) for cell in line]
        while said and not said[-1]:
            said.pop()
        if said:
            rows += [[] for _ in range(min(empty, MOST_CELLS))]
            rows.append(said)
            cells, empty = cells + len(said), 0
        else:
            empty += 1
        if walked > MOST_WALKED or max(cells, len(rows)) > MOST_CELLS:
            raise _too_large(name)
    return rows, walked


def _said(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return str(cell).strip()
