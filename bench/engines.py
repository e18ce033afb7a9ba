"""Five million visits evaluated in the process and by DuckDB: the same figures, and how long each takes.

No bar: the publication's is in reports_month. This says when another engine is worth the asking.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from _print import Bars, head
from reports_month import write_facts

from bothy.reports import facts
from bothy.reports.engine import evaluator
from bothy.reports.engine.memo import MEMO
from bothy.reports.indicators import BY_NAME

MONTHS = [f"2025-{number:02}" for number in range(1, 13)]
ASKED = (
    ("service_accessed", None),
    ("service_accessed", "hour"),
    ("service_accessed", "purpose"),
    ("service_accessed", "sex"),
    ("people", None),
    ("people", "sex"),
    ("share_heroin", None),
    ("injecting_episodes", "substance"),
    ("wait_for_place_p90", None),
    ("wait_for_place_p90", "hour"),
    ("emergency_rate", None),
)


def timed(ask: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    found = ask()
    return found, time.perf_counter() - start


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--visits", type=int, default=5_000_000)
    wanted = ask.parse_args()
    head(f"{wanted.visits:,} visits, in the process and by DuckDB")
    arrow, duckdb = evaluator("arrow"), evaluator("duckdb")
    differ = 0
    with tempfile.TemporaryDirectory() as folder:
        write_facts(Path(folder), wanted.visits, MONTHS)
        made = _peak()
        opened = facts.open(Path(folder))
        print(f"  {'':36}{'arrow, first':>14}{'again':>9}{'duckdb, first':>15}{'again':>9}   (s)")
        for name, by in ASKED:
            one = BY_NAME[name]
            MEMO.clear()
            here, first = timed(lambda: arrow(opened, one, MONTHS, by))  # noqa: B023
            _, again = timed(lambda: arrow(opened, one, MONTHS, by))  # noqa: B023
            there, asked = timed(lambda: duckdb(opened, one, MONTHS, by))  # noqa: B023
            _, asked_again = timed(lambda: duckdb(opened, one, MONTHS, by))  # noqa: B023
            differ += here != there
            said = f"{name} by {by}" if by else name
            print(f"  {said:36}{first:14.2f}{again:9.3f}{asked:15.2f}{asked_again:9.2f}   {'the same' if here == there else 'DIFFERENT'}")
    Bars().note(f"most memory {_peak():,.0f} MB, both engines in one process ({made:,.0f} MB of it by making the facts)")
    return 1 if differ else 0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
