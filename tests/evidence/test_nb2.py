"""The small negative-binomial fit, with statsmodels beside."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bothy.evidence.nb2 import NoFit, fit, fit_given, pearson


@pytest.mark.parametrize("seed", range(6))
def test_for_its_scatter_the_fit_is_that_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 14
    design = np.column_stack([np.ones(n), np.arange(n) - 6.5])
    exposure = rng.uniform(0.5, 4, n)
    counts = rng.negative_binomial(4, 4 / (4 + exposure * np.exp(2.5 + 0.05 * design[:, 1]))).astype(float)
    found = fit(counts, design, exposure)
    family = sm.families.NegativeBinomial(alpha=found.alpha) if found.alpha else sm.families.Poisson()
    theirs = sm.GLM(counts, design, family=family, offset=np.log(exposure)).fit(tol=1e-12)
    assert found.coefficients == pytest.approx(theirs.params, rel=1e-6, abs=1e-8)
    assert found.covariance == pytest.approx(theirs.cov_params(), rel=1e-4)
    if found.alpha:
        assert pearson(counts, found.means, found.alpha) == pytest.approx(n - 2, rel=1e-6)


def test_counts_that_scatter_less_than_poisson_have_no_scatter() -> None:
    assert fit(np.array([10.0, 10, 11, 10, 10, 9]), np.ones((6, 1))).alpha == 0


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0], [0, 0, 0, 0, 5]])
def test_counts_without_a_finite_fit_are_refused(counts: list[int]) -> None:
    with pytest.raises(NoFit):
        fit_given(np.array(counts, dtype=float), np.column_stack([np.ones(5), np.arange(5.0)]), np.zeros(5), 0.0)
