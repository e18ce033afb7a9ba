"""What is answered before there is a facility: how far the start is, in words, and 503 to machines."""

import msgspec
from django.utils.html import escape

from bothy.server.headers import Scope, Send
from bothy.server.running import Standing, running

RETRY_SECONDS = 1

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{again}<title>{title}</title>
<link rel="icon" href="/static/bothy/mark.svg" type="image/svg+xml"><link rel="stylesheet" href="/static/bothy/base.css">
<script src="/static/bothy/theme.js"></script></head>
<body><main class="page narrow"><h1>{title}</h1><p role="status">{said}</p>{bar}{more}</main></body></html>
"""


async def starting_answer(scope: Scope, send: Send) -> None:
    """503 with Retry-After: JSON where a program asks, else a page that asks again by itself.

    While there is no facility a person is sent to found one; a tablet is told to wait, so that its outbox
    keeps what was entered.
    """
    standing = running.standing
    if standing.phase == "empty" and not _for_program(scope):
        await _send(send, 303, b"", (b"location", b"/found"))
        return
    if _for_program(scope):
        body = msgspec.json.encode(
            {
                "code": standing.phase,
                "sentence": standing.said,
                "done": standing.done,
                "whole": standing.whole,
            }
        )
        await _send(send, 503, body, (b"content-type", b"application/json"))
    else:
        await _send(send, 503, _page(standing).encode(), (b"content-type", b"text/html; charset=utf-8"))


def _for_program(scope: Scope) -> bool:
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return scope["method"] not in ("GET", "HEAD") or b"text/html" not in accept


def _page(standing: Standing) -> str:
    stuck = standing.phase in ("failed", "closing")
    title = {"failed": "Bothy could not start", "closing": "Bothy is stopping"}.get(
        standing.phase, "Bothy is starting"
    )
    bar = ""
    if standing.whole and not stuck:
        bar = f'<progress max="{standing.whole}" value="{standing.done}">{standing.done} of {standing.whole}</progress>'
    again = "" if standing.phase == "failed" else f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">'
    more = "" if stuck else '<p class="soft">This page goes on by itself.</p>'
    return _PAGE.format(again=again, title=title, said=escape(standing.said), bar=bar, more=more)


async def _send(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    retry = [(b"retry-after", b"%d" % RETRY_SECONDS)] if status == 503 else []
    length = (b"content-length", b"%d" % len(body))
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [*headers, length, (b"cache-control", b"no-store"), *retry],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
