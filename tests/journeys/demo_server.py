"""`bothy run --demo` in its own process, on an empty home: what a newcomer has started."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from bothy.journal import open_reader
from bothy.journal.entry import Entry

START_SECONDS = 60
FILL_SECONDS = 280


class DemoServer:
    """`url`: where it is; a second `start` goes on from the same home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.url = ""
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> DemoServer:
        """Start it, and wait until its welcome page is served: the history may still be filling in."""
        said = self.folder / "run.log"
        with said.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bothy.cli", "run", "--demo", "--home", str(self.home), "--port", "0"],
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"http://localhost:\d+", said.read_text("utf-8")):
                self.url = found[0]
                if self.state().get("phase"):
                    return self
            time.sleep(0.05)
        raise AssertionError("bothy run --demo did not come up:\n" + said.read_text("utf-8"))

    def state(self) -> dict[str, Any]:
        """What GET /demo/state says; empty before there is a demo."""
        try:
            answer = httpx.get(f"{self.url}/demo/state", timeout=30)
            return dict(answer.json()) if answer.status_code == 200 else {}
        except (httpx.TransportError, ValueError):
            return {}

    def until_live(self) -> DemoServer:
        """Wait until the history stands and the live day runs."""
        until = time.monotonic() + FILL_SECONDS
        while (state := self.state()).get("phase") != "live":
            assert state.get("phase") != "failed", state
            assert time.monotonic() < until, state
            time.sleep(0.2)
        return self

    def tablet(self) -> httpx.Client:
        """A browser that became a tablet with one tap."""
        client = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=30)
        assert client.post("/demo/tablet").status_code == 200
        return client

    def entries(self, after: int = 0) -> list[Entry]:
        """What its journal holds, read beside it."""
        reader = open_reader(self.home)
        try:
            return [row for row in reader.walk(after=after) if isinstance(row, Entry)]
        finally:
            reader.close()

    def stop(self, kill: bool = False) -> None:
        """SIGTERM, or SIGKILL: as an operator, or as a power cut."""
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(timeout=60)
        self.process = None
