"""A control beside the treated series: what both share is no effect."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
import statsmodels.api as sm

from bothy.evidence.its.controlled import compare
from bothy.evidence.its.fit import Fitted, fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.series import Series
from support.interrupted import COLUMNS, drawn, series


def pair(seed: int = 1, shared: float = 0.7, own: float = 0.8, n: int = 72) -> tuple[Series, Series]:
    """Treated and control; both fall by ``shared``, the treated by ``own`` besides."""
    asked = msgspec.structs.replace(COLUMNS, shocks=("5:8:strike",))
    return series(drawn(seed, n, 24, 60, shared * own, 0.02), 24, asked), series(drawn(seed + 1, n, 24, 90, shared, 0.02, trend=-0.001), 24, asked)


def stacked(a: Fitted, b: Fitted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both series under one another, everything interacted with being treated: counts, design, time of each row."""
    x, y = a.design.matrix, np.concatenate((a.series.counts, b.series.counts))
    nothing = np.zeros_like(x)
    return y, np.block([[x, x], [b.design.matrix, nothing]]), np.tile(np.arange(len(x)), 2)


@pytest.mark.parametrize("slope", [False, True])
def test_the_interaction_is_that_of_one_regression_with_everything_interacted(slope: bool) -> None:
    treated, control = pair()
    model = Model(family="poisson", harmonics=1, slope=slope)
    a = fit(treated, model)
    beside = compare(a, "Govan", control)
    y, x, _ = stacked(a, beside.fitted)
    whole = sm.GLM(y, x, family=sm.families.Poisson()).fit(tol=1e-12)
    for found, term in ((beside.interaction, "step"), (beside.slope_interaction, "slope")):
        if found is None:
            assert term == "slope" and not slope
            continue
        i = x.shape[1] // 2 + a.design.at(term)
        assert found.ratio == pytest.approx(np.exp(whole.params[i]), rel=1e-7)
        assert found.high / found.low == pytest.approx(np.exp(2 * 1.959964 * whole.bse[i]), rel=1e-7)


def test_hac_errors_of_the_interaction_see_what_both_series_share() -> None:
    treated, control = pair()
    a = fit(treated, Model(family="poisson", errors="hac", lag=3))
    beside = compare(a, "Govan", control)
    y, x, time = stacked(a, beside.fitted)
    whole = sm.GLM(y, x, family=sm.families.Poisson()).fit(
        tol=1e-12, cov_type="hac-groupsum", cov_kwds={"time": time, "maxlags": 3, "use_correction": False}
    )
    i = x.shape[1] // 2 + a.design.at("step")
    assert np.log(beside.interaction.high / beside.interaction.low) == pytest.approx(2 * 1.959964 * whole.bse[i], rel=1e-6)


def test_each_series_of_quasi_poisson_has_its_own_dispersion() -> None:
    treated, control = pair()
    a = fit(treated, Model())
    beside = compare(a, "Govan", control)
    i = a.design.at("step")
    wide = np.sqrt(a.covariance[i, i] + beside.fitted.covariance[i, i])
    assert np.log(beside.interaction.high / beside.interaction.ratio) == pytest.approx(1.959964 * wide)
    assert a.pearson != pytest.approx(beside.fitted.pearson)


@pytest.mark.parametrize("family", ["quasi", "negbin"])
@pytest.mark.parametrize("errors", ["model", "hac"])
def test_what_both_share_is_taken_out(family: str, errors: str) -> None:
    found = []
    for seed in range(0, 40, 2):
        treated, control = pair(seed)
        found.append(compare(fit(treated, Model(family=family, errors=errors)), "Govan", control).interaction)  # type: ignore[arg-type]
    assert np.mean([np.log(one.ratio) for one in found]) == pytest.approx(np.log(0.8), abs=0.05)
    assert sum(one.low < 0.8 < one.high for one in found) >= 15


def test_trends_that_went_alike_before_and_trends_that_did_not() -> None:
    n = 72
    steady = series(drawn(1, n, 24, 200, 1.0, trend=0.0), 24)
    rising = series(drawn(2, n, 24, 200, 1.0, trend=0.01), 24)
    same = series(drawn(3, n, 24, 400, 1.0, trend=0.0), 24)
    a = fit(steady, Model())
    alike, apart = compare(a, "same", same).trend_interaction, compare(a, "rising", rising).trend_interaction
    assert alike is not None and apart is not None
    assert alike.low < 1 < alike.high
    assert apart.high < 1 and apart.ratio == pytest.approx(np.exp(-0.12), rel=0.05)


def test_rates_before_are_told_over_their_mean() -> None:
    treated, control = pair()
    found = compare(fit(treated, Model()), "Govan", control).rate_ratio
    assert len(found) == treated.first_after
    ratio = treated.counts[:48] / control.counts[:48]
    assert np.allclose(np.array(found, float), ratio / (treated.counts[:48].sum() / control.counts[:48].sum()))


def test_a_control_that_counted_nothing_has_no_ratio_there() -> None:
    quiet = drawn(4, 40, 12, level=8)
    quiet[3] = 0
    found = compare(fit(series(drawn(5, 40, 12, level=8), 12), Model()), "quiet", series(quiet, 12))
    assert found.rate_ratio[3] is None and found.rate_ratio[4] is not None


def test_residuals_that_go_together_are_told() -> None:
    chance = np.random.default_rng(7)
    both = np.exp(chance.normal(0, 0.3, 60))
    a, b = (series(chance.poisson(300 * both), 20) for _ in range(2))
    found = compare(fit(a, Model()), "twin", b).residual_correlation
    assert found is not None and found > 0.9
