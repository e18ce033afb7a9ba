"""P-values of several outcomes shown together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from bothy.evidence.claims.holm import holm

ps = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_the_smallest_counts_as_often_as_there_are_outcomes() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))
    assert holm([0.03]) == (0.03,)
    assert holm([]) == ()


@given(ps)
def test_as_statsmodels_reckons_it(p: list[float]) -> None:
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


@given(ps, st.floats(0, 1))
def test_one_more_outcome_lowers_no_p_value(p: list[float], more: float) -> None:
    assert all(after >= before for before, after in zip(holm(p), holm([*p, more]), strict=False))


def test_what_is_no_p_value_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm([0.2, 1.2])
