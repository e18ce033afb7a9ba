"""A server of two facilities, as `bothy city` makes and runs it, each with everything that a neighbour must not see."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import psycopg
from psycopg import sql

from bothy.city.adding import add
from bothy.city.databases import name_of
from bothy.city.folder import CityFolder
from bothy.server.hosted import Hosted
from support.real_server import TESTS, free_port

PASSWORD = "a long password of tests"
START_SECONDS = 90.0

_FURNISH = """
import json, sys
from pathlib import Path
from uuid import UUID, uuid4
from bothy.server.boot import prepare
from bothy.server.home import Home
tag, facility_id = sys.argv[2], UUID(sys.argv[3])
home = prepare(Home(Path(sys.argv[1])))
import os
import msgspec
from bothy.care.bodies import FacilityFounded, PlaceSpec
from bothy.care.commands import Actor
from bothy.care.kinds import encode
from bothy.journal import create_store
from bothy.people.models import Device
from bothy.people.setup import add_office_user, add_staff, enrol_browser
from bothy.people.shifts import claim
from bothy.server.opening import open_house
from bothy.server.publishing.desk import Desk, Who
from bothy.server.paper.issuing import issue
import reports.journals as journals
journals.FACILITY = facility_id
from support.publishing_house import some_months
from support.open_house import command, say
pen = some_months()
places = tuple(PlaceSpec(number=n) for n in range(1, 9))
founded = FacilityFounded(name=f"House of {tag}", time_zone="Europe/London", places=places)
pen.drafts[0] = msgspec.structs.replace(pen.drafts[0], body=encode(founded))
journals.append(create_store(os.environ["DATABASE_URL"], facility_id), pen.drafts)
roles = ("reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator")
staff = {}
for role in roles:
    staff[role] = add_staff(f"{role}-{tag}", role, "4719")
    add_office_user(staff[role], role, "a long password of tests", check=False)
device, cookie = enrol_browser(f"Tablet-{tag}")
claim(Device.objects.get(id=device), staff["nurse"])
nurse = Actor(staff=staff["nurse"].id, role="nurse", device=device)
lead = Actor(staff=staff["shift_lead"].id, role="shift_lead", device=device)
ids = {"device": device, "staff nurse": staff["nurse"].id}
with open_house(home) as facility:
    def said(kind, subject, body, actor=nurse, private=None):
        made = command(kind, subject, body, staff=actor.staff)
        if private:
            made = msgspec.structs.replace(made, private=msgspec.Raw(json.dumps(private).encode()))
        (answer,) = say(facility, made, actor=actor)
        assert answer.answer == "recorded", (kind, answer)
    said("open-floor", facility.id, {}, lead)
    ids["person"], ids["visit"], ids["referral"], ids["emergency"] = uuid4(), uuid4(), uuid4(), uuid4()
    names = {"name": f"Lark {tag}", "code": f"plum-{tag}-7", "card": f"card{tag}"}
    said("register-person", ids["person"], {"age_band": "25-34", "sex": "female"}, private=names)
    said("start-visit", ids["visit"], {"person": str(ids["person"]), "purposes": ["use"]})
    said("raise-emergency", ids["emergency"], {"where": "aftercare", "visit": str(ids["visit"])})
    said("close-emergency", ids["emergency"], {"outcome": "recovered_here"})
    from bothy.people.private import note_digest
    salt = "00" * 16
    text = f"Words of {tag}, typed by hand"
    said("note", ids["visit"], {"about": "visit", "digest": note_digest(text, salt)}, private={"text": text, "salt": salt})
    desk = Desk(facility, home)
    who = Who(staff["manager"].id, "manager")
    draft = desk.draft(who, "scottish-government", "2025-02", months="period")
    desk.check(Who(staff["analyst"].id, "analyst"), draft.id)
    desk.sign(who, draft.id)
    ids["publication"] = draft.id
    ids["draft"] = desk.draft(who, "waits", "2025-02", months="period").id
ids["sheet"] = issue({"visit": 1}, staff["manager"].id)[0]
print(json.dumps({"cookie": cookie, "ids": {name: str(id) for name, id in ids.items()}}))
"""


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """A facility of the server: where it is, its tag (in every name of it), its tablet's cookie and its ids by what they are of."""

    hosted: Hosted
    tag: str
    facility: str
    cookie: str
    ids: dict[str, str]

    @property
    def slug(self) -> str:
        return self.hosted.slug

    @property
    def host(self) -> str:
        return self.hosted.host

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no answer to a neighbour may hold."""
        return (self.tag, self.facility, self.cookie.partition(".")[2], *self.ids.values())


class Server:
    """`bothy city run` on a free port."""

    def __init__(self, folder: CityFolder, admin_url: str) -> None:
        self.folder = folder
        self.admin_url = admin_url
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder.folder.parent / "city.log"

    @property
    def environment(self) -> dict[str, str]:
        without = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "BOTHY_HOME"))}
        paths = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
        return without | {"PYTHONPATH": paths, "BOTHY_CITY": str(self.folder.folder)}

    def bothy(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        """The command line."""
        return subprocess.run(
            [sys.executable, "-m", "bothy.cli", *map(str, arguments)], env=self.environment | more, capture_output=True, text=True
        )

    def start(self) -> Server:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bothy.cli", "city", "run", "--port", str(self.port)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        return self

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def browser(self, host: str, **more: Any) -> httpx.Client:
        """Something that asks this server under a host name."""
        told = {"host": f"{host}:{self.port}", "origin": f"http://{host}:{self.port}", **more.pop("headers", {})}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=told, timeout=60, **more)

    @contextmanager
    def signed_in(self, host: str, name: str) -> Iterator[httpx.Client]:
        """A browser in an office, or at the city's page."""
        with self.browser(host) as browser:
            browser.get("/sign-in")
            answer = browser.post("/sign-in", data={"username": name, "password": PASSWORD, "csrfmiddlewaretoken": csrf(browser)})
            assert answer.status_code == 302, answer.text
            yield browser

    def until_open(self, residents: Sequence[Resident]) -> Server:
        """Wait until each floor answers its tablet."""
        deadline = time.monotonic() + START_SECONDS
        for one in residents:
            while True:
                assert self.process is not None and self.process.poll() is None and time.monotonic() < deadline, self.said()
                with suppress(httpx.TransportError), self.browser(one.host, headers=tablet(one)) as browser:
                    if browser.get("/floor/words.json").status_code == 200:
                        break
                time.sleep(0.1)
        return self


def csrf(browser: httpx.Client) -> str:
    return next(value for name, value in browser.cookies.items() if "csrftoken" in name)


def tablet(one: Resident) -> dict[str, str]:
    return {"cookie": f"bothy_device_{one.slug}={one.cookie}"}


@contextmanager
def two_facilities(admin_url: str) -> Iterator[tuple[Server, Resident, Resident]]:
    """A city of two furnished facilities, not started; everything is gone when the block ends."""
    # Not pytest's folder: the path of a socket is short.
    folder = CityFolder(Path(tempfile.mkdtemp(prefix="bothy-city-", dir="/tmp")) / "city")
    slugs: list[str] = []
    try:
        folder.make("city.localhost")
        server = Server(folder, admin_url)
        for place in ("north", "south"):
            slug = f"{place}-{secrets.token_hex(4)}"
            slugs.append(slug)
            add(folder, slug, f"{slug}.localhost", admin_url)
        yield server, *_furnished(server, slugs)  # type: ignore[misc]
    finally:
        for slug in slugs:
            forget(admin_url, slug)
        shutil.rmtree(folder.folder.parent, ignore_errors=True)


def _furnished(server: Server, slugs: Sequence[str]) -> list[Resident]:
    begun = []
    for slug in slugs:
        tag, facility = f"{slug.split('-')[0]}{secrets.token_hex(5)}", str(uuid4())
        home = server.folder.home(slug).folder
        arguments = [sys.executable, "-c", _FURNISH, str(home), tag, facility]
        begun.append((slug, tag, facility, subprocess.Popen(arguments, env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)))
    residents = []
    for slug, tag, facility, process in begun:
        out, err = process.communicate()
        assert process.returncode == 0, err
        told = json.loads(out.splitlines()[-1])
        hosted = msgspec.json.decode(server.folder.hosted_file(slug).read_bytes(), type=Hosted)
        residents.append(Resident(hosted=hosted, tag=tag, facility=facility, cookie=told["cookie"], ids=told["ids"]))
    return residents


def forget(admin_url: str, slug: str) -> None:
    """Drop the database and the role of a facility of the tests."""
    name = sql.Identifier(name_of(slug))
    with psycopg.connect(admin_url, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))

