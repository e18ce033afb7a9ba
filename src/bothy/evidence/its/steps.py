"""The step of many series at once, each with the standard error that the model asked for gives it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.batch import Data, Many, fit_many
from bothy.evidence.its.design import Design
from bothy.evidence.its.errors import covariance_many, lag_for
from bothy.evidence.its.model import Model
from bothy.evidence.normal import Z95


class Steps(NamedTuple):
    """Each (S,). ``estimate``: on the log scale; ``error``: its standard error; ``stands``: False where there is neither."""

    estimate: NDArray[np.float64]
    error: NDArray[np.float64]
    stands: NDArray[np.bool_]

    @property
    def z(self) -> NDArray[np.float64]:
        """(S,) estimate over error; 0 where there is none, so that it shows nothing."""
        with np.errstate(all="ignore"):
            return np.where(self.stands, self.estimate / self.error, 0.0)

    def left_out(self, wide: float = Z95) -> NDArray[np.bool_]:
        """(S,) whether the interval of ``wide`` standard errors leaves a ratio of 1 out."""
        return np.abs(self.z) > wide

    def fallen(self, wide: float = Z95) -> NDArray[np.bool_]:
        """(S,) whether that interval lies below 1."""
        return self.z < -wide


def lag_of(model: Model, n: int) -> int | None:
    """The lag of the model's HAC errors in a series of n periods; None for its own errors."""
    if model.errors == "model":
        return None
    return min(lag_for(n) if model.lag is None else model.lag, n - 1)


def many_of(counts: NDArray[np.float64], design: Design, exposure: NDArray[np.float64], model: Model) -> Many:
    """The coefficients of (S, n) counts; ``exposure``: (n,)."""
    return fit_many(Data(counts, design.matrix, np.log(exposure)), "negbin" if model.family == "negbin" else "poisson")


def steps_of(counts: NDArray[np.float64], design: Design, exposure: NDArray[np.float64], model: Model) -> Steps:
    """The step of each of (S, n) counts; ``exposure``: (n,)."""
    many = many_of(counts, design, exposure, model)
    i = design.at("step")
    with np.errstate(all="ignore"):
        error = np.sqrt(covariance_many(counts, design.matrix, many, model.family, lag_of(model, counts.shape[1]))[:, i, i])
    return Steps(many.coefficients[:, i], error, many.converged & np.isfinite(error) & (error > 0))
