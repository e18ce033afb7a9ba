"""The real thing: `bothy run` in a process of its own, on a home that has staff, tablets and an open floor.

Nothing here is put in its place: what answers is uvicorn, the floor, Django and the journal as a
facility has them, and a kill takes all of it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

START_SECONDS = 60.0

_FURNISH = """
import json, sys
from pathlib import Path
from uuid import UUID, uuid4
import msgspec
from bothy.server.boot import prepare
from bothy.server.home import Home
home = prepare(Home(Path(sys.argv[1])))
import os
from bothy.people.models import Device
from bothy.people.devices import LONGEST_SHIFT
from bothy.people.setup import add_office_user, add_staff, enrol_browser
from bothy.people.shifts import claim
from datetime import UTC, datetime, timedelta
from support.open_house import LEAD, command, founding, open_it, say
nurse = add_staff("Ailsa", "nurse", "4719", id=UUID(int=11))
manager = add_staff("Morag", "manager", "5830", id=UUID(int=12))
add_office_user(manager, "morag", "a long password of tests", check=False)
add_office_user(nurse, "ailsa", "a long password of tests", check=False)
begun = founding(at=datetime.now(UTC) - timedelta(days=int(sys.argv[3])))
since = max(begun.at, datetime.now(UTC) - LONGEST_SHIFT + timedelta(hours=1))
tablets = []
for number in range(int(sys.argv[2])):
    device, cookie = enrol_browser(f"Tablet {number + 1}")
    claim(Device.objects.get(id=device), nurse, since=since)
    tablets.append(cookie)
with open_it(home.folder, os.environ.get("DATABASE_URL"), founding=begun) as facility:
    say(facility, command("open-floor", facility.id), actor=LEAD)
print(json.dumps({"tablets": tablets, "nurse": str(nurse.id)}))
"""

_PROGRAM = "from bothy.cli import main; main()"
TESTS = Path(__file__).resolve().parent.parent


class Furnished:
    """A home that is ready to be served: the cookies of its tablets, and the nurse on shift at each."""

    def __init__(self, folder: Path, url: str | None, tablets: list[str], nurse: UUID) -> None:
        self.folder = folder
        self.url = url
        self.tablets = tablets
        self.nurse = nurse

    @property
    def journal(self) -> str | Path:
        """What `open_reader` takes."""
        return self.url or self.folder

    @property
    def environment(self) -> dict[str, str]:
        """For a process that serves or reads this home."""
        without = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BOTHY_HOME"}}
        return without | ({"DATABASE_URL": self.url} if self.url else {}) | {"BOTHY_HOME": str(self.folder)}


def furnish(folder: Path, url: str | None = None, tablets: int = 8, days_ago: int = 0) -> Furnished:
    """Found a facility in `folder` (its tables and journal in `url`, where given), in a process of its own.

    `days_ago`: when it was founded, for what is keyed in of earlier days; the nurse has been on shift since then, or
    for nearly as long as a shift may be.
    """
    environment = Furnished(folder, url, [], UUID(int=0)).environment
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), environment.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", _FURNISH, str(folder), str(tablets), str(days_ago)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return Furnished(folder, url, told["tablets"], UUID(told["nurse"]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RealServer:
    """`bothy run` on one port, started and ended as often as a test likes.

    `before`: called first in the child. `program`: Python that starts the command line another way.
    """

    def __init__(self, home: Furnished, port: int | None = None, before: Any = None, program: str = _PROGRAM) -> None:
        self.home = home
        self.port = port or free_port()
        self.before = before
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.log = home.folder.parent / f"{home.folder.name}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"origin": self.url}

    def tablet(self, number: int = 0) -> dict[str, str]:
        """The headers of one tablet."""
        return self.headers | {"cookie": f"bothy_device={self.home.tablets[number]}"}

    def start(self) -> RealServer:
        """Start it, and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self.program, "run", "--home", str(self.home.folder), "--port", str(self.port)],
                env=self.home.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=self.before,
            )  # fmt: skip
        return self

    def until_open(self) -> RealServer:
        """Wait until the floor answers."""
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"it ended by itself:\n{self.said()}"
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/floor/words.json", headers=self.tablet(), timeout=10).status_code == 200:
                    return self
            time.sleep(0.02)
        raise AssertionError(f"it does not open:\n{self.said()}")

    def said(self) -> str:
        """What it printed and logged so far."""
        return self.log.read_text("utf-8", "replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL: nothing more is written, nothing is closed."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, as an operator stops it; its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def post(self, *commands: Any, tablet: int = 0) -> httpx.Response:
        """Commands of the nurse on one tablet."""
        from support.floor_server import as_json

        said = [as_json(each) for each in commands]
        return httpx.post(f"{self.url}/floor/commands", json={"commands": said}, headers=self.tablet(tablet), timeout=30)


@contextmanager
def serving(home: Furnished, **more: Any) -> Iterator[RealServer]:
    """A server that is open when the block begins and gone when it ends."""
    server = RealServer(home, **more).start()
    try:
        yield server.until_open()
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@contextmanager
def sign_in(server: RealServer) -> Iterator[httpx.Client]:
    """A manager's browser in the office, signed in through its page."""
    with httpx.Client(base_url=server.url, timeout=60, headers={"origin": server.url}) as browser:
        browser.get("/sign-in")
        told = {"username": "morag", "password": "a long password of tests", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post("/sign-in", data=told)
        assert answer.status_code == 302, answer.text
        assert browser.get("/office/").status_code == 200
        yield browser


def in_background(work: Any, *arguments: Any) -> threading.Thread:
    """A thread that runs `work`; the caller joins it."""
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread
