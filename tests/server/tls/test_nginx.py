"""A real nginx with the configuration of docs/https.md before a real Bothy: stream, commands, origin, restarts."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bothy.server.tls.authority import make_authority
from bothy.server.tls.certificate import make_certificate
from conftest import lacking
from journeys.hands import PATIENCE_MS
from support.floor_server import Events, as_json
from support.real_server import Furnished, RealServer, free_port, furnish
from support.trusting import chromium_at, trust

NAME = "bothy.example.org"
DOCS = Path(__file__).resolve().parents[3] / "docs" / "https.md"


class Proxied:
    """nginx on a free port with a certificate of its own, and `bothy run --behind-proxy` behind it."""

    def __init__(self, folder: Path, home: Furnished) -> None:
        self.folder, self.home = folder, home
        self.port, self.plain_port = free_port(), free_port()
        self.bothy = RealServer(home, program=f"import sys; sys.argv += ['--behind-proxy', '--allow-host', '{NAME}']\nfrom bothy.cli import main; main()")
        self.authority = folder / "authority.crt"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def tablet(self) -> dict[str, str]:
        return {"origin": self.url, "host": f"{NAME}:{self.port}", "cookie": f"bothy_device={self.home.tablets[0]}"}

    def client(self) -> httpx.Client:
        """Asks nginx at this machine, which has to prove that it is the name."""
        trusting = ssl.create_default_context(cafile=str(self.authority))
        return _Named(base_url=f"https://127.0.0.1:{self.port}", verify=trusting, timeout=30)


class _Named(httpx.Client):
    def build_request(self, *words: object, **more: object) -> httpx.Request:
        request = super().build_request(*words, **more)  # type: ignore[arg-type]
        request.extensions = {**request.extensions, "sni_hostname": NAME}
        return request


def configuration(proxied: Proxied) -> str:
    """The configuration of the docs, with this test's ports and files in place of a server's."""
    told = re.search(r"```nginx\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert told, "docs/https.md has no nginx configuration"
    said = told[1]
    for theirs, ours in (
        ("127.0.0.1:8000", f"127.0.0.1:{proxied.bothy.port}"),
        ("listen 443 ssl", f"listen 127.0.0.1:{proxied.port} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{proxied.plain_port};"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{proxied.folder}/server.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{proxied.folder}/server.pem"),
        ("/var/log/nginx/bothy.log", f"{proxied.folder}/access.log"),
    ):
        assert theirs in said, theirs
        said = said.replace(theirs, ours)
    # As root nginx would hand its workers to another user, who cannot read this folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    places = "".join(f"{each}_temp_path {proxied.folder}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return (
        f"{user}daemon off;\nmaster_process off;\npid {proxied.folder}/pid;\nerror_log {proxied.folder}/error.log warn;\n"
        f"events {{}}\nhttp {{\n{places}access_log off;\n{said}}}\n"
    )


@contextmanager
def nginx(proxied: Proxied) -> Iterator[None]:
    program = shutil.which("nginx") or next(filter(os.path.exists, ("/usr/sbin/nginx", "/usr/local/sbin/nginx")), None)
    if program is None:
        lacking("no nginx here (make setup-test installs it)")
    (proxied.folder / "nginx.conf").write_text(configuration(proxied))
    words = [str(program), "-p", str(proxied.folder), "-c", "nginx.conf", "-e", str(proxied.folder / "error.log")]
    process = subprocess.Popen(words, cwd=proxied.folder)
    try:
        until = time.monotonic() + 30
        while True:
            assert process.poll() is None and time.monotonic() < until, (proxied.folder / "error.log").read_text()
            try:
                httpx.get(f"http://127.0.0.1:{proxied.plain_port}/", headers={"host": NAME})
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder = tmp_path_factory.mktemp("nginx")
    now = datetime.now(UTC)
    make_certificate(folder, make_authority(folder, NAME, now), NAME, (), now)
    proxied = Proxied(folder, furnish(folder / "home", tablets=1))
    server = proxied.bothy.start()
    try:
        with nginx(proxied):
            open_again(proxied)
            yield proxied
    finally:
        server.kill()


def open_again(proxied: Proxied) -> None:
    """Wait until the floor answers through nginx."""
    until = time.monotonic() + 60
    with proxied.client() as client:
        while client.get("/floor/words.json", headers=proxied.tablet).status_code != 200:
            assert time.monotonic() < until, proxied.bothy.said()
            time.sleep(0.05)


def opened_emergency(proxied: Proxied) -> str:
    """Raise one through nginx; its id. It asks for nothing and is always taken."""
    raised = str(uuid4())
    command = {"id": str(uuid4()), "kind": "raise-emergency", "subject": raised, "body": {"where": "aftercare"}, "happened_at": datetime.now(UTC).isoformat()}
    with proxied.client() as client:
        answer = client.post("/floor/commands", json={"commands": [as_json(command)]}, headers=proxied.tablet)
    assert answer.status_code == 200 and answer.json()["answers"][0]["answer"] == "recorded", answer.text
    return raised


def test_each_event_of_the_stream_arrives_while_the_stream_is_open(proxied: Proxied) -> None:
    with proxied.client() as client, client.stream("GET", "/floor/stream", headers=proxied.tablet) as response:
        assert response.status_code == 200 and response.headers["content-type"].startswith("text/event-stream")
        events = Events(response)
        assert events.next("snapshot").data["number"] > 0
        # The stream stays open: what comes now was not held back until something was full.
        for _ in range(3):
            raised = opened_emergency(proxied)
            assert raised in str(events.next("lines").data["lines"])


def test_a_page_that_is_not_ours_is_refused_and_ours_is_not(proxied: Proxied) -> None:
    with proxied.client() as client:
        for origin, status in ((proxied.url, 200), (f"http://{NAME}:{proxied.port}", 403), (f"https://{NAME}", 403), ("https://evil.example", 403)):
            told = client.post("/floor/commands", json={"commands": []}, headers={**proxied.tablet, "origin": origin})
            assert told.status_code == status, origin
            shift = client.post("/floor/shift/end", json={"staff": str(uuid4())}, headers={**proxied.tablet, "origin": origin})
            assert shift.status_code == status, origin


def test_a_long_shift_kept_by_a_tablet_passes(proxied: Proxied) -> None:
    """900 KiB in one list: nginx's own limit of 1 MiB would stand in the way of the floor's."""
    padding = " " * (900 * 1024)
    with proxied.client() as client:
        answer = client.post("/floor/commands", content='{"commands": []' + padding + "}", headers=proxied.tablet)
        assert answer.status_code == 200
        over = client.post("/floor/commands", content='{"commands": []' + padding * 2 + "}", headers=proxied.tablet)
        assert over.status_code == 413 and over.json()["sentence"], "the sentence is Bothy's own"


def test_the_office_signs_in_with_cookies_for_https_only(proxied: Proxied) -> None:
    with proxied.client() as client:
        headers = {"host": f"{NAME}:{proxied.port}", "origin": proxied.url}
        first = client.get("/sign-in", headers=headers)
        assert first.headers["strict-transport-security"] == "max-age=2592000"
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', first.text)
        assert token and "Secure" in first.headers["set-cookie"]
        jar = {"cookie": first.headers["set-cookie"].split(";")[0]}
        told = {"username": "morag", "password": "a long password of tests", "csrfmiddlewaretoken": token[1]}
        answer = client.post("/sign-in", data=told, headers={**headers, **jar})
        assert answer.status_code == 302, answer.text
        assert all("Secure" in each for each in answer.headers.get_list("set-cookie") if each.startswith("bothy_office"))


def test_what_did_not_come_over_https_is_not_served(proxied: Proxied) -> None:
    behind = f"http://127.0.0.1:{proxied.bothy.port}"
    cookie = {"cookie": f"bothy_device={proxied.home.tablets[0]}"}
    for path in ("/floor/words.json", "/sign-in", "/static/bothy/base.css"):
        told = httpx.get(behind + path, headers=cookie)
        assert told.status_code == 403 and told.json()["code"] == "not_https", path
        assert httpx.get(behind + path, headers={**cookie, "x-forwarded-proto": "http"}).status_code == 403
    redirect = httpx.get(f"http://127.0.0.1:{proxied.plain_port}/floor/", headers={"host": NAME})
    assert redirect.status_code == 301 and redirect.headers["location"] == f"https://{NAME}/floor/"
    with proxied.client() as client:
        # What a browser says of its own way here counts for nothing: nginx says it.
        assert client.get("/floor/words.json", headers={**proxied.tablet, "x-forwarded-proto": "http"}).status_code == 200


def test_the_word_of_an_address_that_was_not_named_is_not_taken(tmp_path: Path) -> None:
    server = RealServer(
        furnish(tmp_path / "home", tablets=1),
        program="import sys; sys.argv += ['--behind-proxy', '--trust-proxy', '10.0.0.5']\nfrom bothy.cli import main; main()",
    ).start()
    try:
        until = time.monotonic() + 60
        while True:
            assert server.process is not None and server.process.poll() is None and time.monotonic() < until, server.said()
            try:
                told = httpx.get(f"{server.url}/sign-in", headers={"x-forwarded-proto": "https"})
                break
            except httpx.TransportError:
                time.sleep(0.05)
        assert told.status_code == 403 and "--trust-proxy" in told.json()["sentence"]
    finally:
        server.kill()


def test_searches_stand_in_no_log(proxied: Proxied) -> None:
    with proxied.client() as client:
        client.get("/floor/people?q=lark-of-the-hill", headers=proxied.tablet)
    until = time.monotonic() + PATIENCE_MS / 1000
    while "/floor/people" not in (log := (proxied.folder / "access.log").read_text()):  # written once it was answered
        assert time.monotonic() < until, log
        time.sleep(0.05)
    assert "lark-of-the-hill" not in log


@pytest.fixture
def tablet(proxied: Proxied, chromium_path: str, tmp_path: Path) -> Iterator[Browser]:
    trust(tmp_path, proxied.authority)
    with chromium_at(chromium_path, tmp_path, NAME) as browser:
        yield browser


@pytest.mark.journey
def test_tablets_come_back_after_the_server_behind_was_started_anew(proxied: Proxied, tablet: Browser) -> None:
    context = tablet.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "bothy_device", "value": proxied.home.tablets[0], "url": proxied.url, "secure": True, "httpOnly": True}])
    page = context.new_page()
    page.goto(f"{proxied.url}/floor/")
    expect(page.locator("main.board")).to_be_visible(timeout=PATIENCE_MS)
    held = "import('/static/floor/store.js').then((one) => one.store.house.number)"
    reaches = "(number) => import('/static/floor/store.js').then((one) => one.store.house.number > number)"
    number = page.evaluate(held)
    opened_emergency(proxied)
    page.wait_for_function(reaches, arg=number, timeout=PATIENCE_MS)
    # The server dies; nginx answers in its place that there is none. Then it comes back, and something happens.
    number = page.evaluate(held)
    proxied.bothy.kill()
    with proxied.client() as client:
        assert client.get("/floor/words.json", headers=proxied.tablet).status_code == 502
    proxied.bothy.start()
    open_again(proxied)
    opened_emergency(proxied)
    page.wait_for_function(reaches, arg=number, timeout=60_000)
