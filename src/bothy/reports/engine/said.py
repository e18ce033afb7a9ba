"""A measure's conditions and groups as expressions that any engine behind Ibis takes."""

import functools
import operator

import ibis
from ibis.expr import types as ir

from bothy.reports.groupings import NOT_RECORDED
from bothy.reports.measures import Where


def fits(rows: ir.Table, condition: Where) -> ir.BooleanValue:
    """Whether a condition holds of each row. What is not known fits `unknown` and `except` only."""
    column, values, test = rows[condition.column], condition.values, condition.test
    known = column.notnull()
    if isinstance(column, ir.ArrayColumn):
        known = column.length().coalesce(0) > 0
        has = functools.reduce(operator.or_, [column.contains(one) for one in values], ibis.literal(False))
        has = known & has.coalesce(False)
        return {"known": known, "unknown": ~known, "has": has, "lacks": known & ~has}[test]
    if test in ("known", "unknown"):
        return known if test == "known" else ~known
    if test in ("over", "upto"):
        return known & (column > values[0] if test == "over" else column <= values[0])
    same = column.isin(values)
    return {"is": known & same, "not": known & ~same, "except": ~known | ~same}[test]


def group(column: ir.Column) -> ir.Column:
    """The group that a row's value says, or the list of those that a row's list says; never null."""
    if isinstance(column, ir.ArrayColumn):
        nothing = column.length().coalesce(0) == 0
        return ibis.ifelse(nothing, ibis.array([NOT_RECORDED]), column.unique())
    if isinstance(column, ir.BooleanColumn):
        column = column.cases((True, "yes"), (False, "no"))
    return column.cast("string").coalesce(NOT_RECORDED)


def once_in_each(rows: ir.Table) -> ir.Table:
    """Each row once in every group that it belongs to."""
    return rows.mutate(part=rows.part.unnest()) if isinstance(rows.part, ir.ArrayColumn) else rows
