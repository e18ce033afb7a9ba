"""A flood is slowed: each device, or each who is signed in, may take a burst, and then so much a second.

Kept in the memory of one process: it keeps a house's machine from being worn out, and is no count of wrong tries.
"""

import threading
import time
from collections.abc import Callable, Hashable

MOST_KEYS = 10_000
"""Above this those who rested longest are forgotten; a full bucket says nothing that a new one does not."""


class Bucket:
    """Tokens that fill up at a steady rate: a burst is fine, a flood is not."""

    __slots__ = ("at", "burst", "per_second", "tokens")

    def __init__(self, now: float, per_second: float, burst: float) -> None:
        self.per_second = per_second
        self.burst = burst
        self.tokens = burst
        self.at = now

    def take(self, count: float, now: float) -> float:
        """0 when `count` may pass; else the seconds until it may."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if count > self.tokens:
            return (count - self.tokens) / self.per_second
        self.tokens -= count
        return 0.0


class Paces:
    """A bucket each. Thread-safe."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[Hashable, Bucket] = {}

    def take(self, key: Hashable, count: float = 1) -> float:
        """0 when `key` may pass; else the seconds until it may."""
        with self._lock:
            now = self._clock()
            # Taken out and put back: the first of the dict is who rested longest.
            bucket = self._buckets.pop(key, None) or Bucket(now, self.per_second, self.burst)
            self._buckets[key] = bucket
            if len(self._buckets) > MOST_KEYS:
                del self._buckets[next(iter(self._buckets))]
            return bucket.take(count, now)


SEARCHES = Paces(per_second=2.0, burst=120.0)
"""Questions about people: a rush at the door types some dozens a minute, and a list of everybody takes hundreds."""
