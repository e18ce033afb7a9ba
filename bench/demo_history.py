"""`bothy demo`: eight months through the one writer, as a newcomer types it. Bar: under 60 s on 2 cores."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _print import Bars, head

BAR_SECONDS = 60.0


def main() -> int:
    head("bothy demo: January to August 2025, every command decided, chained and kept")
    bars = Bars()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        began = time.perf_counter()
        before = os.times()
        done = subprocess.run([sys.executable, "-m", "bothy.cli", "demo", "--home", str(home)], env=without, capture_output=True, text=True)
        took, after = time.perf_counter() - began, os.times()
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return 1
        size = (home / "journal.sqlite3").stat().st_size / 2**20
        checked = time.perf_counter()
        report = subprocess.run([sys.executable, "-m", "bothy.cli", "report", "thistle", "--home", str(home), "--format", "csv"], env=without, capture_output=True, text=True)
        checked = time.perf_counter() - checked
    bars.under("from nothing to a demo", took, BAR_SECONDS, "s")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    bars.note(f"processor time {processor:.1f} s; {done.stdout.split(':')[-2].split()[0]} entries, {size:,.0f} MiB; the first report from it {checked:.1f} s (exit {report.returncode})")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
