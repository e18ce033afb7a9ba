"""What was read and reckoned is kept in the process: months that are over do not change.

Everything is kept under the files that it came from, so a month that was brought up to date is read
anew and nothing has to be thrown away by hand. What was not asked for longest goes first.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import Any

from bothy.reports.facts.state import Piece

BUDGET_BYTES = 256 * 1024 * 1024
"""About five years of a busy facility, all its columns that are asked for."""


class Memo:
    """`keep(key, make)`: what `make` gave for this key; it says how many bytes it holds. Safe between threads."""

    def __init__(self, budget: int = BUDGET_BYTES) -> None:
        self._budget = budget
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """What is kept under a key; None where nothing is."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of about so many bytes, which may put out older ones."""
        with self._lock:
            before = self._held.pop(key, None)
            self._bytes += size + 200 - (before[1] if before else 0)
            self._held[key] = (value, size + 200)
            while self._bytes > self._budget and len(self._held) > 1:
                self._bytes -= self._held.popitem(last=False)[1][1]

    def keep(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """What is kept under a key, made first where nothing is."""
        found = self.get(key)
        if found is None:
            found, size = make()
            self.put(key, found, size)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0


MEMO = Memo()


def stamp(folder: Path, piece: Piece) -> Hashable:
    """What tells a file from another of its name: facts that were built anew are written under the same number."""
    path = folder / piece.file
    return str(path), piece.bytes, path.stat().st_mtime_ns
