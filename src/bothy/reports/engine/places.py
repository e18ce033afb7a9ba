"""Where an id stands in a list of ids, for hundreds of thousands of them at once.

Ids end in random bytes, so a few of their last bits say where to look; whether the right one was found is then
seen by comparing all 16 bytes. Ids of the list whose bits are those of another are looked for by other bits.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

BITS = 20
ROUNDS = 3
"""So often other bits are tried; what still shares them all, as no random ids do, is looked for one by one."""

_Halves = tuple[NDArray[np.uint64], NDArray[np.uint64]]


class Places:
    """The places of a list of different ids of 16 bytes, none of them null."""

    def __init__(self, ids: pa.FixedSizeBinaryArray) -> None:
        self._ids = ids
        self._first, self._last = (np.ascontiguousarray(half) for half in _halves(ids))
        self._rounds: list[NDArray[np.int32]] = []
        left = np.arange(len(ids), dtype=np.int32)
        while len(left) and len(self._rounds) < ROUNDS:
            where = _bits(self._last[left], len(self._rounds))
            by_bits = np.full(1 << BITS, left[0], np.int32)
            by_bits[where] = left
            self._rounds.append(by_bits)
            left = left[by_bits[where] != left]
        self._all_placed = not len(left)

    def of(self, asked: pa.FixedSizeBinaryArray) -> NDArray[np.int32]:
        """The place of each id that is asked for; -1 for null, and for one that is not in the list."""
        first, last = _halves(asked)
        at = np.full(len(asked), -1, np.int32)
        left: NDArray[np.int64] | slice = slice(None)
        for turn, by_bits in enumerate(self._rounds):
            guess = by_bits.take(_bits(last[left], turn))
            right = self._first.take(guess) == first[left]
            right &= self._last.take(guess) == last[left]
            at[left] = np.where(right, guess, np.int32(-1))
            left = np.flatnonzero(at < 0)
            if not len(left):
                break
        if not self._all_placed:
            rest = pa.array(np.flatnonzero(at < 0))
            found = pc.index_in(asked.take(rest), value_set=self._ids)
            at[rest.to_numpy()] = pc.fill_null(found, -1).to_numpy()
        if asked.null_count:
            at[asked.is_null().to_numpy(zero_copy_only=False)] = -1
        return at


def _halves(ids: pa.FixedSizeBinaryArray) -> _Halves:
    if not len(ids):
        return np.zeros(0, np.uint64), np.zeros(0, np.uint64)
    whole = np.frombuffer(ids.buffers()[1], "<u8").reshape(-1, 2)[ids.offset : ids.offset + len(ids)]
    return whole[:, 0], whole[:, 1]


def _bits(last: NDArray[np.uint64], turn: int) -> NDArray[np.int64]:
    """The last 20 bits, or in another turn others before them."""
    shifted = (last << np.uint64(turn * BITS)) >> np.uint64(64 - BITS)
    return shifted.astype(np.int64)
