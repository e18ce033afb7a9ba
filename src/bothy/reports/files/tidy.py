"""Every figure of a release on a line of its own: what the CSV and the data sheet of the workbook hold."""

from collections.abc import Iterator

import msgspec

from bothy.reports.release import Release

Cell = str | int | float | None


class Field(msgspec.Struct, frozen=True):
    """A column of the tidy table and what it holds."""

    name: str
    says: str


FIELDS: tuple[Field, ...] = (
    Field("set", "The set of tables, by its short name."),
    Field("grid", "The table in it, by its short name."),
    Field("row", "The row's label as printed."),
    Field("period", "A month as 2025-08, or the first and last month as 2025-01/2025-08."),
    Field("complete", "yes, or no while the period still runs: such figures will grow and stand in no total."),
    Field("total", "yes for a row that sums the rows above it: leave it out when you sum."),
    Field("group", "The part of the whole that the figure is of, as sex=male; empty for the whole."),
    Field("column", "The column's label as printed."),
    Field("indicator", "The short name of the definition (see the codebook)."),
    Field("unit", "What the value counts or measures."),
    Field("value", "The figure. Empty when it is not known or kept back: empty is never zero. The greatest it can be, where at_least has a number."),
    Field("k", "The numerator: how many."),
    Field("n", "The denominator: out of how many, or how many were measured."),
    Field("low", "Lower end of the exact 95 % interval, in the unit of the value."),
    Field("high", "Upper end of it."),
    Field("missing", "How many were left out because nothing was recorded."),
    Field("at_least", "Of a count of people of whom some were not looked up: at least so many."),
    Field("kept_back", "yes where the figure is kept back because so few people stand behind it, or to protect such a figure."),
    Field("figures_are", "recorded, published, fitted or invented. The last two are of a demo only."),
    Field("facility", "The facility's name."),
    Field("revision", "0 for the first publication of these tables, then 1, 2, ..."),
    Field("journal_number", "The last entry of the facility's journal that the figures were made from."),
)  # fmt: skip

NUMBERS = frozenset({"value", "k", "n", "low", "high", "missing", "at_least", "revision", "journal_number"})


def lines(release: Release) -> Iterator[tuple[Cell, ...]]:
    """The figures in the order in which they are printed, each as one tuple in the order of `FIELDS`."""
    for grid in release.grids:
        for row in grid.rows:
            for column, one in zip(grid.columns, row.figures, strict=True):
                group = "; ".join(part for part in (row.group, column.group) if part)
                yield (
                    release.set,
                    grid.name,
                    row.label,
                    row.period,
                    _yes(row.complete),
                    _yes(row.total),
                    group,
                    column.label,
                    column.indicator,
                    release.defined(column.indicator).unit,
                    plain(one.value),
                    one.k,
                    one.n,
                    plain(one.low),
                    plain(one.high),
                    one.missing,
                    one.least,
                    _yes(one.hidden),
                    one.tag,
                    release.facility_name,
                    release.revision,
                    release.number,
                )


def plain(value: float | None) -> float | int | None:
    """A measured value to four decimals: more would be a precision that nobody measured."""
    return value if value is None or isinstance(value, int) else round(value, 4)


def _yes(true: bool) -> str:
    return "yes" if true else "no"
