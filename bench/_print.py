"""What every measurement says alike: version and machine first, then each figure beside its bar.

A script's exit status is that of `Bars.status()`: 0 when every bar held, 1 when one was missed.
"""

import os
import platform
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import bothy


def fdatasync_rate(folder: Path, seconds: float = 2.0) -> float:
    """How often a second this disk can append 4 KiB and say that it is kept."""
    each = fdatasync_seconds(folder, seconds)
    return len(each) / sum(each)


def fdatasync_seconds(folder: Path, seconds: float) -> list[float]:
    """How long each of such appends took, for as many as fit into `seconds`."""
    path, block, each = folder / "fdatasync.probe", os.urandom(4096), []
    with path.open("wb", buffering=0) as file:
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            file.write(block)
            os.fdatasync(file.fileno())
            each.append(time.perf_counter() - began)
    path.unlink()
    return each


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def head(title: str, *, disk: Path | None = None) -> float:
    """Print version and machine; the disk's fdatasync rate where the bar depends on it, else 0.

    `disk`: a folder on the disk that is measured; the temporary folder otherwise.
    """
    print(f"{title}")
    print(
        f"  bothy {bothy.__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} "
        f"{platform.release()}; {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        each = fdatasync_seconds(Path(folder), 2.0)
    syncs = len(each) / sum(each)
    print(
        f"  {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before we began; "
        f"the disk syncs {syncs:,.0f} times a second (4 KiB, fdatasync; the slowest of 2 s took {max(each) * 1e3:.0f} ms)"
    )
    sys.stdout.flush()
    return syncs


class Bars:
    """The figures of one script, each beside its bar or limit."""

    def __init__(self) -> None:
        self.missed = 0

    def under(self, what: str, figure: float, bar: float, unit: str) -> None:
        """A figure that must be less than its bar."""
        self._say(what, figure, f"under {_number(bar)} {unit}", unit, figure < bar, figure / bar)

    def at_least(self, what: str, figure: float, bar: float, unit: str, why: str = "") -> None:
        """A figure that must reach its bar."""
        self._say(what, figure, f"{_number(bar)} {unit}{why}", unit, figure >= bar, figure / bar)

    def note(self, said: str) -> None:
        """A peer, a limit, or what else helps to judge the figure."""
        print(f"    {said}", flush=True)

    def status(self) -> int:
        return 1 if self.missed else 0

    def _say(self, what: str, figure: float, bar: str, unit: str, held: bool, share: float) -> None:
        self.missed += not held
        print(f"  {what}: {_number(figure)} {unit}   bar: {bar}   {'held' if held else 'MISSED'} ({share:.0%} of the bar)", flush=True)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
