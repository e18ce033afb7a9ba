"""Random streams: one a purpose, so that drawing more of one thing never moves another.

Philox is counter-based: a stream is a function of (seed, purpose) alone, on every machine.
"""

from uuid import UUID, uuid5
from zlib import crc32

import numpy as np
from numpy.random import Generator, Philox, SeedSequence

IDS = UUID("5f0c1d5e-7f0c-5d0a-9c3c-0d1a3c2b7e11")
"""The name space of every id of the demo; nothing outside it is ever made from a seed."""


def stream(seed: int, *purpose: object) -> Generator:
    """The random stream of one purpose, for example ``stream(7, "dwell", day)``."""
    words = [crc32(str(part).encode()) for part in purpose]
    return Generator(Philox(SeedSequence([seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF, *words])))


def made_id(seed: int, *purpose: object) -> UUID:
    """An id that a second run with the same seed makes again, so that it continues and never doubles."""
    return uuid5(IDS, "/".join(str(part) for part in (seed, *purpose)))


def pick(rng: Generator, weighted: dict[str, float]) -> str:
    """One key, with odds in proportion to its value."""
    names = list(weighted)
    odds = np.fromiter(weighted.values(), float, len(names))
    return names[int(np.searchsorted(np.cumsum(odds), rng.random() * odds.sum(), side="right"))]


def top(rng: Generator, log_weights: np.ndarray, k: int) -> np.ndarray:
    """Exactly ``k`` positions, drawn without replacement in proportion to exp(log_weights) (Gumbel's trick)."""
    keys = log_weights + rng.gumbel(size=len(log_weights))
    return np.argsort(-keys, kind="stable")[:k]
