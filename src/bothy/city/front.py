"""The front of a server of several facilities: which name leads to which process, and nothing else.

It knows names and sockets. It holds no session, no secret and no database, so nothing of one facility can be found
in it by another; what a name does not lead to is refused with the same words whatever else there is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from bothy.city.folder import CityFolder, CityTrouble
from bothy.city.upstream import Broken, NotThere, pass_on
from bothy.server.control import PREFIX as CONTROL
from bothy.server.for_city import PREFIX as FOR_CITY
from bothy.server.headers import App, Receive, Scope, Send

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 1.0
_INSIDE = (CONTROL, FOR_CITY)
"""Addresses that are for this machine's own processes: from outside there is nothing there."""


class Names:
    """Which socket each host name leads to, as the city's list has it; looked at again when the list changes."""

    def __init__(self, folder: CityFolder, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._looked: float | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._sockets: dict[str, Path] = {}

    def socket(self, host: str) -> Path | None:
        """Where requests for a name go; None where it leads nowhere."""
        now = self._clock()
        if self._looked is None or now - self._looked >= LOOK_AGAIN_SECONDS:
            self._looked = now
            self._look()
        return self._sockets.get(host)

    def _look(self) -> None:
        try:
            stat = self._folder.list_file.stat()
            if (stat.st_ino, stat.st_mtime_ns) == self._seen:
                return
            city = self._folder.read()
        except (OSError, CityTrouble) as fault:
            # What stood there last goes on: a list that is being mended must not shut every door.
            log.warning("The city's list cannot be read (%s)", fault)
            return
        self._seen = (stat.st_ino, stat.st_mtime_ns)
        sockets = {host: self._folder.socket(slug) for host, slug in city.by_host().items()}
        self._sockets = {**sockets, city.host: self._folder.office_socket}


class Front:
    """The ASGI app that passes each request to the one process its host name leads to."""

    def __init__(self, names: Names) -> None:
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
            return
        try:
            host = host_of(scope)
        except ValueError:
            await _say(scope, send, 400, "no_host", "This request does not say which facility it is for.")
            return
        path = self._names.socket(host)
        if path is None:
            await _say(scope, send, 421, "not_here", "Nothing is served under this name. Check the address.")
            return
        if scope["path"].startswith(_INSIDE):
            await _say(scope, send, 404, "not_found", "There is nothing here.")
            return
        try:
            await pass_on(path, scope, receive, send)
        except NotThere:
            await _say(
                scope,
                send,
                503,
                "starting",
                "This facility is being started. Try again in a moment.",
                retry=True,
            )
        except Broken as fault:
            if fault.begun:
                # The answer is cut: that the connection ends before its time is what says so.
                raise
            await _say(
                scope,
                send,
                502,
                "cut",
                "This facility went away in the middle of it. Try again in a moment.",
                retry=True,
            )


def host_of(scope: Scope) -> str:
    """The name that a request is for, without port and final dot, in small letters. ValueError for none, or several."""
    told = [value for name, value in scope["headers"] if name == b"host"]
    if len(told) != 1:
        raise ValueError("one Host, please")
    host = told[0].decode("ascii").strip().lower()
    name, colon, port = host.rpartition(":")
    if colon and not port.isdigit():
        raise ValueError("what stands after the name is no port")
    return (name if colon else host).removesuffix(".")


async def _say(
    scope: Scope, send: Send, status: int, code: str, sentence: str, *, retry: bool = False
) -> None:
    """A sentence from the front itself: JSON to programs, plain words to a browser."""
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    page = scope["method"] in ("GET", "HEAD") and b"text/html" in accept
    body = sentence.encode() if page else msgspec.json.encode({"code": code, "sentence": sentence})
    headers = [
        (b"content-type", b"text/plain; charset=utf-8" if page else b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *([(b"retry-after", b"2")] if retry else []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def guarded(app: App, over_tls: bool) -> App:
    """Behind a proxy that ends TLS: what did not come over https is refused."""
    from bothy.server.forwarded import over_tls_only

    return over_tls_only(app) if over_tls else app


__all__ = ["Front", "Names", "guarded", "host_of"]
