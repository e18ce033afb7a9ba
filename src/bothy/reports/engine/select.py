"""The rows of one month that a measure means, and in which group each of them stands."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothy.reports.engine.columns import Column, Lists, Month, Numbers, Persons, Words
from bothy.reports.engine.people import Everyone
from bothy.reports.groupings import NOT_RECORDED
from bothy.reports.measures import Grouping, Measure, Where

Part = dict[str, Any]
"""By group, and "" for the whole: a number, different people's places, or values, as the measure asks."""

Mask = NDArray[np.bool_]


def part_of(month: Month, measure: Measure, grouping: Grouping | None, everyone: Everyone) -> tuple[Part, int]:
    """What one month gives to a measure, and about how many bytes that holds."""
    columns = month.columns(_needed(measure, grouping), everyone)
    chosen = np.ones(month.rows, bool)
    if measure.registered or measure.how == "people":
        chosen &= _persons(columns).at >= 0
    for where in measure.where:
        chosen &= fits(columns[where.column], where, month.rows)
    of = columns[measure.of] if measure.of else None
    if isinstance(of, Numbers):
        chosen &= ~np.isnan(of.values)
    rows = np.flatnonzero(chosen)
    whole = _each(measure, rows, np.zeros(len(rows), np.int16), 1, of, columns, everyone)
    part: Part = {"": whole[0]}
    if grouping is not None:
        row, group, names = _groups(columns, grouping, measure.table, rows, everyone)
        # There are so few groups that a short number holds them, and those are sorted by counting.
        part |= zip(names, _each(measure, row, group.astype(np.int16), len(names), of, columns, everyone), strict=True)
    part = {name: one for name, one in part.items() if one is not None}
    return part, sum(getattr(one, "nbytes", 32) + 100 for one in part.values())


def _each(
    measure: Measure, row: NDArray[np.int64], group: NDArray[np.int16], groups: int, of: Column | None,
    columns: dict[str, Column], everyone: Everyone,
) -> list[Any]:  # fmt: skip
    """What each group holds, None where it has no row."""
    if not len(row):
        return [None] * groups
    lengths = np.bincount(group, minlength=groups)
    found: list[Any]
    if measure.how == "rows":
        found = lengths.tolist()
    elif measure.how == "people":
        # Marks on a list of everybody are many times faster than sorting or hashing the visits.
        came = np.zeros((groups, len(everyone.meant)), bool)
        came[group, _persons(columns).at[row]] = True
        found = [np.flatnonzero(each).astype(np.int32) for each in came]
    else:
        assert isinstance(of, Numbers), f"{measure.of} holds no numbers"
        values = of.values[row]
        if measure.how == "sum":
            found = np.bincount(group, weights=values, minlength=groups).tolist()
        else:
            order = np.argsort(group, kind="stable")
            found = np.split(values[order], np.cumsum(lengths)[:-1])
    return [one if length else None for one, length in zip(found, lengths, strict=True)]


def _needed(measure: Measure, grouping: Grouping | None) -> list[str]:
    names = [where.column for where in measure.where]
    if measure.of:
        names.append(measure.of)
    if measure.registered or measure.how == "people":
        names.append("person")
    if grouping is not None:
        column = grouping.column[measure.table]
        names.append("person" if grouping.of_person else column)
    return list(dict.fromkeys(names))


def _persons(columns: dict[str, Column]) -> Persons:
    found = columns["person"]
    assert isinstance(found, Persons)
    return found


def _groups(
    columns: dict[str, Column], grouping: Grouping, table: str, rows: NDArray[np.int64], everyone: Everyone
) -> tuple[NDArray[np.int64], NDArray[np.integer[Any]], list[str]]:
    """Rows and the group of each, as a place in the names. A row in several groups stands there several times."""
    if grouping.of_person:
        at, words = everyone.words(grouping.name)
        persons = _persons(columns).at[rows]
        group = np.append(at, np.int32(-1))[persons]
        return rows, np.where(group < 0, len(words), group), [*words, NOT_RECORDED]
    column = columns[grouping.column[table]]
    if isinstance(column, Lists):
        row, at = column.row, column.at
        if len(rows) < len(column.known):
            wanted = np.zeros(len(column.known), bool)
            wanted[rows] = True
            mine = wanted[row]
            row, at = row[mine], at[mine]
        unsaid = rows[~column.known[rows]]
        if len(unsaid):
            row = np.concatenate([row, unsaid])
            at = np.concatenate([at, np.full(len(unsaid), len(column.names), np.int32)])
        return row, at, [*column.names, NOT_RECORDED]
    if isinstance(column, Numbers):
        # Hours and weekdays: each number is its own place.
        values = column.values[rows]
        most = int(np.nanmax(values, initial=-1)) + 1
        group = np.where(np.isnan(values), most, values).astype(np.int64)
        return rows, group, [*(str(number) for number in range(most)), NOT_RECORDED]
    assert isinstance(column, Words)
    group = column.at[rows].astype(np.int64)
    names = ["yes" if name is True else "no" if name is False else str(name) for name in column.names]
    if NOT_RECORDED in names:
        return rows, np.where(group < 0, names.index(NOT_RECORDED), group), names
    return rows, np.where(group < 0, len(names), group), [*names, NOT_RECORDED]


def fits(column: Column, where: Where, rows: int) -> Mask:
    """For each row, whether the condition holds. What is unknown fits `unknown` and `except` only."""
    if isinstance(column, Lists):
        if where.test in ("known", "unknown"):
            return column.known if where.test == "known" else ~column.known
        named = np.isin(column.at, [i for i, name in enumerate(column.names) if name in where.values])
        has = np.bincount(column.row[named], minlength=rows) > 0
        if where.test == "has":
            return has
        assert where.test == "lacks", f"{where} says nothing of a list"
        return column.known & ~has
    if isinstance(column, Numbers):
        return _number_fits(column.values, where)
    if isinstance(column, Words):
        known, same = [True] * len(column.names), [name in where.values for name in column.names]
    else:
        assert where.test in ("known", "unknown"), f"{where}: nobody is looked for by who they are"
        return (column.at >= 0) == (where.test == "known")
    tests = {
        "known": (known, False),
        "unknown": ([False] * len(known), True),
        "is": (same, False),
        "not": ([not one for one in same], False),
        "except": ([not one for one in same], True),
    }
    answers, unknown = tests[where.test]
    return np.array([*answers, unknown], bool)[column.at]


def _number_fits(values: NDArray[np.float64], where: Where) -> Mask:
    known = ~np.isnan(values)
    if where.test in ("known", "unknown"):
        return known if where.test == "known" else ~known
    if where.test in ("over", "upto"):
        limit = float(where.values[0])
        with np.errstate(invalid="ignore"):
            return (values > limit) if where.test == "over" else (values <= limit)
    same = np.isin(values, [float(value) for value in where.values])
    return {"is": same & known, "not": known & ~same, "except": ~same}[where.test]
