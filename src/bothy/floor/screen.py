"""One screen on the stream: a bounded queue, written in one piece whenever there is something."""

import asyncio
from itertools import count

import msgspec

from bothy.floor.door import Device
from bothy.intake.subscription import event

MOST_BYTES_WAITING = 512 * 1024
"""A screen that is further behind than this is not told what it missed but how things stand."""

_opened = count()


class Screen:
    """`number`: the last entry it was told of; `opened`: the how manieth it is. Lives on the event loop."""

    __slots__ = ("_bye", "_over", "_renew", "_size", "_waiting", "device", "number", "opened", "wake")

    def __init__(self, device: Device) -> None:
        self.device = device
        self.opened = next(_opened)
        self.number = 0
        self.wake = asyncio.Event()
        self._waiting: list[bytes] = []
        self._size = 0
        self._renew = False
        self._bye: bytes | None = None
        self._over = False

    def push(self, data: bytes) -> None:
        """Queue an event. Too many waiting: all of them give way to a new snapshot."""
        if self._renew or self._bye is not None:
            return
        self._waiting.append(data)
        self._size += len(data)
        if self._size > MOST_BYTES_WAITING:
            self.renew()
        self.wake.set()

    def renew(self) -> None:
        """Send a snapshot next, made when it is sent."""
        if self._bye is not None:
            return
        self._renew = True
        self._waiting.clear()
        self._size = 0
        self.wake.set()

    def say_bye(self, why: str) -> None:
        """The last event; the stream ends after it.

        What waits is not sent any more: it may name people, and a device that was taken out may be in
        anybody's hands. After a shutdown a screen is told what it missed when it comes back.
        """
        self._renew = False
        self._waiting.clear()
        self._size = 0
        self._bye = event("bye", msgspec.json.encode({"why": why}))
        self.wake.set()

    def hang_up(self) -> None:
        """Nobody listens any more."""
        self._over = True
        self.wake.set()

    @property
    def wants_snapshot(self) -> bool:
        """Whether the next thing to send is a snapshot; asking takes the wish away."""
        wanted, self._renew = self._renew, False
        return wanted

    def take(self) -> bytes:
        """All that waits, in one piece; the goodbye last."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        if self._bye is not None:
            data += self._bye
            self._over = True
        return data

    @property
    def over(self) -> bool:
        """Whether the stream ends here."""
        return self._over
