"""A real facility for a browser to work in: `bothy run` in its own process, founded and staffed by its own pages."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx

PASSWORD = "a-long-enough-word-7"
PIN = "2580"
START_SECONDS = 60

# Here a manager signs rules on a tablet, so that the house is open at any hour. A real floor takes no such act.
_PROGRAM = (
    "import bothy.care.roles as roles; roles.OFFICE_ACTS = roles.OFFICE_ACTS - {'sign-rules'}; "
    "from bothy.cli import main; main()"
)


class Facility:
    """`url`: where it is. Found once, then used through the same pages and addresses as by people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = (folder / "run.log").open("w+", encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.office: httpx.Client | None = None
        self.staff: dict[str, str] = {}
        self._cookies: httpx.Cookies | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def again(self, folder: Path) -> Facility:
        """The same facility from a copy of its home, on a port of its own, with the same people in its office."""
        twin = Facility(folder)
        twin.staff = dict(self.staff)
        twin._cookies = self.office.cookies if self.office is not None else None
        return twin

    # --- the process ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start serving; the second time on the same port and home, as after a power cut."""
        self.log.seek(0)
        self.log.truncate()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "run", "--home", str(self.folder / "home"), "--port", str(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            told = Path(self.log.name).read_text("utf-8")
            found = re.search(r"http://localhost:(\d+)", told)
            if found:
                self.port = int(found[1])
                if self._answers():
                    if self._cookies is not None:
                        self.office = httpx.Client(
                            base_url=self.url, follow_redirects=True, timeout=30, cookies=self._cookies
                        )
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError("bothy run did not come up:\n" + Path(self.log.name).read_text("utf-8"))

    def _answers(self) -> bool:
        """Whether it serves the house, or the page on which to found one."""
        try:
            front = httpx.get(f"{self.url}/", follow_redirects=False)
        except httpx.TransportError:
            return False
        return front.status_code in (200, 302)

    def stop(self, kill: bool = False) -> None:
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(timeout=30)
        self.process = None

    # --- the office ----------------------------------------------------------------------------

    def found(self, places: int = 8, accessible: int = 2, rules: str = "scotland") -> None:
        """Found it on its own page, as its first manager does."""
        self.office = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        told = {
            "name": "Northgate", "time_zone": "Europe/London", "places": places, "accessible": accessible,
            "rules": rules, "manager": "Moira", "username": "moira", "password": PASSWORD, "again": PASSWORD, "key": "",
        }  # fmt: skip
        self._post("/found", told)
        until = time.monotonic() + START_SECONDS
        while "missing" in self.office.get("/office/staff").text and time.monotonic() < until:
            time.sleep(0.1)

    def add_staff(self, name: str, role: str, pin: str = PIN) -> str:
        """Someone with a PIN; their id."""
        self._post("/office/staff/add", {"name": name, "role": role, "pin": pin})
        assert self.office is not None
        page = self.office.get("/office/staff").text
        found = re.search(rf'/office/staff/([0-9a-f-]{{36}})">{re.escape(name)}<', page)
        assert found, page
        self.staff[name] = found[1]
        return self.staff[name]

    def code_for(self, device: str) -> str:
        """A one-time code for a tablet, as the office shows it."""
        page = self._post("/office/devices/code", {"name": device}, form="/office/devices")
        found = re.search(r'class="code-big">([A-Z0-9-]+)<', page)
        assert found, page
        return found[1]

    def _post(self, path: str, told: dict[str, object], form: str | None = None) -> str:
        assert self.office is not None
        page = self.office.get(form or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        answer = self.office.post(
            path, data={**told, "csrfmiddlewaretoken": token[1]}, headers={"Referer": self.url + path}
        )
        assert answer.status_code == 200, answer.text
        return answer.text


class Tablet:
    """An enrolled device that speaks the floor's own addresses: for what was there before a journey begins."""

    def __init__(self, facility: Facility, name: str) -> None:
        self.facility = facility
        self.client = httpx.Client(base_url=facility.url, timeout=30, headers={"Origin": facility.url})
        assert self.client.post("/floor/enrol", json={"code": facility.code_for(name)}).status_code == 200
        here = self.client.get("/floor/staff").json()
        self.names = {one["name"]: one for one in here["staff"]}
        self.house = self.client.get("/floor/words.json").json()["facility"]["id"]
        self.active: str | None = None

    def at(self, facility: Facility) -> Tablet:
        """The same device at a copy of its facility."""
        twin = copy.copy(self)
        twin.facility = facility
        twin.client = httpx.Client(
            base_url=facility.url, timeout=30, headers={"Origin": facility.url}, cookies=self.client.cookies
        )
        return twin

    def sign_in(self, name: str, pin: str = PIN) -> None:
        staff = self.names[name]["staff"]
        answer = self.client.post("/floor/shift", json={"staff": staff, "pin": pin})
        assert answer.status_code == 200, answer.text
        self.active = staff
        self.send("come-on-shift", {"staff": staff, "role": self.names[name]["role"]}, self.house)

    def send(
        self,
        kind: str,
        body: dict[str, object],
        subject: str | None = None,
        *,
        ago: float = 0,
        private: object = None,
        acted: bool = False,
    ) -> str:
        """One command, which must be recorded; the subject's id. `ago`: minutes before now."""
        subject = subject or str(uuid4())
        command: dict[str, object] = {
            "id": str(uuid4()), "kind": kind, "subject": subject, "body": body, "staff": self.active,
            "happened_at": (datetime.now(UTC) - timedelta(minutes=ago)).isoformat(),
        }  # fmt: skip
        if acted:
            command["acted"] = True
        if private is not None:
            command["private"] = private
        told = {
            "now": {"wall": datetime.now(UTC).isoformat(), "tick_ms": 1.0, "boot": str(uuid4())},
            "commands": [command],
        }
        answer = self.client.post("/floor/commands", json=told)
        assert answer.status_code == 200, answer.text
        said = answer.json()["answers"][0]
        assert said["answer"] == ("contested" if acted else "recorded"), said
        return subject

    def register(self, name: str, code: str, **body: object) -> str:
        return self.send("register-person", body, private={"name": name, "code": code, "card": None})

    def visit(self, person: str, *purposes: str, ago: float = 0) -> str:
        return self.send("start-visit", {"person": person, "purposes": list(purposes or ("use",))}, ago=ago)

    def sign_rules(self, **changes: object) -> None:
        """The house rules of today with these changes, in force at once. Needs a manager on shift."""
        rules = self.client.get("/floor/words.json").json()["rules"]
        from_now = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        body = {"rules": {**rules, **changes}, "effective_from": from_now, "signer": self.active}
        self.send("sign-rules", body, self.house)
        time.sleep(1.1)  # in force from a moment that must not lie in the past when it is decided
