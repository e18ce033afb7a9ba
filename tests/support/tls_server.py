"""`bothy tls`, then `bothy run --tls`, as processes of their own on free ports."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.real_server import Furnished

START_SECONDS = 60.0


def bothy(home: Furnished, *words: str) -> subprocess.CompletedProcess[str]:
    """One verb of the command line on this home, to its end."""
    verb = [sys.executable, "-m", "bothy.cli", *words, "--home", str(home.folder)]
    return subprocess.run(verb, capture_output=True, text=True, env=home.environment, timeout=120)


class TlsServer:
    """A Bothy that speaks HTTPS. `url` is by localhost, `named` by its own name; `enrol` is the plain page."""

    def __init__(self, home: Furnished, process: subprocess.Popen[bytes], log: Path) -> None:
        self.home, self.process, self.log = home, process, log
        self.name, self.port, self.enrol = "", 0, ""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def named(self) -> str:
        return f"https://{self.name}:{self.port}"

    @property
    def authority(self) -> Path:
        return self.home.folder / "keys" / "tls" / "authority.crt"

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def client(self, **more: object) -> httpx.Client:
        """A client that trusts this facility's authority and no other."""
        trusting = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.url, verify=trusting, timeout=30, headers={"origin": self.url}, **more)  # type: ignore[arg-type]

    def sign_in(self) -> httpx.Client:
        """A manager's browser in the office."""
        browser = self.client()
        browser.get("/sign-in")
        told = {"username": "morag", "password": "a long password of tests", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post("/sign-in", data=told)
        assert answer.status_code == 302, answer.text
        return browser

    def until_open(self) -> TlsServer:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, f"it ended by itself:\n{self.said()}"
            told = re.search(r"https://([a-z.]+):(\d+)", self.said())
            if told is not None and "Set a tablet up at" in self.said():
                self.name, self.port = told[1], int(told[2])
                self.enrol = "http://127.0.0.1:" + re.search(r"Set a tablet up at http://\S+:(\d+)", self.said())[1]  # type: ignore[index]
                with self.client() as client:
                    if client.get("/sign-in").status_code == 200:
                        return self
            time.sleep(0.05)
        raise AssertionError(f"it does not open:\n{self.said()}")

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=30)


@contextmanager
def serving_tls(home: Furnished, *more: str) -> Iterator[TlsServer]:
    """A server over TLS that is open when the block begins and gone when it ends."""
    made = bothy(home, "tls")
    assert made.returncode == 0, made.stderr
    log = home.folder.parent / f"{home.folder.name}.tls.log"
    with log.open("wb") as file:
        words = ["run", "--tls", "--port", "0", "--enrol-port", "0", "--home", str(home.folder), *more]
        process = subprocess.Popen([sys.executable, "-m", "bothy.cli", *words], env=home.environment, stdout=file, stderr=file)
    try:
        yield TlsServer(home, process, log).until_open()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
