"""Squares to tap: those around the facility, or around where finds were last written down, each named by which way it lies."""

from __future__ import annotations

import math

import msgspec

from bothy.evidence.finds.grid import FINEST, NoSquare, Square, at, point_of
from bothy.evidence.pages.finds import kept

STEPS = 2
"""Squares to each side of the middle one."""
_WAYS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


class Tap(msgspec.Struct, frozen=True):
    """A square to tap. ``short``: which way it lies, ``far``: how many metres, on the square itself; ``says``: in words."""

    name: str
    short: str
    far: str
    says: str
    middle: bool


class Grid(msgspec.Struct, frozen=True):
    """``around``: of what it is the middle, in words. Taps from north-west to south-east, row by row."""

    around: str
    taps: tuple[Tap, ...]


def grid_now() -> Grid | None:
    """Around the facility where somebody said where it stands; else around the last square; None where nothing is known yet."""
    ground = kept.ground()
    if ground is not None:
        try:
            return _grid(at(*point_of(ground.reference)), "the facility")
        except NoSquare:
            return None
    lately = [one for one in kept.lately_searched() if one.size == FINEST]
    return _grid(lately[0], "the square of the last find") if lately else None


def _grid(middle: Square, around: str) -> Grid:
    taps = []
    for one in middle.around(STEPS):
        dx, dy = (one.east - middle.east) // FINEST, (one.north - middle.north) // FINEST
        metres = round(math.hypot(dx, dy) * FINEST / 50) * 50
        if not (dx or dy):
            taps.append(Tap(one.name, "★", "", f"{one.name}, around {around}", True))
            continue
        way = _WAYS[round(math.degrees(math.atan2(dx, dy)) / 45) % 8]
        letters = "".join(part[0].upper() for part in way.split("-"))
        taps.append(Tap(one.name, letters, f"{metres}", f"{one.name}, about {metres} m {way}", False))
    return Grid(around, tuple(taps))
