"""Measures counted by another engine, through Ibis: DuckDB over the Parquet files here, Spark or Trino there.

The same declarations as in engine.arrow, the same figures. What every engine says alike is asked of it: rows,
sums, different people, how many values fall in each whole number. What they do not say alike is finished here
from a few rows: how far links lead, and what lies between the two values around a quantile.
Nothing here is loaded unless it is asked for; it comes with `pip install bothy[scale]`.
"""

import functools
import math
import operator
import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import ibis
import numpy as np
from ibis import _
from ibis.expr import types as ir

from bothy.reports.engine.links import Links
from bothy.reports.engine.made import WHOLE, Counted, figures, grouping_for, grouping_of
from bothy.reports.engine.said import fits, group, once_in_each
from bothy.reports.engine.stored import Files, Stored, stored
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import UNKNOWN, Figure
from bothy.reports.groupings import NOT_RECORDED
from bothy.reports.indicators.declared import Indicator
from bothy.reports.measures import Grouping, Measure, Where

_LINKS: "weakref.WeakKeyDictionary[Files, Links]" = weakref.WeakKeyDictionary()


def evaluate(
    facts: Facts | Stored, indicator: Indicator, months: Sequence[str], by: str | None = None
) -> dict[str, Figure]:
    """Each group's figure, and the whole's under "". ValueError for a grouping that the indicator does not allow."""
    grouping = grouping_of(indicator, by)
    where_they_lie = stored(facts)
    if indicator.needs and not where_they_lie.rows(indicator.needs):
        return {WHOLE: UNKNOWN}
    counting = Counting(where_they_lie, months, grouping)
    return figures(indicator, counting.counted(indicator.measures, indicator.at))


def count(
    facts: Facts | Stored, measure: Measure, months: Sequence[str], by: str | None = None
) -> dict[str, int]:
    """Each group's number, and the whole's under "": of people the most that it may be, of values how many are known.

    ValueError for a grouping that says nothing of the measure's table, KeyError for an unknown one.
    """
    if measure.how == "values":
        known = Where(measure.of, "known")
        measure = Measure(table=measure.table, where=(*measure.where, known), registered=measure.registered)
    counted = Counting(stored(facts), months, grouping_for(measure, by)).counted([measure])[measure]
    return {group: counted.of(group) for group in counted.most}


class Counting:
    """Counts measures over some months, all of them together one period; with `by`, each of its groups too."""

    def __init__(self, stored: Stored, months: Sequence[str], by: Grouping | None = None) -> None:
        self._stored, self._months, self._by = stored, list(dict.fromkeys(months)), by

    def counted(self, measures: Sequence[Measure], at: float = 0.5) -> dict[Measure, Counted]:
        """Each measure, whole and by group; of values the quantile `at`. What lies in one table is asked for at once."""
        counted: dict[Measure, Counted] = {}
        together: dict[tuple[str, bool], list[Measure]] = {}
        for measure in measures:
            if measure.how == "people":
                counted[measure] = self._people(measure)
            elif measure.how == "values":
                counted[measure] = self._values(measure, at)
            else:
                together.setdefault((measure.table, measure.registered), []).append(measure)
        for several in together.values():
            counted |= self._numbers(several)
        return counted

    def _numbers(self, measures: list[Measure]) -> dict[Measure, Counted]:
        """Rows and sums out of one table, in one question."""
        first = measures[0]
        of_all = [one for one in first.where if all(one in other.where for other in measures)]
        rows = self._rows(first, of_all)
        kept: dict[str, ir.Value] = {}
        metrics: dict[str, Any] = {}
        for i, measure in enumerate(measures):
            own = [fits(rows, one) for one in measure.where if one not in of_all]
            if measure.how == "sum":
                kept[f"of{i}"] = rows[measure.of].cast("float64")
                own.append(rows[measure.of].notnull())
                metrics[f"sum{i}"] = _[f"of{i}"].sum(where=_[f"is{i}"])
            kept[f"is{i}"] = functools.reduce(operator.and_, own, ibis.literal(True))
            metrics[f"n{i}"] = _[f"is{i}"].sum()
        counted = [Counted() for _measure in measures]
        for part, row in self._asked(self._kept(rows, first.table, kept), adds=True, **metrics):
            for i, (measure, each) in enumerate(zip(measures, counted, strict=True)):
                if row[f"n{i}"]:
                    found = row[f"sum{i}" if measure.how == "sum" else f"n{i}"]
                    each.most[part] = each.most.get(part, 0) + found
        return dict(zip(measures, counted, strict=True))

    def _people(self, measure: Measure) -> Counted:
        """How many different registered people: at most, and at least while some are open (see whose.py)."""
        chosen = self._kept(self._rows(measure, measure.where), measure.table, {}, whose=True)
        counted = Counted()
        for part, row in self._asked(chosen, n=_.who.nunique()):
            counted.most[part] = row["n"]
        still_open = {WHOLE: 0}
        if self._links.any_open:
            unsaid = chosen.semi_join(self._links.open, [("who", "subject")])
            still_open |= {part: row["n"] for part, row in self._asked(unsaid, n=_.who.nunique())}
        for part, most in counted.most.items():
            known = int(most) - still_open.get(part, 0)
            counted.least[part] = max(known, min(1, int(most)))
            if self._by is not None and self._by.of_person and part != WHOLE and still_open[WHOLE]:
                # Whoever is open may turn out to be somebody known, and so of any group.
                counted.most[part], counted.least[part] = known + still_open[WHOLE], known
        return counted

    def _values(self, measure: Measure, at: float) -> Counted:
        """How many values are known, and below which a share `at` of them lie.

        Engines disagree on quantiles (DuckDB's and Spark's are exact, Trino's is an approximation), so none is
        asked for one: they count the values in each whole number, and then give the two that the quantile lies
        between, out of those whole numbers alone. What lies between the two is reckoned as numpy.quantile does.
        """
        rows = self._rows(measure, (*measure.where, Where(measure.of, "known")))
        kept = {"of": rows[measure.of], "whole": rows[measure.of].floor().cast("int64")}
        chosen = self._kept(rows, measure.table, kept)
        heights: dict[str, dict[int, int]] = {}
        for part, row in self._asked(chosen, "whole", adds=True, n=_.count()):
            mine = heights.setdefault(part, {})
            mine[row["whole"]] = mine.get(row["whole"], 0) + row["n"]
        sought = {part: _Sought(mine, at) for part, mine in heights.items()}
        of_all = {part: one for part, one in sought.items() if part == WHOLE}
        of_parts = {part: one for part, one in sought.items() if part != WHOLE}
        counted = Quantiles()
        counted.most |= {part: one.n for part, one in sought.items()}
        counted.found |= self._found(chosen.mutate(part=ibis.literal(WHOLE)), of_all)
        if of_parts:
            counted.found |= self._found(once_in_each(chosen), of_parts)
        return counted

    def _found(self, rows: ir.Table, sought: "dict[str, _Sought]") -> dict[str, float]:
        """Of each part the value that is sought, from the two values that it lies between."""
        if not sought:
            return {}
        near = [(rows.part == part) & rows.whole.between(one.low, one.high) for part, one in sought.items()]
        rows = rows.filter(functools.reduce(operator.or_, near))
        rows = rows.mutate(nth=ibis.row_number().over(group_by="part", order_by="of"))
        pair = [(rows.part == part) & rows.nth.between(one.nth, one.nth + 1) for part, one in sought.items()]
        rows = rows.filter(functools.reduce(operator.or_, pair)).select("part", "of")
        between: dict[str, list[float]] = {}
        for row in self._stored.fetch(rows).to_pylist():
            between.setdefault(row["part"], []).append(row["of"])
        return {part: one.value(between[part]) for part, one in sought.items()}

    def _asked(
        self, rows: ir.Table, *keys: str, adds: bool = False, **metrics: Any
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is asked of all rows, and of those of each part.

        `adds`: it may be summed, so where each row is in one part, what is said of a part is said of the whole again.
        """
        apart = isinstance(rows.part, ir.ArrayColumn) if self._by else False
        if self._by is None or apart or not adds:
            for row in self._stored.fetch(_aggregated(rows, keys, metrics)).to_pylist():
                yield WHOLE, row
        if self._by is not None:
            asked = _aggregated(once_in_each(rows), ("part", *keys), metrics)
            for row in self._stored.fetch(asked).to_pylist():
                part = row.pop("part")
                yield part, row
                if adds and not apart:
                    yield WHOLE, row

    def _rows(self, measure: Measure, conditions: Iterable[Where]) -> ir.Table:
        """The rows of a measure's table of which these conditions hold."""
        rows = self._stored.table(measure.table, self._months)
        tests = [fits(rows, one) for one in conditions]
        rows = rows.filter(tests) if tests else rows
        if measure.registered or measure.how == "people":
            people = self._stored.table("person", None)
            rows = rows.semi_join(people, [("person", "subject")])
        return rows

    def _kept(self, rows: ir.Table, table: str, kept: dict[str, ir.Value], whose: bool = False) -> ir.Table:
        """These columns alone; with `who` is meant where it is asked, and `part` where they are divided."""
        by = self._by
        if by and not by.of_person:
            kept = kept | {"part": group(rows[by.column[table]])}
        if not whose and not (by and by.of_person):
            return rows.select(**kept)
        rows = self._meant(rows.select(person="person", **kept))
        if by and by.of_person:
            people = self._stored.table("person", None)
            told = people.select(subject="subject", part=group(people[by.name]))
            rows = rows.left_join(told, [("who", "subject")]).drop("subject")
            rows = rows.mutate(part=rows.part.coalesce(NOT_RECORDED))
        return rows

    def _meant(self, rows: ir.Table) -> ir.Table:
        """The rows with `who` is meant by the person in each."""
        ends = self._links.ends
        if ends is None:
            return rows.rename(who="person")
        joined = rows.left_join(ends.rename(linked="person"), [("person", "linked")])
        return joined.mutate(who=_.meant.coalesce(_.person)).drop("person", "linked", "meant")

    @functools.cached_property
    def _links(self) -> Links:
        if not isinstance(self._stored, Files):
            return Links(self._stored)  # tables by name change while we look away
        if self._stored not in _LINKS:
            _LINKS[self._stored] = Links(self._stored)
        return _LINKS[self._stored]


class Quantiles(Counted):
    """Of values, the one quantile that was asked for: `found[group]`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, float] = {}

    def quantile(self, group: str, at: float, missing: int) -> Figure:
        return Figure(value=self.found.get(group), n=self.of(group), missing=missing)


class _Sought:
    """Where a quantile is to be looked for: among values from `low` to just under `high` + 1, the `nth` and the next.

    `heights`: how many of the values have each whole number.
    """

    def __init__(self, heights: dict[int, int], at: float) -> None:
        self.n = sum(heights.values())
        rank = at * (self.n - 1)
        lower = math.floor(rank)
        self._beyond = rank - lower
        below, around, passed = 0, [], 0
        for whole, height in sorted(heights.items()):
            if below + height <= lower:
                passed = below + height
            elif below <= lower + 1:
                around.append(whole)
            below += height
        self.low, self.high, self.nth = around[0], around[-1], lower - passed

    def value(self, pair: list[float]) -> float:
        """In proportion between the two; of the last value there is but one."""
        return float(np.quantile(np.array(pair, np.float64), self._beyond if len(pair) > 1 else 0.0))


def _aggregated(rows: ir.Table, keys: Sequence[str], metrics: dict[str, Any]) -> ir.Table:
    return rows.group_by(*keys).aggregate(**metrics) if keys else rows.aggregate(**metrics)
