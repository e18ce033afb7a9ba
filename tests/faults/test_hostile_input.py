"""Whatever is sent to any address: an answer below 500, and the good command beside a bad one is kept.

Against the real server: static files, headers, the floor, Django's views and pages, and their session.
"""

from __future__ import annotations

import json
import random
import re
import socket
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support.floor_server import as_json
from support.kept import check_kept
from support.open_house import register, see
from support.real_server import RealServer, furnish, serving

pytestmark = [pytest.mark.fault, pytest.mark.timeout(900)]

FEW = {"deadline": None, "phases": [Phase.explicit, Phase.generate], "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    home = furnish(tmp_path_factory.mktemp("hostile") / "home")
    with serving(home) as server:
        yield server
        # Not one of them may have left a trace of a fault in what an operator reads.
        assert "Traceback" not in server.log.read_text("utf-8", "replace"), server.said()
        server.kill()
        check_kept(home, {}, {})


@pytest.fixture(scope="module")
def client(server: RealServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client


def never_broken(response: httpx.Response) -> httpx.Response:
    assert response.status_code < 500, (response.request.method, str(response.request.url), response.status_code, response.text[:500])
    return response


# --- by the description -----------------------------------------------------------------------------


POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.mark.parametrize(
    ("operation", "mode", "count"),
    [
        ("POST /floor/commands", POSITIVE, 100), ("POST /floor/commands", NEGATIVE, 100), ("GET /floor/words.json", POSITIVE, 5),
        ("GET /floor/words.json", NEGATIVE, 20), ("GET /floor/openapi.json", POSITIVE, 1),
    ],
)  # fmt: skip
def test_what_the_description_allows_and_what_it_does_not(
    server: RealServer, client: httpx.Client, operation: str, mode: schemathesis.GenerationMode, count: int
) -> None:
    method, path = operation.split()
    description = schemathesis.openapi.from_dict(client.get("/floor/openapi.json").json())
    described = description[path][method]

    @settings(max_examples=count, **FEW)
    @given(case=described.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        content = None if type(case.body).__name__ == "NotSet" else case.body
        told = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        headers = clean({**(case.headers or {}), **server.tablet(random.randrange(8))})
        response = never_broken(client.request(method, path, params=plain_query(case.query), content=told, headers=headers))
        if method == "POST" and response.status_code == 200:
            answers = response.json()["answers"]
            assert len(answers) == len(json.loads(told)["commands"])
            assert all(answer.get("refusal", {}).get("code") != "fault" for answer in answers), (answers, told)

    send()


def clean(headers: dict[str, Any]) -> dict[str, str]:
    """Headers that an HTTP client can put on the wire at all."""
    return {n: str(v).strip() for n, v in headers.items() if re.fullmatch(r"[!-9;-~]+", n) and re.fullmatch(r"[ -~]*", str(v))}


def plain_query(query: Any) -> dict[str, str]:
    return {str(name).encode("ascii", "replace").decode(): str(value).encode("ascii", "replace").decode() for name, value in (query or {}).items()}


@settings(max_examples=60, **FEW)
@given(query=st.dictionaries(st.sampled_from(["after", "facility", "x"]), st.text(max_size=30)), last=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_any_place_to_start_a_stream_from(server: RealServer, client: httpx.Client, query: dict[str, str], last: str) -> None:
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    with client.stream("GET", "/floor/stream", params=query, headers={**server.tablet(), "last-event-id": last.strip()}) as response:
        assert response.status_code in (200, 400)


# --- by hand: the whole body ------------------------------------------------------------------------

DEEP = 200_000
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "NUL": b"\x00" * 100,
    "no text": b"\xff\xfe\xfa" * 50,
    "a list": b"[]",
    "a number": b"1e999",
    "null": b"null",
    "half a sign": b'{"commands": ["\\ud800"]}',
    "deep lists": b'{"commands": [' + b"[" * DEEP + b"]" * DEEP + b"]}",
    "deep objects": b'{"commands": [' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"]}",
    "never closed": b'{"commands": ' + b"[" * DEEP,
    "a number of 300,000 digits": b'{"commands": [' + b"9" * 300_000 + b"]}",
    "twice the same key": b'{"commands": 1, "commands": []}',
    "10 MB of white space": b" " * 10_000_000,
    "10 MB of commands": b'{"commands": [' + b",".join([b'"' + b"x" * 1000 + b'"'] * 10_000) + b"]}",
    "100,000 commands": b'{"commands": [' + b",".join([b"0"] * 100_000) + b"]}",
    "a clock from nowhere": b'{"commands": [], "now": {"wall": "9999-12-31T23:59:59.999999999-23:59", "tick_ms": -1e308}}',
}
ADDRESSES = ["/floor/commands", "/floor/shift", "/floor/shift/end", "/floor/enrol", "/sign-in", "/found", "/office/staff/add", "/control/checkpoint"]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES)
def test_a_body_that_is_none(server: RealServer, client: httpx.Client, path: str, content: bytes) -> None:
    response = never_broken(client.post(path, content=content, headers={**server.tablet(), "content-type": "application/json"}))
    if path == "/floor/commands" and response.status_code != 200:
        assert len(response.json()["sentence"]) > 20, "the tablet is told what is wrong with it"


def test_a_body_that_does_not_end_and_one_that_lies_about_its_length(server: RealServer, client: httpx.Client) -> None:
    head = "POST /floor/commands HTTP/1.1\r\nhost: {host}\r\norigin: {url}\r\ncookie: {cookie}\r\n"
    names = {"host": server.url.removeprefix("http://"), "url": server.url, "cookie": server.tablet()["cookie"]}
    for more, content in (
        ("content-length: 1000000\r\n\r\n", b'{"commands": ['),
        ("content-length: -5\r\n\r\n", b"{}"),
        ("content-length: 99999999999999999999\r\n\r\n", b"{}"),
        ("transfer-encoding: chunked\r\n\r\n", b"zz\r\n{}\r\n"),
        ("transfer-encoding: chunked\r\n\r\n", b"2\r\n{}\r\n"),
        ("content-length: 2\r\ncontent-length: 3\r\n\r\n", b"{} "),
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
            wire.sendall((head.format(**names) + more).encode() + content)
            wire.settimeout(0.3)
            try:
                answer = wire.recv(100)
            except (TimeoutError, ConnectionResetError):
                answer = b""
            assert not re.match(rb"HTTP/1.1 5", answer), answer
    assert server.post(register()).status_code == 200


# --- by hand: one command beside good ones ----------------------------------------------------------


def hostile_commands() -> dict[str, Any]:
    """Commands that are wrong in one way each; the first level is a command's own fields."""
    good = json.loads(json.dumps(as_json(register())))
    visit = str(uuid4())

    def but(**changed: Any) -> dict[str, Any]:
        return {**good, "id": str(uuid4()), "subject": str(uuid4()), **changed}

    hostile: dict[str, Any] = {
        f"{name} is {value!r:.20}": but(**{name: value})
        for name in good
        for value in (None, [], {}, "", 0, -1, 2**63, 1e308, True, "x" * 5000, "a\x00b", "\ud800", [[[]]])
    }
    hostile |= {
        "the year 1": but(happened_at="0001-01-01T00:00:00Z"),
        "the year 9999": but(happened_at="9999-12-31T23:59:59.999999Z"),
        "before the year 1, by its zone": but(happened_at="0001-01-01T00:00:00+23:59"),
        "after the year 9999, by its zone": but(happened_at="9999-12-31T23:59:59-23:59"),
        "a leap second": but(happened_at="2026-06-30T23:59:60Z"),
        "no zone": but(happened_at="2026-06-30T12:00:00"),
        "seen beyond any number": but(seen=2**53),
        "a tick that is no number": but(tick_ms="NaN"),
        "a tick beyond all": but(tick_ms=1e308),
        "a name of NUL": but(private={"name": "\x00"}),
        "a name that is half a sign": but(private={"name": "\ud800"}),
        "a name of 100,000 signs": but(private={"name": "x" * 100_000}),
        "a name that is a list": but(private={"name": []}),
        "a deep name": but(private=json.loads("[" * 500 + "]" * 500)),
        "a card that is taken": but(private={"name": "Lark", "card": "\u202e" * 80}),
        "an unknown kind": but(kind="delete-everything"),
        "an unknown field": but(role="manager"),
        "founding it again": but(kind="found-facility", body={"name": "x", "time_zone": "Europe/London", "places": []}),
        "a time zone that is a path": but(kind="found-facility", body={"name": "x", "time_zone": "../../etc/passwd", "places": []}),
        "the clock": but(kind="set-clock", body={"clock": {"origin": "2025-01-01T00:00:00Z", "wall": "2025-01-01T00:00:00Z", "rate": 10_000}}),
        "the house's own act": but(kind="miss-watch", body={"watch": visit, "rule": "x", "level": 1, "due_at": "2025-01-01T00:00:00Z"}),
        "a place beyond all": but(kind="change-place", body={"number": 2**31, "status": "free"}),
        "a visit of nobody": but(kind="give-place", body={"place": 1}),
        "seen: nobody": but(kind="see", body={"visits": []}),
        "seen: everybody, 200 times": but(kind="see", body={"visits": [visit] * 200}),
        "supplies: 2**63 of them": but(kind="give-supplies", body={"items": [{"item": "needle", "count": 2**63}]}),
        "a dose of infinity": but(kind="act", body={"action": "naloxone", "dose_mg": 1e308}),
        "a correction of nothing": but(kind="correct", body={"entry": visit, "reason": "x", "body": {"a": [1e308]}}),
        "a correction of entry 1": but(kind="correct", body={"entry": str(UUID(int=0)), "reason": "\x00", "void": True}),
        "a note of no digest": but(kind="note", body={"about": "x", "digest": "z" * 64}, private={"text": "x", "salt": "zz"}),
        "not an object": 7,
        "a text": "register-person",
        "nothing": None,
    }
    return hostile


HOSTILE = hostile_commands()


def encode(*commands: Any) -> bytes:
    """JSON as JavaScript writes it: a lone surrogate as an escape."""
    return json.dumps({"commands": list(commands)}, ensure_ascii=True).encode()


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_the_commands_beside_a_bad_one_are_kept(server: RealServer, client: httpx.Client, hostile: Any) -> None:
    before, after = as_json(register()), as_json(register())
    tablet = random.randrange(8)
    # An emergency in the list: it is never told to wait, so that no test waits for the bucket.
    alarm = {**as_json(see(uuid4())), "kind": "raise-emergency", "body": {}}
    response = never_broken(client.post("/floor/commands", content=encode(before, hostile, after, alarm), headers=server.tablet(tablet)))
    assert response.status_code == 200
    first, second, third, fourth = response.json()["answers"]
    assert [first["answer"], third["answer"], fourth["answer"]] == ["recorded"] * 3, "its neighbours are unharmed"
    assert second.get("refusal", {}).get("code") not in ("fault", "not_kept"), second
    if second["answer"] == "refused":
        assert len(second["refusal"]["sentence"]) > 10, "and a sentence says what is wrong with it"
    again = client.post("/floor/commands", content=encode(before, hostile, after, alarm), headers=server.tablet(tablet)).json()["answers"]
    assert [again[0]["numbers"], again[2]["numbers"]] == [first["numbers"], third["numbers"]]


def test_a_name_cut_off_inside_a_sign_is_kept(server: RealServer, client: httpx.Client) -> None:
    """Refused, it would be lost; the whole list refused, the tablet would send it for ever."""
    from support.kept import names_kept

    one = as_json(register())
    content = encode({**one, "private": {"name": "Wren \ud83d"}}, {**as_json(see(uuid4())), "kind": "raise-emergency", "body": {}})
    answers = client.post("/floor/commands", content=content, headers=server.tablet()).json()["answers"]
    assert [each["answer"] for each in answers] == ["recorded", "recorded"]
    assert names_kept(server.home)[UUID(one["subject"])] == ["Wren \ufffd"]


@settings(max_examples=80, **FEW)
@given(bad=st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), lambda some: st.lists(some, max_size=4) | st.dictionaries(st.sampled_from(["id", "kind", "subject", "body", "happened_at", "private", "staff", "x"]), some, max_size=6), max_leaves=12))
def test_any_json_beside_a_good_command(server: RealServer, client: httpx.Client, bad: Any) -> None:
    good = {**as_json(see(uuid4())), "kind": "raise-emergency", "body": {}}
    response = never_broken(client.post("/floor/commands", content=encode(bad, good, bad), headers=server.tablet()))
    assert [each["answer"] for each in response.json()["answers"]] == ["refused", "recorded", "refused"]


# --- what Django answers ----------------------------------------------------------------------------

WORDS = st.one_of(st.text(max_size=100), st.sampled_from(["\x00", "'; DROP TABLE people_person; --", "%00", "../" * 20, "\u202e", "x" * 10_000, "9" * 5000, "<script>"]))
VALUES = st.one_of(WORDS, st.none(), st.integers(), st.lists(WORDS, max_size=2), st.dictionaries(WORDS, WORDS, max_size=2))


def safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(max_examples=60, **FEW)
@given(path=st.sampled_from(["/floor/people", "/floor/people/similar", "/floor/notes", "/floor/staff"]), query=st.dictionaries(st.sampled_from(["q", "name", "age_band", "sex", "digest", "x"]), WORDS, max_size=4))
def test_asking_about_people(server: RealServer, client: httpx.Client, path: str, query: dict[str, str]) -> None:
    query = {name: safe(value) for name, value in query.items()}
    response = never_broken(client.get(path, params=query, headers=server.tablet()))
    assert response.headers["content-type"] == "application/json", "also a refusal is JSON here"


@settings(max_examples=100, **FEW)
@given(path=st.sampled_from(["/floor/shift", "/floor/shift/end", "/floor/enrol"]), body=st.dictionaries(st.sampled_from(["staff", "pin", "code", "x"]), VALUES, max_size=3))
def test_shifts_and_enrolment(server: RealServer, client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    response = never_broken(client.post(path, content=json.dumps(body).encode(), headers=server.tablet()))
    assert response.status_code != 200 or path == "/floor/shift/end"
    assert len(response.json().get("sentence", "x" * 10)) >= 10


PINS = ["", "\x00", "\ud800", "1" * 10_000, "４７１９", "0000", "-1", "4719 "]


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: ascii(pin)[:20])
def test_a_pin_of_odd_signs(server: RealServer, client: httpx.Client, pin: str) -> None:
    content = json.dumps({"staff": str(server.home.nurse), "pin": pin}).encode()
    response = never_broken(client.post("/floor/shift", content=content, headers=server.tablet(7)))
    assert response.status_code in (400, 403, 429)
    assert response.json()["sentence"]


def every_page() -> list[str]:
    """Each address of the url tables, with something hostile where it takes an argument."""
    from support.django_home import django_home

    django_home()
    from django.urls import URLPattern, get_resolver

    fill = {"uuid": [str(UUID(int=0))], "int": ["0", "9" * 30], "str": ["x", "%00", "9999-99", "0000-00", "..%2f..%2fetc"], "slug": ["x-y"]}

    def under(patterns: Any, start: str) -> Iterator[str]:
        for each in patterns:
            text = start + str(each.pattern)
            if isinstance(each, URLPattern):
                kinds = re.findall(r"<(?:(\w+):)?\w+>", text)
                most = max((len(fill.get(kind or "str", ["x"])) for kind in kinds), default=1)
                for n in range(most):
                    yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found, n=n: pick(fill.get(found[1] or "str", ["x"]), n), text)
            else:
                yield from under(each.url_patterns, text)

    def pick(values: list[str], n: int) -> str:
        return values[n % len(values)]

    return sorted(set(under(get_resolver().url_patterns, "")))


@pytest.fixture(scope="module")
def office(server: RealServer) -> Iterator[httpx.Client]:
    """A manager's browser, signed in through the page."""
    from support.real_server import sign_in

    with sign_in(server) as browser:
        yield browser


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_every_page_by_every_method(server: RealServer, client: httpx.Client, office: httpx.Client, method: str) -> None:
    pages = every_page()
    assert len(pages) > 25
    for path in pages:
        if path == "/floor/stream":
            continue
        never_broken(client.request(method, path, headers=server.tablet()))
        if path != "/sign-out":
            never_broken(office.request(method, path, headers={"referer": server.url}))


@settings(max_examples=80, **FEW)
@given(data=st.data())
def test_queries_and_forms_of_every_page(server: RealServer, office: httpx.Client, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in every_page() if path not in ("/sign-out", "/floor/stream")]))
    names = st.sampled_from(["month", "from", "to", "format", "name", "role", "pin", "username", "password", "next", "key", "number", "rate", "places", "csrfmiddlewaretoken", "x"])
    values = {name: safe(value) for name, value in data.draw(st.dictionaries(names, WORDS, max_size=5)).items()}
    never_broken(office.get(path, params=values))
    token = {"csrfmiddlewaretoken": office.cookies.get("csrftoken") or ""}
    never_broken(office.post(path, data={**values, **token}, headers={"referer": server.url, "origin": server.url}))


ODD_PATHS = ["//", "/%00", "/%ff%fe", "/" + "a/" * 4000, "/floor/%2e%2e/office/", "/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/?" + "q=1&" * 5000, "/office/staff/" + "9" * 500, "/reports/;", "/floor/commands/", "*"]


@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: path[:24])
def test_addresses_that_nobody_made(server: RealServer, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nhost: {server.url.removeprefix('http://')}\r\nconnection: close\r\n\r\n".encode())
        answer = wire.recv(2000)
    assert re.match(rb"HTTP/1.1 [234]", answer), answer[:200]
    assert b"root:" not in answer


HEADERS = [
    {"host": "evil.example"}, {"host": ""}, {"host": "a" * 5000}, {"cookie": "bothy_device=\x01"}, {"cookie": "sessionid=" + "x" * 5000},
    {"cookie": "bothy_device=" + "." * 3000}, {"accept-language": "x" * 3000}, {"if-modified-since": "yesterday"}, {"range": "bytes=-1,9-1"},
    {"content-length": "abc"}, {"x-forwarded-host": "evil.example"}, {"content-type": "multipart/form-data"}, {"if-none-match": "\x7f"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ascii(headers)[:36])
@pytest.mark.parametrize("path", ["/", "/floor/people?q=lark", "/floor/commands", "/static/bothy/base.css"])
def test_headers_that_no_browser_sends(server: RealServer, headers: dict[str, str], path: str) -> None:
    lines = {"host": server.url.removeprefix("http://"), "connection": "close"} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    method = "POST" if path == "/floor/commands" or "multipart" in head else "GET"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        wire.settimeout(5)
        answer = wire.recv(2000)
    assert re.match(rb"HTTP/1.1 [234]", answer), answer[:300]
    assert b"evil.example" not in answer.split(b"\r\n\r\n")[0], "no redirect to where a header points"


def test_after_all_of_it_the_floor_goes_on(server: RealServer) -> None:
    answer = server.post(register(), as_json({**as_json(see(uuid4())), "kind": "raise-emergency", "body": {}}), tablet=3)
    assert answer.json()["answers"][0]["answer"] == "recorded"


def test_no_body_is_printed_into_the_log(server: RealServer, client: httpx.Client) -> None:
    """Names must not reach a log by way of an error."""
    secret = "Lapwing Nobody-Else"
    command = {**as_json(register()), "private": {"name": secret, "code": 7}}
    client.post("/floor/commands", content=encode(command), headers=server.tablet())
    assert secret not in server.log.read_text("utf-8", "replace")
