"""Figures side by side as CSV and as plain text."""

from __future__ import annotations

import csv
import io

from bothy.city.figures import Cell, Together
from bothy.reports.files.csv_file import harmless

ALL = "All together"


def as_csv(one: Together) -> bytes:
    """One line a figure and facility: table, row, figure, facility, what is said, and the number where it is one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["set", "since", "until", "table", "row", "figure", "facility", "says", "value"])
    for table in one.tables:
        for block in table.blocks:
            for line in block.lines:
                for facility, cell in zip((*one.facilities, ALL), (*line.cells, line.together), strict=True):
                    said = [table.title, block.label, line.label, facility, cell.said]
                    writer.writerow([one.set, one.since, one.until, *map(harmless, said), _plain(cell)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_text(one: Together) -> str:
    """For a terminal."""
    heads = (*one.facilities, ALL)
    lines = [f"{one.title}, {one.period}"]
    for table in one.tables:
        lines += ["", table.title]
        rows = [
            (f"  {block.label}: {line.label}", *(cell.said for cell in (*line.cells, line.together)))
            for block in table.blocks
            for line in block.lines
        ]
        widths = [max(len(row[at]) for row in rows) for at in range(len(heads) + 1)]
        widths = [widths[0], *(max(width, len(head)) for width, head in zip(widths[1:], heads, strict=True))]
        lines.append(
            "  ".join(
                [
                    "".ljust(widths[0]),
                    *(head.rjust(width) for head, width in zip(heads, widths[1:], strict=True)),
                ]
            )
        )
        lines += [
            "  ".join(
                [
                    row[0].ljust(widths[0]),
                    *(said.rjust(width) for said, width in zip(row[1:], widths[1:], strict=True)),
                ]
            )
            for row in rows
        ]
    if one.left_out:
        lines += ["", f"Not published by {', '.join(one.left_out)}."]
    return "\n".join(lines) + "\n"


def _plain(cell: Cell) -> float | int | str:
    return "" if cell.value is None else cell.value


__all__ = ["ALL", "as_csv", "as_text"]
