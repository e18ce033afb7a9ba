"""Every door of the house, tried from outside: forms without their token, pages of other sites, reading that would change
something, answers without their headers, and what a browser would keep.

The addresses come from the url tables and from the floor's own list, so a new one is tried without a word here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from attacks.walk import Route, access_of, crawl, every_route
from support.django_home import empty_people

PASSWORD = "a tall stool by the window"
SOMEBODY = UUID(int=3)
NO_FORM = (403, 404, 405)


def strict_browser(role: str | None, device: str | None = None, **headers: str) -> Any:
    """A browser whose forms are checked as a real one's are."""
    from django.test import Client

    from bothy.people.setup import add_office_user, add_staff

    client = Client(enforce_csrf_checks=True, headers=headers)
    if role is not None:
        staff = add_staff(f"Someone {role}", role, "4817")  # type: ignore[arg-type]
        add_office_user(staff, role, PASSWORD)
        assert client.login(username=role, password=PASSWORD)
        client.staff = staff  # type: ignore[attr-defined]
    if device is not None:
        client.cookies["bothy_device"] = device
    return client


@pytest.fixture
def tablet(facility: Any) -> str:
    """The cookie of an enrolled tablet with a nurse on shift."""
    empty_people()
    from bothy.people.models import Device
    from bothy.people.setup import add_staff, enrol_browser
    from bothy.people.shifts import claim

    device, cookie = enrol_browser("Desk")
    claim(Device.objects.get(id=device), add_staff("Ailsa", "nurse", "4817"))
    return cookie


def takes_a_post(route: Route) -> bool:
    return "/floor/stream" not in route.pattern


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://testserver"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Referer": "http://evil.example/"}],
    ids=str,
)
def test_no_form_is_taken_without_its_token_or_from_elsewhere(facility: Any, tablet: str, headers: dict[str, str]) -> None:
    """By a manager's browser that is an enrolled tablet too, so that nothing else refuses it first."""
    browser = strict_browser("manager", tablet, **headers)
    ours = headers.get("Origin") == "http://testserver"
    tried = 0
    for route in every_route():
        if not takes_a_post(route):
            continue
        answer = browser.post(route.filled(browser.staff.id), {"name": "x"})
        by_tablet = access_of(route) == "device" or route.pattern == "/floor/enrol"
        if ours and by_tablet:
            continue  # their origin is their token; what they say then is tried elsewhere
        assert answer.status_code in (*NO_FORM, 413), (route.pattern, answer.status_code)
        tried += 1
    assert tried > 30


def test_a_right_token_from_another_site_s_page_is_refused(facility: Any, tablet: str) -> None:
    browser = strict_browser("manager", tablet, Origin="http://evil.example")
    page = browser.get("/office/staff/add")
    token = page.content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    for route in every_route():
        if takes_a_post(route):
            answer = browser.post(route.filled(browser.staff.id), {"csrfmiddlewaretoken": token, "name": "x"})
            assert answer.status_code in (*NO_FORM, 413), (route.pattern, answer.status_code)


@pytest.mark.parametrize("trick", [{"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}, {"X-CSRFToken": "x" * 64}], ids=str)
def test_no_header_makes_a_post_of_a_get_or_stands_for_a_token(facility: Any, tablet: str, trick: dict[str, str]) -> None:
    from bothy.people.models import Staff

    browser = strict_browser("manager", tablet, Origin="http://testserver", **trick)
    before = Staff.objects.count()
    browser.get("/office/staff/add", {"_method": "POST", "name": "Intruder", "role": "manager"})
    answer = browser.post("/office/staff/add", {"name": "Intruder", "role": "manager", "_method": "POST"})
    assert answer.status_code == 403 and Staff.objects.count() == before


def every_row() -> dict[str, int]:
    """How many rows each table holds. Sessions come and go with looking."""
    from django.apps import apps

    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed and model._meta.label != "sessions.Session"}


@pytest.mark.parametrize("role", ["manager"])
def test_looking_changes_nothing(facility: Any, tablet: str, role: str) -> None:
    """Links are followed by whoever is sent one, and by browsers on their own: what a GET does, anybody can have done."""
    browser = strict_browser(role, tablet)
    ids = [browser.staff.id, UUID(tablet.split(".")[0]), facility.id]
    browser.get("/office/")  # from here on it is known since when a second factor is asked of them
    before, head, shown = every_row(), facility.writer.head, 0
    for seen in crawl(browser, every_route(), ids):
        shown += seen.status == 200
    assert shown > 20
    assert facility.writer.head == head
    assert every_row() == before


# --- answers ----------------------------------------------------------------------------------------


@pytest.fixture
def whole(facility: Any) -> Iterator[Callable[..., tuple[int, dict[str, str], bytes]]]:
    """Ask the whole of Bothy as an ASGI server would: static files, the floor, Django. -> (status, headers, the first of the body)."""
    from bothy.floor.asgi import FloorApp
    from bothy.people.devices import devices
    from bothy.people.names import names_for
    from bothy.server.asgi import Bothy
    from bothy.server.control import Control
    from bothy.server.home import Home
    from bothy.server.running import running

    home = Home(facility.home)
    app = Bothy(home, control=Control(home, "http://testserver"))
    app._floor = FloorApp(app._django_app(), devices, names_for)
    app._floor.open(facility)

    def ask(method: str, path: str, cookies: str = "", **more: str) -> tuple[int, dict[str, str], bytes]:
        return asyncio.run(_asked(app, method, path, {"host": "testserver", "cookie": cookies, **more}))

    yield ask
    running.screens = None


async def _asked(app: Any, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    where, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": where, "raw_path": where.encode(), "query_string": query.encode(), "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items() if value],
        "http_version": "1.1", "server": ("testserver", 80), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"}, "root_path": "",
    }  # fmt: skip
    told: dict[str, Any] = {"status": 0, "headers": {}, "body": b""}
    done, asked = asyncio.Event(), False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told["status"] = message["status"]
            told["headers"] = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            told["body"] += message.get("body", b"")
            if not message.get("more_body"):
                done.set()
            elif "text/event-stream" in told["headers"].get("content-type", ""):
                done.set()  # a stream does not end by itself: its first words are enough

    await asyncio.wait_for(app(scope, receive, send), 30)
    return told["status"], told["headers"], told["body"]


ODD = ["/", "/nowhere", "/static/bothy/base.css", "/static/nothing.js", "/static/", "/floor/sw.js", "/floor/manifest.webmanifest", "/floor/commands", "/floor/stream", "/floor/nowhere", "/control/checkpoint", "/sign-in", "/office/%00"]


def addresses(id: UUID) -> list[str]:
    return [*ODD, *(route.filled(id) for route in every_route())]


ASKS_WHERE_IT_IS = "/evidence/finds/new"
"""The one page whose browser may be asked where it is, and nothing else: it sends the square alone."""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_carries_every_header_whoever_gives_it(facility: Any, whole: Any, tablet: str, method: str) -> None:
    """Errors, static files, streams, redirects and refusals too: none may be framed, sniffed or run a script of another's."""
    from bothy.server.headers import HEADERS, POLICY

    manager = strict_browser("manager")
    office = f"bothy_office={manager.cookies['bothy_office'].value}"
    for cookies in ("", f"bothy_device={tablet}; {office}"):
        for path in addresses(manager.staff.id):
            if path == "/sign-out":
                continue
            status, headers, _ = whole(method, path, cookies)
            assert status and status != 500, (path, status)
            for name, value in HEADERS:
                if name == b"cache-control":
                    assert headers.get("cache-control"), path
                elif name == b"permissions-policy" and path == ASKS_WHERE_IT_IS:
                    assert headers.get(name.decode(), "").replace("geolocation=(self)", "geolocation=()") == value.decode(), path
                else:
                    assert headers.get(name.decode()) == value.decode(), (path, name)
            assert "access-control-allow-origin" not in headers and "server" not in headers, path
    assert "unsafe" not in POLICY and "frame-ancestors 'none'" in POLICY and "*" not in POLICY


KEPT = ("/static/", "/floor/sw.js", "/floor/manifest.webmanifest", "/floor/shell.js")


def test_a_browser_keeps_nothing_but_the_app_s_own_files(facility: Any, whole: Any, tablet: str) -> None:
    """Whoever sits down at the machine next, and presses Back, sees no name and no figure."""
    manager = strict_browser("manager")
    cookies = f"bothy_device={tablet}; bothy_office={manager.cookies['bothy_office'].value}"
    for path in addresses(manager.staff.id):
        if path == "/sign-out" or path == "/floor/" or path.startswith(KEPT):
            continue
        _, headers, _ = whole("GET", path, cookies)
        assert "no-store" in headers["cache-control"], path


def test_the_page_that_may_be_kept_names_nobody(facility: Any, whole: Any, tablet: str) -> None:
    manager = strict_browser("manager")
    cookies = f"bothy_device={tablet}; bothy_office={manager.cookies['bothy_office'].value}"
    assert whole("GET", "/floor/", cookies)[2] == whole("GET", "/floor/")[2], "the same bytes for everybody"
    assert "set-cookie" not in whole("GET", "/floor/", cookies)[1]


def test_only_a_post_of_our_own_page_speaks_to_the_floor(facility: Any, whole: Any, tablet: str) -> None:
    """The floor's own doors, which stand ahead of Django."""
    from bothy.floor.asgi import FloorApp

    doors = FloorApp(None, _Nobody(), lambda ids: {})._endpoints
    posts = [path for path, (method, _) in doors.items() if method == "POST"]
    assert len(posts) >= 4
    for path in posts:
        for origin in ("", "http://evil.example", "null", "http://testserver.evil.example", "http://testserver:81"):
            more = {"origin": origin} if origin else {}
            assert whole("POST", path, f"bothy_device={tablet}", **more)[0] == 403, (path, origin)
        assert whole("POST", path, "", origin="http://testserver")[0] == 401, path
    for path in (path for path, (method, _) in doors.items() if method == "GET" and path != "/floor/openapi.json"):
        assert whole("GET", path, "")[0] == 401, path


class _Nobody:
    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def test_nothing_that_is_described_or_listed_tells_a_stranger_of_the_house(facility: Any, whole: Any) -> None:
    """What anybody on the network can read without a cookie: no name of a person, of staff, of a tablet, no count."""
    for path in addresses(SOMEBODY):
        status, _, body = whole("GET", path)
        if status == 200 and b"html" not in body[:200].lower():
            assert (b"Ailsa" not in body and b"Northgate" not in body) or path.startswith("/static"), path
        assert status != 200 or path.startswith((*KEPT, "/floor/openapi.json", "/floor/", "/sign-in", "/static", "/demo/")) or path in ("/", "/found"), path


# --- where a link may lead ---------------------------------------------------------------------------

ELSEWHERE = ["https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example", "javascript:alert(1)", "http://testserver@evil.example/", "/%0d%0aset-cookie:a=b", "https:///evil.example", "\thttps://evil.example", "http://testserver.evil.example/", "data:text/html,x"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(facility: Any, target: str) -> None:
    from urllib.parse import urljoin, urlsplit

    empty_people()
    strict_browser("manager")
    from django.test import Client

    client = Client(headers={"Origin": "http://testserver"})
    for answer in (
        client.post("/sign-in", {"username": "manager", "password": PASSWORD, "next": target}),
        client.get("/sign-in", {"next": target}),
    ):
        if answer.status_code in (301, 302):
            browser_goes = urlsplit(urljoin("http://testserver/sign-in", answer.url.replace("\\", "/")))
            assert (browser_goes.scheme, browser_goes.netloc) == ("http", "testserver"), answer.url
        else:
            assert "evil.example" not in answer.headers.get("Location", "")


def test_a_host_of_another_s_choosing_is_refused(facility: Any) -> None:
    from django.test import Client

    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example", "testserver, evil.example", ""):
        answer = Client(raise_request_exception=False).get("/sign-in", headers={"host": host}) if host else None
        assert answer is None or answer.status_code == 400, host
    answer = Client().get("/office/", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 302 and "evil" not in answer.url


def test_an_order_in_a_body_is_not_read_from_the_address(facility: Any, tablet: str) -> None:
    """The same name in query and body, and twice in a body: the form's own last word counts, and never the address's."""
    from bothy.people.models import Staff

    browser = strict_browser("manager")
    page = browser.get("/office/staff/add").content.decode()
    token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = browser.post("/office/staff/add?role=administrator&name=Query", {"csrfmiddlewaretoken": token, "role": "worker", "name": "Body", "pin": ""})
    assert answer.status_code == 302
    assert Staff.objects.get(display_name="Body").role == "worker" and not Staff.objects.filter(display_name="Query").exists()
    answer = browser.post("/office/staff/add", {"csrfmiddlewaretoken": token, "role": "worker", "name": "Extra", "pin": "", "active": "0", "id": str(uuid4()), "user": "1", "is_superuser": "1"})
    row = Staff.objects.get(display_name="Extra")
    assert row.active and row.user is None, "a field that the form does not have is not taken"


def test_a_tablet_s_json_takes_no_further_field(tablet: str, facility: Any) -> None:
    from django.test import Client

    client = Client(headers={"Origin": "http://testserver"})
    client.cookies["bothy_device"] = tablet
    for path, body in (("/floor/shift", {"staff": str(SOMEBODY), "pin": "1", "role": "manager"}), ("/floor/enrol", {"code": "x", "device": str(SOMEBODY)})):
        answer = client.post(path, json.dumps(body), content_type="application/json")
        assert answer.status_code == 400, path


def test_what_a_demo_offers_a_visitor_is_not_there_in_a_house(facility: Any, tablet: str) -> None:
    """A tablet without a PIN, another clock, a journal to tamper with: for invented people only."""
    manager = strict_browser("manager", tablet, Origin="http://testserver")
    page = manager.get("/office/staff/add").content.decode()
    token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    routes = [route for route in every_route() if "demo" in route.rooms]
    assert len(routes) > 10
    for route in routes:
        for answer in (manager.get(route.filled(SOMEBODY)), manager.post(route.filled(SOMEBODY), {"csrfmiddlewaretoken": token})):
            assert answer.status_code in (403, 404, 405), (route.pattern, answer.status_code)
