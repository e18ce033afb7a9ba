"""The panel: one outcome of several units over the same periods, one of them treated from a certain period on."""

from __future__ import annotations

import difflib
import math
import re
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.table import BadTable, Table

FEWEST_DONORS = 2
MOST_NAMED = 3
TOTALS = ("total", "all")
_WRITTEN = tuple(map(re.compile, (r"\d{4}Q[1-4]", r"\d{4}-(0[1-9]|1[0-2])", r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])")))

Time = int | float | str
"""A number (year 1989, month 37), or a period written so that it sorts: 2017Q1, 2017-03, 2017-03-31."""


class Panel(msgspec.Struct, frozen=True, eq=False):
    """``outcome``: units × times, no gap, times ascending. ``treated``: its row. ``before``: how many periods lie before."""

    measure: str
    units: tuple[str, ...]
    times: tuple[Time, ...]
    outcome: NDArray[np.float64]
    treated: int
    before: int

    @property
    def name(self) -> str:
        """What the treated unit is called."""
        return self.units[self.treated]

    @property
    def donors(self) -> int:
        """How many others there are."""
        return len(self.units) - 1


def read_panel(table: Table, *, unit: str, time: str, outcome: str, treated: str, since: str) -> Panel:
    """The panel that a long table holds: a row for each unit in each period.

    ``unit``, ``time``, ``outcome``: columns. ``since``: the first period under treatment. BadTable, with unit and time
    named, for cells that are missing, doubled or no numbers; for a treated unit that is not there; for nothing before
    or after ``since``; and for fewer than two donors.
    """
    names, written = table.texts(unit), table.texts(time)
    moments = _times(table, time, written)
    first = _since(since, time, moments)
    values = _outcome(table, outcome, names, written)
    units, times = tuple(dict.fromkeys(names)), tuple(sorted(set(moments)))  # type: ignore[type-var]
    _known(table, unit, treated, units)
    grid = _filled(table, names, moments, values, units, times)
    _no_total(table, units, grid)
    before = sum(moment < first for moment in times)  # type: ignore[operator]
    if not before:
        raise BadTable(f"{table.name} has no period before {since}: it begins with {times[0]}. Without one there is nothing to match; begin later with --from.")
    if before == len(times):
        raise BadTable(f"{table.name} has no period from {since} on: it ends with {times[-1]}. Begin earlier with --from.")
    if len(units) - 1 < FEWEST_DONORS:
        raise BadTable(f"{table.name} has {len(units) - 1} unit beside {treated}. A mixture needs at least {FEWEST_DONORS} donors.")
    return Panel(outcome, units, times, grid, units.index(treated), before)


def _times(table: Table, column: str, written: tuple[str, ...]) -> list[Time]:
    numbers = [_number(text) for text in written]
    if all(number is not None for number in numbers):
        return numbers  # type: ignore[return-value]
    for form in _WRITTEN:
        if all(map(form.fullmatch, written)):
            return list(written)
    # What most are not written like is what is wrong.
    fits = max(([_form(text) == form for text in written] for form in range(len(_WRITTEN) + 1)), key=sum)
    row = fits.index(False)
    raise BadTable(
        f"{table.name}, line {table.lines[row]}, {column}: {written[row][:40]!r} is not written as the other periods are. "
        "Write all as numbers (1989), as quarters (2017Q1), as months (2017-03) or as days (2017-03-31)."
    )


def _form(text: str) -> int | None:
    """Which way of writing a period this is; None for no way."""
    if _number(text) is not None:
        return len(_WRITTEN)
    return next((n for n, form in enumerate(_WRITTEN) if form.fullmatch(text)), None)


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number == int(number) else number


def _since(since: str, column: str, moments: list[Time]) -> Any:
    if isinstance(moments[0], str):
        form = next(form for form in _WRITTEN if form.fullmatch(moments[0]))
        if form.fullmatch(since):
            return since
    else:
        number = _number(since)
        if number is not None:
            return number
    raise BadTable(f"--from {since!r} is not written as {column} is in the table: {moments[0]}.")


def _outcome(table: Table, column: str, names: tuple[str, ...], written: tuple[str, ...]) -> NDArray[np.float64]:
    try:
        return table.numbers(column)
    except BadTable as fault:
        wrong = next((n for n, cell in enumerate(table.columns.get(column, ())) if _unusable(cell)), None)
        if wrong is None:
            raise
        raise BadTable(f"{fault} It is {column} of {names[wrong]} in {written[wrong]}; every unit needs every period.") from fault


def _unusable(cell: str) -> bool:
    return _number(cell) is None


def _known(table: Table, column: str, treated: str, units: tuple[str, ...]) -> None:
    if treated in units:
        return
    near = difflib.get_close_matches(treated, units, 1)
    hint = f" Did you mean {near[0]}?" if near else f" It has: {', '.join(units[:MOST_NAMED])}{' …' if len(units) > MOST_NAMED else ''}."
    raise BadTable(f"{table.name} has no {column} {treated!r}.{hint}")


def _no_total(table: Table, units: tuple[str, ...], grid: NDArray[np.float64]) -> None:
    """A total holds the treated unit itself, and must not lend to it."""
    whole = grid.sum(axis=0)
    for name, row in zip(units, grid, strict=True):
        if name.casefold() in TOTALS or (row.any() and np.allclose(2 * row, whole, rtol=1e-9, atol=0)):
            raise BadTable(f"{table.name}: {name} is the sum of the others, and no unit beside them. Take its rows out.")


def _filled(
    table: Table, names: tuple[str, ...], moments: list[Time], values: NDArray[np.float64], units: tuple[str, ...], times: tuple[Time, ...]
) -> NDArray[np.float64]:
    lines: dict[tuple[str, Time], int] = {}
    for line, name, moment in zip(table.lines, names, moments, strict=True):
        if (name, moment) in lines:
            raise BadTable(f"{table.name}: {name} in {moment} stands twice (lines {lines[name, moment]} and {line}). Keep one of the two.")
        lines[name, moment] = line
    missing = [f"{name} in {moment}" for name in units for moment in times if (name, moment) not in lines]
    if missing:
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        raise BadTable(
            f"{table.name}: missing is {', '.join(missing[:MOST_NAMED])}{more}. Every unit needs every period: add what is missing, or take out the unit or the period."
        )
    row, column = {name: n for n, name in enumerate(units)}, {moment: n for n, moment in enumerate(times)}
    grid = np.empty((len(units), len(times)))
    grid[[row[name] for name in names], [column[moment] for moment in moments]] = values
    return grid
