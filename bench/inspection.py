"""How long an inspection pack takes: of a month and of a whole year of a busy house. No bar; beside it, the walk of the chain alone."""

import argparse
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from _print import Bars, head
from facts import write

from bothy.journal import open_reader
from bothy.reports.inspection.told import Period
from bothy.server.home import Home
from bothy.server.lines import verify_lines

ENTRIES_A_VISIT = 14.2


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--visits", type=int, default=100_000, help="in the year")
    wanted = ask.parse_args()
    head("inspection packs")
    from bothy.server.inspecting import made_of  # tables and typesetting take their time to load

    bars = Bars()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").make()
        start = time.perf_counter()
        write(home.folder, int(wanted.visits * ENTRIES_A_VISIT), per_day=max(1, wanted.visits // 365))
        bars.note(f"{wanted.visits:,} visits written in {time.perf_counter() - start:.1f} s (not measured)")
        reader = open_reader(home.folder)
        start = time.perf_counter()
        verify_lines(reader, (), (), lambda done, whole: None)
        bars.note(f"the chain alone, {reader.head().number:,} entries: {time.perf_counter() - start:.1f} s")
        reader.close()
        for said, until in (("January", date(2025, 1, 31)), ("the year", date(2025, 12, 31))):
            start = time.perf_counter()
            made = made_of(home, Period(date(2025, 1, 1), until))
            took = time.perf_counter() - start
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            bars.note(f"{said}: {took:.1f} s, {len(made.data) / 1e6:.1f} MB; the process's memory so far at most {most:,.0f} MB")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
