"""A table as counts with names: where its header ends, which columns are labels, which rows are notes.

Wide and long tables come out alike: every count is named by what stands at its row and at its column, so
that ("Male", "2024Q1") is the same number in a table with quarters as columns and in one with a line each.
"""

import re

import msgspec

from bothy.reports.auditor.grids import Grid, Unreadable
from bothy.reports.auditor.marks import Mark, Meaning, is_decimal, read_mark

TIME = re.compile(r"\b(year|years|month|months|quarter|quarters|period|week|weeks|date|day|jahr|age|code)\b", re.I)
NO_COUNT = re.compile(r"%|per ?cent|percentage|\brates?\b|\bshare\b|\bmean\b|\bmedian\b|\baverage\b|\bratio\b", re.I)
Name = tuple[str, ...]


class Table(msgspec.Struct, frozen=True):
    """`cells`: the counts by name, in the order of the file: a name is one label per dimension.

    `dimensions`: their headings, where they have one. `at`: row and column in the file (from 0).
    `top`: the first row of the table's body. `notes`: what was left out, in words.
    """

    file: str
    sheet: str
    dimensions: tuple[str, ...]
    cells: dict[Name, Mark]
    at: dict[Name, tuple[int, int]]
    rows: list[list[str]]
    top: int
    notes: tuple[str, ...]

    @property
    def where(self) -> str:
        """File and sheet, as said to a reader."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


def read_table(grid: Grid, meaning: Meaning | None = None) -> Table:
    """The counts of a grid. Unreadable where there are none."""
    where = f"{grid.file}, sheet {grid.sheet}," if grid.sheet else grid.file
    width = max((len(row) for row in grid.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    top = _top(rows, meaning)
    if top is None:
        raise Unreadable(f"{where} has no line with a label and a number beside it, so there is no table of counts in it.")
    heads = _heads(rows, top)
    body = [r for r in range(top, len(rows)) if sum(bool(cell) for cell in rows[r]) > 1]
    used = [c for c in range(width) if any(rows[r][c] for r in (*heads, *body))]
    labels = _label_columns(rows, heads, body, used, meaning)
    notes: list[str] = []
    values = []
    for c in used:
        if c in labels:
            continue
        head = " ".join(rows[h][c] for h in heads)
        said = [rows[r][c] for r in body if rows[r][c]]
        if NO_COUNT.search(head) or sum(is_decimal(one) for one in said) * 4 > len(said):
            notes.append(f"Left out, as no counts: the column {head or c + 1}.")
        elif any(read_mark(one, meaning) for one in said):
            values.append(c)
        elif said:
            notes.append(f"Left out, as words: the column {head or c + 1}.")
    if not values:
        raise Unreadable(f"{where} has no column of counts.")
    return _named(grid, rows, top, heads, body, labels, values, notes, meaning)


def _top(rows: list[list[str]], meaning: Meaning | None) -> int | None:
    """The first line of the body: a label with a number beside it, and no more than a few words."""
    for r, row in enumerate(rows):
        beside = [cell for cell in row[1:] if cell]
        marks = [read_mark(cell, meaning) for cell in beside]
        numbers = any(mark is not None and mark.number is not None and not _year(cell) for mark, cell in zip(marks, beside, strict=True))
        counted = sum(mark is not None or is_decimal(cell) for mark, cell in zip(marks, beside, strict=True))
        if row[0] and numbers and 2 * counted >= len(beside) - _words(beside, meaning):
            return _with_hidden_lines(rows, r, meaning)
    return None


def _with_hidden_lines(rows: list[list[str]], top: int, meaning: Meaning | None) -> int:
    """The same, or a line above it: lines with nothing but hidden counts belong to the body, below some header."""
    for r in range(top - 1, 0, -1):
        beside = [cell for cell in rows[r][1:] if cell]
        hidden = bool(beside) and all(read_mark(cell, meaning) is not None and not _year(cell) for cell in beside)
        if not (rows[r][0] and hidden and sum(bool(cell) for cell in rows[r - 1]) > 1):
            break
        top = r
    return top


def _words(cells: list[str], meaning: Meaning | None) -> int:
    """How many leading cells are further labels, as a long table has them."""
    count = 0
    for cell in cells:
        if read_mark(cell, meaning) is not None and not _year(cell):
            break
        count += 1
    return count


def _year(cell: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", cell))


def _heads(rows: list[list[str]], top: int) -> list[int]:
    """The lines of the header: those right above the body that have more than one cell, two at most."""
    heads: list[int] = []
    for r in range(top - 1, -1, -1):
        filled = sum(bool(cell) for cell in rows[r])
        if filled > 1:
            heads.insert(0, r)
        elif heads or filled:
            break
        if len(heads) == 2:
            break
    return heads


def _label_columns(rows: list[list[str]], heads: list[int], body: list[int], used: list[int], meaning: Meaning | None) -> list[int]:
    labels = [used[0]]
    for c in used[1:]:
        said = [rows[r][c] for r in body if rows[r][c]]
        head = " ".join(rows[h][c] for h in heads)
        words = sum(read_mark(one, meaning) is None and not is_decimal(one) for one in said)
        years = bool(TIME.search(head)) and len(set(said)) < len(said) and all(read_mark(one) or is_decimal(one) for one in said)
        # Ages are said like hidden counts ("25 to 34"); a column without one number is no column of counts.
        ages = words > 0 and not any(mark is not None and mark.number is not None for mark in map(read_mark, said))
        if said and (2 * words > len(said) or years or ages):
            labels.append(c)
    return labels


def _named(
    grid: Grid, rows: list[list[str]], top: int, heads: list[int], body: list[int], labels: list[int],
    values: list[int], notes: list[str], meaning: Meaning | None,
) -> Table:  # fmt: skip
    tops = [_filled(rows[h], values) for h in heads[:-1]]
    last = {c: (rows[heads[-1]][c] if heads else "") or f"column {c + 1}" for c in values}
    columns = {c: (*(each[c] for each in tops), last[c]) for c in values}
    if len(values) == 1:
        columns = dict.fromkeys(values, ())
    dimensions = [rows[heads[-1]][c] if heads else "" for c in labels] + [""] * len(columns[values[0]])
    cells: dict[Name, Mark] = {}
    at: dict[Name, tuple[int, int]] = {}
    section = ""
    inside = set(body)
    above = [""] * len(labels)
    for r in range(top, len(rows)):
        if r not in inside:
            if any(rows[r]):
                section = next(cell for cell in rows[r] if cell)
                if len(section) > 60 or r > body[-1]:
                    notes.append(f"Read as a note: {section[:120]}")
            continue
        # A label that is printed once stands for the lines below it.
        above = [rows[r][c] or (before if n < len(labels) - 1 else "") for n, (c, before) in enumerate(zip(labels, above, strict=True))]
        name = tuple(above)
        marks = {c: read_mark(rows[r][c], meaning) for c in values}
        if (not name[0] and len(labels) == 1) or all(mark is None for mark in marks.values()):
            notes.append(f"Left out, as no counts: line {r + 1}.")
            continue
        if any((*name, *columns[c]) in cells for c in values) and section:
            name = (f"{section}: {name[0]}", *name[1:])
        for c, mark in marks.items():
            full = (*name, *columns[c])
            if mark is None:
                notes.append(f"Left out, as no count: {rows[r][c][:40]} at {', '.join(full)}.")
            elif full in cells:
                notes.append(f"Named twice, and read once: {', '.join(full)}.")
            else:
                cells[full], at[full] = mark, (r, c)
    return Table(grid.file, grid.sheet, tuple(dimensions), cells, at, rows, top, tuple(notes[:40]))


def _filled(row: list[str], values: list[int]) -> dict[int, str]:
    """An upper header, each heading standing over the columns up to the next."""
    found, now = {}, ""
    for c in range(len(row)):
        now = row[c] or now
        if c in values:
            found[c] = now
    return found
