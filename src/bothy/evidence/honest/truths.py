"""Worlds in which it is known what happened: counts by month, drawn from a truth that is stated.

24 areas, 36 months before and 24 after; the first area has the facility, the second is beside it. A method is honest where its
95 % interval holds the truth in 95 of 100 such worlds, and its test says "changed" in 5 of 100 where nothing did. Replication k has a
stream of its own (Philox keyed by seed and k), so a world depends neither on how many are drawn nor on who draws them.
"""

from __future__ import annotations

import hashlib

import msgspec
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

AREAS, BEFORE, AFTER = 24, 36, 24
SPOTS = 40
"""Of so many the worst is chosen where the facility goes to the worst."""
CHOSEN_BY = 12
"""Months before the choice that it is made by."""


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """``level``: mean count a month in the treated area. ``ratio``: what the facility does to its own area's rate.

    ``alpha``: scatter beyond Poisson (variance μ + αμ²), in each month by itself. ``rho``, ``spread``: from one month to the next
    (AR(1)) and the standard deviation of the log rate that it has. ``trend``: a year's ratio, everywhere; ``own_trend``: in the treated
    area beside it. ``worst``: the treated area is the one of 40 with most counts in the last year before. ``spillover``: share of what
    goes from the treated area that turns up in the one beside it. ``shock``: what happens everywhere to the first year after.
    """

    name: str
    said: str
    level: float = 20.0
    ratio: float = 1.0
    alpha: float = 0.0
    rho: float = 0.0
    spread: float = 0.0
    trend: float = 1.0
    own_trend: float = 1.0
    worst: bool = False
    spillover: float = 0.0
    shock: float = 1.0

    @property
    def nothing_happened(self) -> bool:
        return self.ratio == 1.0


TRUTHS: tuple[Truth, ...] = (
    Truth(name="nothing", said="Nothing changed; counts scatter as Poisson."),
    Truth(name="fall", said="A fall by a fifth; counts scatter as Poisson.", ratio=0.8),
    Truth(name="scatter", said="Nothing changed; counts scatter twice as much as Poisson.", alpha=0.05),
    Truth(name="scatter, fall", said="A fall by a fifth; counts scatter twice as much as Poisson.", alpha=0.05, ratio=0.8),
    Truth(name="bad months follow bad months", said="Nothing changed; a bad month is followed by another (autocorrelation 0.6).", rho=0.6, spread=0.2),
    Truth(name="the worst spot", said="Nothing changed; the facility went to the worst of 40 spots, by the year before.", alpha=0.05, worst=True),
    Truth(name="few", said="Nothing changed; one count in three months.", level=0.33),
    Truth(name="few, fall", said="A fall by half; one count in three months.", level=0.33, ratio=0.5),
    Truth(name="spillover", said="A fall by a fifth, half of which turns up next door.", ratio=0.8, spillover=0.5),
    Truth(name="falling anyway", said="Nothing changed; everywhere falls by a tenth a year.", trend=0.9),
    Truth(name="own trend", said="Nothing changed; the treated area alone falls by a tenth a year.", own_trend=0.9),
    Truth(name="a lockdown", said="Nothing changed; everywhere falls by three tenths for the first year after.", shock=0.7),
)


def drawn(truth: Truth, seed: int, replication: int, before: int = BEFORE, after: int = AFTER) -> Numbers:
    """(24, before + after) counts of one world; the first row is the treated area, the second the one beside it."""
    stream = np.random.Generator(np.random.Philox(key=[seed, replication], counter=[0, 0, 0, _number(truth.name)]))
    spots = SPOTS if truth.worst else 1
    # The areas differ in size, half to three times the treated; spots to choose among differ as little as spots of one city do.
    sizes = np.concatenate([np.exp(stream.normal(0, 0.15, spots)) if truth.worst else np.ones(1), np.geomspace(0.5, 3.0, AREAS - 1)])
    months = np.arange(before + after)
    season = 1 + 0.1 * np.sin(2 * np.pi * months / 12)
    mean = truth.level * sizes[:, None] * season * truth.trend ** (months / 12)
    mean[:spots] *= truth.own_trend ** (months / 12)
    mean[:, before : before + 12] *= truth.shock
    if truth.spread:
        mean *= np.exp(_wander(stream, mean.shape, truth) - truth.spread**2 / 2)
    if truth.worst:
        return _of_the_worst(truth, mean, stream, spots, before)
    gone = mean[0, before:] * (1 - truth.ratio)
    mean[0, before:] -= gone
    mean[1, before:] += truth.spillover * gone
    return _counted(stream, mean, truth.alpha)


def true_difference(truth: Truth) -> float:
    """What the facility does to the treated area's mean count a month, where nothing else moves it."""
    return truth.level * (truth.ratio - 1)


def _of_the_worst(truth: Truth, mean: Numbers, stream: np.random.Generator, spots: int, before: int) -> Numbers:
    counts = _counted(stream, mean, truth.alpha)
    worst = int(counts[:spots, before - CHOSEN_BY : before].sum(axis=1).argmax())
    return np.concatenate([counts[worst : worst + 1], counts[spots:]])


def _wander(stream: np.random.Generator, shape: tuple[int, ...], truth: Truth) -> Numbers:
    """Log rates that hang together from month to month, each with the standard deviation ``spread``."""
    steps = stream.standard_normal(shape)
    for month in range(1, shape[1]):
        steps[:, month] = truth.rho * steps[:, month - 1] + np.sqrt(1 - truth.rho**2) * steps[:, month]
    return np.asarray(truth.spread * steps)


def _counted(stream: np.random.Generator, mean: Numbers, alpha: float) -> Numbers:
    if alpha:
        mean = mean * stream.gamma(1 / alpha, alpha, mean.shape)
    return stream.poisson(mean).astype(np.float64)


def _number(name: str) -> int:
    """A stream for each truth."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])
