"""The prediction interval: the judged year has no say in its own, and the limits are those of the distribution they claim."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from bothy.evidence.expected import Years, predicted
from bothy.evidence.nb2 import fit

SERIES = st.lists(st.integers(0, 2000), min_size=5, max_size=30)


@settings(max_examples=100, deadline=None)
@given(SERIES, st.data())
def test_a_years_own_figure_never_changes_its_prediction(deaths: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(deaths) - 1))
    other = [*deaths[:index], data.draw(st.integers(0, 10**6)), *deaths[index + 1 :]]
    assert predicted(Years(1996, np.array(deaths, float)), index) == predicted(Years(1996, np.array(other, float)), index)


@pytest.mark.parametrize(("index", "near"), [(0, range(1, 9)), (2, (0, 1, 3, 4, 5, 6, 7, 8)), (6, (2, 3, 4, 5, 7, 8, 9, 10)), (12, range(4, 12))])
def test_the_eight_nearest_others_have_a_say_and_the_rest_have_none(index: int, near: Sequence[int]) -> None:
    deaths = np.array([40, 52, 47, 61, 58, 49, 66, 71, 60, 75, 69, 80, 77], float)
    plain = predicted(Years(1996, deaths), index)
    said = []
    for one in range(13):
        moved = deaths.copy()
        moved[one] += 9
        if predicted(Years(1996, moved), index) != plain:
            said.append(one)
    assert said == list(near)


@settings(max_examples=60, deadline=None)
@given(SERIES, st.data())
def test_the_same_years_backwards_give_the_same(deaths: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(deaths) - 1))
    # In the middle of an odd window both ends are alike; at the ends the window is the mirror image.
    one, other = predicted(Years(1, np.array(deaths, float)), index), predicted(Years(1, np.array(deaths[::-1], float)), len(deaths) - 1 - index)
    if one is None or other is None:
        assert one is other
    else:
        assert one.mean == pytest.approx(other.mean, rel=1e-6)
        assert abs(one.low - other.low) <= 1 and abs(one.high - other.high) <= 1 + 1e-6 * one.high


def test_an_even_series_predicts_its_own_level_and_more_than_poisson_would_let_it_scatter() -> None:
    found = predicted(Years(1996, np.full(9, 100.0)), 4)
    assert found is not None and found.mean == pytest.approx(100)
    assert found.low < poisson.ppf(0.025, 100) and found.high > poisson.ppf(0.975, 100)


def test_the_limits_are_the_quantiles_that_the_guide_gives() -> None:
    deaths = np.array([30, 44, 37, 61, 50, 48, 72, 66, 58], float)
    found = predicted(Years(2016, deaths), 4)
    others = np.delete(deaths, 4)
    steps = np.array([-4.0, -3, -2, -1, 1, 2, 3, 4])
    line = fit(others, np.column_stack([np.ones(8), steps]))
    mean = math.exp(line.coefficients[0])
    # Student's 97.5 % quantile with 6 degrees of freedom is 2.446912.
    variance = (2.446912 / 1.959964) ** 2 * (mean + line.alpha * mean**2 + mean**2 * line.covariance[0, 0])
    low, high = nbinom.ppf([0.025, 0.975], mean**2 / (variance - mean), mean / variance)
    assert found is not None and (found.mean, found.low, found.high) == (pytest.approx(mean), low, high)


@pytest.mark.parametrize("deaths", [[0] * 9, [0, 0, 0, 0, 9, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0, 0, 0, 0], [1578, 607, 1, 1, 774, 1, 1, 1, 429]])
def test_where_no_line_fits_the_years_around_there_is_no_prediction(deaths: list[int]) -> None:
    assert predicted(Years(1996, np.array(deaths, float)), 4) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 10**9)), min_size=5, max_size=15), st.data())
def test_limits_lie_about_the_mean_whatever_the_figures(deaths: list[int], data: st.DataObject) -> None:
    found = predicted(Years(1996, np.array(deaths, float)), data.draw(st.integers(0, len(deaths) - 1)))
    if found is not None:
        assert 0 <= found.low <= found.high < math.inf and found.low == int(found.low) and found.mean > 0
        assert found.low <= found.mean
