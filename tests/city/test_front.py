"""What the front passes on, and how: at once, unchanged, and to one process only."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from bothy.city.front import Front
from bothy.city.sockets import listen_at
from bothy.server.serving import Beside
from support.real_server import free_port

HOST = "north.example.org"


class Behind:
    """A process behind the front, that says what it was asked; `let_go` lets its stream go on, `left` says that a reader went."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.left = threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await getattr(self, scope["path"].strip("/") or "echo", self.echo)(scope, receive, send)

    async def echo(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = [(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]]
        said = {"method": scope["method"], "raw": scope["raw_path"].decode(), "query": scope["query_string"].decode(), "headers": headers, "length": len(body),
                "last": body[-9:].decode("latin-1")}  # fmt: skip
        content = json.dumps(said).encode()
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"%d" % len(content)), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    async def stream(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"event: one\n\n", "more_body": True})
        await asyncio.to_thread(self.let_go.wait, 30)
        await send({"type": "http.response.body", "body": b"event: two\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()

    async def nothing(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def breaks(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("a fault")

    async def early(self, scope: Any, receive: Any, send: Any) -> None:
        """Says no before it has heard everything."""
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"no"})


class _Names:
    def __init__(self, path: Path) -> None:
        self._path = path

    def socket(self, host: str) -> Path | None:
        return {HOST: self._path, "gone.example.org": self._path.with_name("gone")}.get(host)


def _serve(app: Any, **more: Any) -> tuple[Beside, threading.Thread]:
    sockets = more.pop("sockets", None)
    server = Beside(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", server_header=False, proxy_headers=False, timeout_graceful_shutdown=1, **more))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=sockets)), daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    return server, thread


@pytest.fixture(scope="module")
def behind() -> Behind:
    return Behind()


@pytest.fixture(scope="module")
def front(behind: Behind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("run") / "n.sock"
    port = free_port()
    served = [_serve(behind, sockets=[listen_at(path)]), _serve(Front(_Names(path)), host="127.0.0.1", port=port)]  # type: ignore[arg-type]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"host": HOST}, timeout=30) as client:
        yield client
    for server, thread in served:
        server.should_exit = True
        thread.join(10)


def test_a_request_and_its_answer_pass_as_they_are(front: httpx.Client) -> None:
    answer = front.post("/echo%2Fa%20b?q=lark&q=%C3%A9", content=b"x" * 3_000_000 + b"the end..", headers={"x-own": "kept"})
    said = answer.json()
    assert answer.status_code == 201 and answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert (said["method"], said["raw"], said["query"]) == ("POST", "/echo%2Fa%20b", "q=lark&q=%C3%A9")
    assert (said["length"], said["last"]) == (3_000_009, "the end..")
    assert ["x-own", "kept"] in said["headers"] and ["host", HOST] in said["headers"]


def test_a_body_without_a_length_arrives_whole(front: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b"0123456789"
        yield b"and so on"

    said = front.post("/echo", content=parts()).json()
    assert (said["length"], said["last"]) == (1009, "and so on")


def test_nobody_but_the_front_says_where_a_request_came_from(front: httpx.Client) -> None:
    lies = {"x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https", "x-forwarded-host": "south.example.org", "forwarded": "host=south.example.org", "x-real-ip": "1.1.1.1"}
    said = [(name, value) for name, value in front.get("/echo", headers=lies).json()["headers"] if name in lies]
    assert said == [("x-forwarded-proto", "http"), ("x-forwarded-for", "127.0.0.1")]


def test_head_and_no_content_end_where_they_should(front: httpx.Client) -> None:
    answer = front.head("/echo")
    assert answer.status_code == 201 and int(answer.headers["content-length"]) > 10 and answer.content == b""
    assert front.get("/nothing").status_code == 204


def test_an_event_comes_through_while_the_next_one_is_still_held_back(front: httpx.Client, behind: Behind) -> None:
    with front.stream("GET", "/stream") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        parts = answer.iter_raw()
        assert next(parts) == b"event: one\n\n"
        behind.let_go.set()
        assert next(parts) == b"event: two\n\n"
    assert behind.left.wait(10), "a screen that went away is known to have gone behind the front"


def test_an_answer_that_breaks_off_is_not_made_whole(front: httpx.Client) -> None:
    with pytest.raises(httpx.TransportError):
        front.get("/breaks")
    assert front.get("/nothing").status_code == 204


def test_a_no_before_the_end_of_a_body_is_heard(front: httpx.Client) -> None:
    with suppress(httpx.WriteError):
        assert front.post("/early", content=b"x" * 20_000_000).status_code == 413


@pytest.mark.parametrize("path", ["/control/checkpoint", "/for-city/publications", "/%63ontrol/checkpoint", "/for-city/"])
def test_what_is_for_this_machine_is_not_there_from_outside(front: httpx.Client, path: str) -> None:
    answer = front.post(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(("host", "status"), [("nobody.example.org", 421), ("127.0.0.1", 421), ("gone.example.org", 503), (f"x.{HOST}", 421), (f"{HOST}:443", 201)])
def test_a_name_leads_to_one_place_or_nowhere(front: httpx.Client, host: str, status: int) -> None:
    assert front.get("/", headers={"host": host}).status_code == status
    page = front.get("/", headers={"host": host, "accept": "text/html"})
    assert page.status_code == status


