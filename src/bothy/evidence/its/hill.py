"""The NB2 likelihood of whole series as Newton's method needs it: its height, its slopes and how round it is in η = log μ and log α.

Where counts are small lnΓ(y + 1/α) − lnΓ(1/α) + y ln α is Σ ln(1 + αj) over j under y; of a whole series that is one sum over j, each
term as often as a count is above j, and needs no gamma function. Where counts are large it is `negbin.parts_of`, added up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.negbin import parts_of

Numbers = NDArray[np.float64]

_MOST_TERMS = 6
"""So many terms take as long as the gamma functions of one count."""


class Hill(NamedTuple):
    """``height``, ``score``, ``curve``: (k,), the last two by log α; ``residual``, ``weight`` (minus the second), ``cross``: (k, n), by η."""

    height: Numbers
    residual: Numbers
    weight: Numbers
    cross: Numbers
    score: Numbers
    curve: Numbers


class Counted(NamedTuple):
    """Series and what of them is worked out once. ``y``: (k, n); ``kept``: (k, n) weights, None for all 1; ``above``: (k, m) how many
    counts are above 0, 1, …, m − 1, None where counts are large.
    """

    y: Numbers
    kept: Numbers | None
    above: Numbers | None

    def rows(self, which: NDArray[np.intp]) -> Counted:
        return Counted(*(None if one is None else one[which] for one in self))  # type: ignore[arg-type]


def counted(y: Numbers, kept: Numbers | None) -> Counted:
    """``y``: (k, n) whole numbers of 0 or more."""
    k, n = y.shape
    most = int(y.max())
    if most > _MOST_TERMS * n:
        return Counted(y, kept, None)
    places = y.astype(np.intp)
    if k > 1:
        places += (np.arange(k) * (most + 1))[:, None]
    times = np.bincount(places.ravel(), None if kept is None else np.broadcast_to(kept, y.shape).ravel(), k * (most + 1))
    each = times.reshape(k, most + 1).astype(float)
    return Counted(y, kept, each[:, ::-1].cumsum(axis=1)[:, -2::-1])


def hill_at(series: Counted, log_mean: Numbers, mean: Numbers, alpha: Numbers) -> Hill:
    """``log_mean``, ``mean``: (k, n); ``alpha``: (k, 1), above 0."""
    y, kept, above = series
    if above is None:
        parts = parts_of(y, log_mean, mean, float(alpha[0, 0]) if len(alpha) == 1 else alpha)
        if kept is not None:
            parts = type(parts)(*(kept * part for part in parts))
        return Hill(parts.value.sum(axis=1), parts.residual, parts.weight, parts.cross, parts.score.sum(axis=1), parts.curve.sum(axis=1))
    spread = alpha * mean
    shrunk = 1 / (1 + spread)
    log_spread = np.log1p(spread) / alpha
    level = mean * shrunk
    grown = (1 + alpha * y) * level
    residual, weight = (y - mean) * shrunk, grown * shrunk
    # (y + 1/α) log(1 + αμ), of each count.
    height = y * (log_mean - alpha * log_spread) - log_spread
    if kept is not None:
        height, residual, weight, grown, log_spread, level = (kept * one for one in (height, residual, weight, grown, log_spread, level))
        cross = -alpha * residual * (mean * shrunk)
    else:
        cross = -alpha * residual * level
    terms = alpha * np.arange(above.shape[1])
    over = 1 / (1 + terms)
    share = above * (terms * over)
    logs = log_spread.sum(axis=1)
    return Hill(
        height=height.sum(axis=1) - (above * np.log(over)).sum(axis=1),
        residual=residual,
        weight=weight,
        cross=cross,
        score=share.sum(axis=1) + logs - grown.sum(axis=1),
        curve=(share * over).sum(axis=1) - logs + 2 * level.sum(axis=1) - weight.sum(axis=1),
    )
