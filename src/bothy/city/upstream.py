"""A request passed on to a process behind the front, and its answer passed back as it comes.

A connection each: nothing of one request can stand in the way of another's, and an event of a stream is on its way
to the screen as soon as it was read. Nothing is kept, nothing is written down.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterable
from pathlib import Path

import httptools

from bothy.server.headers import Receive, Scope, Send

PART = 256 * 1024
CONNECT_SECONDS = 5.0
HEAD_SECONDS = 600.0
"""So long the first word of an answer may take: a month's publication is made while the browser waits."""

# Between two machines only, or said by the front itself and believed of nobody else.
_NOT_PASSED = {
    b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"te", b"trailer", b"upgrade", b"transfer-encoding", b"expect",
    b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-prefix", b"x-real-ip",
}  # fmt: skip
_NOT_BACK = {b"connection", b"keep-alive", b"transfer-encoding"}


class NotThere(Exception):
    """Nobody listens behind the front."""


class Broken(Exception):
    """The process behind went away before its answer was whole, or what it said is no HTTP. `begun`: after the answer began."""

    def __init__(self, begun: bool) -> None:
        super().__init__("begun" if begun else "not begun")
        self.begun = begun


async def pass_on(path: Path, scope: Scope, receive: Receive, send: Send) -> None:
    """Have whoever listens at the socket `path` answer. `NotThere`, `Broken`."""
    # A socket and no stream: where the other side has heard enough and closes, a stream's failed writing would take what it
    # said away with it.
    beyond = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    beyond.setblocking(False)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(beyond, str(path))
    except (OSError, TimeoutError) as fault:
        beyond.close()
        raise NotThere from fault
    except BaseException:
        beyond.close()
        raise
    answer = _Answer(head_only=scope["method"] == "HEAD")
    chunked = _length(scope) is None and _is_chunked(scope)
    asking = asyncio.create_task(_ask(beyond, scope, receive, chunked))
    answering = asyncio.create_task(_answer(beyond, answer, send))
    try:
        done, _ = await asyncio.wait({asking, answering}, return_when=asyncio.FIRST_COMPLETED)
        if answering not in done and asking in done and not asking.cancelled() and asking.exception() is None:
            # Whoever asked has gone: nobody is left to read what would still come.
            return
        await answering
    finally:
        for task in (asking, answering):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        beyond.close()


async def _ask(beyond: socket.socket, scope: Scope, receive: Receive, chunked: bool) -> None:
    """Send the request, its body as it comes, then wait until whoever asked goes away."""
    sending = await _sent(beyond, _head(scope, chunked))
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not sending:
            continue
        part, more = message.get("body", b""), bool(message.get("more_body", False))
        if chunked:
            part = (b"%x\r\n%b\r\n" % (len(part), part) if part else b"") + (b"" if more else b"0\r\n\r\n")
        sending = await _sent(beyond, part) and more


async def _sent(beyond: socket.socket, part: bytes) -> bool:
    """Whether the other side still listens. One that has heard enough says so in its answer."""
    try:
        await asyncio.get_running_loop().sock_sendall(beyond, part)
    except OSError:
        return False
    return True


async def _answer(beyond: socket.socket, answer: _Answer, send: Send) -> None:
    parser = answer.parser
    began = False
    try:
        async with asyncio.timeout(HEAD_SECONDS) as patience:
            while not answer.complete:
                part = await asyncio.get_running_loop().sock_recv(beyond, PART)
                if part:
                    parser.feed_data(part)
                elif answer.until_closed:
                    answer.complete = True
                else:
                    raise Broken(began)
                if answer.status and not began:
                    began = True
                    patience.reschedule(None)
                    await send(
                        {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
                    )
                if began:
                    body, answer.body = b"".join(answer.body), []
                    if body or answer.complete:
                        await send(
                            {"type": "http.response.body", "body": body, "more_body": not answer.complete}
                        )
    except (OSError, TimeoutError, httptools.HttpParserError) as fault:
        raise Broken(began) from fault


class _Answer:
    """What the parser has understood so far. `until_closed`: nothing said how long it is, so its end is the connection's."""

    def __init__(self, *, head_only: bool) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []
        self.complete = False
        self.until_closed = False
        self.parser = httptools.HttpResponseParser(self)
        self._head_only = head_only
        self._framed = False

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name in (b"content-length", b"transfer-encoding"):
            self._framed = True
        if name not in _NOT_BACK:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self.parser.get_status_code()
        self.complete = self._head_only
        self.until_closed = not self._framed

    def on_body(self, part: bytes) -> None:
        self.body.append(part)

    def on_message_complete(self) -> None:
        self.complete = True


def _head(scope: Scope, chunked: bool) -> bytes:
    target: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target + (b"?" + query if query else b""))]
    lines += [b"%b: %b" % pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED]
    lines += [b"%b: %b" % pair for pair in _told(scope)]
    if chunked:
        lines.append(b"transfer-encoding: chunked")
    return b"\r\n".join([*lines, b"connection: close", b"", b""])


def _told(scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    """What the front says of a request, and nobody else may."""
    yield b"x-forwarded-proto", str(scope.get("scheme", "http")).encode()
    client = scope.get("client")
    if client:
        yield b"x-forwarded-for", str(client[0]).encode()


def _length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _is_chunked(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" and b"chunked" in value.lower() for name, value in scope["headers"]
    )


__all__ = ["Broken", "NotThere", "pass_on"]
