"""The comparison in words: what holds on one scale only is called so, and nothing is said that the figures do not carry."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.evidence.rates import Area, AreaMonths, Counted, combined, compared, compared_by_month
from bothy.evidence.rates.said import said
from bothy.evidence.rates.verdict import of_change, of_interaction


def area(before: int, after: int, t1: float = 36, t2: float = 60, name: str = "") -> Area:
    return Area(Counted(before, t1), Counted(after, t2), name)


SYDNEY = compared(area(626, 210), [area(338, 311, name="2010"), area(7117, 4693, name="rest of NSW")])


def test_sydneys_page_gives_both_scales_and_the_warning() -> None:
    page = said(SYDNEY)
    assert "the rate fell from 17.39 to 3.5, ratio 0.2013 (0.1722 to 0.2353). More than chance on both scales" in page
    assert "chi2 81.23" in page and "chi2 68.04" in page and "z 38.98" in page
    assert "lower on the ratio scale (ratio of ratios 0.5087, p <0.0001) and higher on the difference scale" in page
    assert page.count("Warning: Exposure is time only and one area's rate before was 11.4 times the other's") == 1
    assert "A change is not an effect." in page


def test_a_result_on_one_scale_only_is_called_so() -> None:
    one = compared(area(7, 1, 12, 12))
    assert one.ratio_p is not None and one.difference_p is not None and one.difference_p < 0.05 <= one.ratio_p
    assert of_change(one).startswith("More than chance on the difference scale, not on the ratio scale")
    assert "hangs on the scale" in of_change(one)


@pytest.mark.parametrize(("after", "told"), [(20, "Not to be told from chance on either scale"), (2, "More than chance on both scales")])
def test_one_answer_on_both_scales_hangs_on_none(after: int, told: str) -> None:
    answer = of_change(compared(area(20, after, 12, 12)))
    assert answer.startswith(told) and "hangs" not in answer


def test_zero_counts_are_told_with_their_exact_limits() -> None:
    page = said(compared(area(5, 0), [area(0, 0)]))
    assert "the exact limits of the ratio are 0 to 0.6548 (mid-p 0.0074)" in page
    assert "with a zero count ratios cannot be compared on the log scale" in page
    assert "the difference's interval is too short" in page
    assert "Nothing was counted, before or after" in said(compared(area(0, 0)))
    assert of_interaction(compared(area(0, 0), [area(0, 0)]).controls[0]).startswith("With zero counts only")


def test_small_rates_are_told_per_so_many() -> None:
    page = said(compared(area(62, 21, 360_000, 600_000)))
    assert "fell from 1.722 to 0.35 per 10,000" in page or "fell from 17.22 to 3.5 per 100,000" in page


def test_with_months_the_sentence_is_that_of_the_months_scatter() -> None:
    rng = np.random.default_rng(7)
    after = np.arange(24) >= 12
    counts = rng.poisson(20 * np.where(after, 0.8, 1) * rng.gamma(1 / 0.4, 0.4, 24)).astype(float)
    answer = compared_by_month(AreaMonths("near", counts, np.ones(24), after))
    assert answer.overdispersed is not None and answer.overdispersed.quasi.ratio_p != answer.ratio_p
    page = said(answer)
    assert "These allow for how the months scatter" in page and "times as Poisson would let them" in page
    assert f"{answer.overdispersed.quasi.ratio_p:.4f} for the ratio" in page


def test_areas_as_one_follow_and_are_named() -> None:
    areas = area(626, 210), [area(338, 311, name="2010"), area(7117, 4693, name="rest")]
    page = said(msgspec.structs.replace(compared(*areas), combined=combined(*areas)))
    assert "Taken as one area: treated + 2010." in page and "Taken as one area: treated + rest." in page


COUNTED = st.builds(Counted, st.one_of(st.integers(0, 3), st.integers(0, 10**12)), st.floats(1e-9, 1e15))


@settings(max_examples=100, deadline=None)
@given(st.builds(Area, COUNTED, COUNTED), st.builds(Area, COUNTED, COUNTED, st.text("abc", max_size=3)))
def test_every_comparison_can_be_told(treated: Area, control: Area) -> None:
    page = said(compared(treated, [control]))
    assert "nan" not in page and "inf" not in page.replace("infinite", "") and "None" not in page
