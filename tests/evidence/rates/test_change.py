"""A change on both scales: what holds of every count, and what is not defined with a zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from bothy.evidence.rates import Area, Counted, compared
from bothy.evidence.rates.change import change

SOME = st.builds(Counted, st.integers(1, 10**6), st.floats(0.01, 1e6))
ANY = st.builds(Counted, st.integers(0, 10**6), st.floats(0.01, 1e6))
AREAS = st.builds(Area, SOME, SOME)

LOG_SCALE = ("ratio_low", "ratio_high", "ratio_p")


@settings(max_examples=100, deadline=None)
@given(SOME, SOME)
def test_before_and_after_exchanged_turn_the_ratio_over_and_the_difference_round(before: Counted, after: Counted) -> None:
    one, other = change(Area(before, after)), change(Area(after, before))
    assert one.ratio * other.ratio == pytest.approx(1)
    assert one.ratio_low * other.ratio_high == pytest.approx(1) and one.ratio_high * other.ratio_low == pytest.approx(1)
    assert one.difference == -other.difference and one.difference_low == -other.difference_high
    assert (one.ratio_p, one.difference_p) == (pytest.approx(other.ratio_p, rel=1e-9), other.difference_p)


@settings(max_examples=100, deadline=None)
@given(SOME, SOME, st.floats(0.01, 100))
def test_another_unit_of_exposure_leaves_the_ratio_and_scales_the_difference(before: Counted, after: Counted, unit: float) -> None:
    one = change(Area(before, after))
    other = change(Area(Counted(before.n, before.t * unit), Counted(after.n, after.t * unit)))
    for key in ("ratio", *LOG_SCALE, "exact_low", "exact_high", "mid_p"):
        assert getattr(other, key) == pytest.approx(getattr(one, key), rel=1e-6, abs=1e-300)
    for key in ("difference", "difference_low", "difference_high"):
        assert getattr(other, key) * unit == pytest.approx(getattr(one, key), rel=1e-6, abs=1e-9 * (one.rate_before + one.rate_after))


@settings(max_examples=100, deadline=None)
@given(AREAS)
def test_each_p_matches_the_interval_of_its_scale(area: Area) -> None:
    found = change(area)
    for low, high, none, p in (
        (found.ratio_low, found.ratio_high, 1.0, found.ratio_p),
        (found.difference_low, found.difference_high, 0.0, found.difference_p),
    ):
        if abs(p - 0.05) > 1e-6:
            assert (low <= none <= high) == (p > 0.05)


@settings(max_examples=100, deadline=None)
@given(AREAS)
def test_p_is_that_of_the_normal_distribution(area: Area) -> None:
    found = change(area)
    a, b = area.after, area.before
    z = math.log(found.ratio) / math.sqrt(1 / a.n + 1 / b.n)
    assert found.ratio_p == pytest.approx(2 * norm.sf(abs(z)), rel=1e-6, abs=1e-300)
    z = found.difference / math.sqrt(a.n / a.t**2 + b.n / b.t**2)
    assert found.difference_p == pytest.approx(2 * norm.sf(abs(z)), rel=1e-6, abs=1e-300)


@settings(max_examples=100, deadline=None)
@given(AREAS, AREAS)
def test_interactions_are_their_formulas_and_turn_with_the_areas(treated: Area, control: Area) -> None:
    one, other = compared(treated, [control]), compared(control, [treated])
    mine, theirs = one.controls[0], other.controls[0]
    counts = [part.n for area in (treated, control) for part in (area.before, area.after)]
    squared = (math.log(one.ratio) - math.log(mine.ratio)) ** 2 / sum(1 / n for n in counts)
    assert mine.interaction_ratio_chi2 == pytest.approx(squared, rel=1e-6, abs=1e-12)
    assert mine.interaction_ratio_p == pytest.approx(chi2.sf(mine.interaction_ratio_chi2, 1), rel=1e-6, abs=1e-300)
    assert mine.interaction_ratio * theirs.interaction_ratio == pytest.approx(1)
    assert mine.interaction_difference_z == pytest.approx(-theirs.interaction_difference_z)
    assert mine.interaction_difference_p == pytest.approx(2 * norm.sf(abs(mine.interaction_difference_z)), rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(("before", "after", "ratio"), [(5, 0, 0.0), (0, 5, None), (0, 0, None)])
def test_with_a_zero_count_the_log_scale_is_null_and_nothing_is_added(before: int, after: int, ratio: float | None) -> None:
    found = change(Area(Counted(before, 36), Counted(after, 60)))
    assert found.ratio == ratio and all(getattr(found, key) is None for key in LOG_SCALE)
    assert (found.rate_before, found.rate_after) == (before / 36, after / 60)
    assert (found.mid_p is None) == (found.exact_low is None) == (found.difference_p is None) == (before + after == 0)


@given(ANY, ANY, ANY, ANY)
def test_zeros_anywhere_never_fail_and_never_give_a_number_that_is_none(a: Counted, b: Counted, c: Counted, d: Counted) -> None:
    found = compared(Area(a, b), [Area(c, d)])
    zero = not (a.n and b.n and c.n and d.n)
    assert (found.controls[0].interaction_ratio_chi2 is None) == zero
    for one in (found, *found.controls):
        numbers = [getattr(one, key) for key in type(one).__struct_fields__ if isinstance(getattr(one, key), float)]
        assert all(map(math.isfinite, numbers))
