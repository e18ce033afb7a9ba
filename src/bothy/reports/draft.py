"""The true figures of a set, before anything is kept back. A draft is not to be printed: it has no words.

It names every number behind its figures and which of them add up, read from what they count; `protect`
makes of it what may leave the house.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import structs

from bothy.reports.boxes import Box
from bothy.reports.engine import arrow as engine
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import UNKNOWN, Figure, count
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import BY_NAME, Indicator
from bothy.reports.indicators.declared import Kind
from bothy.reports.measures import Grouping, Measure, Where, number_key
from bothy.reports.near import NotThere
from bothy.reports.numbers import AT_LEAST, boxes_of, exhausted, parts_of
from bothy.reports.release import Column, Definition
from bothy.reports.sets import Layout, ReportSet
from bothy.reports.sums import Bound, bind
from bothy.reports.thistle import tagged
from bothy.reports.wording import group_label, month_name, ordered, period_name

NEEDS: dict[Kind, tuple[str, ...]] = {
    "share": ("k", "n"), "rate": ("k", "n"), "quantile": ("n",), "people": ("k", "least"), "count": ("k",), "sum": ("k",),
}  # fmt: skip
"""Without which numbers a figure of each kind cannot be shown. What else is printed with it can be left out alone."""


class Printed:
    """A true figure, the names of the numbers that are printed with it (k, n, missing, least), and which of them it needs."""

    __slots__ = ("figure", "needs", "numbers")

    def __init__(self, figure: Figure, numbers: Mapping[str, str], needs: Sequence[str]) -> None:
        self.figure = figure
        self.numbers = dict(numbers)
        self.needs = tuple(needs)


class DraftRow:
    """A row as `release.Row`, with true figures."""

    __slots__ = ("complete", "figures", "group", "label", "period", "total")

    def __init__(self, label: str, period: str, figures: Sequence[Printed], group: str = "", complete: bool = True, total: bool = False) -> None:
        self.label, self.period, self.group = label, period, group
        self.complete, self.total = complete, total
        self.figures = tuple(figures)


class DraftGrid:
    """A table as `release.Grid`, with true figures."""

    __slots__ = ("columns", "layout", "rows")

    def __init__(self, layout: Layout, columns: Sequence[Column], rows: Sequence[DraftRow]) -> None:
        self.layout = layout
        self.columns = tuple(columns)
        self.rows = tuple(rows)


class Draft:
    """Plain objects on purpose: nothing that writes releases can encode one, and its repr shows no figure.

    `boxes`: what each number counts. `bound`: every number that is printed or can be reckoned, and the sums.
    `behind`: of a sum of many things, the rows in which they were counted: one row is one visit.
    """

    def __init__(self, facts: Facts, set: ReportSet, months: Sequence[str], running: Sequence[str],
                 grids: Sequence[DraftGrid], boxes: Mapping[str, Box], bound: Bound, behind: Mapping[str, str]) -> None:  # fmt: skip
        self.facts, self.set = facts, set
        self.since, self.until = months[0], months[-1]
        self.running = tuple(running)
        self.grids = tuple(grids)
        self.boxes, self.bound, self.behind = dict(boxes), bound, dict(behind)
        self.definitions = tuple(_definition(BY_NAME[name]) for name in set.indicators)

    def __repr__(self) -> str:
        return f"<draft of {self.set.name}, {self.since} to {self.until}: protect it before it is shown>"


def draft(facts: Facts, set: ReportSet, since: str = "", until: str = "", now: datetime | None = None) -> Draft:
    """The true figures of a set from one month to another.

    Default: from the first month to the last that is over (or, where none is, the last). `now`: facility
    time, where a clock is at hand. `NotThere` for months outside the record.
    """
    months = _months(facts, since, until, now)
    running = [month for month in months if not facts.complete(month, now)]
    making = _Making(facts, months, running)
    grids = [making.grid(layout) for layout in set.layouts]
    boxes = boxes_of(making.counts)
    bound = true_sums(bind(boxes, making.counts, exhausted(making.counts)))
    return Draft(facts, set, months, running, grids, boxes, bound, making.behind)


def true_sums(bound: Bound) -> Bound:
    """Without the sums that rightly do not come out, and what was reckoned by them.

    Minutes are rounded one by one. People of whom it is not said who they are count in every group.
    ValueError for any other sum that does not come out: such figures must not be shown.
    """
    kept = []
    for total, *parts in bound.sums:
        if bound.counts[total] == sum(bound.counts[name] for name in parts):
            kept.append((total, *parts))
        elif not total.removeprefix("reckoned: ").startswith(("people", "sum open_minutes", "sum full_minutes")):
            raise ValueError(f"{total} is not the sum of its parts. This is a fault in Bothy: nothing was made.")
    counts = {name: k for name, k in bound.counts.items() if k >= 0}
    kept = [one for one in kept if all(name in counts for name in one)]
    return structs.replace(bound, counts=counts, sums=tuple(kept), reckoned=bound.reckoned & frozenset(counts))


def _months(facts: Facts, since: str, until: str, now: datetime | None) -> list[str]:
    span = facts.span()
    if not span:
        raise NotThere("Nothing is recorded yet: there is no month to report. The first visit on the floor begins one.")
    for month in (since, until):
        if month and month not in span:
            raise NotThere(
                f"Nothing is recorded for {month_name(month)}: the record runs from {month_name(span[0])} to {month_name(span[-1])}."
            )
    if not until:
        over = [month for month in span if facts.complete(month, now) and month >= since]
        until = over[-1] if over else span[-1]
    since = since or span[0]
    if since > until:
        raise NotThere(f"{month_name(since)} is after {month_name(until)}: give the earlier month first.")
    return [month for month in span if since <= month <= until]


class _Making:
    """Grids in the making, and the numbers met on the way."""

    def __init__(self, facts: Facts, months: Sequence[str], running: Sequence[str]) -> None:
        self.facts, self.months, self.running = facts, list(months), frozenset(running)
        self.counts: dict[str, int] = {}
        self.behind: dict[str, str] = {}
        self._found: dict[tuple[str, tuple[str, ...], str], dict[str, Figure]] = {}

    def grid(self, layout: Layout) -> DraftGrid:
        indicators = [BY_NAME[name] for name in layout.indicators]
        grouping = GROUPINGS[layout.by] if layout.by else None
        return (self._by_month if layout.rows == "months" else self._by_group)(layout, indicators, grouping)

    def _by_month(self, layout: Layout, indicators: Sequence[Indicator], grouping: Grouping | None) -> DraftGrid:
        over = [month for month in self.months if month not in self.running]
        periods = [(month_name(month), [month]) for month in self.months]
        if layout.months_at_most and len(over) > layout.months_at_most:
            periods = periods[len(over) :]
        if len(over) > 1:
            periods.insert(len(periods) - len(self.running), (period_name(over[0], over[-1]), over))
        columns = []
        for one in indicators:
            for code in self._groups(one, grouping, [months for _, months in periods]):
                group = f"{layout.by}={code}" if code else ""
                columns.append(Column(label=group_label(grouping, code) if grouping and code else one.label, indicator=one.name, group=group))
        rows = [
            DraftRow(said, _period(months), [self._printed(one, months, grouping) for one in columns],
                     complete=months[0] not in self.running, total=len(months) > 1)
            for said, months in periods
        ]  # fmt: skip
        return DraftGrid(layout, columns, rows)

    def _by_group(self, layout: Layout, indicators: Sequence[Indicator], grouping: Grouping | None) -> DraftGrid:
        months = [month for month in self.months if month not in self.running] or self.months
        columns = [Column(label=one.label, indicator=one.name) for one in indicators]
        complete = months[0] not in self.running
        codes = dict.fromkeys(code for one in indicators for code in self._groups(one, grouping, [months]))
        rows = []
        for code in codes:
            group = f"{layout.by}={code}" if code else ""
            said = group_label(grouping, code) if grouping and code else period_name(months[0], months[-1])
            said = f"All, {said}" if grouping and not code else said
            cells = [self._printed(structs.replace(column, group=group), months, grouping) for column in columns]
            rows.append(DraftRow(said, _period(months), cells, group, complete, total=grouping is not None and not code and grouping.parts))
        return DraftGrid(layout, columns, rows)

    def _groups(self, indicator: Indicator, grouping: Grouping | None, periods: Sequence[Sequence[str]]) -> list[str]:
        """The groups that occur in any of the periods, in the order of their list; the whole last."""
        if grouping is None:
            return [""]
        seen = {code for months in periods for code in self._evaluated(indicator, months, grouping)}
        return [*ordered(grouping, seen), ""]

    def _evaluated(self, indicator: Indicator, months: Sequence[str], grouping: Grouping | None) -> dict[str, Figure]:
        by = grouping.name if grouping else ""
        key = (indicator.name, tuple(months), by)
        if key not in self._found:
            self._found[key] = engine.evaluate(self.facts, indicator, months, by or None)
        return self._found[key]

    def _printed(self, column: Column, months: Sequence[str], grouping: Grouping | None) -> Printed:
        """The figure of one cell."""
        indicator = BY_NAME[column.indicator]
        code = column.group.partition("=")[2]
        found = self._evaluated(indicator, months, grouping)
        # Of parts only the sexes of the people were ever published.
        source = indicator if not code or (indicator.name, column.group.partition("=")[0]) == ("people", "sex") else None
        figure = tagged(found.get(code) or _none_of(indicator, found[""]), self.facts, source, months)
        numbers = {}
        for part, measure in parts_of(indicator).items():
            number = getattr(figure, part)
            if number is not None:
                numbers[part] = self._number(number_key(measure, _period(months), column.group), number)
        if figure.least is not None:
            numbers["least"] = self._number(number_key(indicator.top, _period(months), column.group) + AT_LEAST, figure.least)
        if indicator.top.how == "sum" and "k" in numbers:
            self._count_behind(numbers["k"], indicator.top, months, column.group)
        return Printed(figure, numbers, NEEDS[indicator.kind])

    def _count_behind(self, key: str, top: Measure, months: Sequence[str], group: str) -> None:
        """The rows behind a sum: fifty needles may be one person's."""
        rows = structs.replace(top, how="rows", of="").but(Where(top.of, "known"))
        by, _, code = group.partition("=")
        counted = engine.count(self.facts, rows, months, by or None).get(code, 0)
        self.behind[key] = self._number(number_key(rows, _period(months), group), counted)

    def _number(self, key: str, count: int) -> str:
        self.counts[key] = int(count)
        return key


def _none_of(indicator: Indicator, whole: Figure) -> Figure:
    """The figure of a group of which there is no row: none of them, and no share; not known where the whole is not."""
    if whole.k is None and whole.n is None:
        return UNKNOWN
    if indicator.kind in ("count", "sum", "people"):
        return count(0)
    return Figure(value=None, k=None if whole.k is None else 0, n=0)


def _period(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]}/{months[-1]}"


def _definition(one: Indicator) -> Definition:
    return Definition(name=one.name, label=one.label, definition=one.definition, unit=one.unit, numerator=one.numerator,
                      denominator=one.denominator, missing=one.missing, additive=one.additive)  # fmt: skip
