"""Rates before and after from totals: Sydney to the digit, exact limits by brute force, zeros, and what both scales say."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from bothy.evidence.rates import Area, Counted, combined, compared

BEFORE, AFTER = 36, 60
SYDNEY = {"2011": (626, 210), "2010": (338, 311), "rest": (7117, 4693)}
"""Ambulance attendances in opening hours, NCHECR Evaluation Report No. 4 (2007), Table 10."""


def area(before: int, after: int, t: tuple[float, float] = (BEFORE, AFTER), name: str = "") -> Area:
    return Area(Counted(before, t[0]), Counted(after, t[1]), name)


@pytest.fixture(scope="module")
def sydney() -> Any:
    treated, *controls = (area(*counts, name=name) for name, counts in SYDNEY.items())
    return compared(treated, controls)


@pytest.mark.parametrize(
    ("place", "ratio", "low", "high", "printed"),
    [
        (0, 0.20128, 0.1722, 0.2353, "0.20 (0.17-0.24)"),
        (1, 0.55207, 0.4733, 0.6440, "0.55 (0.47-0.64)"),
        (2, 0.39564, 0.3813, 0.4105, "0.40 (0.38-0.41)"),
    ],
)
def test_sydneys_table_to_the_digit(sydney: Any, place: int, ratio: float, low: float, high: float, printed: str) -> None:
    one = (sydney, *sydney.controls)[place]
    assert (round(one.ratio, 5), round(one.ratio_low, 4), round(one.ratio_high, 4)) == (ratio, low, high)
    assert f"{one.ratio:.2f} ({one.ratio_low:.2f}-{one.ratio_high:.2f})" == printed


def test_sydneys_interactions(sydney: Any) -> None:
    next_door, rest = sydney.controls
    assert (round(next_door.interaction_ratio_chi2, 4), round(rest.interaction_ratio_chi2, 4)) == (81.2280, 68.0394)
    assert next_door.interaction_ratio_p == pytest.approx(norm.sf(math.sqrt(81.2280)) * 2, rel=1e-3)
    assert next_door.interaction_ratio == pytest.approx(sydney.ratio / next_door.ratio)
    by_hand = (sydney.difference - rest.difference) / math.sqrt(626 / 36**2 + 210 / 60**2 + 7117 / 36**2 + 4693 / 60**2)
    assert rest.interaction_difference_z == pytest.approx(by_hand)


def test_areas_of_different_size_watched_through_the_same_time_have_differences_that_are_not_comparable(sydney: Any) -> None:
    next_door, rest = sydney.controls
    assert next_door.difference_warning is None, "17.4 and 9.4 a month are not twofold apart"
    assert "11.4 times" in rest.difference_warning and "person-time" in rest.difference_warning
    people = area(626, 210, (36e3, 60e3)), area(7117, 4693, (36e4, 60e4))
    assert compared(people[0], [people[1]]).controls[0].difference_warning is None, "person-time makes them comparable"
    assert compared(people[0], [people[1]], "time").controls[0].difference_warning is None, "then the rates are alike"


def test_a_result_may_hold_on_one_scale_and_not_on_the_other() -> None:
    """Vancouver's shape: the near area falls by more deaths, and hardly by a larger share."""
    near, far = area(56, 33, (22_066, 19_991)), area(113, 88, (1_479_792, 1_271_246))
    (control,) = compared(near, [far]).controls
    assert control.interaction_ratio_p > 0.05 > control.interaction_difference_p
    assert control.difference_warning is None, "person-years: the differences may be compared"


@pytest.mark.parametrize(("before", "after"), [(12, 5), (0, 7), (9, 0), (1, 1), (400, 380)])
def test_exact_limits_are_where_the_binomial_tails_are_one_in_forty(before: int, after: int) -> None:
    t = (3.0, 5.0)
    found = compared(area(before, after, t))
    many = before + after

    def share(ratio: float) -> float:
        return ratio * t[1] / (ratio * t[1] + t[0])

    if after:
        assert binom.sf(after - 1, many, share(found.exact_low)) == pytest.approx(0.025, rel=1e-6)
        middle = binom.sf(after, many, share(found.mid_p_low)) + binom.pmf(after, many, share(found.mid_p_low)) / 2
        assert middle == pytest.approx(0.025, rel=1e-6)
        assert found.exact_low < found.mid_p_low
    else:
        assert (found.exact_low, found.mid_p_low) == (0, 0)
    if before:
        assert binom.cdf(after, many, share(found.exact_high)) == pytest.approx(0.025, rel=1e-6)
        assert found.mid_p_high < found.exact_high
    else:
        assert found.exact_high is None and found.mid_p_high is None
    tails = (binom.cdf(after, many, share(1)), binom.sf(after - 1, many, share(1)))
    assert found.mid_p == pytest.approx(min(1.0, 2 * min(tails) - binom.pmf(after, many, share(1))))


@pytest.mark.parametrize(("before", "after", "ratio"), [(0, 4, None), (4, 0, 0.0), (0, 0, None)])
def test_with_a_zero_the_log_scale_gives_nothing_and_nothing_is_added(before: int, after: int, ratio: float | None) -> None:
    found = compared(area(before, after), [area(10, 12)])
    assert found.ratio == ratio
    assert (found.ratio_low, found.ratio_high, found.ratio_p) == (None, None, None)
    assert found.controls[0].interaction_ratio_chi2 is None and found.controls[0].interaction_ratio_p is None
    if before or after:
        assert found.exact_low is not None and found.mid_p is not None
        assert found.controls[0].interaction_difference_z is not None
    else:
        assert (found.exact_low, found.exact_high, found.mid_p) == (None, None, None)


def test_near_and_adjacent_are_also_taken_as_one() -> None:
    treated, next_door, rest = (area(*counts, name=name) for name, counts in SYDNEY.items())
    both = combined(treated, [next_door, rest])
    assert [one.name for one in both] == ["2011 + 2010", "2011 + rest"]
    assert both[0].rate_before == pytest.approx((626 + 338) / 36), "the same months passed in both: exposure is not added"
    assert [one.name for one in both[0].controls] == ["rest"]
    people = combined(area(5, 3, (100, 120)), [area(7, 9, (200, 210))])
    assert people[0].rate_after == pytest.approx(12 / 330), "person-time is"


counts = st.integers(1, 5000)
times = st.floats(0.1, 1e5)


@settings(max_examples=200, deadline=None)
@given(counts, counts, times, times)
def test_before_and_after_the_other_way_round_is_the_inverse(a: int, b: int, t: float, u: float) -> None:
    one, other = compared(area(a, b, (t, u))), compared(area(b, a, (u, t)))
    assert one.ratio * other.ratio == pytest.approx(1)
    assert one.ratio_low * other.ratio_high == pytest.approx(1)
    assert one.exact_low * other.exact_high == pytest.approx(1, rel=1e-6)
    assert one.mid_p_low * other.mid_p_high == pytest.approx(1, rel=1e-6)
    assert one.difference == pytest.approx(-other.difference)
    assert (one.ratio_p, one.mid_p) == pytest.approx((other.ratio_p, other.mid_p))


@settings(max_examples=200, deadline=None)
@given(counts, counts, times, times, st.floats(0.01, 100))
def test_another_unit_of_exposure_moves_no_ratio_and_no_p(a: int, b: int, t: float, u: float, unit: float) -> None:
    one, other = compared(area(a, b, (t, u))), compared(area(a, b, (t * unit, u * unit)))
    assert (one.ratio, one.exact_low, one.ratio_p, one.difference_p) == pytest.approx((other.ratio, other.exact_low, other.ratio_p, other.difference_p), rel=1e-6)
    assert one.difference == pytest.approx(other.difference * unit, rel=1e-6, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(counts, counts, times, times)
def test_intervals_hold_their_estimate_and_p_agrees_with_them(a: int, b: int, t: float, u: float) -> None:
    found = compared(area(a, b, (t, u)))
    assert found.ratio_low < found.ratio < found.ratio_high
    assert found.exact_low <= found.mid_p_low <= found.ratio <= found.mid_p_high <= found.exact_high
    assert (found.ratio_p < 0.05) == (not found.ratio_low <= 1 <= found.ratio_high) or abs(found.ratio_p - 0.05) < 1e-6
    assert (found.mid_p < 0.05) == (not found.mid_p_low <= 1 <= found.mid_p_high) or abs(found.mid_p - 0.05) < 1e-6
