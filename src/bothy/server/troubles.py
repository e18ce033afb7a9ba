"""What is wrong with the house as a whole just now, said on every board and in the office, in a sentence each."""

from __future__ import annotations

import threading

import msgspec

from bothy.server.running import running

EVENT = "trouble"


class Trouble(msgspec.Struct, frozen=True):
    """`code` is stable ("mending", "disk_full"), `sentence` is for whoever looks at the board."""

    code: str
    sentence: str


class Troubles:
    """One of each code at most. Screens get the whole list, as event `trouble`, whenever it changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[str, Trouble] = {}

    @property
    def now(self) -> tuple[Trouble, ...]:
        """What is wrong now, longest first."""
        return tuple(self._now.values())

    def say(self, code: str, sentence: str | None) -> None:
        """It is so from now on, or (None) no longer. From any thread."""
        with self._lock:
            before = self._now.get(code)
            if sentence is None:
                self._now.pop(code, None)
            else:
                self._now[code] = Trouble(code, sentence)
            if before != self._now.get(code) and running.screens is not None:
                running.screens.publish(EVENT, {"troubles": self.now})


trouble = Troubles()
"""The one of this process."""
