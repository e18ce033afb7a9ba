"""One series fitted: Poisson and quasi-Poisson by statsmodels, negative binomial by our own Newton steps."""

from __future__ import annotations

import warnings

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.batch import Data, Many, fit_many
from bothy.evidence.its.design import Design, design_of
from bothy.evidence.its.errors import covariance_many, dispersion, lag_for
from bothy.evidence.its.model import Model
from bothy.evidence.its.separation import refuse_without_limit
from bothy.evidence.its.series import Series
from bothy.evidence.table import BadTable

_NO_SCATTER = 1e-10


class Fitted(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """``coefficients``: (p,), on the log scale; ``covariance``: (p, p), by the errors asked for; ``mean``: (n,).

    ``pearson``: X²/(n − p), with the family's variance; ``alpha``: NB2's, None for the others, 0 where the counts scatter no more
    than Poisson's; ``hac_lag``: None for the model's errors.
    """

    series: Series
    model: Model
    design: Design
    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    mean: NDArray[np.float64]
    pearson: float
    alpha: float | None
    deviance: float
    hac_lag: int | None

    @property
    def df(self) -> int:
        """Rows less terms."""
        return len(self.mean) - len(self.coefficients)

    @property
    def variance(self) -> NDArray[np.float64]:
        """(n,) of each count, as the family has it."""
        scale = self.pearson if self.model.family == "quasi" else 1.0
        return scale * self.mean * (1 + (self.alpha or 0.0) * self.mean)

    @property
    def residuals(self) -> NDArray[np.float64]:
        """(n,) Pearson's, over the standard deviation of each count."""
        return (self.series.counts - self.mean) / np.sqrt(self.variance)


def fit(series: Series, model: Model) -> Fitted:
    """Fit the model to the series. BadTable where no estimate exists or the fit does not stand."""
    design = design_of(series, model)
    refuse_without_limit(series, design)
    many = _negbin(series, design) if model.family == "negbin" else _poisson(series, design)
    counts = series.counts[None]
    lag = None if model.errors == "model" else _lag(series, model)
    with np.errstate(all="ignore"):
        covariance = covariance_many(counts, design.matrix, many, model.family, lag)[0]
        pearson = float(dispersion(counts, many, design.matrix.shape[1])[0])
    if not (many.converged[0] and np.isfinite(covariance).all() and (np.diag(covariance) >= 0).all() and np.isfinite(pearson)):
        raise BadTable(f"{series.name}: the {model.family} fit does not settle. Ask for fewer terms, or look at the counts for a period that cannot be right.")
    if model.family == "quasi" and pearson < _NO_SCATTER:
        raise BadTable(f"{series.name}: the counts lie on the fitted line to the digit, so there is no scatter to judge by. Are these figures counted, or worked out?")
    alpha = float(many.alpha[0])
    return Fitted(
        series=series,
        model=model,
        design=design,
        coefficients=many.coefficients[0],
        covariance=covariance,
        mean=many.mean[0],
        pearson=pearson,
        alpha=alpha if model.family == "negbin" else None,
        deviance=deviance(series.counts, many.mean[0], alpha),
        hac_lag=lag,
    )


def _lag(series: Series, model: Model) -> int:
    lag = lag_for(len(series)) if model.lag is None else model.lag
    if not 0 <= lag < len(series):
        raise BadTable(f"A lag of {lag} is asked for, and the series has {len(series)} periods. Ask for less.")
    return lag


def _negbin(series: Series, design: Design) -> Many:
    return fit_many(Data(series.counts[None], design.matrix, np.log(series.exposure)), "negbin")


def _poisson(series: Series, design: Design) -> Many:
    # Imported late: it takes seconds to load, and the negative binomial needs none of it.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings():
        # What they warn of is looked at below.
        warnings.simplefilter("ignore")
        try:
            found = GLM(series.counts, design.matrix, family=Poisson(), offset=np.log(series.exposure)).fit(tol=1e-12, maxiter=200)
        except (ValueError, np.linalg.LinAlgError, FloatingPointError) as fault:
            raise BadTable(f"{series.name}: the fit does not settle ({fault}).") from fault
    return Many(
        coefficients=np.asarray(found.params)[None],
        alpha=np.zeros(1),
        mean=np.asarray(found.fittedvalues)[None],
        converged=np.array([bool(found.converged)]),
    )


def deviance(counts: NDArray[np.float64], mean: NDArray[np.float64], alpha: float) -> float:
    """Twice the log likelihood that a perfect fit has more, at the same α (0: Poisson)."""
    ratio = np.log(np.where(counts > 0, counts, 1.0) / np.where(counts > 0, mean, 1.0))
    if alpha == 0:
        return float(2 * (counts * ratio - (counts - mean)).sum())
    more = np.log1p(alpha * (counts - mean) / (1 + alpha * mean))
    return float(2 * (counts * ratio - (counts + 1 / alpha) * more).sum())
