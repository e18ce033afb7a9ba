"""What a facility on a server of several tells the city's page: what it signed and published, and nothing else.

Asked on this machine only, with the secret of `hosted.json`. Every figure here has been through disclosure control,
was checked, signed and frozen: it is what anybody may be given.
"""

from __future__ import annotations

import asyncio
import hmac
from uuid import UUID

import msgspec

from bothy.server.headers import Receive, Scope, Send
from bothy.server.home import Home
from bothy.server.hosted import Hosted

PREFIX = "/for-city/"
PUBLICATIONS = PREFIX + "publications"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One publication that stands: its id, the digest that was signed, and the signed bytes."""

    id: UUID
    sha256: str
    frozen: bytes


class ForCity:
    """Answers the city's page; every other caller learns nothing, not even that there is something."""

    def __init__(self, home: Home, place: Hosted) -> None:
        self._home = home
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope["headers"]).get(b"authorization", b"").removeprefix(b"Bearer ")
        right = hmac.compare_digest(given, self._place.door.encode())
        if not right or scope["path"] != PUBLICATIONS or scope["method"] != "GET":
            await _answer(send, 404, b"{}")
            return
        from bothy.server.publishing.desk import NotDone

        try:
            told = await asyncio.to_thread(standing, self._home)
        except NotDone as fault:
            await _answer(send, 503, msgspec.json.encode({"sentence": str(fault)}))
            return
        await _answer(send, 200, msgspec.json.encode(told))


def standing(home: Home) -> list[Told]:
    """The newest revision of each publication that was signed and not withdrawn, as signed. Django must be prepared.

    Raises `NotDone`. One whose bytes are not those that were signed is left out.
    """
    from django.db import close_old_connections

    from bothy.reports.publish.entries import signed
    from bothy.reports.publish.store import NotAsSigned, frozen_of
    from bothy.server.publishing.desk import looking

    close_old_connections()
    try:
        with looking(home) as (facts, reader):
            newest = {(one.set, one.since, one.until): one for one in signed(facts, reader)}
            found = []
            for one in newest.values():
                if one.state == "withdrawn":
                    continue
                try:
                    found.append(Told(id=one.id, sha256=one.sha256, frozen=frozen_of(one)))
                except NotAsSigned:
                    continue
            return found
    finally:
        close_old_connections()


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


__all__ = ["PREFIX", "PUBLICATIONS", "ForCity", "Told", "standing"]
