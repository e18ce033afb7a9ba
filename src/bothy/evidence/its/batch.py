"""Many log-linear regressions on one design at once: Poisson by scoring, NB2 by Newton's method on all its parameters.

For one series it is the negative-binomial fit; for thousands it is what bootstrap and power stand on. statsmodels is the
oracle of its tests.
"""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dposv

from bothy.evidence.its.climb import climb
from bothy.evidence.its.negbin import Parts, parts_of

Numbers = NDArray[np.float64]

LEAST_ALPHA = 1e-9
"""Below it the variance differs from Poisson's by less than a count can show: it is said to be 0."""
_FAR = 700.0
"""exp of more is no number."""
_AT_ONCE = 16_384
"""So many counts are worked on at once: what they need then stays in the processor's cache, which makes it three times as fast."""


class Many(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """S fits. ``coefficients``: (S, p); ``alpha``: (S,), 0 for Poisson and where scatter is not above Poisson's; ``mean``: (S, n).

    ``converged``: (S,) False where the fit does not stand; its figures must then not be used.
    """

    coefficients: Numbers
    alpha: Numbers
    mean: Numbers
    converged: NDArray[np.bool_]


class Data(msgspec.Struct, frozen=True, eq=False):
    """``counts``: (S, n); ``design``: (n, p); ``log_exposure``: (n,); ``weights``: (S, n), 0 leaves a row out; None for all 1."""

    counts: Numbers
    design: Numbers
    log_exposure: Numbers
    weights: Numbers | None = None

    def products(self) -> Numbers:
        """(n, p·p) of each row with itself, so that many weighted crossproducts are one multiplication of matrices."""
        n, p = self.design.shape
        return (self.design[:, :, None] * self.design[:, None, :]).reshape(n, p * p)

    def rows(self, which: slice) -> Data:
        weights = None if self.weights is None else self.weights[which]
        return Data(self.counts[which], self.design, self.log_exposure, weights)


def fit_many(data: Data, family: Literal["poisson", "negbin"]) -> Many:
    """Maximum likelihood of every series. ValueError where shapes do not fit.

    NB2 is with log link and variance μ + αμ². Where Σ((y − μ)² − y) ≤ 0 at the Poisson fit the likelihood falls from α = 0 on, and
    that is the fit.
    """
    counts, design = data.counts, data.design
    if counts.ndim != 2 or counts.shape[1] != len(design) or data.log_exposure.shape != (len(design),):
        raise ValueError(f"counts {counts.shape}, design {design.shape} and exposure {data.log_exposure.shape} do not fit")
    rows = max(1, _AT_ONCE // len(design))
    if len(counts) > rows:
        return _joined([fit_many(data.rows(slice(i, i + rows)), family) for i in range(0, len(counts), rows)])
    products = data.products()
    # What overflows on the way is seen by its value and told as not converged.
    with np.errstate(all="ignore"):
        coefficients, converged = _poisson(data, products)
        mean = np.exp(np.minimum(coefficients @ design.T + data.log_exposure, _FAR))
        alpha = np.zeros(len(counts))
        if family == "negbin":
            kept = 1.0 if data.weights is None else data.weights
            excess = (kept * ((counts - mean) ** 2 - counts)).sum(axis=1)
            scattered = np.flatnonzero(converged & (excess > 0))
            if scattered.size:
                start = np.log(np.clip(excess[scattered] / (kept * mean**2 * np.ones_like(mean)).sum(axis=1)[scattered], 1e-8, 50.0))
                _scattered(data, products, scattered, start, coefficients, alpha, converged)
                mean = np.exp(np.minimum(coefficients @ design.T + data.log_exposure, _FAR))
    return Many(coefficients=coefficients, alpha=alpha, mean=mean, converged=converged)


def _joined(parts: list[Many]) -> Many:
    return Many(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in Many.__struct_fields__})


def _poisson(data: Data, products: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    y, x, offset, w = data.counts, data.design, data.log_exposure, data.weights
    p = x.shape[1]
    near = y + 0.5 if w is None else w * (y + 0.5)
    start = solved((near @ products).reshape(-1, p, p), (near * (np.log(y + 0.5) - offset)) @ x)

    def look(beta: Numbers, which: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        counts = y if len(which) == len(y) else y[which]
        eta = beta @ x.T + offset
        mean = np.exp(np.minimum(eta, _FAR))
        likely, left, weight = counts * eta - mean, counts - mean, mean
        if w is not None:
            kept = w[which]
            likely, left, weight = kept * likely, kept * left, kept * mean
        step = solved((weight @ products).reshape(-1, p, p), left @ x)
        return likely.sum(axis=1), step, np.abs(step @ x.T).max(axis=1)

    return climb(start, look)


def _scattered(
    data: Data, products: Numbers, which: NDArray[np.intp], log_alpha: Numbers, coefficients: Numbers, alpha: Numbers, converged: NDArray[np.bool_]
) -> None:
    """NB2 for the series of ``which`` by Newton steps on coefficients and log α together; writes into the last three."""
    x, offset = data.design, data.log_exposure
    p = x.shape[1]
    y = data.counts[which]
    w = None if data.weights is None else data.weights[which]

    def look(point: Numbers, among: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        every = len(among) == len(y)
        eta = point[:, :p] @ x.T + offset
        # Held where numbers end; a fit that goes there has no maximum and is told as not converged.
        scatter = np.exp(np.clip(point[:, p:], -40.0, 40.0))
        parts = parts_of(y if every else y[among], eta, np.exp(np.minimum(eta, _FAR)), scatter if len(point) > 1 else float(scatter[0, 0]))
        if w is not None:
            kept = w if every else w[among]
            parts = Parts(*(kept * part for part in parts))
        step = _newton(parts, x, products)
        return parts.value.sum(axis=1), step, np.maximum(np.abs(step[:, :p] @ x.T).max(axis=1), np.abs(step[:, p]))

    found, stands = climb(np.column_stack((coefficients[which], log_alpha)), look)
    scatter = np.exp(found[:, p])
    real = scatter >= LEAST_ALPHA
    # Gone down to 0 after all: the Poisson fit stands, and it was found before.
    coefficients[which[real]] = found[real, :p]
    alpha[which[real]] = scatter[real]
    converged[which[real]] = stands[real]


def _newton(parts: Parts, x: Numbers, products: Numbers) -> Numbers:
    """(k, p + 1): the joint step; where the hill is not round in α, a step of its own that leads up."""
    k, p = len(parts.value), x.shape[1]
    sides = np.empty((k, p, 2))
    sides[:, :, 0], sides[:, :, 1] = parts.residual @ x, parts.cross @ x
    both = solved((parts.weight @ products).reshape(k, p, p), sides)
    through = both[:, :, 1]
    # What α still gains and how round the hill is in it, with the coefficients following it.
    gain, follow = (sides[:, :, 1, None] * both).sum(axis=1).T
    rise, roundness = parts.score.sum(axis=1) + gain, -parts.curve.sum(axis=1) - follow
    turned = np.clip(np.where(roundness > 0, rise / roundness, np.sign(rise)), -2.0, 2.0)
    step = np.empty((k, p + 1))
    step[:, :p], step[:, p] = both[:, :, 0] + through * turned[:, None], turned
    return step


def solved(matrices: Numbers, sides: Numbers) -> Numbers:
    """(k, p) or (k, p, m): each system's solution; not-a-number for a matrix that has none, without hurting its neighbours.

    ``matrices``: (k, p, p) symmetric, as an information is.
    """
    if len(matrices) == 1:
        # One system by Cholesky: what numpy does around its solver takes longer than the solution.
        _, found, fault = dposv(matrices[0], sides[0])
        return np.full(sides.shape, np.nan) if fault else found.reshape(sides.shape)
    right = sides[:, :, None] if sides.ndim == 2 else sides
    try:
        found = np.linalg.solve(matrices, right)
    except np.linalg.LinAlgError:
        found = np.concatenate([solved(matrix[None], side[None]) for matrix, side in zip(matrices, right, strict=True)])
    return found.reshape(sides.shape)
