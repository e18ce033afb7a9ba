"""What this process is serving: the one place where views find the open facility, or why there is none yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from bothy.care.house import House
from bothy.server.tls.network import Network

Phase = Literal["starting", "empty", "open", "failed", "closing"]


class Standing(msgspec.Struct, frozen=True):
    """Where the server stands. `said`: a sentence for the page; `done` of `whole`: how far it is, if it knows."""

    phase: Phase = "starting"
    said: str = "Bothy is starting."
    done: int = 0
    whole: int = 0


class Running:
    """The facility of this process, and what the server is doing about it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.standing = Standing()
        self.facility: Any = None
        self.open_founded: Callable[..., None] | None = None
        self.founding_key: str | None = None
        self.demo_sign_in: tuple[str, str] | None = None
        self.screens: Any = None
        # How tablets reach this process over its own TLS; None where it speaks plain HTTP or a proxy ends TLS.
        self.network: Network | None = None

    def say(self, phase: Phase, said: str = "", done: int = 0, whole: int = 0) -> None:
        with self._lock:
            self.standing = Standing(phase, said, done, whole)

    def progress(self, said: str) -> Callable[[int, int], None]:
        """A progress callback that tells the starting page."""

        def tell(done: int, whole: int) -> None:
            self.say(self.standing.phase, said, done, whole)

        return tell

    def house(self) -> House | None:
        facility = self.facility
        return facility.house if facility is not None else None


running = Running()


def house() -> House | None:
    """The last committed House; None before the facility is open."""
    return running.house()


def is_demo() -> bool:
    """Whether the people of this facility are invented."""
    now = running.house()
    return now is not None and now.demo


def now() -> datetime:
    """Facility time; wall time before the facility is open."""
    facility = running.facility
    return facility.clock.now() if facility is not None else datetime.now(UTC)
