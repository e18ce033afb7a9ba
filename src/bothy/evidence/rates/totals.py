"""Totals of several areas as a file: a row for each, before and after."""

from __future__ import annotations

from bothy.evidence.rates.counted import Area, BadFigures, counted
from bothy.evidence.table import Table

COLUMNS = ("area", "before", "before_exposure", "after", "after_exposure")
MOST_AREAS = 40


def totals_of(table: Table, treated: str = "") -> tuple[Area, list[Area]]:
    """The treated area (the first row where it is not named) and the others as its controls.

    BadTable for a count that is negative or no whole number, an exposure not above 0, an area that stands twice or is not there.
    """
    names = table.texts("area")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise BadFigures(f"{table.name}: {', '.join(doubled[:3])} stands twice. Each area has one row.")
    if len(names) > MOST_AREAS:
        raise BadFigures(f"{table.name} has {len(names)} areas; {MOST_AREAS} is the most. Leave out those that are no controls.")
    if treated and treated not in names:
        raise BadFigures(f"No area is called {treated!r}. There are: {', '.join(names)}.")
    columns = [table.numbers(column) for column in COLUMNS[1:]]
    areas = [
        Area(counted(n, t, f"{name}, before"), counted(m, u, f"{name}, after"), name)
        for name, n, t, m, u in zip(names, *(column.tolist() for column in columns), strict=True)
    ]
    own = names.index(treated) if treated else 0
    return areas[own], [*areas[:own], *areas[own + 1 :]]
