"""Invented walks around a place: the same seed gives the same finds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from bothy.evidence.finds.grid import at
from bothy.evidence.finds.shape import Find

CENTRE = (260_150.0, 664_850.0)
OPENED = date(2025, 1, 13)


def walks(months: int = 20, seed: int = 1, falls_to: float = 0.6) -> Iterator[Find]:
    """Every month a third of the squares around a place is searched; rates fall with distance, and to `falls_to` once it has opened."""
    chance = np.random.default_rng(seed)
    for month in range(months):
        first = date(2024, 5, 1) + timedelta(days=30 * month)
        for square in at(*CENTRE).around(4):
            if chance.random() >= 0.35:
                continue
            on = first + timedelta(days=int(chance.integers(0, 28)))
            away, effort = math.dist(square.centre, CENTRE), float(chance.choice([15, 20, 30, 45]))
            mean = 6 * math.exp(-away / 500) * effort / 60 * (falls_to if on >= OPENED else 1) * chance.gamma(0.8, 1.25)
            known = chance.random() < 0.85
            by = str(chance.choice(["outreach", "council", "facility"])) if known else "residents"
            for what, times in (("needles", 1.0), ("other_litter", 2.0), ("injecting_seen", 0.15)):
                count = int(chance.poisson(mean * times))
                if known or count:
                    yield Find(on=on, square=square, what=what, count=count, found_by=by, effort_in="minutes" if known else "not_known", effort=effort if known else None)  # type: ignore[arg-type]
