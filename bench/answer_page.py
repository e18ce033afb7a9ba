"""How long an answer takes on five years of a busy house: drafted, protected, said and set as a page. Bar: under 200 ms."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from _print import Bars, head
from reports_month import write_facts

from bothy.reports import answer_words, facts  # noqa: F401 (a server has the words loaded before anybody asks)
from bothy.reports.answer import Question, answer
from bothy.reports.draft import draft
from bothy.reports.engine.memo import MEMO
from bothy.reports.files.page import page_of
from bothy.reports.protect import protect
from bothy.reports.release import Release
from bothy.reports.sets import SETS

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


def ask(opened: facts.Facts, question: Question, earlier: Sequence[Release] = ()) -> tuple[float, float]:
    """Milliseconds from the question to a page's tables and words, and those of them in which this process ran."""
    start, ran = time.perf_counter(), time.process_time()
    page_of(answer(opened, question, earlier=earlier).release, chart_url=lambda grid, theme: "")
    return (time.perf_counter() - start) * 1e3, (time.process_time() - ran) * 1e3


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
            first, ran = ask(facts.open(Path(folder)), question)
            again = statistics.median(ask(facts.open(Path(folder)), question)[0] for _ in range(5))
            bars.under(f"{said}, asked for the first time since the start", first, BAR_MS, "ms")
            bars.note(f"of which this process ran {ran:.0f} ms; asked again: {again:.1f} ms")
        opened = facts.open(Path(folder))
        out = [protect(draft(opened, SETS["thistle"], f"{month[:4]}-01", month)) for month in MONTHS[-24:]]
        question = Question(indicator="medical_emergencies", since="2025-01", until="2025-12", by="outcome")
        ask(opened, question, out)
        known = statistics.median(ask(opened, question, out)[0] for _ in range(5))
        bars.under(f"emergencies by outcome, {len(out)} publications known to everybody", known, BAR_MS, "ms")
        bars.note(f"{visits:,} visits in {len(MONTHS)} months")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
