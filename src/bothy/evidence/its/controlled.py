"""A control beside the treated series: what changed there at the same time cannot be of what began here.

Each series has its own level, trend, season and dispersion, and the two steps are compared: treated × step with everything
interacted (Lopez Bernal, Cummins and Gasparrini 2018, Int J Epidemiol 47:2082).
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.errors import inverse, long_run, nb_scores_of, scores_of
from bothy.evidence.its.fit import Fitted, fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.ratio import Ratio, ratio_of
from bothy.evidence.its.series import Series
from bothy.evidence.table import BadTable


class Beside(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A control. ``step``: its own. ``interaction``: the treated step over the control's; ``slope_interaction``: the same of the slopes.

    ``rate_ratio``: treated over control in each period before, over their mean (1 throughout: they went alike); None where the control
    counted nothing. ``trend_interaction``: treated over control trend a year, before alone; None where that cannot be fitted.
    ``residual_correlation``: of the two series' residuals; None where there is none to reckon.
    """

    name: str
    fitted: Fitted
    step: Ratio
    interaction: Ratio
    slope_interaction: Ratio | None
    rate_ratio: tuple[float | None, ...]
    trend_interaction: Ratio | None
    residual_correlation: float | None


def compare(treated: Fitted, name: str, control: Series) -> Beside:
    """The same model on the control, and both steps compared. BadTable where the control cannot be fitted."""
    beside = fit(control, treated.model)
    i = beside.design.at("step")
    return Beside(
        name=name,
        fitted=beside,
        step=ratio_of(float(beside.coefficients[i]), float(beside.covariance[i, i])),
        interaction=_difference(treated, beside, "step"),
        slope_interaction=_difference(treated, beside, "slope") if treated.model.slope else None,
        rate_ratio=_rate_ratio(treated.series.until_step(), control.until_step()),
        trend_interaction=_trends_before(treated.series, control, treated.model),
        residual_correlation=_correlation(treated.residuals, beside.residuals),
    )


def _difference(a: Fitted, b: Fitted, term: str, times: float = 1.0) -> Ratio:
    """The ratio of two series' ratios.

    By the model their scatter is taken as independent; HAC errors see what they share from period to period.
    """
    i, j = a.design.at(term), b.design.at(term)
    if a.hac_lag is None:
        variance = float(a.covariance[i, i] + b.covariance[j, j])
    else:
        apart = _pulls(a)[:, i] - _pulls(b)[:, j]
        variance = float(long_run(apart[None, :, None], a.hac_lag)[0, 0, 0])
    return ratio_of(float(a.coefficients[i] - b.coefficients[j]), variance, times)


def _pulls(fitted: Fitted) -> NDArray[np.float64]:
    """(n, p) how far each period pulls each coefficient."""
    counts, mean = fitted.series.counts[None], fitted.mean[None]
    if fitted.alpha:
        information, scores = nb_scores_of(counts, fitted.design.matrix, mean, np.array([fitted.alpha]))
    else:
        information, scores = scores_of(counts, fitted.design.matrix, mean)
    return (scores @ inverse(information))[0]


def _rate_ratio(treated: Series, control: Series) -> tuple[float | None, ...]:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (treated.counts / treated.exposure) / (control.counts / control.exposure)
    there = np.isfinite(ratio)
    mean = (treated.counts.sum() / treated.exposure.sum()) / (control.counts.sum() / control.exposure.sum())
    return tuple(float(one / mean) if ok else None for one, ok in zip(ratio, there, strict=True))


def _trends_before(treated: Series, control: Series, model: Model) -> Ratio | None:
    plain = msgspec.structs.replace(model, slope=False)
    try:
        a, b = (fit(one.until_step(), plain) for one in (treated, control))
    except BadTable:
        return None
    return _difference(a, b, "time", treated.period)


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if np.ptp(a) < 1e-12 or np.ptp(b) < 1e-12:
        return None
    return float(np.corrcoef(a, b)[0, 1])
