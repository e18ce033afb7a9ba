"""Monthly counts: read as they stand, or refused with the month and the area."""

from __future__ import annotations

import numpy as np
import pytest

from bothy.evidence.rates import BadFigures, areas_of, split
from bothy.evidence.rates.months import together_months
from bothy.evidence.table import BadTable, read_csv

ROWS = [
    *[("2024-11", "near", "before", "4"), ("2024-12", "near", "before", "6"), ("2025-01", "near", "before", "5")],
    *[("2025-02", "near", "after", "2"), ("2025-03", "near", "after", "0"), ("2025-04", "near", "after", "1")],
    *[("2025-04", "far", "after", "9"), ("2025-03", "far", "After", "8"), ("2025-02", "far", "after", "9")],
    *[("2025-01", "far", "before", "7"), ("2024-12", "far", "before", "8"), ("2024-11", "far", "before", "9")],
]


def csv(rows: list[tuple[str, ...]], head: str = "month,area,period,count") -> bytes:
    return "\n".join([head, *map(",".join, rows)]).encode()


def changed(row: int, **cells: str) -> bytes:
    names = ("month", "area", "period", "count")
    rows = [list(one) for one in ROWS]
    for name, cell in cells.items():
        rows[row][names.index(name)] = cell
    return csv([tuple(one) for one in rows])


def test_months_come_into_order_and_add_up() -> None:
    near, far = areas_of(read_csv(csv(ROWS)))
    assert (near.name, far.name) == ("near", "far")
    assert np.array_equal(far.counts, [9, 8, 7, 9, 8, 9]) and np.array_equal(far.after, near.after)
    assert (near.total.before.n, near.total.before.t, near.total.after.n, near.total.after.t) == (15, 3.0, 3, 3.0)


def test_exposure_is_taken_where_it_is_given() -> None:
    rows = [(*row, str(100 + place)) for place, row in enumerate(ROWS)]
    near, _ = areas_of(read_csv(csv(rows, "month,area,period,count,exposure")))
    assert near.total.before.t == 100 + 101 + 102


def test_together_counts_are_added_and_person_time_only_where_it_is_person_time() -> None:
    near, far = areas_of(read_csv(csv(ROWS)))
    both = together_months(near, far)
    assert both.name == "near + far" and np.array_equal(both.counts, near.counts + far.counts) and both.exposure.sum() == 6
    assert together_months(near, far, "person-time").exposure.sum() == 12


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (changed(0, month="11/2024"), "line 2: '11/2024' is no month. Write it as 2025-01"),
        (changed(0, month="2024-13"), "is no month"),
        (changed(1, month="2024-11"), "line 3: 2024-11 of near stands in line 2 too"),
        (changed(0, period="opening"), "the period is 'opening'. It is before or after"),
        (changed(9, period="after"), "line 11: 2025-01 is called after here and not so above"),
        (changed(0, count="-1"), "less than 0"),
        (changed(0, count="1.5"), "not a whole number"),
        (changed(0, count=""), "nothing stands there"),
        (changed(0, area=""), "nothing stands in 'area'"),
        (csv(ROWS[:6] + ROWS[7:]), "2025-04 is missing for far, and other areas have it"),
        (csv([row for row in ROWS if row[0] != "2024-12"]), "2024-12 is missing between months before"),
        (csv([row for row in ROWS if row[0] < "2025-03"]), "has 1 month after"),
        (csv([row for row in ROWS if row[0] not in ("2024-11", "2025-04")]), "has 4 months. Fewer than 6"),
        (csv([(*row, "0") for row in ROWS], "month,area,period,count,exposure"), "the exposure is 0. It must be above 0"),
        (csv(ROWS, "month,place,period,count"), "has no column 'area'"),
        (
            csv([(month, area, "after" if period == "before" else "before", count) for month, area, period, count in ROWS]),
            "which is earlier, after",
        ),
    ],
)
def test_months_that_cannot_be_used_are_refused_with_where_and_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(BadTable) as told:
        areas_of(read_csv(raw, "months.csv"))
    assert says in str(told.value) and "months.csv" in str(told.value)


def test_the_treated_area_must_be_named_where_there_are_several() -> None:
    areas = areas_of(read_csv(csv(ROWS)))
    treated, others = split(areas, "far")
    assert treated.name == "far" and [one.name for one in others] == ["near"]
    assert split(areas[:1], "") == (areas[0], [])
    with pytest.raises(BadFigures, match=r"The file has 2 areas \(near, far\)"):
        split(areas, "")
    with pytest.raises(BadFigures, match=r"No area is called 'Near'\. There are: near, far"):
        split(areas, "Near")
