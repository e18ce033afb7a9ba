"""On the wire, against the real server: whoever keeps it waiting, says too much or lies about a request keeps nobody else out.

What a command, a form or a header may hold is tried in tests/faults/test_hostile_input.py; here it is the connection itself.
"""

from __future__ import annotations

import json
import re
import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from uuid import uuid4

import httpx
import pytest

from support.floor_server import as_json
from support.open_house import raise_emergency, register
from support.real_server import RealServer, furnish, serving

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]

FILES = 160
"""So few files may the server have open, connections included: an attacker finds the end of them with ease."""
# The same patience, measured in moments, and the same numbers, small.
PROGRAM = """
import bothy.server.patience as patience, bothy.floor.stream as stream
patience.HEAD_SECONDS, patience.BODY_SECONDS, patience.READ_SECONDS = 1.0, 1.5, 1.0
patience.MOST_UNFINISHED, stream.MOST_SCREENS, stream.MOST_OF_A_DEVICE = 60, 20, 12
from bothy.cli import main; main()
"""


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    home = furnish(tmp_path_factory.mktemp("wire") / "home", tablets=3)
    with serving(home, before=few_files, program=PROGRAM) as server:
        yield server
        # A full door is the system's word, and asyncio goes on a moment later. Nothing else may have failed.
        assert "Exception in ASGI" not in server.log.read_text("utf-8", "replace"), server.said()


def connect(server: RealServer, read_little: bool = False) -> socket.socket:
    wire = socket.socket()
    if read_little:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    wire.settimeout(30)
    wire.connect(("127.0.0.1", server.port))
    return wire


@contextmanager
def crowd(server: RealServer, said: bytes, count: int = FILES + 80) -> Iterator[list[socket.socket]]:
    """So many connections that have said no more than this."""
    with ExitStack() as every:
        wires = []
        for _ in range(count):
            with suppress(OSError):  # the door itself may be full for a moment
                wires.append(every.enter_context(connect(server)))
                wires[-1].sendall(said)
        yield wires


def is_let_go(wire: socket.socket) -> bool:
    """Whether the server ends this connection, sooner or later."""
    try:
        while wire.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def hears_an_emergency(server: RealServer) -> bool:
    answer = server.post(raise_emergency(), tablet=1)
    return answer.json()["answers"][0]["answer"] == "recorded"


HALF: dict[str, Callable[[RealServer], bytes]] = {
    "nothing at all": lambda server: b"",
    "a head that never ends": lambda server: f"GET /sign-in HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\nx-a: ".encode(),
    "commands that never end": lambda server: head_of(server, "content-length: 900000") + b'{"commands": [',
}


def head_of(server: RealServer, *more: str, path: str = "/floor/commands") -> bytes:
    """The head of a POST of tablet 0."""
    headers = server.tablet(0) | {"host": f"127.0.0.1:{server.port}"}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.mark.parametrize("half", HALF)
def test_many_who_never_finish_keep_no_emergency_waiting(server: RealServer, half: str) -> None:
    with crowd(server, HALF[half](server)) as wires:
        assert len(wires) > FILES / 2
        assert hears_an_emergency(server)
        assert all(is_let_go(wire) for wire in (wires[0], wires[len(wires) // 2], wires[-1])), "and they do not stay"


def test_one_byte_now_and_then_is_no_way_round_it(server: RealServer) -> None:
    with crowd(server, b"GET /sign-in HTTP/1.1\r\nx-a: ", count=5) as wires:
        gone = 0
        for _ in range(600):
            for wire in wires:
                try:
                    wire.sendall(b"a")
                except OSError:
                    gone += 1
            if gone >= len(wires):
                break
            time.sleep(0.05)
        assert gone >= len(wires)


def test_a_head_without_end_is_not_kept(server: RealServer) -> None:
    with connect(server) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nx-a: ")
        answer = b""
        with suppress(ConnectionError):
            for _ in range(64):
                wire.sendall(b"a" * 65536)
            answer = wire.recv(4096)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 "), answer
    assert hears_an_emergency(server)


@pytest.mark.parametrize("path", ["/sign-in", "/reports/audit", "/evidence/city-figures/", "/floor/shift", "/floor/commands", "/nowhere"])
def test_a_body_without_end_is_not_heard_out(server: RealServer, path: str) -> None:
    """Django would write it to the disk, whoever sends it."""
    with connect(server) as wire:
        wire.sendall(head_of(server, "transfer-encoding: chunked", path=path))
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        sent, answer = 0, b""
        with suppress(ConnectionError):
            while sent < 64 * 1024 * 1024:
                wire.sendall(chunk)
                sent += len(chunk)
        assert sent < 64 * 1024 * 1024, "it was taken as if there were no end to the disk"
        with suppress(ConnectionError):
            answer = wire.recv(4096)
        assert answer == b"" or re.match(rb"HTTP/1.1 4\d\d ", answer), answer[:100]
    told = httpx.post(server.url + path, content=b"x" * 3_000_000, headers=server.tablet(0))
    assert told.status_code in (403, 413) and len(told.text) > 20
    assert hears_an_emergency(server)


def test_a_reader_who_never_reads_is_let_go(server: RealServer) -> None:
    asked = f"GET /static/bothy/base.css HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\n\r\n".encode() * 400
    with ExitStack() as every:
        wires = [every.enter_context(connect(server, read_little=True)) for _ in range(40)]
        for wire in wires:
            wire.sendall(asked)
        assert hears_an_emergency(server)
        for wire in wires:
            until = time.monotonic() + 60
            while not _was_reset(wire):
                assert time.monotonic() < until, "it is still being waited for"
                time.sleep(0.1)


def _was_reset(wire: socket.socket) -> bool:
    try:
        wire.sendall(b"x")
    except OSError:
        return True
    return False


def test_one_tablet_s_many_streams_shut_no_other_screen_out(server: RealServer) -> None:
    asked = "GET /floor/stream HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookie}\r\n\r\n"
    said = asked.format(port=server.port, cookie=server.tablet(0)["cookie"]).encode()
    with crowd(server, said, count=30) as wires:
        for wire in wires:
            assert b"200 OK" in wire.recv(1000)
        with httpx.stream("GET", server.url + "/floor/stream", headers=server.tablet(1), timeout=30) as stream:
            assert stream.status_code == 200
            words = stream.iter_text()
            assert "snapshot" in next(words) + next(words)
            assert hears_an_emergency(server)
        assert is_let_go(wires[0]), "its oldest gave way to its newest"


# --- two requests in one, and one that says two things ----------------------------------------------


def answers(server: RealServer, said: bytes) -> list[int]:
    """The status of each answer on one connection."""
    with connect(server) as wire:
        wire.sendall(said)
        wire.settimeout(0.7)
        heard = b""
        with suppress(TimeoutError, ConnectionError):
            while data := wire.recv(65536):
                heard += data
    return [int(each) for each in re.findall(rb"HTTP/1\.1 (\d\d\d) ", heard)]


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
HIDING: dict[str, tuple[str, bytes]] = {
    "two lengths": ("content-length: 2\r\ncontent-length: 50", b"{}" + SMUGGLED),
    "a length and chunks": ("content-length: 5\r\ntransfer-encoding: chunked", b"0\r\n\r\n" + SMUGGLED),
    "chunks and a length": ("transfer-encoding: chunked\r\ncontent-length: 5", b"0\r\n\r\n" + SMUGGLED),
    "chunks that are none": ("transfer-encoding: xchunked", b"0\r\n\r\n" + SMUGGLED),
    "chunks, then something else": ("transfer-encoding: chunked, identity", b"0\r\n\r\n" + SMUGGLED),
    "a length with a sign": ("content-length: +2", b"{}" + SMUGGLED),
    "a length in hex": ("content-length: 0x2", b"{}" + SMUGGLED),
    "a length with a blank before its colon": ("content-length : 2", b"{}" + SMUGGLED),
    "a folded header": ("content-length:\r\n 2", b"{}" + SMUGGLED),
    "a line that ends bare": ("x: y\ncontent-length: 2", b"{}" + SMUGGLED),
}


@pytest.mark.parametrize("trick", HIDING)
def test_a_request_that_says_two_things_is_not_read_as_two(server: RealServer, trick: str) -> None:
    """Either the whole is refused, or what follows a body of a length that nobody can doubt is read as the next request."""
    headers, after = HIDING[trick]
    told = answers(server, head_of(server, headers) + after)
    if told and told[0] != 400:
        assert "two lengths" not in trick and "chunks" not in trick, told
    assert all(each < 500 for each in told), told
    assert hears_an_emergency(server)


@pytest.mark.parametrize("path", ["http://evil.example/office/", "//evil.example/office/", "/office/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%5c..%5csettings.py", "/static//etc/passwd", "/floor/..;/office/", "/office/%0d%0aset-cookie:%20a=b", "/sign-in?next=%0d%0aset-cookie:%20a=b"])
def test_no_path_leads_out_or_writes_a_header(server: RealServer, path: str) -> None:
    with connect(server) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\nconnection: close\r\n\r\n".encode())
        answer = b""
        with suppress(ConnectionError):
            while data := wire.recv(65536):
                answer += data
    head = answer.split(b"\r\n\r\n")[0].lower()
    assert re.match(rb"http/1.1 [234]", head), head
    assert b"evil.example" not in head and b"\r\nset-cookie: a=b" not in head
    assert b"root:" not in answer and b"SECRET_KEY" not in answer


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-forwarded-for", "x-forwarded-proto", "forwarded", "x-original-url", "x-rewrite-url", "x-http-method-override", "x-forwarded-prefix", "x-script-name"])
def test_no_header_of_a_proxy_is_believed_of_anybody(server: RealServer, name: str) -> None:
    value = {"x-forwarded-proto": "https", "x-http-method-override": "POST"}.get(name, "/office/staff/add" if "url" in name else "evil.example")
    with httpx.Client(base_url=server.url) as client:
        plain, told = client.get("/office/"), client.get("/office/", headers={name: value})
        assert (plain.status_code, plain.headers["location"]) == (told.status_code, told.headers["location"])
        assert "strict-transport-security" not in told.headers


def test_what_was_asked_wrongly_is_answered_with_every_header(server: RealServer) -> None:
    from bothy.server.headers import HEADERS

    with connect(server) as wire:
        wire.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        answer = wire.recv(4096).lower()
    assert answer.startswith(b"http/1.1 400 ")
    for header, value in HEADERS:
        assert header + b": " + value.lower() in answer, header


def test_after_all_of_it_nothing_is_lost(server: RealServer) -> None:
    one = as_json(register(id=uuid4()))
    first = server.post(one, tablet=2).json()["answers"][0]
    assert first["answer"] == "recorded"
    assert server.post(json.loads(json.dumps(one)), tablet=2).json()["answers"][0]["numbers"] == first["numbers"]
