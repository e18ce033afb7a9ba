"""Several areas in one table: the treated one and its controls, each a series of its own over the same periods."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from bothy.evidence.its.periods import read_periods
from bothy.evidence.its.series import Columns, Series, read_series
from bothy.evidence.table import BadTable, Table

_MOST_NAMED = 12


def split_groups(table: Table, column: str, treated: str) -> tuple[Table, list[tuple[str, Table]]]:
    """The rows of ``treated``, and of every other value of ``column``, as tables of their own; in the order they come."""
    values = table.texts(column)
    names = list(dict.fromkeys(values))
    if treated not in names:
        more = " …" if len(names) > _MOST_NAMED else ""
        raise BadTable(f"{table.name}: nothing in {column!r} is called {treated!r}. There are: {', '.join(names[:_MOST_NAMED])}{more}.")
    parts = {name: _rows_of(table, name, [i for i, value in enumerate(values) if value == name]) for name in names}
    return parts[treated], [(name, parts[name]) for name in names if name != treated]


def _rows_of(table: Table, name: str, which: Sequence[int]) -> Table:
    columns = {column: tuple(cells[i] for i in which) for column, cells in table.columns.items()}
    return Table(f"{table.name} ({name})", columns, tuple(table.lines[i] for i in which))


def as_control(treated: Series, table: Table, columns: Columns) -> Series:
    """A control with the treated series' step. BadTable unless it has the same periods.

    Its own step column, where it has one, must say the same or be 0 throughout: nothing else can be meant.
    """
    control = read_series(table, msgspec.structs.replace(columns, step=None, period=treated.period), spared=True)
    if control.periods.unit != treated.periods.unit:
        raise BadTable(f"{control.name} writes its times otherwise than {treated.name}.")
    ours, theirs = treated.periods, control.periods
    lacking, extra = np.setdiff1d(ours.times, theirs.times), np.setdiff1d(theirs.times, ours.times)
    if lacking.size or extra.size:
        first, where = (lacking[0], control.name) if lacking.size else (extra[0], treated.name)
        raise BadTable(f"{where} has no row for {ours.label(first)}, and {treated.name if lacking.size else control.name} has. A control needs the same periods.")
    if columns.step is not None and columns.step in table.columns:
        _, order = read_periods(table.name, table.lines, columns.time, table.texts(columns.time))
        step = table.numbers(columns.step)[order]
        if step.any() and not np.array_equal(step, treated.step):
            raise BadTable(f"{control.name}: {columns.step!r} steps otherwise than in {treated.name}. In a control it is the same, or 0 in every row.")
    return control.with_step(treated.step)
