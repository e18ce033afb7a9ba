"""What any engine makes of what it counted: a figure for each group. So two engines can differ in counting only."""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from bothy.reports.figures import Figure, quantile, rate, share
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

    def quantile(self, group: str, at: float, missing: int) -> Figure:
        """The value below which a share `at` of a group's values lie."""
        return quantile(self.values.get(group, np.zeros(0)), at, missing)


def figures(indicator: Indicator, counted: Mapping[Measure, Counted]) -> dict[str, Figure]:
    """Each group's figure, and the whole's under "". `counted`: each of the indicator's measures."""
    top = counted[indicator.top]
    bottom = None if indicator.bottom is None else counted[indicator.bottom]
    left_out = None if indicator.left_out is None else counted[indicator.left_out]
    groups = dict.fromkeys([WHOLE, *top.most])
    for other in (bottom, left_out):
        groups |= dict.fromkeys(other.most if other is not None else ())
    return {group: _figure(indicator, group, top, bottom, left_out) for group in groups}


def grouping_of(indicator: Indicator, by: str | None) -> Grouping | None:
    """The way to divide it. ValueError for one that the indicator does not allow."""
    if not by:
        return None
    if by not in indicator.groupings:
        allowed = ", ".join(indicator.groupings) or "nothing"
        raise ValueError(f"{indicator.label} cannot be divided by {by}. It can be divided by: {allowed}.")
    return GROUPINGS[by]


def grouping_for(measure: Measure, by: str | None) -> Grouping | None:
    """The way to divide it. ValueError for one that says nothing of the measure's table, KeyError for an unknown one."""
    grouping = GROUPINGS[by] if by else None
    if grouping is not None and measure.table not in grouping.column:
        raise ValueError(f"{grouping.label} is not recorded of {measure.table}.")
    return grouping


def _figure(indicator: Indicator, group: str, top: Counted, bottom: Counted | None, left_out: Counted | None) -> Figure:
    k = top.of(group)
    n = None if bottom is None else bottom.of(group)
    missing = None if left_out is None else left_out.of(group)
    if indicator.kind == "quantile":
        return top.quantile(group, indicator.at, missing or 0)
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
