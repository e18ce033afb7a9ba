"""How long a connection may take to say what it wants, and to hear the answer: a house must answer an emergency meanwhile.

uvicorn waits for ever for the end of a request's head or body, takes a head of any length, and keeps an answer for a
reader who never reads. A few hundred such connections would use up what the system allows, and then nobody is let in.
Here a request has a time and a length; of many that are not whole the oldest goes first, so that a new one, which is
whole within a moment, always finds room; and a reader who does not read for a minute is let go.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bothy.server.headers import HEADERS

HEAD_SECONDS = 20.0
"""From the connection, or the first byte of a further request, to the end of its head."""
BODY_SECONDS = 120.0
"""From there to the end of its body: a tablet's list of commands over a bad line."""
READ_SECONDS = 60.0
"""How long an answer may lie here because nobody reads it."""
MOST_HEAD_BYTES = 64 * 1024
MOST_REQUEST_BYTES = 32 * 1024 * 1024
"""Beyond this nothing is heard out any more; each address refuses much less with a sentence."""
MOST_UNFINISHED = 512
"""Requests of this process that are not whole yet; with one more the oldest is let go."""

_unfinished: dict[Patient, None] = {}


class Patient(HttpToolsProtocol):
    """One connection, with an end to its patience."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head = True
        self._heard = 0
        self._waits: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._whole()
        if self._stuck is not None:
            self._stuck.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head and self._heard > MOST_HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large", "The head of this request is too long.")
        elif self._heard > MOST_REQUEST_BYTES:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._in_head, self._heard = False, 0
        self._wait(BODY_SECONDS)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._heard = True, 0
        self._whole()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """As uvicorn says it, with the headers that every answer here has."""
        self._refuse(b"400 Bad Request", msg)

    def _begin(self) -> None:
        """A request is expected, or has begun: it counts as unfinished until it is whole."""
        self._in_head = True
        self._wait(HEAD_SECONDS)
        _unfinished.pop(self, None)
        _unfinished[self] = None
        if len(_unfinished) > MOST_UNFINISHED:
            next(iter(_unfinished))._let_go()

    def _whole(self) -> None:
        _unfinished.pop(self, None)
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _wait(self, seconds: float) -> None:
        if self._waits is not None:
            self._waits.cancel()
        self._waits = self.loop.call_later(seconds, self._let_go)

    def _let_go(self) -> None:
        _unfinished.pop(self, None)
        if self._heard:
            self.transport.abort()
        else:
            self.transport.close()  # a browser's spare connection: an end, and no fault

    def _refuse(self, status: bytes, sentence: str) -> None:
        lines = [b"HTTP/1.1 " + status, *(name + b": " + value for name, value in HEADERS)]
        lines += [b"content-type: text/plain; charset=utf-8", b"content-length: %d" % len(sentence), b"connection: close"]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + sentence.encode("ascii"))
        self.transport.close()


def room_for_connections() -> None:
    """Let this process hold as many connections as the system grants it; shells often start with 1,024."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(most, 65_536)), most))


__all__ = ["Patient", "room_for_connections"]
