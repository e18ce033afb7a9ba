"""How the command line speaks with the server that is running: a loopback request with a token of the home.

HOME/running.json (readable by its owner only) holds the address and a fresh token of each start.
See docs/decisions/2026-11-23-local-control.md.
"""

from __future__ import annotations

import asyncio
import hmac
import http.client
import json
import os
import secrets
import socket
import ssl
import urllib.error
import urllib.request
from typing import Any

import msgspec

from bothy.intake.errors import StorageFault
from bothy.journal.checkpoint import to_json
from bothy.journal.errors import JournalError
from bothy.journal.whole_file import write_whole
from bothy.server.checkpoints import keep_checkpoint
from bothy.server.exported import Asked, NotNoted, write_down
from bothy.server.headers import Receive, Scope, Send
from bothy.server.home import Home
from bothy.server.running import running

PREFIX = "/control/"
UNIX = "unix:"
"""Before the path of a socket, where a server listens on one (behind the front of `bothy city run`)."""
ANSWER_WITHIN_SECONDS = 60
VERBS = ("checkpoint", "go-on", "exported", "inspected", "publish", "reset-factor", "protocol")
_MOST_BYTES = 64 * 1024


class ControlTrouble(Exception):
    """The running server could not be asked, or said no; the message says which."""


class _OnSocket(urllib.request.HTTPHandler):
    """Speaks HTTP on a Unix socket, whatever the address says."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def http_open(self, request: urllib.request.Request) -> Any:
        path = self._path

        class Connection(http.client.HTTPConnection):
            def connect(self) -> None:
                self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self.sock.settimeout(self.timeout)
                self.sock.connect(path)

        return self.do_open(Connection, request)  # type: ignore[arg-type]


class Told(msgspec.Struct, frozen=True):
    """running.json: where this home's server listens, and the token it takes; over TLS, whose certificate it shows (a file)."""

    pid: int
    url: str
    token: str
    authority: str = ""


class Control:
    """The server's side. Takes requests from this machine that carry the token."""

    def __init__(self, home: Home, url: str, authority: str = "") -> None:
        self.home = home
        self.told = Told(os.getpid(), url, secrets.token_urlsafe(32), authority)

    def write(self) -> None:
        """Say in the home where we are."""
        write_whole(self.home.running, msgspec.json.encode(self.told))

    def remove(self) -> None:
        """Say no more, if what stands there is ours."""
        told = running_server(self.home)
        if told is not None and told.token == self.told.token:
            self.home.running.unlink(missing_ok=True)

    def has(self, path: str) -> bool:
        return path.startswith(PREFIX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = await self._answer(scope, receive)
        headers = [
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            (b"content-length", b"%d" % len(body)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        headers = dict(scope["headers"])
        given = headers.get(b"authorization", b"").removeprefix(b"Bearer ")
        # A page in a browser cannot know the token; a wrong one learns nothing, not even what there is.
        if not hmac.compare_digest(given, self.told.token.encode()):
            return 404, b"{}"
        if scope["method"] != "POST" or scope["path"] not in tuple(PREFIX + verb for verb in VERBS):
            return 404, _said("There is no such verb.")
        if running.facility is None:
            return 503, _said(running.standing.said or "Bothy is starting.")
        if scope["path"] == PREFIX + "go-on":
            return await self._go_on()
        if scope["path"] == PREFIX + "exported":
            return await self._exported(await _body(receive))
        if scope["path"] == PREFIX + "reset-factor":
            return await self._reset_factor(await _body(receive))
        if scope["path"] == PREFIX + "inspected":
            return await self._inspected(await _body(receive))
        if scope["path"] == PREFIX + "publish":
            from bothy.server.publishing.asked import answer

            return await asyncio.to_thread(answer, running.facility, self.home, await _body(receive))
        if scope["path"] == PREFIX + "protocol":
            from bothy.server.signing_protocol import answer as answer_protocol

            return await asyncio.to_thread(answer_protocol, running.facility, self.home, await _body(receive))
        try:
            made = await asyncio.to_thread(keep_checkpoint, running.facility)
        except JournalError as fault:
            return 500, _said(str(fault))
        return 200, to_json(made)

    @staticmethod
    async def _go_on() -> tuple[int, bytes]:
        """After a restore: wait for the tablets no longer."""
        mending = running.facility.mending
        if mending is None or not mending.waits:
            return 409, _said("It does not wait for anything.")
        try:
            return 200, _said(await asyncio.to_thread(mending.go_on))
        except (JournalError, StorageFault, OSError) as fault:
            return 500, _said(str(fault))

    @staticmethod
    async def _reset_factor(body: bytes) -> tuple[int, bytes]:
        """Somebody at this machine takes a second factor away."""
        from bothy.server.accounts import rescue

        try:
            asked = msgspec.json.decode(body, type=rescue.Asked)
            return 200, _said(await asyncio.to_thread(rescue.reset_here, asked.username))
        except msgspec.DecodeError as fault:
            return 400, _said(f"What was asked cannot be read ({fault}).")
        except rescue.NotReset as fault:
            return 409, _said(str(fault))

    @staticmethod
    async def _exported(body: bytes) -> tuple[int, bytes]:
        """Records are about to leave the house: the entry that says so."""
        try:
            asked = msgspec.json.decode(body, type=Asked)
            number = await asyncio.to_thread(write_down, running.facility, asked)
        except msgspec.DecodeError as fault:
            return 400, _said(f"What was asked cannot be read ({fault}).")
        except (JournalError, NotNoted) as fault:
            return 409, _said(str(fault))
        return 200, msgspec.json.encode({"number": number})

    @staticmethod
    async def _inspected(body: bytes) -> tuple[int, bytes]:
        """An inspection pack was made: the entry that says so."""
        from bothy.server.inspecting import NotMade, answer

        try:
            number = await asyncio.to_thread(answer, running.facility, body)
        except msgspec.DecodeError as fault:
            return 400, _said(f"What was asked cannot be read ({fault}).")
        except (JournalError, NotMade) as fault:
            return 409, _said(str(fault))
        return 200, msgspec.json.encode({"number": number})


async def _body(receive: Receive) -> bytes:
    """The request's body. Whoever sends one has shown the token; more than a page is not read."""
    found, more = b"", True
    while more and len(found) < _MOST_BYTES:
        message = await receive()
        found += message.get("body", b"")
        more = bool(message.get("more_body"))
    return found


def _trusting(authority: str) -> urllib.request.HTTPSHandler:
    """Speaks with a server of this authority and no other: the token must reach nobody else. Raises OSError."""
    return urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority))


def _said(sentence: str) -> bytes:
    return msgspec.json.encode({"sentence": sentence})


def running_server(home: Home) -> Told | None:
    """What running.json says, whether or not that server still lives."""
    try:
        return msgspec.json.decode(home.running.read_bytes(), type=Told)
    except (OSError, msgspec.DecodeError):
        return None


def ask(told: Told, verb: str, body: bytes = b"", within_seconds: float = ANSWER_WITHIN_SECONDS) -> dict[str, Any]:
    """Have the running server do `verb`, with what it needs to know as JSON. Raises ControlTrouble."""
    on_socket = told.url.startswith(UNIX)
    request = urllib.request.Request(
        ("http://localhost" if on_socket else told.url.rstrip("/")) + PREFIX + verb,
        method="POST",
        data=body,
        headers={"Authorization": f"Bearer {told.token}"},
    )
    # Never through a proxy: this is our own machine.
    try:
        secured = [_trusting(told.authority)] if told.authority else []
        by_socket = [_OnSocket(told.url.removeprefix(UNIX))] if on_socket else []
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *secured, *by_socket)
        with opener.open(request, timeout=within_seconds) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as fault:
        try:
            sentence = json.load(fault).get("sentence") or "it said no"
        except ValueError:
            sentence = "it gave an answer that is not Bothy's"
        raise ControlTrouble(f"The Bothy that is running at {told.url} did not do it: {sentence}") from fault
    except (OSError, ValueError) as fault:
        raise ControlTrouble(
            f"The Bothy that should be running at {told.url} does not answer ({fault})."
        ) from fault


__all__ = ["Control", "ControlTrouble", "Told", "ask", "running_server"]
