"""A Chromium that trusts one authority, as a tablet that was set up does: NSS, asked by Chromium on Linux."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright


def trust(home: Path, authority: Path) -> None:
    """Put `authority` (a PEM file) into the certificates that a browser with this HOME trusts."""
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True, exist_ok=True)
    certutil = shutil.which("certutil")
    assert certutil, "Debian's libnss3-tools has certutil; make setup-test installs it"
    for words in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "bothy", "-i", str(authority)]):
        subprocess.run([certutil, "-d", f"sql:{database}", *words], check=True, capture_output=True)


@contextmanager
def chromium_at(chromium: str, home: Path, name: str) -> Iterator[Browser]:
    """A browser with this HOME that finds `name` on this machine, as the local network's name service would tell it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            env={**os.environ, "HOME": str(home)},
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--host-resolver-rules=MAP {name} 127.0.0.1"],
        )
        yield browser
        browser.close()
