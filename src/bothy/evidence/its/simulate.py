"""Counts drawn as a model has them, neighbouring periods hanging together.

Each period's count has exactly the family's distribution; a Gaussian AR(1) behind it gives the autocorrelation (a copula: for
counts above a handful their own autocorrelation is close to it, for smaller ones below it). Replication k has a stream of its own,
Philox keyed by (seed, k), so a draw depends neither on how many are drawn nor on who draws them.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, ndtri, pdtr, pdtrc

from bothy.evidence.its.model import Family

Numbers = NDArray[np.float64]
Purpose = Literal["bootstrap", "power"]
_PURPOSES: dict[Purpose, int] = {"bootstrap": 1, "power": 2}

_FARTHEST = 1e-16
_MOST_NODES = 20_000


def normals(seed: int, purpose: Purpose, replications: range, n: int, autocorrelation: float) -> Numbers:
    """(R, n) standard normal, each row an AR(1). ``autocorrelation``: above −1 and below 1."""
    drawn = np.empty((len(replications), n))
    for row, replication in zip(drawn, replications, strict=True):
        stream = np.random.Philox(key=[seed, replication], counter=[0, 0, 0, _PURPOSES[purpose]])
        np.random.Generator(stream).standard_normal(out=row)
    if autocorrelation:
        fresh = np.sqrt(1 - autocorrelation**2)
        for t in range(1, n):
            drawn[:, t] = autocorrelation * drawn[:, t - 1] + fresh * drawn[:, t]
    return drawn


class Quantiles:
    """The count at each normal score, for periods of given means.

    ``scatter``: Pearson's dispersion φ for quasi (a negative binomial with variance φμ; Poisson where φ is 1 or less), α for negbin.
    """

    def __init__(self, mean: Numbers, family: Family, scatter: float) -> None:
        self._tables = [_table(float(one), _size(float(one), family, scatter)) for one in mean]

    def counts(self, scores: Numbers) -> Numbers:
        """(R, n) counts. ``scores``: (R, n) normal."""
        found = np.empty_like(scores)
        for t, (values, edges) in enumerate(self._tables):
            if len(values) == int(values[-1] - values[0]) + 1:
                found[:, t] = values[0] + np.searchsorted(edges, scores[:, t])
            else:
                found[:, t] = np.ceil(np.interp(scores[:, t], edges, values))
        return found


def _size(mean: float, family: Family, scatter: float) -> float | None:
    """The negative binomial's size, so that its variance is the family's; None: Poisson."""
    if family == "quasi" and scatter > 1:
        return mean / (scatter - 1)
    if family == "negbin" and scatter > 0:
        return 1 / scatter
    return None


def _table(mean: float, size: float | None) -> tuple[Numbers, Numbers]:
    """Counts from the least to the most that ever come, and the highest normal score of each."""
    least, most = _reach(mean, size)
    nodes = int(most - least) + 1
    values = least + np.arange(nodes) if nodes <= _MOST_NODES else np.unique(np.linspace(least, most, _MOST_NODES).round())
    below, above = _tails(values, mean, size)
    return values, np.where(below < 0.5, ndtri(below), -ndtri(above))


def _reach(mean: float, size: float | None) -> tuple[float, float]:
    """The least and the most that ever come."""
    spread = math.sqrt(mean if size is None else mean + mean**2 / size)
    least, most = math.floor(max(mean - 8 * spread, 0.0)), math.ceil(mean + 8 * spread)
    while least > 0 and _tails(least, mean, size)[0] > _FARTHEST:
        least = max(least - math.ceil(spread), 0)
    while _tails(most, mean, size)[1] > _FARTHEST:
        most += math.ceil(2 * spread)
    return float(least), float(most)


def _tails(values: Numbers | float, mean: float, size: float | None) -> tuple[Numbers, Numbers]:
    """The chance of at most so many, and of more."""
    if size is None:
        return pdtr(values, mean), pdtrc(values, mean)
    share = size / (size + mean)
    return betainc(size, values + 1, share), betaincc(size, values + 1, share)
