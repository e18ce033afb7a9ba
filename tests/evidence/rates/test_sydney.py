"""Sydney's medically supervised injecting centre: ambulance attendances at suspected opioid overdose, to the digit.

National Centre in HIV Epidemiology and Clinical Research, Evaluation Report No. 4 (2007), Table 10: 36 months before and 60 after,
during opening hours. Exact figures are our arithmetic from its counts.
"""

from __future__ import annotations

import pytest

from bothy.evidence.rates import Area, Compared, Counted, combined, compared

MSIC = Area(Counted(626, 36), Counted(210, 60), "2011")
ADJACENT = Area(Counted(338, 36), Counted(311, 60), "2010")
REST = Area(Counted(7117, 36), Counted(4693, 60), "rest of NSW")


@pytest.fixture(scope="module")
def sydney() -> Compared:
    return compared(MSIC, [ADJACENT, REST])


@pytest.mark.parametrize(
    ("place", "ratio", "low", "high", "printed"),
    [
        (-1, 0.20128, 0.1722, 0.2353, "0.20 0.17 0.24"),
        (0, 0.55207, 0.4733, 0.6440, "0.55 0.47 0.64"),
        (1, 0.39564, 0.3813, 0.4105, "0.40 0.38 0.41"),
    ],
)
def test_each_area_has_the_ratio_and_limits_that_were_published(sydney: Compared, place: int, ratio: float, low: float, high: float, printed: str) -> None:
    one = sydney if place < 0 else sydney.controls[place]
    assert one.ratio == pytest.approx(ratio, abs=5e-6)
    assert one.ratio_low == pytest.approx(low, abs=5e-5) and one.ratio_high == pytest.approx(high, abs=5e-5)
    assert f"{one.ratio:.2f} {one.ratio_low:.2f} {one.ratio_high:.2f}" == printed


def test_rates_a_month_are_those_that_were_published(sydney: Compared) -> None:
    rates = [(round(one.rate_before), round(one.rate_after)) for one in (sydney, *sydney.controls)]
    assert rates == [(17, 4), (9, 5), (198, 78)]


def test_both_interactions_of_ratios_are_those_that_were_published(sydney: Compared) -> None:
    adjacent, rest = sydney.controls
    assert adjacent.interaction_ratio_chi2 == pytest.approx(81.2280, abs=5e-5)
    assert rest.interaction_ratio_chi2 == pytest.approx(68.0394, abs=5e-5)
    assert adjacent.interaction_ratio_p < 0.001 and rest.interaction_ratio_p < 0.001


def test_beside_the_rest_of_the_state_the_result_holds_on_one_scale_and_turns_on_the_other(sydney: Compared) -> None:
    rest = sydney.controls[1]
    assert rest.interaction_ratio is not None and rest.interaction_ratio < 1
    # Sixty attendances a month of the state fell away, for one of the area: the difference of differences is positive.
    assert rest.interaction_difference_z == pytest.approx((-13.888889 + 119.477778) / (0.7357705**2 + 2.6067460**2) ** 0.5, rel=1e-6)
    assert rest.difference_warning is not None and "11.4 times" in rest.difference_warning
    assert sydney.controls[0].difference_warning is None


def test_differences_are_reckoned_by_their_formula(sydney: Compared) -> None:
    error = (626 / 36**2 + 210 / 60**2) ** 0.5
    assert sydney.difference == pytest.approx(210 / 60 - 626 / 36)
    assert sydney.difference_low == pytest.approx(sydney.difference - 1.959964 * error)
    assert sydney.difference_high == pytest.approx(sydney.difference + 1.959964 * error)


def test_near_and_adjacent_as_one_area_have_the_sum_that_the_report_prints() -> None:
    both = combined(MSIC, [ADJACENT, REST])
    assert [one.name for one in both] == ["2011 + 2010", "2011 + rest of NSW"]
    assert (both[0].rate_before * 36, both[0].rate_after * 60) == (pytest.approx(626 + 338), pytest.approx(210 + 311))
    assert both[0].rate_before * 36 + both[0].rate_after * 60 == pytest.approx(1485)
    assert both[1].rate_before * 36 + both[1].rate_after * 60 == pytest.approx(12646)
    assert [one.name for one in both[0].controls] == ["rest of NSW"]
    assert both[0].controls[0].interaction_ratio_chi2 == pytest.approx(11.954109, abs=1e-6)
