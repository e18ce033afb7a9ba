"""What a box elsewhere may do at the city's server: ship its journal, with a token of its own, and nothing else.

    GET  /ship/state?at=N            how far the copy goes, and the digest of entry N
    POST /ship/entries               JSON lines of an export, at most 8 MiB
    POST /ship/checkpoints           {"keys": [hex], "checkpoints": [checkpoint as JSON]}
    PUT  /ship/publications/ID       the bytes of a publication whose signing stands in the copy

A wrong token learns nothing, not even whether there is such a facility.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec

from bothy.city.folder import Box, CityFolder, CityTrouble
from bothy.city.shelf import NotSigned, put_on_shelf
from bothy.floor.http import Gone, Told, body, header, respond
from bothy.journal.checkpoint import from_json
from bothy.journal.errors import DiskFull, JournalError, JournalInUse
from bothy.journal.shipped import NotTaken, ShippedCopy
from bothy.server.headers import Receive, Scope, Send

log = logging.getLogger(__name__)

PREFIX = "/ship/"
MOST_BYTES = 8 * 1024 * 1024
_REFUSED = {
    "unreadable": 400,
    "gap": 409,
    "fork": 409,
    "other_line": 409,
    "other_facility": 409,
    "other_key": 409,
    "nothing_here": 409,
    "damaged": 409,
}


class Checkpoints(msgspec.Struct, frozen=True):
    """What is posted of checkpoints: the public keys they may be signed by (hex), and each as JSON."""

    keys: list[str]
    checkpoints: list[msgspec.Raw]


class Receiving:
    """The ASGI app below /ship/."""

    def __init__(self, folder: CityFolder) -> None:
        self._folder = folder
        self._one_at_a_time: dict[str, asyncio.Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            slug, box = await asyncio.to_thread(self._whose, header(scope, b"authorization"))
            content = await body(scope, receive, MOST_BYTES)
            async with self._one_at_a_time.setdefault(slug, asyncio.Lock()):
                answer = await asyncio.to_thread(self._do, scope, slug, box, content)
            await respond(send, 200, msgspec.json.encode(answer))
        except Told as told:
            await respond(send, told.status, told.body, told.headers)
        except Gone:
            return

    def _whose(self, authorization: str | None) -> tuple[str, Box]:
        """Whose token it is. `Told` 401."""
        given = hashlib.sha256(
            (authorization or "").removeprefix("Bearer ").encode("latin-1", "replace")
        ).hexdigest()
        try:
            boxes = self._folder.read().boxes
        except CityTrouble as fault:
            log.error("%s", fault)
            raise Told(
                503, "not_now", "The city's server cannot look up who you are. Try again later."
            ) from fault
        found = [(slug, box) for slug, box in boxes.items() if hmac.compare_digest(box.token, given)]
        if not found or found[0][1].revoked_at is not None:
            raise Told(
                401,
                "not_known",
                "This token is not known here, or was revoked. Ask the city for a new one (`bothy city admit`).",
            )
        return found[0]

    def _do(self, scope: Scope, slug: str, box: Box, content: bytes) -> dict[str, Any]:
        copy = ShippedCopy(self._folder.copy(slug))
        try:
            return self._answer(scope, copy, box, content)
        except NotTaken as fault:
            raise _told(_REFUSED.get(fault.code, 409), fault.code, str(fault), fault.number) from fault
        except NotSigned as fault:
            raise Told(409, "not_signed", str(fault)) from fault
        except DiskFull as fault:
            raise Told(
                507,
                "disk_full",
                "The city's disk is full. Nothing of this was kept; it can be sent again when there is room.",
            ) from fault
        except JournalInUse as fault:
            raise Told(409, "busy", "Another one is shipping this journal just now.") from fault
        except (JournalError, OSError) as fault:
            log.error("What %s ships could not be kept: %s", slug, fault)
            raise Told(503, "not_kept", f"It could not be kept: {fault}") from fault

    def _answer(self, scope: Scope, copy: ShippedCopy, box: Box, content: bytes) -> dict[str, Any]:
        path, method = scope["path"].removeprefix(PREFIX), scope["method"]
        if (method, path) == ("GET", "state"):
            at = parse_qs(scope["query_string"].decode("latin-1")).get("at", [""])[0]
            if at and not (at.isascii() and at.isdigit() and len(at) < 19):
                raise Told(400, "unreadable", "What follows at= is no number of an entry.")
            return msgspec.to_builtins(copy.state(int(at) if at else None))
        if (method, path) == ("POST", "entries"):
            bound = box.facility or copy.state().facility
            return {"number": copy.take(filter(None, content.split(b"\n")), bound).number}
        if (method, path) == ("POST", "checkpoints"):
            return {"kept": _checkpoints(copy, content)}
        if method == "PUT" and path.startswith("publications/"):
            try:
                id = UUID(path.removeprefix("publications/"))
            except ValueError as fault:
                raise Told(404, "not_found", "There is no such address.") from fault
            put_on_shelf(copy.folder, id, content)
            return {}
        raise Told(404, "not_found", "There is no such address.")


def _checkpoints(copy: ShippedCopy, content: bytes) -> int:
    try:
        told = msgspec.json.decode(content, type=Checkpoints)
        checkpoints = [from_json(bytes(one)) for one in told.checkpoints]
        keys = [bytes.fromhex(key) for key in told.keys]
        if any(len(key) != 32 for key in keys):
            raise ValueError("a public key is 32 bytes in hex")
    except ValueError as fault:
        raise Told(400, "unreadable", f"These checkpoints cannot be read: {fault}.") from fault
    copy.pin(keys)
    return copy.take_checkpoints(checkpoints)


def _told(status: int, code: str, sentence: str, number: int | None) -> Told:
    told = Told(status, code, sentence)
    told.body = msgspec.json.encode({"code": code, "sentence": sentence, "number": number})
    return told


__all__ = ["PREFIX", "Receiving"]
