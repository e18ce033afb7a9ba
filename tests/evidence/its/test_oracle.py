"""statsmodels says the same: coefficients, deviance, errors by the model and by Newey and West, on designs drawn at random."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import NegativeBinomial

from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.fit import Fitted, fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.negbin import parts_of
from support.interrupted import drawn, series

SHAPES = st.tuples(
    st.integers(0, 10**6),
    st.integers(24, 90),
    st.floats(4, 400),
    st.floats(0.4, 1.8),
    st.sampled_from([0, 1, 2]),
    st.booleans(),
)


def made(shape: tuple[int, int, float, float, int, bool], alpha: float, **asked: Any) -> Fitted:
    seed, n, level, ratio, harmonics, slope = shape
    model = Model(harmonics=harmonics, slope=slope, **asked)
    return fit(series(drawn(seed, n, n // 3, level, ratio, alpha), n // 3), model)


def by_statsmodels(fitted: Fitted, **cov: Any) -> Any:
    own = fitted.series
    return sm.GLM(own.counts, fitted.design.matrix, family=sm.families.Poisson(), offset=np.log(own.exposure)).fit(tol=1e-12, **cov)


@given(SHAPES, st.sampled_from([0.0, 0.1]))
def test_quasi_poisson(shape: tuple[int, int, float, float, int, bool], alpha: float) -> None:
    ours = made(shape, alpha)
    theirs = by_statsmodels(ours, scale="X2")
    assert np.allclose(ours.coefficients, theirs.params, atol=1e-8)
    assert np.allclose(ours.covariance, theirs.cov_params(), rtol=1e-6, atol=1e-12)
    assert ours.deviance == pytest.approx(theirs.deviance, rel=1e-8)
    assert ours.pearson == pytest.approx(theirs.scale, rel=1e-8)


@given(SHAPES, st.integers(0, 8))
def test_hac_errors_with_the_lag_that_is_given(shape: tuple[int, int, float, float, int, bool], lag: int) -> None:
    ours = made(shape, 0.1, family="poisson", errors="hac", lag=lag)
    theirs = by_statsmodels(ours, cov_type="HAC", cov_kwds={"maxlags": lag})
    assert ours.hac_lag == lag
    assert np.allclose(ours.covariance, theirs.cov_params(), rtol=1e-6, atol=1e-12)


def test_hac_errors_of_quasi_poisson_are_those_of_poisson() -> None:
    shape = (3, 60, 30.0, 0.8, 1, False)
    quasi, poisson = (made(shape, 0.2, family=family, errors="hac") for family in ("quasi", "poisson"))
    assert quasi.hac_lag == 3, "floor(4 (60/100)^(2/9))"
    assert np.allclose(quasi.covariance, poisson.covariance, rtol=1e-12)


def oracle(fitted: Fitted) -> Any:
    """statsmodels' NB2, started at our answer and given all the steps it wants."""
    own = fitted.series
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = NegativeBinomial(own.counts, fitted.design.matrix, loglike_method="nb2", offset=np.log(own.exposure))
        start = np.append(fitted.coefficients, fitted.alpha)
        return model, model.fit(start_params=start, method="newton", maxiter=200, tol=1e-12, disp=0, cov_type="nonrobust")


@given(SHAPES, st.floats(0.03, 0.6))
def test_negative_binomial(shape: tuple[int, int, float, float, int, bool], alpha: float) -> None:
    ours = made(shape, alpha, family="negbin")
    assume(ours.alpha is not None and ours.alpha > 1e-4)
    model, theirs = oracle(ours)
    assume(np.isfinite(theirs.params).all())
    assert model.loglike(np.append(ours.coefficients, ours.alpha)) >= model.loglike(theirs.params) - 1e-8, "nobody stands higher"
    assert np.allclose(ours.coefficients, theirs.params[:-1], atol=1e-6)
    assert ours.alpha == pytest.approx(theirs.params[-1], rel=1e-5)
    information = -model.hessian(np.append(ours.coefficients, ours.alpha))
    assert np.allclose(ours.covariance, np.linalg.inv(information)[:-1, :-1], rtol=1e-4, atol=1e-10)


@given(SHAPES, st.floats(0.05, 0.6), st.integers(0, 6))
def test_hac_errors_of_the_negative_binomial(shape: tuple[int, int, float, float, int, bool], alpha: float, lag: int) -> None:
    ours = made(shape, alpha, family="negbin", errors="hac", lag=lag)
    assume(ours.alpha is not None and ours.alpha > 1e-3)
    model, _ = oracle(ours)
    at = np.append(ours.coefficients, ours.alpha)
    bread = np.linalg.inv(-model.hessian(at))
    scores = model.score_obs(at)
    meat = scores.T @ scores
    for k in range(1, lag + 1):
        moved = scores[k:].T @ scores[:-k]
        meat = meat + (1 - k / (lag + 1)) * (moved + moved.T)
    assert np.allclose(ours.covariance, (bread @ meat @ bread)[:-1, :-1], rtol=1e-3, atol=1e-10)


@given(SHAPES)
def test_the_negative_binomials_deviance_is_its_glms(shape: tuple[int, int, float, float, int, bool]) -> None:
    ours = made(shape, 0.2, family="negbin")
    assume(ours.alpha is not None and ours.alpha > 1e-4)
    family = sm.families.NegativeBinomial(alpha=ours.alpha)
    assert ours.deviance == pytest.approx(family.deviance(ours.series.counts, ours.mean), rel=1e-8)


def test_without_scatter_above_poissons_alpha_is_nought_and_the_fit_poissons() -> None:
    counts = np.round(30 * np.exp(0.01 * np.arange(40)))
    ours = fit(series(counts, 15), Model(family="negbin"))
    assert ours.alpha == 0.0
    assert np.allclose(ours.coefficients, fit(series(counts, 15), Model(family="poisson")).coefficients, atol=1e-8)


@given(st.integers(0, 10**6), st.floats(1e-7, 5.0), st.floats(0.5, 500.0))
def test_the_likelihoods_derivatives_are_those_of_differences(seed: int, alpha: float, level: float) -> None:
    chance = np.random.default_rng(seed)
    y = chance.poisson(level, (1, 5)).astype(float)
    eta = np.log(level) + chance.normal(0, 0.3, (1, 5))

    def value(eta: Any, u: float) -> Any:
        return parts_of(y, eta, np.exp(eta), np.array([[np.exp(u)]])).value

    u, h = np.log(alpha), 1e-4
    parts = parts_of(y, eta, np.exp(eta), np.array([[alpha]]))
    size = 1 + np.abs(value(eta, u)).max()
    near = {"rtol": 1e-5, "atol": 1e-7 * size}
    assert np.allclose(parts.residual, (value(eta + h, u) - value(eta - h, u)) / (2 * h), **near)
    assert np.allclose(parts.score, (value(eta, u + h) - value(eta, u - h)) / (2 * h), **near)


def test_the_likelihood_runs_through_where_its_formulas_change() -> None:
    y, eta = np.array([[0.0, 1.0, 7.0, 40.0, 900.0]]), np.log(np.array([[2.0, 2.0, 9.0, 30.0, 800.0]]))
    under, over = (parts_of(y, eta, np.exp(eta), np.array([[alpha]])) for alpha in (0.01 - 1e-12, 0.01 + 1e-12))
    for a, b in zip(under, over, strict=True):
        assert np.allclose(a, b, rtol=1e-9, atol=1e-10)


def test_many_at_once_are_each_as_they_are_alone() -> None:
    counts = np.stack([drawn(seed, 48, 20, alpha=0.05 * (seed % 3)) for seed in range(30)])
    design = fit(series(counts[0], 20), Model(harmonics=1)).design.matrix
    together = fit_many(Data(counts, design, np.zeros(48)), "negbin")
    for k in range(30):
        alone = fit_many(Data(counts[k : k + 1], design, np.zeros(48)), "negbin")
        assert np.allclose(together.coefficients[k], alone.coefficients[0], atol=1e-9)
        assert together.alpha[k] == pytest.approx(alone.alpha[0], rel=1e-6, abs=1e-9)


def test_a_weight_of_nought_leaves_a_row_out() -> None:
    counts = drawn(5, 40, 15, alpha=0.1)
    design = fit(series(counts, 15), Model()).design.matrix
    weights = np.ones((1, 40))
    weights[0, 7] = 0
    kept = np.arange(40) != 7
    for family in ("poisson", "negbin"):
        left_out = fit_many(Data(counts[None], design, np.zeros(40), weights), family)  # type: ignore[arg-type]
        gone = fit_many(Data(counts[None, kept], design[kept], np.zeros(39)), family)  # type: ignore[arg-type]
        assert np.allclose(left_out.coefficients, gone.coefficients, atol=1e-8)


def test_a_series_without_a_fit_does_not_hurt_its_neighbours() -> None:
    good, bad = drawn(1, 40, 15), np.where(np.arange(40) >= 25, 0.0, drawn(1, 40, 15))
    design = fit(series(good, 15), Model()).design.matrix
    found = fit_many(Data(np.stack((bad, good)), design, np.zeros(40)), "poisson")
    assert found.converged[1] and np.allclose(found.coefficients[1], fit(series(good, 15), Model()).coefficients, atol=1e-8)
    assert not found.converged[0] or found.coefficients[0, 2] < -15, "a ratio without a limit"
