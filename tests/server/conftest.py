from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from bothy.care.rules import SHIPPED, HouseRules
from support.django_home import django_home, empty_people
from support.open_house import founding

ORIGIN = "http://testserver"
PASSWORD = "a tall stool by the window"


@pytest.fixture(scope="module")
def facility() -> Iterator[Any]:
    """A facility, open in this process beside Django, as the server has it."""
    with opened(SHIPPED["scotland"]) as facility:
        yield facility


@contextmanager
def opened(rules: HouseRules) -> Iterator[Any]:
    """A facility under these house rules."""
    home = django_home()
    from bothy.people import ports
    from bothy.server.opening import open_house
    from bothy.server.running import running

    # The tables are those of the process; the record is this module's own, or its founding would say nothing.
    for left in (*home.folder.glob("journal.sqlite3*"), home.snapshot):
        left.unlink(missing_ok=True)
    opened = open_house(home, founding(name="Northgate", rules=rules))
    running.facility = opened
    running.say("open")
    yield opened
    running.facility = None
    running.say("starting")
    ports.connect(lambda: None)
    opened.close()


@pytest.fixture
def office(facility: Any) -> Callable[..., Any]:
    """`office(role)` -> a browser signed in to the office in that role; `office(None)` is not signed in."""
    empty_people()
    from django.test import Client

    from bothy.people.setup import add_office_user, add_staff

    def browser(role: str | None) -> Any:
        client = Client(headers={"Origin": ORIGIN})
        if role is not None:
            staff = add_staff(f"Someone {role}", role, "4817")  # type: ignore[arg-type]
            add_office_user(staff, role, PASSWORD)
            assert client.login(username=role, password=PASSWORD)
            client.staff = staff  # type: ignore[attr-defined]
        return client

    return browser


@contextmanager
def serving(home: Path, *more: str, **variables: str) -> Iterator[SimpleNamespace]:
    """`bothy run` as a process of its own on a free port; killed at the end if it still runs."""
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", **variables}
    if "DATABASE_URL" not in variables:
        environ.pop("DATABASE_URL", None)
    home.parent.mkdir(parents=True, exist_ok=True)
    said = home.parent / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bothy.cli", "run", "--home", str(home), "--port", "0", *more],
            stdout=out, stderr=subprocess.STDOUT, env=environ,
        )  # fmt: skip
    try:
        url = _url(process, said)
        yield SimpleNamespace(
            url=url, process=process, said=said.read_text, home=home, stop=lambda: _stop(process)
        )
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _url(process: subprocess.Popen[bytes], said: Path) -> str:
    while True:
        found = re.search(r"http://localhost:\d+", said.read_text())
        if found:
            return found[0]
        assert process.poll() is None, said.read_text()
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> int:
    process.send_signal(how)
    return process.wait()


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Any]:
    return lambda *more, home=None, **variables: serving(
        home or tmp_path / "a home" / "of ours", *more, **variables
    )


def token(html: str) -> str:
    return re.search(r'csrfmiddlewaretoken" value="([^"]+)', html)[1]  # type: ignore[index]


def wait_until_up(url: str, path: str = "/") -> httpx.Response:
    """The first answer that is not "starting"."""
    while True:
        answer = httpx.get(url + path, headers={"Accept": "text/html"}, timeout=60)
        if answer.status_code != 503:
            return answer
        time.sleep(0.05)


def found_one(url: str, **changed: Any) -> httpx.Client:
    """Found a facility through the first page; the manager's browser."""
    wait_until_up(url)
    browser = httpx.Client(
        base_url=url, follow_redirects=True, headers={"Accept": "text/html", "Origin": url}, timeout=60
    )
    form = browser.get("/found")
    fields = {
        "csrfmiddlewaretoken": token(form.text), "name": "Northgate", "time_zone": "Europe/London", "places": "8",
        "accessible": "2", "rules": "scotland", "manager": "Morag", "username": "morag", "password": PASSWORD,
        "again": PASSWORD, "key": "",
    }  # fmt: skip
    browser.last = browser.post("/found", data={**fields, **changed})  # type: ignore[attr-defined]
    return browser
