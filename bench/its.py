"""Interrupted time series: a negative-binomial fit beside statsmodels' own, and a thousand bootstrap fits.

The series is drawn with a known step: 120 months, trend, two harmonics, over-dispersed. statsmodels is given every method it has and
all the steps it wants; it is measured with the fastest that ends where ours does (log likelihood equal to 1e-6), and only its `fit`,
not the making of the model. What it does with its own default (35 steps of BFGS) is said beside it.
"""

import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
from _print import Bars, head

from bothy.evidence.its.answer import judge
from bothy.evidence.its.batch import Data, Many, fit_many
from bothy.evidence.its.bootstrap import bootstrap
from bothy.evidence.its.fit import fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.periods import Periods
from bothy.evidence.its.series import Series

MONTHS, AFTER, ALPHA = 120, 48, 0.05
FIT_MS, TIMES, BOOTSTRAP_S = 1.0, 20.0, 1.0
NEAR = 1e-6
MOST_STEPS = 5000


def drawn(seed: int = 1) -> Series:
    chance = np.random.default_rng(seed)
    t = np.arange(1.0, MONTHS + 1)
    step = (t > MONTHS - AFTER).astype(float)
    mean = 40 * np.exp(0.003 * t - 0.2 * step + 0.15 * np.sin(2 * np.pi * t / 12))
    counts = chance.poisson(mean * chance.gamma(1 / ALPHA, ALPHA, MONTHS)).astype(float)
    return Series(name="drawn", count="count", periods=Periods("period", t, 1.0), counts=counts, exposure=np.ones(MONTHS), step=step, period=12.0)


def best(work: Callable[[], object], least_s: float = 1.0, fewest: int = 5) -> float:
    """Seconds of the median call, over at least a second of calls."""
    each: list[float] = []
    while sum(each) < least_s or len(each) < fewest:
        began = time.perf_counter()
        work()
        each.append(time.perf_counter() - began)
    return float(np.median(each))


def main() -> int:
    head("Interrupted time series: the negative binomial, once and a thousand times")
    from statsmodels.discrete.discrete_model import NegativeBinomial

    bars, series, model = Bars(), drawn(), Model(family="negbin", harmonics=2)
    fitted = fit(series, model)
    data = Data(series.counts[None], fitted.design.matrix, np.log(series.exposure))
    ours: Callable[[], Many] = lambda: fit_many(data, "negbin")  # noqa: E731
    seconds = best(ours)
    bars.under(f"one fit, {MONTHS} months and {fitted.design.matrix.shape[1]} terms", seconds * 1e3, FIT_MS, "ms")
    theirs = NegativeBinomial(series.counts, fitted.design.matrix, loglike_method="nb2", offset=np.log(series.exposure))
    height = float(theirs.loglike(np.append(fitted.coefficients, fitted.alpha)))
    bars.note(f"log likelihood {height:.6f}, alpha {fitted.alpha:.5f}, by statsmodels' own formula")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quickest: float | None = None
        for method in ("bfgs", "newton", "nm", "powell", "cg", "ncg", "lbfgs"):
            try:
                found = theirs.fit(method=method, maxiter=MOST_STEPS, disp=0)
            except (ValueError, np.linalg.LinAlgError):
                bars.note(f"statsmodels, {method}: no fit")
                continue
            short = height - float(theirs.loglike(found.params))
            there = bool(found.mle_retvals.get("converged", False)) and np.isfinite(short) and short < NEAR
            took = best(lambda method=method: theirs.fit(method=method, maxiter=MOST_STEPS, disp=0))  # type: ignore[misc]
            bars.note(f"statsmodels, {method}, at most {MOST_STEPS:,} steps: {took * 1e3:,.1f} ms; {'the same answer' if there else f'short of it by {short:.2g}'}")
            if there:
                quickest = took if quickest is None else min(quickest, took)
        default = theirs.fit(disp=0)
        took = best(lambda: theirs.fit(disp=0))
        bars.note(f"statsmodels as it comes (bfgs, 35 steps): {took * 1e3:,.1f} ms; {'converged' if default.mle_retvals['converged'] else 'not converged, as it warns'}")
    if quickest is None:
        bars.note("no method of statsmodels ends where ours does: there is nothing to compare with")
        return 1
    bars.at_least("times as fast as statsmodels' quickest that ends there", quickest / seconds, TIMES, "times")
    for family in ("negbin", "quasi"):
        one = fit(series, Model(family=family, harmonics=2))  # type: ignore[arg-type]
        thousand = best(lambda one=one: bootstrap(one, 1000, 1), fewest=3)  # type: ignore[misc]
        bars.under(f"1,000 bootstrap fits and as many without a step, {family}, drawn and judged", thousand, BOOTSTRAP_S, "s")
    bars.note(f"the whole answer (fit, bootstrap, each period left out, steps that never were): {best(lambda: judge(series, model), fewest=3):.2f} s")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
