"""Any indicator over any months, divided in any way that it allows: pyarrow reads, numpy counts.

Months asked for together are one period: people are counted once over all of them. "" is the whole;
"not_recorded" is the group of rows in which nothing was recorded.
"""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from bothy.reports.engine.columns import Month
from bothy.reports.engine.memo import MEMO
from bothy.reports.engine.people import Everyone, everyone
from bothy.reports.engine.select import Part, part_of
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import UNKNOWN, Figure, quantile, rate, share
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators.declared import Indicator
from bothy.reports.measures import Grouping, Measure
from bothy.reports.whose import people_count

WHOLE = ""


class Counted:
    """A measure over a period: `most[group]` for everything that is counted; `least` of people; `values`."""

    def __init__(self) -> None:
        self.most: dict[str, int | float] = {WHOLE: 0}
        self.least: dict[str, int] = {}
        self.values: dict[str, NDArray[np.float64]] = {}

    def of(self, group: str) -> int:
        """The number of a group; 0 for one that does not occur."""
        return round(self.most.get(group, 0))


def evaluate(facts: Facts, indicator: Indicator, months: Sequence[str], by: str | None = None) -> dict[str, Figure]:
    """Each group's figure, and the whole's under "". ValueError for a grouping that the indicator does not allow."""
    grouping = _grouping(indicator, by)
    if indicator.needs and not facts.rows(indicator.needs):
        return {WHOLE: UNKNOWN}
    people = everyone(facts)
    top, bottom, left_out = (
        None if one is None else _counted(facts, one, months, grouping, people)
        for one in (indicator.top, indicator.bottom, indicator.left_out)
    )
    assert top is not None
    groups = dict.fromkeys([WHOLE, *top.most])
    for other in (bottom, left_out):
        groups |= dict.fromkeys(other.most if other is not None else ())
    return {group: _figure(indicator, group, top, bottom, left_out) for group in groups}


def count(facts: Facts, measure: Measure, months: Sequence[str], by: str | None = None) -> dict[str, int]:
    """Each group's number, and the whole's under "": of people the most that it may be, of values how many are known.

    ValueError for a grouping that says nothing of the measure's table, KeyError for an unknown one.
    """
    grouping = GROUPINGS[by] if by else None
    if grouping is not None and measure.table not in grouping.column:
        raise ValueError(f"{grouping.label} is not recorded of {measure.table}.")
    counted = _counted(facts, measure, months, grouping, everyone(facts))
    return {group: round(number) for group, number in counted.most.items()}


def _grouping(indicator: Indicator, by: str | None) -> Grouping | None:
    if not by:
        return None
    if by not in indicator.groupings:
        allowed = ", ".join(indicator.groupings) or "nothing"
        raise ValueError(f"{indicator.label} cannot be divided by {by}. It can be divided by: {allowed}.")
    return GROUPINGS[by]


def _figure(indicator: Indicator, group: str, top: Counted, bottom: Counted | None, left_out: Counted | None) -> Figure:
    k = top.of(group)
    n = None if bottom is None else bottom.of(group)
    missing = None if left_out is None else left_out.of(group)
    if indicator.kind == "quantile":
        return quantile(top.values.get(group, np.zeros(0)), indicator.at, missing or 0)
    if indicator.kind == "people":
        return people_count(k, k - top.least.get(group, k), anybody=False) if k else people_count(0, 0)
    if indicator.kind in ("count", "sum"):
        # Nothing was recorded of it, so nobody can say: of a count, where there was something to record.
        unknown = n == 0 and (indicator.kind == "sum" or bool(missing))
        return Figure(value=None if unknown else k, k=k, n=n, missing=missing)
    assert n is not None, "a share or a rate is out of something"
    if indicator.kind == "rate":
        return replace(rate(k, n, indicator.per), missing=missing)
    if indicator.top.how == "sum":
        # One minute hangs on the next: no interval of so many independent trials fits them.
        return Figure(value=100 * k / n if n else None, k=k, n=n, missing=missing)
    return share(k, n, missing)


def _counted(
    facts: Facts, measure: Measure, months: Sequence[str], grouping: Grouping | None, people: Everyone
) -> Counted:
    parts = [_part(facts, measure, month, grouping, people) for month in dict.fromkeys(months)]
    counted = Counted()
    if measure.how == "people":
        _people(counted, parts, people, grouping)
    elif measure.how == "values":
        for group in dict.fromkeys([WHOLE, *(group for part in parts for group in part)]):
            arrays = [part[group] for part in parts if group in part]
            counted.values[group] = np.concatenate(arrays) if arrays else np.zeros(0)
            counted.most[group] = len(counted.values[group])
    else:
        for part in parts:
            for group, number in part.items():
                counted.most[group] = counted.most.get(group, 0) + number
    return counted


def _part(facts: Facts, measure: Measure, month: str, grouping: Grouping | None, people: Everyone) -> Part:
    """One month's share of it, kept in the process under the files it came from."""
    rows = Month(facts, measure.table, month)
    if rows.key is None:
        return {}
    whose = measure.registered or measure.how == "people" or (grouping is not None and grouping.of_person)
    key = (rows.key, measure, grouping and grouping.name, people.key if whose else None)
    found = MEMO.get(key)
    if found is None:
        found, size = part_of(rows, measure, grouping, people)
        MEMO.put(key, found, size)
    return found


def _people(counted: Counted, parts: Sequence[Part], people: Everyone, grouping: Grouping | None) -> None:
    """Different people over all months, each as who is meant; a range while some are not said to be anybody."""
    came: dict[str, NDArray[np.bool_]] = {}
    for part in parts:
        for group, persons in part.items():
            came.setdefault(group, np.zeros(len(people.meant), bool))[people.meant[persons]] = True
    for group, each in came.items():
        most = int(np.count_nonzero(each))
        still_open = int(np.count_nonzero(each & people.open))
        counted.most[group] = most
        counted.least[group] = max(most - still_open, min(1, most))
    if grouping is None or not grouping.of_person or WHOLE not in came:
        return
    # Whoever is open may turn out to be somebody known, and so of any group, who did not come otherwise.
    still_open = int(np.count_nonzero(came[WHOLE] & people.open))
    for group, each in came.items():
        if group != WHOLE and still_open:
            known = int(np.count_nonzero(each & ~people.open))
            counted.most[group], counted.least[group] = known + still_open, known
