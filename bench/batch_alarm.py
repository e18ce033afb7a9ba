"""The running test for a bad batch, tried on invented years: false alarms, and how soon a bad week is flagged.

    python bench/batch_alarm.py [--years 60] [--weeks 200] [--picture docs/images/bad-batch.svg]

A house of the Thistle's size (26 uses a day, 14 emergencies per 1,000 uses), looked at after each
emergency as the server does, the usual rate estimated anew each time from the year before.
"""

import argparse
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from uuid import UUID

from bothy.care.rules import BatchAlarm
from bothy.reports.batch import Case, Uses, kinds, look
from bothy.reports.intervals import count_interval

START = datetime(2025, 1, 1, tzinfo=UTC)
USES_A_DAY = 26
PER_USE = 0.014
MIXES = ((("cocaine",), 0.45), (("heroin",), 0.30), (("heroin", "cocaine"), 0.20), (("street_benzodiazepine",), 0.05))
RATIOS = (3, 5, 10)


def invented(rng: random.Random, days: int, bad: tuple[float, float, float] | None = None) -> tuple[Uses, list[Case]]:
    """Uses and emergencies of so many days. `bad`: (first day, last day, times the usual rate) for heroin."""
    uses: list[tuple[datetime, tuple[str, ...]]] = []
    cases: list[Case] = []
    moment = 0.0
    while True:
        moment += rng.expovariate(USES_A_DAY)
        if moment >= days:
            return Uses.told(uses), cases
        mix = rng.choices([m for m, _ in MIXES], [w for _, w in MIXES])[0]
        at = START + timedelta(days=moment)
        uses.append((at, mix))
        worse = bad[2] if bad and "heroin" in mix and bad[0] <= moment < bad[1] else 1.0
        if rng.random() < PER_USE * worse:
            appearance = ("green",) if worse > 1 and rng.random() < 0.4 else ("yellow",) if rng.random() < 0.02 else ()
            poor = rng.random() < (0.3 if worse > 1 else 0.04)
            cases.append(Case(UUID(int=rng.getrandbits(128)), at + timedelta(minutes=3), mix, appearance, poor))


def flags(uses: Uses, cases: list[Case], settings: BatchAlarm, first_day: float) -> list[tuple[datetime, str, int]]:
    """What the house would have flagged from `first_day` on: when, of which kind, after how many emergencies."""
    until: dict[tuple[str, str], datetime] = {}
    found = []
    for nth, case in enumerate(cases):
        if case.at < START + timedelta(days=first_day):
            continue
        for one in look(uses, cases[: nth + 1], settings, case.at, until):
            until[(one.about, one.code)] = one.at
            found.append((case.at, f"{one.about} {one.code}", len(one.emergencies)))
    return found


def quiet_years(job: tuple[int, int, float]) -> tuple[int, int]:
    """False alarms in so many years after a first one: (alarms, moments at which any alarm was raised)."""
    seed, years, quantile = job
    uses, cases = invented(random.Random(seed), 365 + 365 * years)
    raised = flags(uses, cases, BatchAlarm(rate_quantile=quantile), 365)
    return len(raised), len({at for at, _, _ in raised})


def bad_weeks(job: tuple[int, int, float]) -> tuple[float, int] | None:
    """Days until a bad fortnight is flagged, and emergencies with heroin until then; None where it is not."""
    seed, _, ratio = job
    uses, cases = invented(random.Random(seed), 380, (365, 379, ratio))
    begun = START + timedelta(days=365)
    for at, _, _ in flags(uses, cases, BatchAlarm(), 365):
        since = [case for case in cases if begun <= case.at <= at and "heroin" in (case.substances or ())]
        return (at - begun).total_seconds() / 86_400, len(since)
    return None


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--years", type=int, default=60)
    asked.add_argument("--weeks", type=int, default=200)
    asked.add_argument("--picture", type=Path)
    told = asked.parse_args()
    tested = len(kinds(Uses.told((START, mix) for mix, _ in MIXES)))
    print(f"{USES_A_DAY} uses a day, {1000 * PER_USE:.0f} emergencies per 1,000; {tested} kinds tested; at most {BatchAlarm().false_alarms_per_year:g} false alarms a year asked for")
    with ProcessPoolExecutor(2) as pool:
        each = 5
        for quantile in (BatchAlarm().rate_quantile, 0.75):
            jobs = [(seed, each, quantile) for seed in range(told.years // each)]
            sums = [sum(column) for column in zip(*pool.map(quiet_years, jobs), strict=True)]
            years = each * len(jobs)
            low, high = count_interval(sums[1])
            print(
                f"  usual rate at quantile {quantile}: {sums[0]} flags at {sums[1]} moments in {years} quiet years: "
                f"{sums[1] / years:.2f} a year (95 %: {low / years:.2f} to {high / years:.2f})"
            )
        curves = {}
        for ratio in RATIOS:
            answers = list(pool.map(bad_weeks, [(1000 * ratio + seed, 0, float(ratio)) for seed in range(told.weeks)]))
            caught = [one for one in answers if one is not None]
            curves[ratio] = sorted(days for days, _ in caught)
            print(
                f"  heroin at {ratio} times its rate for 14 days: flagged in {len(caught)} of {len(answers)}; "
                + (f"median {median(d for d, _ in caught):.1f} days, {mean(n for _, n in caught):.1f} emergencies with heroin until then" if caught else "")
            )
    if told.picture:
        draw(curves, told.weeks, told.picture)


def draw(curves: dict[int, list[float]], weeks: int, path: Path) -> None:
    """Share flagged by the day of a bad fortnight."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "bad-batch", "svg.fonttype": "none", "font.family": "sans-serif"})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for (ratio, days), style in zip(curves.items(), ("-", "--", ":"), strict=True):
        steps = [(0.0, 0.0), *((day, (n + 1) / weeks) for n, day in enumerate(days)), (14.0, len(days) / weeks)]
        assert all(a[1] <= b[1] for a, b in pairwise(steps))
        axes.step([x for x, _ in steps], [100 * y for _, y in steps], style, where="post", label=f"{ratio} times the usual rate", color="black")
    axes.set(xlabel="days since the bad batch came", ylabel="flagged by then, %", xlim=(0, 14), ylim=(0, 100))
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
