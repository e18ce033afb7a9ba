"""How long an answer takes on five years of a busy house: drafted, protected, said and set as a page. Bar: under 200 ms."""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from _print import Bars, head
from reports_month import write_facts

from bothy.reports import facts
from bothy.reports.answer import Question, answer
from bothy.reports.engine.memo import MEMO
from bothy.reports.files.page import page_of

BAR_MS = 200.0
VISITS = 900_000
MONTHS = [f"{year}-{number:02}" for year in range(2021, 2026) for number in range(1, 13)]
QUESTIONS = (
    ("visits over five years", Question(indicator="service_accessed")),
    ("people over five years, by sex", Question(indicator="people", by="sex")),
    ("visits over five years, by hour", Question(indicator="service_accessed", by="hour")),
    ("the waits that nine in ten stay under, two years by month", Question(indicator="wait_for_place_p90", since="2024-01", until="2025-12")),
    ("emergencies for every 1,000 uses, two years by month", Question(indicator="emergency_rate", since="2024-01", until="2025-12")),
    ("what was injected in a year, by substance", Question(indicator="injecting_episodes", since="2025-01", until="2025-12", by="mix")),
)


def ask(opened: facts.Facts, question: Question) -> float:
    """Milliseconds from the question to a page's tables and words."""
    start = time.perf_counter()
    page_of(answer(opened, question).release, chart_url=lambda grid, theme: "")
    return (time.perf_counter() - start) * 1e3


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--visits", type=int, default=VISITS)
    visits = wanted.parse_args().visits
    head("an answer from five years of facts")
    bars = Bars()
    with tempfile.TemporaryDirectory() as folder:
        write_facts(Path(folder), visits, MONTHS)
        for said, question in QUESTIONS:
            MEMO.clear()
            first = ask(facts.open(Path(folder)), question)
            again = [ask(facts.open(Path(folder)), question) for _ in range(5)]
            bars.under(f"{said}, asked for the first time", first, BAR_MS, "ms")
            bars.note(f"asked again: {statistics.median(again):.1f} ms")
    bars.note(f"{visits:,} visits in {len(MONTHS)} months")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
