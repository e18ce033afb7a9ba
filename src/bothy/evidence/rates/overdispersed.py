"""The same change where months scatter more than Poisson: quasi-Poisson and negative binomial.

Quasi-Poisson: the variances times Pearson's X² of the months about the two rates over its degrees of freedom (months − 2; McCullagh and
Nelder 1989), but never less than once: months that scatter less than Poisson by chance shorten no interval. Negative binomial: NB2 with a
rate before and a rate after and one alpha for the area (`bothy.evidence.nb2`), whose rates weigh months a little differently where their
exposures differ. Both use the normal quantile.
"""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.nb2 import NoFit, fit, pearson
from bothy.evidence.rates.change import estimate
from bothy.evidence.rates.interaction import Interaction, interaction
from bothy.evidence.rates.months import AreaMonths
from bothy.evidence.rates.scales import Estimate, on_difference_scale, on_log_scale


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """The change under one model, with the keys of the plain one. ``interaction``: with the treated area, for a control."""

    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    ratio_p: float | None
    difference: float
    difference_low: float | None
    difference_high: float | None
    difference_p: float | None
    interaction: Interaction | None


class Overdispersed(msgspec.Struct, frozen=True, kw_only=True):
    """``dispersion``: Pearson X²/df of the months, None where nothing was counted. ``alpha``: NB2; None with ``negbin`` where a
    period has no count, so that there is no fit."""

    months: int
    dispersion: float | None
    quasi: Model
    alpha: float | None
    negbin: Model | None


class Scattered(msgspec.Struct, frozen=True):
    """What is estimated of an area's months."""

    months: int
    dispersion: float | None
    quasi: Estimate
    alpha: float | None
    negbin: Estimate | None


def scattered(area: AreaMonths) -> Scattered:
    """Both models of one area."""
    plain = estimate(area.total)
    rates = np.where(area.after, area.total.after.rate, area.total.before.rate)
    means = rates * area.exposure
    some = means > 0
    periods = len(set(area.after[some].tolist()))
    dispersion = pearson(area.counts[some], means[some]) / (int(some.sum()) - periods) if periods else None
    more = max(1.0, dispersion or 1.0)
    quasi = Estimate(
        plain.ratio,
        None if plain.log_variance is None else plain.log_variance * more,
        plain.difference,
        plain.difference_variance * more,
    )
    try:
        found = fit(area.counts, np.column_stack([~area.after, area.after]).astype(float), area.exposure)
    except NoFit:
        return Scattered(len(area.counts), dispersion, quasi, None, None)
    (before, after), (of_before, of_after) = np.exp(found.coefficients).tolist(), np.diag(found.covariance).tolist()
    negbin = Estimate(after / before, of_before + of_after, after - before, before**2 * of_before + after**2 * of_after)
    return Scattered(len(area.counts), dispersion, quasi, found.alpha, negbin)


def overdispersed(own: Scattered, treated: Scattered | None = None) -> Overdispersed:
    """An area's own; for a control, with the interactions beside ``treated``."""
    return Overdispersed(
        months=own.months,
        dispersion=own.dispersion,
        quasi=_model(own.quasi, treated.quasi if treated else None),
        alpha=own.alpha,
        negbin=_model(own.negbin, treated.negbin if treated else None) if own.negbin else None,
    )


def _model(own: Estimate, treated: Estimate | None) -> Model:
    log, plain = on_log_scale(own), on_difference_scale(own)
    return Model(
        ratio=own.ratio,
        ratio_low=log.low,
        ratio_high=log.high,
        ratio_p=log.p,
        difference=own.difference,
        difference_low=plain.low,
        difference_high=plain.high,
        difference_p=plain.p,
        interaction=interaction(treated, own) if treated else None,
    )
