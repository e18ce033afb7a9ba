"""How long any figure takes over five years of a busy house, divided in any way that it allows. Bar: under 200 ms.

Cold: nothing kept in the process and the files not in the system's memory. Warm: asked for again.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from _busy import write_facts
from _print import Bars, head

from bothy.reports import facts
from bothy.reports.engine.arrow import evaluate
from bothy.reports.engine.memo import MEMO
from bothy.reports.indicators import INDICATORS, Indicator

BAR_MS = 200.0
VISITS = 900_000
MONTHS = [f"{year}-{number:02}" for year in range(2021, 2026) for number in range(1, 13)]


def forget(folder: Path) -> None:
    """Ask the system to let go of the files' pages, and forget what the process kept."""
    MEMO.clear()
    for path in folder.glob("facts/*/*/*.parquet"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ask(folder: Path, indicator: Indicator, by: str | None) -> tuple[float, float]:
    """Milliseconds from opened facts to the figures of every group, over all months; and those of this process, all threads."""
    opened = facts.open(folder)
    start, ran = time.perf_counter(), time.process_time()
    evaluate(opened, indicator, MONTHS, by)
    return (time.perf_counter() - start) * 1e3, (time.process_time() - ran) * 1e3


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--visits", type=int, default=VISITS)
    wanted.add_argument("--only", default="", help="indicators whose name has this in it")
    asked = wanted.parse_args()
    head("any figure, divided in any way, from five years of facts")
    bars = Bars()
    cold: dict[str, float] = {}
    warm: dict[str, float] = {}
    ran: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_facts(folder, asked.visits, MONTHS)
        os.sync()
        print(f"  {'milliseconds':<34} {'cold':>7} {'slowest':>8} {'by':<14} {'warm':>7} {'slowest':>8}  bar {BAR_MS:.0f}")
        for indicator in INDICATORS:
            if asked.only not in indicator.name:
                continue
            first, again = {}, {}
            for by in (None, *indicator.groupings):
                forget(folder)
                first[by or ""], ran[f"{indicator.name} by {by}"] = ask(folder, indicator, by)
                again[by or ""] = statistics.median(ask(folder, indicator, by)[0] for _ in range(3))
            slow = max(first, key=lambda by: first[by])
            cold |= {f"{indicator.name} by {by}": took for by, took in first.items()}
            warm |= {f"{indicator.name} by {by}": took for by, took in again.items()}
            print(
                f"  {indicator.name:<34} {statistics.median(first.values()):7.1f} {first[slow]:8.1f} {slow or 'whole':<14}"
                f" {statistics.median(again.values()):7.1f} {max(again.values()):8.1f}", flush=True,
            )  # fmt: skip
    for said, took in (("cold", cold), ("warm", warm)):
        slowest = max(took, key=lambda one: took[one])
        bars.under(f"{said}, the median of {len(took)} questions", statistics.median(took.values()), BAR_MS, "ms")
        bars.under(f"{said}, the slowest: {slowest}", took[slowest], BAR_MS, "ms")
    most = max(ran, key=lambda one: ran[one])
    bars.note(
        f"processor time of a cold question, all threads: the median {statistics.median(ran.values()):.0f} ms, the most"
        f" {ran[most]:.0f} ms ({most}); where a question took longer than that, it waited for the disk or for other programs"
    )
    bars.note(f"{asked.visits:,} visits in {len(MONTHS)} months")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
