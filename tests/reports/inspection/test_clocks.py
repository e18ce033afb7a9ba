"""Nights on which clocks change: a day has 23 or 25 hours, and each of its minutes is told apart."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.reports.inspection.steps import Steps, counted, gaps, union
from reports.inspection.house import RULES, HousePen, pack_of
from reports.inspection.opened import minutes
from reports.journals import at


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25)])
def test_the_day_has_as_many_minutes_as_its_clock_shows(tmp_path: Path, day: str, hours: int) -> None:
    pen = HousePen(rules=RULES)
    pen.day(day, opens="00:10", closes="03:00")
    pen.stay(at(day, "00:50"), minutes=30)
    pen.day(f"{day[:8]}{int(day[8:]) + 1}")
    told = minutes(pack_of(tmp_path, pen, day, day), day)
    assert len(told) == hours * 60
    assert len({row["utc"] for row in told}) == len({row["local"] for row in told}) == hours * 60
    inside = [row["local"][11:] for row in told if row["inside"]]
    first, last = ("00:50+00:00", "02:39+01:00") if hours == 23 else ("01:50+01:00", "01:39+00:00")
    assert (inside[0], inside[-1], len(inside)) == (first, last, 50), "fifty minutes over the change, none lost, none twice"
    assert told[0]["local"][11:16] == "00:00" and told[-1]["local"][11:16] == "23:59"


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda one: (min(one), max(one))), max_size=12)


@given(SPANS)
def test_numbers_over_time_are_what_counting_each_moment_gives(spans: list[tuple[int, int]]) -> None:
    steps = counted(spans)
    exact = [sum(a <= at < b for a, b in spans) for at in range(62)]
    assert steps.before(np.arange(62)).tolist() == exact
    edges = np.array([0, 7, 8, 20, 61])
    assert steps.most(edges).tolist() == [max(exact[a:b]) for a, b in itertools.pairwise(edges)]
    assert steps.least(edges).tolist() == [min(exact[a:b]) for a, b in itertools.pairwise(edges)]
    assert [at for at in range(62) for a, b, n in steps.pieces(0, 62) if a <= at < b for _ in range(n)] == [
        at for at in range(62) for _ in range(exact[at])
    ]
    covered = [at for at in range(62) if exact[at]]
    assert [at for at in range(62) if any(a <= at < b for a, b in union(spans))] == covered
    assert [at for at in range(62) if any(a <= at < b for a, b in gaps(union(spans), (0, 62)))] == [at for at in range(62) if not exact[at]]


def test_before_the_first_there_is_nothing() -> None:
    assert Steps([], []).one(5) == 0 and Steps([10], [3]).one(9) == 0 and Steps([10], [3]).one(10) == 3
