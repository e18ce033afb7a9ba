"""How often the prediction interval of `bothy evidence likely-range` holds the judged year, under truths that we made up.

Made-up deaths of 29 years; the interval is asked of a year in the middle and of the last. It says 95 %; the bar, 90 %, is what
it should keep even where its model is wrong. The figures stand in docs/evidence/likely-range.md.
"""

import argparse
import sys
from collections.abc import Callable

import numpy as np
from _print import Bars, head

from bothy.evidence.expected import Years, predicted

BAR_PERCENT = 90.0
MANY_YEARS = 29
T = np.arange(MANY_YEARS)
# The smoothed course of Scotland's drug misuse deaths, 1996 to 2024: slow rise, steep rise, turn.
SCOTLAND = np.interp(T, [0, 5, 12, 17, 21, 24, 28], [235, 320, 500, 600, 960, 1310, 1060])

Draw = Callable[[np.random.Generator], np.ndarray]


def scattered(rng: np.random.Generator, means: np.ndarray, alpha: float) -> np.ndarray:
    """Poisson counts, or negative binomial with variance mean + alpha · mean²."""
    return rng.poisson(means * rng.gamma(1 / alpha, alpha, len(means)) if alpha else means).astype(float)


def wandering(rng: np.random.Generator, step: float) -> np.ndarray:
    """A mean that has no line at all: each year's log is the last one's and a step of chance."""
    return 300 * np.exp(np.cumsum(rng.normal(0, step, MANY_YEARS)))


TRUTHS: dict[str, Draw] = {
    "300 a year, Poisson": lambda rng: scattered(rng, np.full(MANY_YEARS, 300.0), 0),
    "300 a year, alpha 0.01": lambda rng: scattered(rng, np.full(MANY_YEARS, 300.0), 0.01),
    "rising 4 % a year, alpha 0.01": lambda rng: scattered(rng, 300 * np.exp(0.04 * (T - 14)), 0.01),
    "10 a year, alpha 0.05": lambda rng: scattered(rng, np.full(MANY_YEARS, 10.0), 0.05),
    "2 a year, Poisson": lambda rng: scattered(rng, np.full(MANY_YEARS, 2.0), 0),
    "Scotland's course, alpha 0.005": lambda rng: scattered(rng, SCOTLAND, 0.005),
    "wandering by 8 % a year": lambda rng: scattered(rng, wandering(rng, 0.08), 0),
    "wandering by 12 % a year, alpha 0.003": lambda rng: scattered(rng, wandering(rng, 0.12), 0.003),
    "only six years, 300 a year, alpha 0.01": lambda rng: scattered(rng, np.full(6, 300.0), 0.01),
    "only five years, 300 a year, alpha 0.01": lambda rng: scattered(rng, np.full(5, 300.0), 0.01),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000)
    replications = parser.parse_args().replications
    head(f"coverage of the prediction interval, {replications:,} replications a line")
    bars = Bars()
    for said, draw in TRUTHS.items():
        rng = np.random.default_rng(20261130)
        series = [draw(rng) for _ in range(replications)]
        for where, index in (("in the middle", len(series[0]) // 2), ("last year", len(series[0]) - 1)):
            held, widths, unfit = 0, [], 0
            for deaths in series:
                found = predicted(Years(1996, deaths), index)
                if found is None:
                    unfit += 1
                    continue
                held += found.low <= deaths[index] <= found.high
                widths.append((found.high - found.low) / found.mean)
            fitted = replications - unfit
            bars.at_least(f"{said}, {where}", 100 * held / fitted, BAR_PERCENT, "%")
            bars.note(f"median width {np.median(widths):.2f} of the expected figure{f'; no fit {unfit} times' if unfit else ''}")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
