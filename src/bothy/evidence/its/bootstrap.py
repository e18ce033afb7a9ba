"""A second opinion on the step's interval: series drawn from the fitted model, autocorrelation included, each fitted again.

Parametric bootstrap, percentile interval (Efron and Tibshirani 1993, ch. 13). It stands on the model as the interval does, but
not on many periods, and not on periods that know nothing of each other. The same draws without the step say how often the
printed interval would leave 1 out where nothing began.
"""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.its.diagnostics import autocorrelations
from bothy.evidence.its.fit import Fitted
from bothy.evidence.its.simulate import Quantiles, normals
from bothy.evidence.its.steps import steps_of
from bothy.reports.intervals import share_interval

MOST_CORRELATED = 0.95
MOST_FAILED = 0.05


class Bootstrap(msgspec.Struct, frozen=True, kw_only=True):
    """``step_low`` to ``step_high``: 2.5 % to 97.5 % of the step's ratio over ``times`` series; None where over 5 % could not be fitted.

    ``autocorrelation``: that it was drawn with. ``failed``: how many could not be fitted. ``false_alarm``: share of series without a
    step in which the interval leaves 1 out (1 in 20 is meant), with its exact 95 % interval.
    """

    times: int
    seed: int
    autocorrelation: float
    step_low: float | None
    step_high: float | None
    failed: int
    false_alarm: float
    false_alarm_low: float
    false_alarm_high: float


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
    """The fit drawn ``times`` times over, with its step and without. Series k is the same for every ``times``."""
    model, series, design = fitted.model, fitted.series, fitted.design
    together, scatter = lag_one(fitted), scatter_of(fitted)
    scores = normals(seed, "bootstrap", range(times), len(fitted.mean), together)
    still = np.exp(design.without_step() @ fitted.coefficients) * series.exposure
    drawn, null = (
        steps_of(Quantiles(mean, model.family, scatter).counts(scores), design, series.exposure, model) for mean in (fitted.mean, still)
    )
    steps = drawn.estimate[drawn.stands]
    failed = times - len(steps)
    low = high = None
    if failed <= MOST_FAILED * times:
        low, high = (float(one) for one in np.exp(np.quantile(steps, [0.025, 0.975])))
    alarms = int(null.left_out().sum())
    alarm_low, alarm_high = share_interval(alarms, times) or (0.0, 1.0)
    return Bootstrap(
        times=times,
        seed=seed,
        autocorrelation=together,
        step_low=low,
        step_high=high,
        failed=failed,
        false_alarm=alarms / times,
        false_alarm_low=alarm_low,
        false_alarm_high=alarm_high,
    )
