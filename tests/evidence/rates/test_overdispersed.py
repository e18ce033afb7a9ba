"""Months that scatter more than Poisson: the same change with wider intervals."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bothy.evidence.rates import AreaMonths, combined_by_month, compared_by_month

RNG = np.random.default_rng(20250113)
AFTER = np.arange(48) >= 24


def months(counts: np.ndarray, name: str = "", exposure: np.ndarray | None = None) -> AreaMonths:
    return AreaMonths(name, counts.astype(float), np.ones(48) if exposure is None else exposure, AFTER)


def drawn(rate: float, fall: float, alpha: float) -> np.ndarray:
    return RNG.poisson(rate * np.where(AFTER, fall, 1.0) * RNG.gamma(1 / alpha, alpha, 48))


WILD = months(drawn(30, 0.5, 0.3), "near")
CALM = months(drawn(80, 0.9, 0.05), "far")


def glm(area: AreaMonths, family: sm.families.Family, scale: str | None = None) -> sm.GLM:
    design = np.column_stack([np.ones(48), area.after.astype(float)])
    return sm.GLM(area.counts, design, family=family, exposure=area.exposure).fit(scale=scale, tol=1e-12)


def test_quasi_poisson_is_that_of_statsmodels() -> None:
    found, theirs = compared_by_month(WILD).overdispersed, glm(WILD, sm.families.Poisson(), "X2")
    low, high = np.exp(theirs.params[1] + np.array([-1, 1]) * 1.959964 * theirs.bse[1])
    assert found.dispersion == pytest.approx(theirs.scale) and found.dispersion > 2
    assert (found.quasi.ratio, found.quasi.ratio_low, found.quasi.ratio_high) == (
        pytest.approx(np.exp(theirs.params[1])), pytest.approx(low), pytest.approx(high),
    )  # fmt: skip
    assert found.quasi.ratio_p == pytest.approx(theirs.pvalues[1], rel=1e-4)


def test_the_difference_is_widened_by_the_root_of_the_dispersion() -> None:
    plain = compared_by_month(WILD)
    found = plain.overdispersed
    assert found.quasi.difference == plain.difference
    assert found.quasi.difference_high - found.quasi.difference_low == pytest.approx(
        (plain.difference_high - plain.difference_low) * found.dispersion**0.5
    )


def test_negative_binomial_is_that_of_statsmodels_with_the_same_scatter() -> None:
    found = compared_by_month(WILD).overdispersed
    theirs = glm(WILD, sm.families.NegativeBinomial(alpha=found.alpha))
    assert found.alpha > 0.05 and theirs.pearson_chi2 == pytest.approx(46, rel=1e-6)
    low, high = np.exp(theirs.params[1] + np.array([-1, 1]) * 1.959964 * theirs.bse[1])
    assert (found.negbin.ratio_low, found.negbin.ratio_high) == (pytest.approx(low, rel=1e-6), pytest.approx(high, rel=1e-6))
    # With one exposure a month the fitted rates are the means, so the difference is the plain one.
    before, after = WILD.counts[~AFTER].mean(), WILD.counts[AFTER].mean()
    error = np.sqrt(sum((mean + found.alpha * mean**2) / 24 for mean in (before, after)))
    assert found.negbin.difference == pytest.approx(after - before)
    assert found.negbin.difference_high == pytest.approx(after - before + 1.959964 * error)


def test_a_controls_interaction_reckons_with_both_areas_own_scatter() -> None:
    answer = compared_by_month(WILD, [CALM])
    control, mine = answer.controls[0], answer.overdispersed
    wide = sum(
        one.dispersion * (1 / part.before.n + 1 / part.after.n)
        for one, part in ((mine, WILD.total), (control.overdispersed, CALM.total))
    )
    chi2 = np.log(answer.ratio / control.ratio) ** 2 / wide
    assert control.overdispersed.quasi.interaction.interaction_ratio_chi2 == pytest.approx(chi2)
    assert chi2 < control.interaction_ratio_chi2
    assert control.overdispersed.negbin.interaction is not None and mine.quasi.interaction is None


def test_months_that_scatter_less_shorten_no_interval() -> None:
    even = compared_by_month(months(np.where(AFTER, 25, 50) + np.arange(48) % 2))
    assert 0 < even.overdispersed.dispersion < 0.1 and even.overdispersed.alpha == 0
    assert even.overdispersed.quasi.ratio_low == pytest.approx(even.ratio_low)


def test_a_period_without_an_event_has_no_negative_binomial() -> None:
    found = compared_by_month(months(np.where(AFTER, 0, RNG.poisson(3, 48)))).overdispersed
    assert found.negbin is None and found.alpha is None
    assert found.quasi.ratio == 0 and found.quasi.ratio_low is None and found.quasi.difference_p is not None
    nothing = compared_by_month(months(np.zeros(48))).overdispersed
    assert nothing.dispersion is None and nothing.quasi.difference_p is None


def test_dispersion_of_one_period_is_over_the_months_that_have_a_mean() -> None:
    counts = np.where(AFTER, 0, RNG.poisson(3, 48)).astype(float)
    before = counts[:24]
    found = compared_by_month(months(counts)).overdispersed
    assert found.dispersion == pytest.approx(((before - before.mean()) ** 2 / before.mean()).sum() / 23)


def test_exposure_of_each_month_is_reckoned_with() -> None:
    exposure = np.linspace(100, 300, 48)
    area = months(WILD.counts, "near", exposure)
    assert compared_by_month(area).overdispersed.dispersion == pytest.approx(glm(area, sm.families.Poisson(), "X2").scale)


def test_both_as_one_area_are_judged_by_their_own_months() -> None:
    (both,) = combined_by_month(WILD, [CALM])
    alone = compared_by_month(months(WILD.counts + CALM.counts, "near + far"))
    assert both == alone and both.name == "near + far" and both.overdispersed is not None
