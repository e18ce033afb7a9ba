"""Interrupted time series: a negative-binomial fit beside statsmodels' own, and a thousand bootstrap fits.

Ten series are drawn as such series come: 120 months of counts out of a population (the offset), with a trend, a season and a step,
over-dispersed; and ten of fewer counts with more scatter and no offset, with which statsmodels does better. Both are given the same design. statsmodels' own is `NegativeBinomial(...).fit()`, whose 35 steps of BFGS often
end before it has converged (it warns); it is given 5,000 instead, and only its `fit` is measured, not the making of the model. Its
Newton method, which is quicker where it gets there, is said beside it. Which of them ended where ours did is said too: log
likelihood by statsmodels' formula, the same to a millionth.
"""

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from _print import Bars, head
from statsmodels.discrete.discrete_model import NegativeBinomial

from bothy.evidence.its.answer import judge
from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.bootstrap import bootstrap
from bothy.evidence.its.fit import fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.periods import Periods
from bothy.evidence.its.series import Series

SERIES, MONTHS, AFTER, ALPHA, PEOPLE = 10, 120, 48, 0.01, 380_000
FIT_MS, TIMES, BOOTSTRAP_S = 1.0, 20.0, 1.0
NEAR = 1e-6
MOST_STEPS = 5000
WAYS = {"as it comes": "as it comes (bfgs, 35 steps)", "bfgs": f"bfgs, {MOST_STEPS:,} steps", "newton": f"newton, {MOST_STEPS:,} steps"}


def drawn(seed: int = 1, offset: bool = True) -> Series:
    chance = np.random.default_rng(seed)
    t = np.arange(1.0, MONTHS + 1)
    step = (t > MONTHS - AFTER).astype(float)
    people = np.round(PEOPLE * np.exp(0.0005 * t + 0.002 * chance.standard_normal(MONTHS)))
    level, alpha = (people * 2e-4, ALPHA) if offset else (40.0, 5 * ALPHA)
    mean = level * np.exp(0.003 * t - 0.2 * step + 0.1 * np.sin(2 * np.pi * t / 12))
    counts = chance.poisson(mean * chance.gamma(1 / alpha, alpha, MONTHS)).astype(float)
    return Series(name="drawn", count="count", periods=Periods("period", t, 1.0), counts=counts, exposure=people if offset else np.ones(MONTHS), step=step, period=12.0)


def seconds_of(work: Callable[[], object], least_s: float, fewest: int) -> float:
    """Of the median call."""
    each: list[float] = []
    while sum(each) < least_s or len(each) < fewest:
        began = time.perf_counter()
        work()
        each.append(time.perf_counter() - began)
    return float(np.median(each))


def measured(series: Series, model: Model) -> dict[str, tuple[float, bool]]:
    """Seconds, and whether it ended where ours did, of each way."""
    fitted = fit(series, model)
    data = Data(series.counts[None], fitted.design.matrix, np.log(series.exposure))
    found = {"ours": (seconds_of(lambda: fit_many(data, "negbin"), 0.3, 50), True)}
    theirs = NegativeBinomial(series.counts, fitted.design.matrix, loglike_method="nb2", offset=np.log(series.exposure))
    for name in WAYS:
        how: dict[str, Any] = {} if name == "as it comes" else {"method": name, "maxiter": MOST_STEPS}
        try:
            ended = theirs.fit(disp=0, **how)
            # Only after a fit does its formula take alpha as alpha.
            there = abs(float(theirs.loglike(np.append(fitted.coefficients, fitted.alpha))) - float(ended.llf)) < NEAR
            found[name] = seconds_of(lambda how=how: theirs.fit(disp=0, **how), 0.3, 5), there  # type: ignore[misc]
        except (ValueError, np.linalg.LinAlgError):
            found[name] = float("nan"), False
    return found


def times(found: list[dict[str, Any]], name: str) -> list[float]:
    """How many times as long as ours, of those that ended where ours did."""
    return [one[name][0] / one["ours"][0] for one in found if one[name][1]]


def main() -> int:
    head(f"Interrupted time series: the negative binomial on {SERIES} series of {MONTHS} months, and a thousand times on one")
    bars, model = Bars(), Model(family="negbin", harmonics=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, easier = ([measured(drawn(seed, offset), model) for seed in range(1, SERIES + 1)] for offset in (True, False))
    bars.under("one fit, seven terms", float(np.median([one["ours"][0] for one in found])) * 1e3, FIT_MS, "ms")
    for name, called in WAYS.items():
        there = sum(one[name][1] for one in found)
        took = np.nanmedian([one[name][0] for one in found]) * 1e3
        bars.note(f"statsmodels {called}: {took:.1f} ms; ended where ours did in {there} of {SERIES}")
    slower = times(found, "bfgs")
    if not slower:
        bars.note("statsmodels' own never ended where ours did: there is nothing to compare with")
        return 1
    bars.at_least(f"times as fast as statsmodels' own, given {MOST_STEPS:,} steps, where it got there", float(np.median(slower)), TIMES, "times")
    for name in ("bfgs", "newton"):
        if quick := times(easier, name):
            bars.note(f"fewer counts, no offset: {np.median(quick):.1f} times as fast as its {name}, which got there in {len(quick)} of {SERIES}")
    series = drawn()
    for family in ("negbin", "quasi"):
        one = fit(series, Model(family=family, harmonics=2))  # type: ignore[arg-type]
        bars.under(
            f"1,000 bootstrap series, {family}, drawn and fitted with the step and without", seconds_of(lambda one=one: bootstrap(one, 1000, 1), 1, 3), BOOTSTRAP_S, "s"  # type: ignore[misc]
        )
    bars.note(f"the whole answer (fit, bootstrap, each period left out, steps that never were): {seconds_of(lambda: judge(series, model), 1, 3):.2f} s")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
