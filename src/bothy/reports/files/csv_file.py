"""CSV: the whole release as one tidy table with its codebook, and each table as printed.

No comment lines: a spreadsheet shows them as data and most readers stop at them. The first line is the
header, words and definitions stand in the codebook. UTF-8 with a byte order mark, without which Excel
garbles every name outside ASCII; R's readr, data.table and pandas skip it. Lines end as RFC 4180 says.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from bothy.reports.files.fence import sound
from bothy.reports.files.signed import Signed
from bothy.reports.files.tidy import FIELDS, Cell, lines, plain
from bothy.reports.files.words import first_head, headed, row_said, said
from bothy.reports.release import Column, Grid, Release

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(release: Release, signed: Signed | None = None) -> bytes:
    """One line a figure, in the columns of `tidy.FIELDS`. A signature is not part of a table of figures."""
    return _written([[field.name for field in FIELDS], *lines(sound(release))])


def codebook_csv(release: Release) -> bytes:
    """What stands behind the tidy table: its columns, then every indicator, table and note, one a line."""
    sound(release)
    rows: list[Sequence[Cell]] = [["kind", "name", "label", "unit", "says", "counted", "out_of", "missing", "may_be_summed"]]
    rows += [["column", one.name, "", "", one.says, "", "", "", ""] for one in FIELDS]
    for one in release.definitions:
        summed = "yes" if one.additive else "no"
        rows.append(
            ["indicator", one.name, one.label, one.unit, one.definition, one.numerator, one.denominator, one.missing, summed]
        )
    for grid in release.grids:
        rows.append(["table", grid.name, grid.title, "", " ".join(grid.notes), "", "", "", ""])
    rows += [["note", release.set, release.title, "", note, "", "", "", ""] for note in release.notes]
    return _written(rows)


def grid_csv(release: Release, grid: Grid) -> bytes:
    """One table as printed: a row a row, "kept back" and "not known" in words.

    Numbers stand without thousands separators. n and the interval have columns of their own beside the
    figure, where any figure of the column has them.
    """
    return columns_csv(release, grid, range(len(grid.columns)))


def columns_csv(release: Release, grid: Grid, chosen: Iterable[int]) -> bytes:
    """The same for some of its columns, by their positions."""
    sound(release)
    parts = [(at, grid.columns[at], beside(grid, at)) for at in chosen]
    head = [first_head(grid), "period"]
    for _, column, besides in parts:
        head += [headed(column, release), *(f"{column.label}: {SAYS[name]}" for name in besides)]
    rows: list[Sequence[Cell]] = [[*head, "figures are"]]
    for row in grid.rows:
        cells: list[Cell] = [row_said(row), row.period]
        for at, column, besides in parts:
            one = row.figures[at]
            cells.append(_cell(release, column, row.figures[at]))
            cells += [plain(getattr(one, name)) for name in besides]
        tags = sorted({row.figures[at].tag for at, _, _ in parts})
        rows.append([*cells, " and ".join(tags)])
    return _written(rows)


SAYS = {"k": "number", "n": "out of", "low": "95 % from", "high": "95 % to", "missing": "not recorded"}
"""What stands beside a figure, in words."""


def beside(grid: Grid, at: int) -> tuple[str, ...]:
    """Which of k, n, the interval and what is missing a column of the table needs beside its figures."""
    figures = [row.figures[at] for row in grid.rows]
    of = any(one.n is not None for one in figures)
    needed = [name for name in ("n", "low", "high") if any(getattr(one, name) is not None for one in figures)]
    if of and any(one.k is not None and one.k != one.value for one in figures):
        needed.insert(0, "k")
    if any(one.missing for one in figures):
        needed.append("missing")
    return tuple(needed)


def _cell(release: Release, column: Column, one: object) -> Cell:
    unit = release.defined(column.indicator).unit
    value, hidden, least = one.value, one.hidden, one.least  # type: ignore[attr-defined]
    if value is None or hidden or (least is not None and least != value):
        return said(one, unit)  # type: ignore[arg-type]
    return plain(value)


def harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made text: with an apostrophe before it."""
    return f"'{text}" if text.startswith(_STARTS) else text


def _written(rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
