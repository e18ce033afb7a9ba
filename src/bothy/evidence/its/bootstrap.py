"""A second opinion on the step's interval: series drawn from the fitted model, autocorrelation included, each fitted again.

Parametric bootstrap, percentile interval (Efron and Tibshirani 1993, ch. 13). It stands on the model as the interval does, but
not on many periods, and not on periods that know nothing of each other.
"""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.diagnostics import autocorrelations
from bothy.evidence.its.fit import Fitted
from bothy.evidence.its.simulate import Quantiles, normals

MOST_CORRELATED = 0.95
MOST_FAILED = 0.05


class Bootstrap(msgspec.Struct, frozen=True, kw_only=True):
    """``step_low`` to ``step_high``: 2.5 % to 97.5 % of the step's ratio over ``times`` series; None where over 5 % could not be fitted.

    ``autocorrelation``: that it was drawn with. ``failed``: how many could not be fitted.
    """

    times: int
    seed: int
    autocorrelation: float
    step_low: float | None
    step_high: float | None
    failed: int


def lag_one(fitted: Fitted) -> float:
    """The residuals' autocorrelation at lag 1, up to 0.95; 0 where it is negative or there is none to reckon.

    A negative one would make intervals narrower, on the strength of what is mostly chance and the bias of short series.
    """
    residuals = fitted.residuals
    if len(residuals) < 3 or np.ptp(residuals) < 1e-12:
        return 0.0
    return float(np.clip(autocorrelations(residuals, 1)[0], 0.0, MOST_CORRELATED))


def scatter_of(fitted: Fitted) -> float:
    """What `Quantiles` asks for: φ for quasi, α for negbin, nothing for Poisson."""
    return {"quasi": fitted.pearson, "negbin": fitted.alpha or 0.0, "poisson": 0.0}[fitted.model.family]


def bootstrap(fitted: Fitted, times: int, seed: int) -> Bootstrap:
    """The fit drawn ``times`` times over. Series k is the same for every ``times``."""
    family, together = fitted.model.family, lag_one(fitted)
    scores = normals(seed, "bootstrap", range(times), len(fitted.mean), together)
    counts = Quantiles(fitted.mean, family, scatter_of(fitted)).counts(scores)
    data = Data(counts, fitted.design.matrix, np.log(fitted.series.exposure))
    many = fit_many(data, "negbin" if family == "negbin" else "poisson")
    steps = many.coefficients[many.converged, fitted.design.at("step")]
    failed = times - len(steps)
    low = high = None
    if failed <= MOST_FAILED * times:
        low, high = (float(one) for one in np.exp(np.quantile(steps, [0.025, 0.975])))
    return Bootstrap(times=times, seed=seed, autocorrelation=together, step_low=low, step_high=high, failed=failed)
