"""Intervals against published values; the published shares against whole numbers."""

import pytest

from bothy.reports.figures import quantile, rate, share
from bothy.reports.intervals import count_interval, share_interval
from bothy.reports.published import thistle
from bothy.reports.splits import feasible_split, nearest_split, rounds_to

# k, n, low, high: Clopper-Pearson 95 %, as printed in Newcombe (1998), table I, method 5.
CLOPPER_PEARSON = [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)]


@pytest.mark.parametrize(("k", "n", "low", "high"), CLOPPER_PEARSON)
def test_the_interval_of_a_share_is_the_published_one(k, n, low, high):
    found = share_interval(k, n)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


# Exact Poisson 95 % limits, as in Fay and Feuer (1997) and every table since Garwood (1936).
@pytest.mark.parametrize(("k", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390)])
def test_the_interval_of_a_count_is_the_published_one(k, low, high):
    assert tuple(round(value, 3) for value in count_interval(k)) == (low, high)


def test_intervals_end_where_nothing_more_can_be():
    assert share_interval(0, 10)[0] == 0.0 and share_interval(10, 10)[1] == 1.0
    assert share_interval(0, 0) is None
    with pytest.raises(ValueError):
        share_interval(3, 2)
    with pytest.raises(ValueError):
        count_interval(-1)


def test_what_is_not_known_is_never_zero():
    assert share(0, 0).value is None and rate(0, 0).value is None and quantile([], 0.5).value is None
    assert share(0, 5).value == 0.0 and rate(0, 5).value == 0.0


def test_the_published_table_adds_up_to_its_published_totals():
    table = thistle()
    totals = [table.total(name) for name in ("service_accessed", "injecting_episodes", "medical_emergencies")]
    assert totals == [6147, 4068, 56]
    assert (table.people, table.male + table.female) == (418, 418)


FEASIBLE = {
    "2025-01": (232, (195, 31, 6, 0)),
    "2025-02": (527, (316, 113, 98, 0)),
    "2025-03": (609, (347, 127, 134, 1)),
    "2025-04": (607, (414, 144, 49, 0)),
    "2025-05": (447, (280, 128, 38, 1)),
    "2025-06": (545, (392, 109, 44, 0)),
    "2025-07": (550, (406, 108, 32, 4)),
    "2025-08": (512, (335, 146, 31, 0)),
}


@pytest.mark.parametrize("line", thistle().months, ids=lambda line: line.month)
def test_only_in_march_can_the_published_shares_come_from_the_published_episodes(line):
    split = feasible_split(line.injecting_episodes, line.shares())
    assert (split is not None) == (line.month == "2025-03")
    assert nearest_split(line.injecting_episodes, line.shares()) == FEASIBLE[line.month]


@pytest.mark.parametrize("line", thistle().months, ids=lambda line: line.month)
def test_a_split_is_checked_against_every_whole_number(line):
    n, split = nearest_split(line.injecting_episodes, line.shares())
    assert sum(split) == n
    for k, printed in zip(split, line.shares(), strict=False):
        assert rounds_to(k, n, printed) and abs(round(100 * k / n, 1) - printed) < 0.051
    for other in range(min(n, line.injecting_episodes) + 1, max(n, line.injecting_episodes)):
        fits = [any(abs(100 * k / other - printed) <= 0.05 for k in range(other + 1)) for printed in line.shares()]
        assert not all(fits), f"{other} is nearer"


def test_a_split_that_would_take_more_than_there_is_gives_way_or_is_none():
    assert feasible_split(3, (66.7, 66.7, 66.7)) is None
    assert feasible_split(2000, (33.3, 33.3, 33.4)) is not None
    assert sum(feasible_split(2000, (33.3, 33.3, 33.4))) == 2000
