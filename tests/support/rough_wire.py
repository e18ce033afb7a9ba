"""A bad network between tablets and the house: it cuts, delays, falls silent, sends twice, and trickles.

It understands just enough HTTP to know where a request ends. Each request gets a connection of its own to the server;
what is done to it is drawn from a seed, so a run can be had again.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import Counter
from contextlib import suppress

LARGE = 1 << 16
SINGLY = 3_000  # so many bytes go one by one; the rest of a large body in small pieces

USUAL = {
    "through": 40,
    "late_there": 8,  # the request is on its way for a while
    "late_back": 8,  # its answer is
    "cut_before": 6,  # nothing of it arrives
    "cut_there": 6,  # half of it arrives
    "cut_after": 8,  # it arrives, and of the answer nothing comes back
    "cut_back": 8,  # half of the answer comes back
    "swallowed": 2,  # taken, and never heard of again: the connection stays open
    "answer_swallowed": 3,  # it arrives, the answer does not, and the connection stays open
    "twice": 12,  # the server gets it twice at the same moment
    "trickled": 5,  # byte by byte, there and back
}
"""What may happen to a request, and how often beside the others."""


class RoughWire:
    """Listens on `port` and passes requests on to `target`. `counts`: what was done to how many requests.

    `smooth`: nothing is done to requests any more. `frozen`: nothing passes either way, and nothing is closed.
    """

    def __init__(self, target: int, seed: int, tricks: dict[str, int] | None = None) -> None:
        self.target = target
        self.smooth = False
        self.frozen = False
        self.counts: Counter[str] = Counter()
        self._tricks = tricks or USUAL
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._answer, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def faults(self) -> int:
        """To how many requests something was done."""
        with self._lock:
            return sum(self.counts.values()) - self.counts["through"]

    def freeze(self) -> None:
        """Half open: whoever is connected stays so, whoever connects is taken, and nothing is heard."""
        self.frozen = True

    def thaw(self) -> None:
        """What comes now passes. What was taken while frozen is never heard of."""
        self.frozen = False

    def close(self) -> None:
        self.smooth = True
        self._door.close()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    # --- one request ---------------------------------------------------------------------------

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(near,), daemon=True).start()

    def _one(self, near: socket.socket) -> None:
        with self._lock:
            self._open.add(near)
        try:
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = _request(near)
            if request is None:
                return
            trick, much = self._draw(request)
            getattr(self, f"_{trick}")(near, request, much)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(near)
            near.close()

    def _draw(self, request: bytes) -> tuple[str, float]:
        """What is done to this request, and how much of it (0 to 1)."""
        told = request.startswith((b"POST /floor/", b"GET /floor/stream", b"POST /ship/", b"GET /ship/"))
        if self.frozen:
            return "swallowed", 0.0
        with self._lock:
            trick = "through"
            if told and not self.smooth:
                trick = self._chance.choices(list(self._tricks), list(self._tricks.values()))[0]
            if trick == "twice" and not request.startswith(b"POST"):
                trick = "through"
            self.counts[trick] += told
            return trick, self._chance.random()

    def _through(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as far:
            self._back(near, far)

    def _late_there(self, near: socket.socket, request: bytes, much: float) -> None:
        time.sleep(1.5 * much)
        self._through(near, request, much)

    def _late_back(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as far:
            time.sleep(1.5 * much)
            self._back(near, far)

    def _cut_before(self, near: socket.socket, request: bytes, much: float) -> None:
        _hang_up(near)

    def _cut_there(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request[: int(len(request) * much)]):
            _hang_up(near)

    def _cut_after(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as far:
            far.recv(1)  # the server answers: it is done
            _hang_up(near)

    def _cut_back(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as far:
            if b"/floor/stream" in request[:40]:
                self._back(near, far, seconds=4 * much)
            else:
                answer = _all(far)
                near.sendall(answer[: int(len(answer) * much)])
            _hang_up(near)

    def _swallowed(self, near: socket.socket, request: bytes, much: float) -> None:
        _wait_until_gone(near)

    def _answer_swallowed(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as far:
            if b"/floor/stream" in request[:40]:
                self._back(near, far, seconds=4 * much)
            else:
                _all(far)
            _wait_until_gone(near)

    def _twice(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(request) as one, self._sent(request) as other:
            first, second = (one, other) if much < 0.5 else (other, one)
            self._back(near, first)
            _all(second)

    def _trickled(self, near: socket.socket, request: bytes, much: float) -> None:
        with self._sent(b"") as far:
            _trickle(far, request)
            self._back(near, far, trickle=True)

    # --- bytes ---------------------------------------------------------------------------------

    def _sent(self, request: bytes) -> socket.socket:
        far = socket.create_connection(("127.0.0.1", self.target), timeout=30)
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        far.sendall(request)
        return far

    def _back(
        self, near: socket.socket, far: socket.socket, seconds: float = 1e9, trickle: bool = False
    ) -> None:
        """Pass the answer on as it comes, until it ends or for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            far.settimeout(min(left, 60.0))
            try:
                data = far.recv(LARGE)
            except TimeoutError:
                continue
            if not data:
                return
            if self.frozen:
                _wait_until_gone(near)
                return
            (_trickle if trickle else socket.socket.sendall)(near, data)


def _request(near: socket.socket) -> bytes | None:
    """One whole request, told to be the last of its connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = near.recv(LARGE)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next(
        (int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        more = near.recv(LARGE)
        if not more:
            return None
        body += more
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


def _all(far: socket.socket) -> bytes:
    data = b""
    while more := far.recv(LARGE):
        data += more
    return data


def _trickle(to: socket.socket, data: bytes) -> None:
    for at in range(min(len(data), SINGLY)):
        to.sendall(data[at : at + 1])
    for at in range(SINGLY, len(data), 97):
        to.sendall(data[at : at + 97])


def _hang_up(near: socket.socket) -> None:
    """Gone without a goodbye."""
    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    near.close()


def _wait_until_gone(near: socket.socket) -> None:
    with suppress(OSError):
        near.settimeout(None)
        while near.recv(LARGE):
            pass
