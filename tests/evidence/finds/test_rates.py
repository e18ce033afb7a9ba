"""Rates by how much was looked, their trend, and the rings: against exact formulas and other software."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from bothy.evidence.finds.grid import Square, at
from bothy.evidence.finds.rates import dispersion, interval, rate
from bothy.evidence.finds.rings import RINGS, around, ring_of
from bothy.evidence.finds.shape import Find
from bothy.evidence.finds.trend import fit, over_time
from bothy.reports.intervals import count_interval
from evidence.finds.walks import CENTRE, OPENED, walks

HOME = at(*CENTRE)
DAY = date(2025, 3, 1)


def find(count: int, effort: float | None = 60, on: date = DAY, square: Square = HOME, effort_in: str = "minutes", what: str = "needles") -> Find:
    return Find(on=on, square=square, what=what, count=count, effort=effort, effort_in=effort_in if effort else "not_known")  # type: ignore[arg-type]


def test_a_rate_is_what_was_found_by_how_much_was_looked() -> None:
    told = rate([find(3, 30), find(0, 90), find(7, None), find(5, 2, effort_in="km")], "minutes")
    assert told is not None and (told.count, told.effort, told.searches, told.rate) == (3, 120.0, 2, 1.5)
    assert rate([find(5, 2, effort_in="km")], "minutes") is None, "minutes and kilometres are never added"


@given(st.integers(0, 400))
def test_with_no_dispersion_the_limits_are_garwoods(count: int) -> None:
    assert interval(count) == pytest.approx(count_interval(count), rel=1e-12)


def test_the_limits_are_exact() -> None:
    low, high = interval(12)
    assert poisson.sf(11, low) == pytest.approx(0.025) and poisson.cdf(12, high) == pytest.approx(0.025)
    assert interval(0)[0] == 0 and interval(0)[1] == pytest.approx(-math.log(0.025))


@given(st.integers(0, 200), st.floats(1, 20), st.floats(1.01, 5))
def test_more_dispersion_is_never_a_narrower_interval(count: int, phi: float, more: float) -> None:
    narrow, wide = interval(count, phi), interval(count, phi * more)
    assert wide[0] <= narrow[0] + 1e-9 <= count + 2e-9 and wide[1] >= narrow[1] >= count


def test_dispersion_is_pearsons_over_its_degrees_of_freedom() -> None:
    counts, effort = np.array([0, 9, 1, 0, 12, 3]), np.array([10.0, 20, 20, 15, 30, 5])
    model = sm.GLM(counts, np.ones(6), family=sm.families.Poisson(), offset=np.log(effort)).fit(scale="X2")
    assert dispersion(list(zip(counts.tolist(), effort.tolist(), strict=True))) == pytest.approx(model.scale, rel=1e-9)
    assert dispersion([(3, 1.0)]) is None and dispersion([(0, 1.0), (0, 2.0)]) is None and dispersion([(1, 1.0), (1, 1.0)]) == 1.0


def test_the_trend_is_that_of_statsmodels() -> None:
    chance = np.random.default_rng(3)
    time, effort = np.linspace(-1, 1, 24), chance.uniform(50, 500, 24)
    counts = chance.poisson(effort / 60 * np.exp(-0.4 * time) * chance.gamma(2, 0.5, 24)).astype(float)
    model = sm.GLM(counts, sm.add_constant(time), family=sm.families.Poisson(), offset=np.log(effort)).fit(scale="X2")
    slope, se, phi = fit(counts, time, effort)
    assert (slope, phi) == pytest.approx((model.params[1], model.scale), rel=1e-7) and se * math.sqrt(phi) == pytest.approx(model.bse[1], rel=1e-7)


@given(st.lists(st.integers(0, 30), min_size=3, max_size=15).filter(lambda counts: sum(one > 0 for one in counts) > 1))
def test_the_fit_meets_its_score_equations_whatever_was_counted(counts: list[int]) -> None:
    told, time = np.array(counts, dtype=float), np.arange(len(counts), dtype=float) - (len(counts) - 1) / 2
    effort = np.full(len(counts), 60.0)
    slope, se, phi = fit(told, time, effort)
    assert math.isfinite(slope) and se > 0 and phi >= 1
    mean = np.exp(slope * time)
    mean *= told.sum() / mean.sum()
    assert float(time @ (told - mean)) == pytest.approx(0, abs=1e-5 * max(1.0, told.sum()))


def test_a_trend_asks_for_three_periods_and_says_so() -> None:
    none = over_time([], "needles", "minutes")
    assert (none.points, none.trend) == ((), None) and none.why_none
    few = over_time([find(3), find(4, on=DAY + timedelta(days=40))], "needles", "minutes")
    assert few.trend is None and few.why_none == "A trend needs 3 periods in which the effort was written down in minutes of looking; there are 2."


def test_finds_without_effort_stand_apart_and_change_no_rate() -> None:
    with_effort = [find(3), find(4, on=DAY + timedelta(days=40)), find(2, on=DAY + timedelta(days=70))]
    told = over_time([*with_effort, find(50, None)], "needles", "minutes")
    assert [one.apart for one in told.points] == [50, 0, 0]
    assert [one.rate for one in told.points] == [one.rate for one in over_time(with_effort, "needles", "minutes").points]
    assert told.trend == over_time(with_effort, "needles", "minutes").trend


def test_twice_the_looking_and_twice_the_finds_is_no_trend() -> None:
    """Counts alone would say that it doubled."""
    told = over_time([find(2**n, 60.0 * 2**n, on=DAY + timedelta(days=31 * n)) for n in range(6)], "needles", "minutes")
    assert told.trend is not None and told.trend.ratio == pytest.approx(1, rel=1e-9)


def test_a_square_is_in_the_ring_of_its_middle() -> None:
    centre = HOME.centre
    assert ring_of(HOME, centre) == (0, 250)
    assert [ring_of(at(centre[0] + 250 * n, centre[1]), centre) for n in range(6)] == [(0, 250), (0, 250), (250, 500), (500, 1000), (500, 1000), None]
    assert RINGS == ((0, 250), (250, 500), (500, 1000))


def test_each_ring_is_compared_before_and_after_by_how_much_was_looked() -> None:
    before, after = OPENED - timedelta(days=1), OPENED
    told = around([find(8, 120, before), find(2, 120, after), find(9, None, after), find(5, 60, after, at(CENTRE[0] + 5000, CENTRE[1]))], "needles", "minutes", CENTRE, OPENED)
    near = told.rings[0]
    assert near.before.rate and near.after.rate and (near.before.rate.rate, near.after.rate.rate, near.ratio) == (4.0, 1.0, 0.25)
    half = 1.959964 * math.sqrt(1 / 8 + 1 / 2)
    assert (near.low, near.high) == pytest.approx((0.25 * math.exp(-half), 0.25 * math.exp(half)), rel=1e-12)
    assert near.after.apart == 9 and near.both == 1 and told.beyond == 5
    assert told.rings[1].ratio is None and told.rings[1].before.rate is None


def test_the_exact_limits_hold_where_nothing_was_found_on_one_side() -> None:
    before, after = OPENED - timedelta(days=1), OPENED
    near = around([find(6, 60, before), find(0, 60, after)], "needles", "minutes", CENTRE, OPENED).rings[0]
    assert near.ratio == 0 and near.low is None and near.exact_low == 0 and near.exact_high == pytest.approx((1 - 0.025 ** (1 / 6)) / 0.025 ** (1 / 6))
    near = around([find(0, 60, before), find(6, 60, after)], "needles", "minutes", CENTRE, OPENED).rings[0]
    assert near.ratio is None and near.exact_high is None and near.exact_low is not None and near.exact_low > 0
    near = around([find(0, 60, before), find(0, 60, after)], "needles", "minutes", CENTRE, OPENED).rings[0]
    assert (near.ratio, near.exact_low, near.exact_high) == (None, None, None)


def test_squares_wider_than_a_ring_lie_in_none() -> None:
    told = around([find(4, square=Square(260_000, 664_000, 1000))], "needles", "minutes", CENTRE, OPENED)
    assert told.coarse == 4 and all(ring.after.rate is None for ring in told.rings)


def test_a_fall_that_was_put_in_is_found() -> None:
    """By simulation: the true ratio is 0.4 in every ring; over 40 worlds most intervals of the widest ring hold it, and few would without the dispersion."""
    held = bare = 0
    for seed in range(40):
        ring = around(list(walks(16, seed, falls_to=0.4)), "needles", "minutes", CENTRE, OPENED).rings[2]
        assert ring.low is not None and ring.high is not None and ring.exact_low is not None and ring.exact_high is not None
        held += ring.low <= 0.4 <= ring.high
        bare += ring.exact_low <= 0.4 <= ring.exact_high
    assert held >= 35 and held > bare
