"""The little of HTTP that the floor's endpoints need."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import msgspec

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1024 * 1024
_MOST_HEARD_OUT = 16 * MOST_BYTES

_COMMON = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_JSON = (b"content-type", b"application/json")


class Told(Exception):
    """An answer other than 200: a stable code, and a sentence that says what to do."""

    def __init__(self, status: int, code: str, sentence: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = tuple(headers)
        self.body = msgspec.json.encode({"code": code, "sentence": sentence})


class Gone(Exception):
    """The other side hung up before it had said everything."""


def header(scope: Scope, name: bytes) -> str | None:
    """A request header, by its name in lower case; the first where there are several."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def cookie(scope: Scope, name: str) -> str | None:
    """The value of one cookie."""
    for key, value in scope["headers"]:
        if key == b"cookie":
            for part in value.decode("latin-1").split(";"):
                its, _, said = part.strip().partition("=")
                if its == name:
                    return str(said)
    return None


async def body(scope: Scope, receive: Receive, most: int = MOST_BYTES) -> bytes:
    """The whole request body; `Told` 413 where it is more than `most` bytes.

    What is somewhat too long is heard out and dropped: a sender that is cut off while it still sends
    gets a broken connection in place of the answer, and would send the same for ever.
    """
    length = header(scope, b"content-length")
    if length is not None and length.isdigit() and int(length) > _MOST_HEARD_OUT:
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            parts.clear()
        else:
            parts.append(part)
        if size > _MOST_HEARD_OUT or (size > most and not message.get("more_body", False)):
            raise _too_large(most)
        if not message.get("more_body", False):
            return b"".join(parts)


async def respond(
    send: Send, status: int, content: bytes, headers: Iterable[tuple[bytes, bytes]] = (), *, head_only: bool = False
) -> None:
    """One JSON answer."""
    length = (b"content-length", b"%d" % len(content))
    await send({"type": "http.response.start", "status": status, "headers": [_JSON, length, *_COMMON, *headers]})
    await send({"type": "http.response.body", "body": b"" if head_only else content})


def _too_large(most: int) -> Told:
    return Told(413, "too_large", f"More than {most // 1024} KiB at once. Send fewer commands in one go.", ((b"connection", b"close"),))
