"""How unsure the coefficients are: by the model, or by what the residuals do from one period to the next (HAC).

HAC: Newey and West (1987, Econometrica 55:703), Bartlett weights 1 − k/(L + 1), no correction for small samples; the lag, where nobody
gives one, is floor(4 (n/100)^(2/9)) (Newey and West 1994). In short series it says too little; the diagnostics say when.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.batch import Many, Numbers, solved
from bothy.evidence.its.negbin import parts_of


def lag_for(n: int) -> int:
    """The lag of HAC errors for n periods."""
    return int(4 * (n / 100) ** (2 / 9))


def pearson(counts: Numbers, mean: Numbers, alpha: Numbers) -> Numbers:
    """(S, n) residuals over the standard deviation that the model gives them. ``alpha``: (S,)."""
    return (counts - mean) / np.sqrt(mean * (1 + alpha[:, None] * mean))


def dispersion(counts: Numbers, many: Many, p: int) -> NDArray[np.float64]:
    """(S,) Pearson's X² over n − p."""
    return (pearson(counts, many.mean, many.alpha) ** 2).sum(axis=1) / (counts.shape[1] - p)


def scores_of(counts: Numbers, design: Numbers, mean: Numbers) -> tuple[Numbers, Numbers]:
    """Poisson: (S, p, p) information and (S, n, p) score of each period."""
    return _weighted(mean, design), (counts - mean)[:, :, None] * design


def nb_scores_of(counts: Numbers, design: Numbers, mean: Numbers, alpha: Numbers) -> tuple[Numbers, Numbers]:
    """NB2 with α above 0: (S, p+1, p+1) observed information of coefficients and log α, and (S, n, p+1) scores."""
    (n, p), parts = design.shape, parts_of(counts, np.log(mean), mean, alpha[:, None])
    information = np.empty((len(counts), p + 1, p + 1))
    information[:, :p, :p] = _weighted(parts.weight, design)
    information[:, p, :p] = information[:, :p, p] = -(parts.cross @ design)
    information[:, p, p] = -parts.curve.sum(axis=1)
    scores = np.empty((len(counts), n, p + 1))
    scores[:, :, :p], scores[:, :, p] = parts.residual[:, :, None] * design, parts.score
    return information, scores


def covariance_many(counts: Numbers, design: Numbers, many: Many, family: str, lag: int | None) -> Numbers:
    """(S, p, p) of the coefficients. ``lag``: of HAC errors; None for the model's.

    quasi: Poisson's times Pearson's dispersion. negbin: the inverse of the observed information, α's part included.
    """
    p = design.shape[1]
    found = np.empty((len(counts), p, p))
    scattered = (many.alpha > 0) & (family == "negbin")
    if not scattered.all():
        plain = ~scattered
        information, scores = scores_of(counts[plain], design, many.mean[plain])
        one = inverse(information) if lag is None else sandwich(information, scores, lag)
        if family == "quasi" and lag is None:
            one = one * dispersion(counts, many, p)[plain][:, None, None]
        found[plain] = one
    if scattered.any():
        information, scores = nb_scores_of(counts[scattered], design, many.mean[scattered], many.alpha[scattered])
        one = inverse(information) if lag is None else sandwich(information, scores, lag)
        found[scattered] = one[:, :p, :p]
    return found


def sandwich(information: Numbers, scores: Numbers, lag: int) -> Numbers:
    """(S, p, p) bread · long-run variance of the scores · bread."""
    bread = inverse(information)
    return bread @ long_run(scores, lag) @ bread


def long_run(scores: Numbers, lag: int) -> Numbers:
    """(S, p, p) sum of a series' autocovariances up to ``lag`` with Bartlett's weights. ``scores``: (S, n, p)."""
    across = scores.transpose(0, 2, 1)
    total = across @ scores
    for k in range(1, min(lag, scores.shape[1] - 1) + 1):
        moved = across[:, :, k:] @ scores[:, :-k]
        total = total + (1 - k / (lag + 1)) * (moved + moved.transpose(0, 2, 1))
    return total


def inverse(matrices: Numbers) -> Numbers:
    """(S, p, p) each one's inverse; not-a-number where it has none."""
    return solved(matrices, np.broadcast_to(np.eye(matrices.shape[-1]), matrices.shape))


def _weighted(weights: Numbers, design: Numbers) -> Numbers:
    n, p = design.shape
    return (weights @ (design[:, :, None] * design[:, None, :]).reshape(n, p * p)).reshape(-1, p, p)
