"""A table of an answer as CSV: numbers unrounded, nothing that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io

from bothy.evidence.figures.tidy import safe
from bothy.evidence.pages.answer import Cell, Said, Sheet


def as_csv(sheet: Sheet) -> str:
    """A line a row, under its heads. What is not known, or cannot be told, is an empty cell."""
    out = io.StringIO()
    file = csv.writer(out, lineterminator="\r\n")
    file.writerow([safe(head) for head in sheet.heads])
    for row in sheet.rows:
        file.writerow([_cell(cell) for cell in row])
    return out.getvalue()


def _cell(cell: Cell) -> str:
    value = cell.value if isinstance(cell, Said) else cell
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else f"{value}"
