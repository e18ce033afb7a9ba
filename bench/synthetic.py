"""Synthetic control of 32 areas over 25 years, every area in turn as the treated one, beside pysyncon with fixed V.

Both minimise the squared error of the outcome before; pysyncon is given the outcome of each year before as its predictors and
V = 1 for all. Neither is trusted: the squared errors are compared, and the optimality of ours is proved by its own bound.
"""

# ruff: noqa: E402  (threads are set before NumPy is loaded)
import argparse
import os
import sys
import time
from collections.abc import Callable

# One thread for both: on small problems more threads wait for one another, and the peer's time then swings fivefold.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np
from _print import Bars, head
from pysyncon import Synth

from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.placebo import fit_all
from bothy.evidence.synthetic.weights import most_above_least

BAR_MS, BAR_TIMES = 2.0, 500.0
AREAS, YEARS, BEFORE = 32, 25, 15
PROVED = 1e-8


def made_up(seed: int) -> Panel:
    """Counts that share two courses and scatter: like deaths of areas, none of which was treated."""
    rng = np.random.default_rng(seed)
    courses = np.cumsum(rng.normal(0, 4, (2, YEARS)), axis=1)
    outcome = 100 + rng.normal(0, 15, (AREAS, 1)) + rng.uniform(0, 1.5, (AREAS, 2)) @ courses + rng.normal(0, 5, (AREAS, YEARS))
    return Panel("rate", tuple(f"area {n}" for n in range(AREAS)), tuple(range(2000, 2000 + YEARS)), outcome, 0, BEFORE)


def peer(panel: Panel) -> np.ndarray:
    """Weights (areas × areas) by pysyncon's own optimisation with V fixed."""
    weights = np.zeros((AREAS, AREAS))
    before = panel.outcome[:, : panel.before]
    for unit in range(AREAS):
        others = np.arange(AREAS) != unit
        found, _ = Synth.w_optimize(np.eye(panel.before), before[others].T, before[unit])
        weights[unit, others] = found
    return weights


def quickest(ask: Callable[[], object], times: int) -> tuple[float, float]:
    """(least, median) seconds."""
    each = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        each.append(time.perf_counter() - began)
    return min(each), float(np.median(each))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, default=5)
    wanted = parser.parse_args()
    head(f"synthetic control, {AREAS} areas × {YEARS} years, all placebos, {wanted.panels} panels")
    bars, ours, theirs, medians, apart, bound = Bars(), [], [], [], -np.inf, 0.0
    lenders = ~np.eye(AREAS, dtype=bool)
    for seed in range(wanted.panels):
        panel = made_up(seed)
        before = panel.outcome[:, : panel.before]
        fit_all(panel)
        least, median = quickest(lambda: fit_all(panel), 50)  # noqa: B023
        ours.append(least)
        medians.append(median)
        theirs.append(quickest(lambda: peer(panel), 5)[0])  # noqa: B023
        mine = fit_all(panel).weights
        # The peer's weights miss the sum of 1 by a millionth, which buys it a smaller error: compared is what lies on the simplex.
        other = np.clip(peer(panel), 0, None)
        errors = [np.mean((before - weights @ before) ** 2, axis=1) for weights in (mine, other / other.sum(axis=1, keepdims=True))]
        apart = max(apart, float((errors[0] - errors[1]).max()))
        bound = max(bound, float(most_above_least(before, np.arange(AREAS), lenders, mine).max()))
    bars.under("all placebos of one panel, the least of 50, the median panel", float(np.median(ours)) * 1e3, BAR_MS, "ms")
    bars.note(f"the median of 50: {float(np.median(medians)) * 1e3:.2f} ms; pysyncon with V fixed, the least of 5: {float(np.median(theirs)) * 1e3:,.0f} ms")
    bars.at_least("times as fast as pysyncon with V fixed", float(np.median(theirs)) / float(np.median(ours)), BAR_TIMES, "times")
    bars.under("the largest proved distance of a mean squared error from the least there is", bound / PROVED, 1.0, f"× {PROVED:g}")
    bars.note(f"ours less pysyncon's, its weights brought to a sum of 1: {apart:+.2g} at most, over all panels and areas")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
