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

from bothy.evidence.its.alone import PLAIN, ROUGH, fit_alone
from bothy.evidence.its.climb import CLOSE, climb
from bothy.evidence.its.hill import Hill, counted, hill_at

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

    def rows(self, which: slice | NDArray[np.intp]) -> Data:
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
    # What overflows on the way is seen by its value and told as not converged.
    with np.errstate(all="ignore"):
        if family == "negbin" and len(counts) == 1 and data.weights is None:
            found = fit_alone(counts[0], design, data.log_exposure)
            if found is not None:
                return Many(coefficients=found[None, :-1], alpha=np.exp(found[-1:]), mean=_mean(data, found[None, :-1]), converged=np.array([True]))
        products = data.products()
        if family == "poisson":
            coefficients, converged = _poisson(data, products, CLOSE)
            alpha = np.zeros(len(counts))
        else:
            coefficients, alpha, converged = _negbin(data, products)
        mean = _mean(data, coefficients)
    return Many(coefficients=coefficients, alpha=alpha, mean=mean, converged=converged)


def _mean(data: Data, coefficients: Numbers) -> Numbers:
    return np.exp(np.minimum(coefficients @ data.design.T + data.log_exposure, _FAR))


def _joined(parts: list[Many]) -> Many:
    return Many(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in Many.__struct_fields__})


def _poisson(data: Data, products: Numbers, close: float) -> tuple[Numbers, NDArray[np.bool_]]:
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

    return climb(start, look, close)


def _negbin(data: Data, products: Numbers) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Coefficients, α and whether they stand. Where scatter is plain a rough Poisson fit is start enough; elsewhere a close one judges."""
    counts, kept = data.counts, data.weights
    coefficients, converged = _poisson(data, products, ROUGH)
    excess, squares = _excess(data, coefficients)
    whole = counts.sum(axis=1) if kept is None else (kept * counts).sum(axis=1)
    alpha, plain = np.zeros(len(counts)), converged & (excess > PLAIN * whole)
    if plain.any():
        start = np.log(np.minimum(np.maximum(excess[plain] / squares[plain], 1e-8), 50.0))
        _scattered(data, products, np.flatnonzero(plain), start, coefficients, alpha, converged)
    left = np.flatnonzero(alpha == 0)
    if left.size:
        rest = data.rows(left)
        coefficients[left], converged[left] = _poisson(rest, products, CLOSE)
        excess, squares = _excess(rest, coefficients[left])
        some = converged[left] & (excess > 0) & ~plain[left]
        if some.any():
            start = np.log(np.minimum(np.maximum(excess[some] / squares[some], 1e-8), 50.0))
            _scattered(data, products, left[some], start, coefficients, alpha, converged)
    return coefficients, alpha, converged


def _excess(data: Data, coefficients: Numbers) -> tuple[Numbers, Numbers]:
    """(k,) Σ((y − μ)² − y) and Σμ², whose ratio is α by moments."""
    mean, y = _mean(data, coefficients), data.counts
    apart, squares = (y - mean) ** 2 - y, mean * mean
    if data.weights is not None:
        apart, squares = data.weights * apart, data.weights * squares
    return apart.sum(axis=1), squares.sum(axis=1)


def _scattered(
    data: Data, products: Numbers, which: NDArray[np.intp], log_alpha: Numbers, coefficients: Numbers, alpha: Numbers, converged: NDArray[np.bool_]
) -> None:
    """NB2 for the series of ``which`` by Newton steps on coefficients and log α together; writes into the last three.

    Where α goes down to 0 after all nothing is written: the Poisson fit is the fit.
    """
    x, offset = data.design, data.log_exposure
    p = x.shape[1]
    series = counted(data.counts[which], None if data.weights is None else data.weights[which])

    def look(point: Numbers, among: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        eta = point[:, :p] @ x.T + offset
        # Held where numbers end; a fit that goes there has no maximum and is told as not converged.
        scatter = np.exp(np.minimum(np.maximum(point[:, p:], -40.0), 40.0))
        hill = hill_at(series if len(among) == len(series.y) else series.rows(among), eta, np.exp(np.minimum(eta, _FAR)), scatter)
        step = _newton(hill, x, products)
        return hill.height, step, np.maximum(np.abs(step[:, :p] @ x.T).max(axis=1), np.abs(step[:, p]))

    found, stands = climb(np.column_stack((coefficients[which], log_alpha)), look)
    scatter = np.exp(found[:, p])
    real = scatter >= LEAST_ALPHA
    coefficients[which[real]] = found[real, :p]
    alpha[which[real]] = scatter[real]
    converged[which[real]] = stands[real]


def _newton(hill: Hill, x: Numbers, products: Numbers) -> Numbers:
    """(k, p + 1): the joint step; where the hill is not round in α, a step of its own that leads up."""
    k, p = len(hill.height), x.shape[1]
    sides = np.empty((k, p, 2))
    sides[:, :, 0], sides[:, :, 1] = hill.residual @ x, hill.cross @ x
    both = solved((hill.weight @ products).reshape(k, p, p), sides)
    through = both[:, :, 1]
    # What α still gains and how round the hill is in it, with the coefficients following it.
    gain, follow = (sides[:, :, 1, None] * both).sum(axis=1).T
    rise, roundness = hill.score + gain, -hill.curve - follow
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
