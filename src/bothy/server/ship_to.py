"""Speaking with the server that keeps the copy: over https, with a token, never elsewhere than told."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from bothy.journal.checkpoint import to_json
from bothy.journal.errors import JournalError
from bothy.journal.shipped import State
from bothy.journal.store import Checkpoint

WITHIN_SECONDS = 60.0


class NotReached(JournalError):
    """The other side cannot be reached, or cannot take it now: it may be tried again, nothing is lost."""


class TurnedAway(JournalError):
    """The other side said no, and will say so again; the message says why."""


class ShipTo:
    """The other Bothy, by its address. ValueError for an address that a token must not go to."""

    def __init__(self, address: str, token: str, authority: Path | None = None) -> None:
        parts = urlsplit(address)
        if (
            parts.scheme not in ("https", "http")
            or not parts.hostname
            or parts.path not in ("", "/")
            or parts.query
            or parts.username
        ):
            raise ValueError(f"{address} is no address of a server, such as https://city.example.org.")
        if parts.scheme == "http" and not _this_machine(parts.hostname):
            raise ValueError(
                f"{address} is not https: the token and the journal would cross the network in the clear."
            )
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._parts = parts
        self._token = token
        self._context = (
            ssl.create_default_context(cafile=str(authority) if authority else None)
            if parts.scheme == "https"
            else None
        )

    def state(self, at: int | None = None) -> State:
        """How far its copy goes."""
        try:
            return msgspec.convert(self._ask("GET", "state" + ("" if at is None else f"?at={at}")), State)
        except msgspec.ValidationError as fault:
            raise TurnedAway(f"{self.address} gave an answer that is not Bothy's ({fault}).") from fault

    def take(self, lines: Sequence[bytes]) -> int:
        """Entries, one JSON line each; the number its copy ends at then."""
        return int(self._ask("POST", "entries", b"\n".join(lines) + b"\n")["number"])

    def take_checkpoints(self, checkpoints: Sequence[Checkpoint], keys: Sequence[bytes]) -> None:
        """Checkpoints, with the public keys they may be signed by."""
        told = {
            "keys": [key.hex() for key in keys],
            "checkpoints": [msgspec.Raw(to_json(one)) for one in checkpoints],
        }
        self._ask("POST", "checkpoints", msgspec.json.encode(told))

    def take_publication(self, id: UUID, frozen: bytes) -> None:
        """The signed bytes of a publication."""
        self._ask("PUT", f"publications/{id}", frozen)

    def _ask(self, method: str, verb: str, content: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Connection": "close"}
        connection = self._connection()
        try:
            connection.request(method, f"/ship/{verb}", body=content, headers=headers)
            answer = connection.getresponse()
            status, said = answer.status, answer.read()
        except ssl.SSLCertVerificationError as fault:
            raise TurnedAway(
                f"{self.address} does not show a certificate that is trusted here ({fault.verify_message}). Nothing was sent. "
                "Where it has an authority of its own, name that with --authority."
            ) from fault
        except (OSError, http.client.HTTPException) as fault:
            raise NotReached(
                f"{self.address} cannot be reached ({fault or type(fault).__name__}). What was acknowledged stands there; the rest goes next time."
            ) from fault
        finally:
            connection.close()
        return self._read(status, said)

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._parts.hostname), self._parts.port
        if self._context is not None:
            return http.client.HTTPSConnection(host, port, timeout=WITHIN_SECONDS, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=WITHIN_SECONDS)

    def _read(self, status: int, said: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(said)
            if not isinstance(answer, dict):
                raise ValueError("no object")
        except ValueError as fault:
            if status >= 500:
                raise NotReached(f"{self.address} is not ready ({status}).") from fault
            raise TurnedAway(
                f"{self.address} gave an answer that is not Bothy's ({status}). Is it the city's own name?"
            ) from fault
        if status == 200:
            return answer
        sentence = str(answer.get("sentence") or f"it said {status}")
        if status >= 500 or answer.get("code") == "busy":
            raise NotReached(f"{self.address}: {sentence}")
        raise TurnedAway(f"{self.address}: {sentence}")


def _this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


__all__ = ["NotReached", "ShipTo", "TurnedAway"]
