"""Any indicator over any months, divided in any way that it allows: pyarrow reads, numpy counts.

Months asked for together are one period: people are counted once over all of them. "" is the whole;
"not_recorded" is the group of rows in which nothing was recorded.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from bothy.reports.engine.columns import Month
from bothy.reports.engine.made import WHOLE, Counted, figures, grouping_for, grouping_of
from bothy.reports.engine.memo import MEMO
from bothy.reports.engine.people import Everyone, everyone
from bothy.reports.engine.select import Part, part_of
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import UNKNOWN, Figure
from bothy.reports.indicators.declared import Indicator
from bothy.reports.measures import Grouping, Measure

FEW = 6
"""So few months are read one after another."""
THREADS = min(4, os.cpu_count() or 1)


def evaluate(facts: Facts, indicator: Indicator, months: Sequence[str], by: str | None = None) -> dict[str, Figure]:
    """Each group's figure, and the whole's under "". ValueError for a grouping that the indicator does not allow."""
    grouping = grouping_of(indicator, by)
    if indicator.needs and not facts.rows(indicator.needs):
        return {WHOLE: UNKNOWN}
    people = everyone(facts)
    counted = {one: _counted(facts, one, months, grouping, people) for one in indicator.measures}
    return figures(indicator, counted)


def count(facts: Facts, measure: Measure, months: Sequence[str], by: str | None = None) -> dict[str, int]:
    """Each group's number, and the whole's under "": of people the most that it may be, of values how many are known.

    ValueError for a grouping that says nothing of the measure's table, KeyError for an unknown one.
    """
    counted = _counted(facts, measure, months, grouping_for(measure, by), everyone(facts))
    return {group: round(number) for group, number in counted.most.items()}


def _counted(
    facts: Facts, measure: Measure, months: Sequence[str], grouping: Grouping | None, people: Everyone
) -> Counted:
    parts = _parts(facts, measure, list(dict.fromkeys(months)), grouping, people)
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


def _parts(
    facts: Facts, measure: Measure, months: Sequence[str], grouping: Grouping | None, people: Everyone
) -> list[Part]:
    def of(month: str) -> Part:
        return _part(facts, measure, month, grouping, people)

    if len(months) < FEW:
        return [of(month) for month in months]
    # Reading a file waits for the disk and lets others count.
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(of, months))


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
