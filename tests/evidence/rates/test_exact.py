"""Exact limits and mid-p, beside sums over the binomial that are made here with whole-number fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from bothy.evidence.rates.counted import Counted
from bothy.evidence.rates.exact import exact

SMALL = st.integers(0, 40)
TIMES = st.sampled_from([1, 7, 12, 36, 60, 1000])


def chances(n: int, share: Fraction) -> list[Fraction]:
    """Of 0, 1 … n out of n: exact fractions."""
    return [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def tails(a: int, b: int, ratio: float, t1: float, t2: float) -> tuple[Fraction, Fraction, Fraction]:
    """(P fewer than a, P exactly a, P more than a) of a + b where the true ratio is ``ratio``."""
    odds = Fraction(ratio) * Fraction(t2) / Fraction(t1)
    each = chances(a + b, odds / (1 + odds))
    return sum(each[:a], Fraction()), each[a], sum(each[a + 1 :], Fraction())


@settings(max_examples=60, deadline=None)
@given(a=SMALL, b=SMALL, t1=TIMES, t2=TIMES)
def test_at_each_limit_what_was_seen_or_more_has_one_chance_in_forty(a: int, b: int, t1: int, t2: int) -> None:
    found = exact(Counted(b, t1), Counted(a, t2))
    if not a + b:
        assert found.low is found.high is found.mid_low is found.mid_high is found.mid_p is None
        return
    assert (found.low == 0) == (a == 0) == (found.mid_low == 0)
    assert (found.high is None) == (b == 0) == (found.mid_high is None)
    if a:
        _, at, more = tails(a, b, found.low, t1, t2)
        assert float(at + more) == pytest.approx(0.025, rel=1e-7)
        _, at, more = tails(a, b, found.mid_low, t1, t2)
        assert float(at / 2 + more) == pytest.approx(0.025, rel=1e-7)
    if b:
        fewer, at, _ = tails(a, b, found.high, t1, t2)
        assert float(fewer + at) == pytest.approx(0.025, rel=1e-7)
        fewer, at, _ = tails(a, b, found.mid_high, t1, t2)
        assert float(fewer + at / 2) == pytest.approx(0.025, rel=1e-7)


@settings(max_examples=60, deadline=None)
@given(a=SMALL, b=SMALL, t1=TIMES, t2=TIMES)
def test_mid_p_counts_half_of_what_was_seen(a: int, b: int, t1: int, t2: int) -> None:
    if a + b:
        fewer, at, more = tails(a, b, 1.0, t1, t2)
        assert exact(Counted(b, t1), Counted(a, t2)).mid_p == pytest.approx(float(2 * min(fewer + at / 2, more + at / 2)), rel=1e-9)


@pytest.mark.parametrize(("a", "b", "t1", "t2"), [(210, 626, 36, 60), (311, 338, 36, 60), (4693, 7117, 36, 60), (3, 11, 2.5, 0.75)])
def test_exact_limits_are_those_that_scipy_gives_of_the_share(a: int, b: int, t1: float, t2: float) -> None:
    share = binomtest(a, a + b).proportion_ci(0.95, "exact")
    found = exact(Counted(b, t1), Counted(a, t2))
    assert found.low == pytest.approx(share.low / (1 - share.low) * t1 / t2, rel=1e-8)
    assert found.high == pytest.approx(share.high / (1 - share.high) * t1 / t2, rel=1e-8)


def test_with_nothing_after_the_upper_limits_have_closed_forms() -> None:
    found = exact(Counted(5, 36), Counted(0, 60))
    assert found.low == 0 and found.mid_low == 0
    assert found.high == pytest.approx((40 ** (1 / 5) - 1) * 36 / 60)
    assert found.mid_high == pytest.approx((20 ** (1 / 5) - 1) * 36 / 60)
    assert found.mid_p == pytest.approx((36 / 96) ** 5)


COUNTS = st.one_of(st.integers(0, 10**4), st.integers(0, 10**12))


@settings(max_examples=150, deadline=None)
@given(a=COUNTS, b=COUNTS, t1=st.floats(1e-9, 1e15), t2=st.floats(1e-9, 1e15))
def test_turned_round_in_time_the_limits_are_turned_over(a: int, b: int, t1: float, t2: float) -> None:
    one, other = exact(Counted(b, t1), Counted(a, t2)), exact(Counted(a, t2), Counted(b, t1))
    assert one.mid_p == pytest.approx(other.mid_p, rel=1e-6, abs=1e-300) if a + b else one.mid_p is None
    for low, high in ((one.low, other.high), (other.low, one.high), (one.mid_low, other.mid_high), (other.mid_low, one.mid_high)):
        if low:
            assert high == pytest.approx(1 / low, rel=1e-9)
        else:
            assert high is None
    if a and b:
        assert one.low <= one.mid_low <= (a / t2) / (b / t1) * (1 + 1e-9) and one.mid_high <= one.high
