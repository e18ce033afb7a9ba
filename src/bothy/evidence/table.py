"""A table somebody brings: columns of a CSV file, and what is wrong with it in words that its owner understands.

Numbers are English ("1234.5"). Whatever cannot be read is refused with file, line and column; nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 64 * 1024 * 1024
MOST_CELLS_NAMED = 3


class BadTable(ValueError):
    """The table cannot be used; the message says why and what to do."""


class Table(msgspec.Struct, frozen=True):
    """Cells as text. ``name``: what the file is called in sentences; ``lines``: the line of the file of each row."""

    name: str
    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> tuple[str, ...]:
        """A column as it stands, without blanks around. BadTable where it is missing or a cell is empty."""
        cells = self._column(column)
        empty = [line for line, cell in zip(self.lines, cells, strict=True) if not cell]
        if empty:
            raise BadTable(f"{self.name}: {_lines(empty)}: nothing stands in {column!r}. Write what it is there, or take the row out.")
        return cells

    def numbers(self, column: str, *, least: float | None = None, whole: bool = False) -> NDArray[np.float64]:
        """A column as finite numbers (float64). BadTable for text, for an empty cell, below ``least``, or not ``whole``."""
        return np.array([self._number(line, column, cell, least, whole) for line, cell in zip(self.lines, self._column(column), strict=True)])

    def _column(self, column: str) -> tuple[str, ...]:
        try:
            return self.columns[column]
        except KeyError:
            there = ", ".join(self.columns)
            raise BadTable(f"{self.name} has no column {column!r}. It has: {there}.") from None

    def _number(self, line: int, column: str, cell: str, least: float | None, whole: bool) -> float:
        where = f"{self.name}, line {line}, {column}"
        if not cell:
            raise BadTable(f"{where}: nothing stands there. Zero is written 0; what is not known cannot be used here.")
        try:
            number = float(cell)
        except ValueError:
            hint = " Write it without commas." if "," in cell else ""
            raise BadTable(f"{where}: {cell[:40]!r} is no number.{hint}") from None
        if not math.isfinite(number):
            raise BadTable(f"{where}: {cell[:40]!r} is no number that can be used.")
        if least is not None and number < least:
            raise BadTable(f"{where}: {cell} is less than {least:g}, the least it can be.")
        if whole and number != int(number):
            raise BadTable(f"{where}: {cell} is not a whole number, and this is counted.")
        return number


def read_csv(source: Path | bytes, name: str = "") -> Table:
    """A CSV file with a header. BadTable where it cannot be read or holds no row."""
    if isinstance(source, Path):
        name = name or source.name
        try:
            if source.stat().st_size > MOST_BYTES:
                raise BadTable(f"{name} is larger than {MOST_BYTES // 1024**2} MiB. Take the rows out that are not needed.")
            source = source.read_bytes()
        except OSError as fault:
            raise BadTable(f"{name} cannot be read: {fault.strerror}.") from fault
    name = name or "The table"
    rows = _rows(source, name)
    if not rows:
        raise BadTable(f"{name} is empty. Its first line names the columns.")
    header = [cell.strip() for cell in rows[0][1]]
    doubled = sorted({column for column in header if header.count(column) > 1})
    if doubled:
        raise BadTable(f"{name} names a column twice: {', '.join(map(repr, doubled))}. Name each once.")
    rows = rows[1:]
    if not rows:
        raise BadTable(f"{name} names its columns and holds no row.")
    for line, row in rows:
        if len(row) != len(header):
            raise BadTable(f"{name}, line {line}: {len(row)} cells where the first line names {len(header)}.")
    columns = {column: tuple(row[index].strip() for _, row in rows) for index, column in enumerate(header)}
    return Table(name, columns, tuple(line for line, _ in rows))


def _rows(source: bytes, name: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every line that is not blank."""
    if source[:4] == b"PK\x03\x04":
        raise BadTable(f"{name} is a workbook. Save the sheet as CSV.")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadTable(f"{name} is not UTF-8. Save it as CSV UTF-8.") from None
    if "\0" in text:
        raise BadTable(f"{name} is not text. Save it as CSV UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        raise BadTable(f"{name}, line {reader.line_num}: this is no CSV ({fault}).") from fault


def _lines(lines: Sequence[int]) -> str:
    """ "line 3", "lines 3 and 7", "lines 3, 4, 9 and 12 more"."""
    named = [str(line) for line in lines[:MOST_CELLS_NAMED]]
    more = len(lines) - len(named)
    if more:
        named.append(f"{more} more")
    return f"line {named[0]}" if len(named) == 1 else f"lines {', '.join(named[:-1])} and {named[-1]}"
