"""What Django is given to read: a body that came whole and is no longer than any page takes.

Django itself would write a body of any length to the disk before it asks who sends it.
"""

from __future__ import annotations

import msgspec

from bothy.floor.http import Gone, Told, body, respond
from bothy.server.headers import App, Message, Receive, Scope, Send

MOST_BYTES = 2 * 1024 * 1024
"""A form has 1 MiB at most, and so have the files of a table to audit."""

_SENTENCE = f"That is more than the {MOST_BYTES // 1024 // 1024} MiB that any page here takes. Send less in one go."


def of_bounded_length(app: App) -> App:
    """Answer 413 to longer bodies; what is somewhat too long is heard out first, so that the sender hears why."""

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            content = await body(scope, receive, MOST_BYTES)
        except Told as told:
            said = msgspec.json.encode({"code": "too_large", "sentence": _SENTENCE})
            await respond(send, told.status, said, told.headers, head_only=scope["method"] == "HEAD")
            return
        except Gone:
            return
        told_once = False

        async def again() -> Message:
            nonlocal told_once
            if told_once:
                return await receive()
            told_once = True
            return {"type": "http.request", "body": content, "more_body": False}

        await app(scope, again, send)

    return bounded


__all__ = ["MOST_BYTES", "of_bounded_length"]
