"""Rings around the facility, before it opened and after: whether finds moved, by how much was looked.

A square belongs to the ring in which its middle lies. Ratio of rates, after over before: exp(ln R ∓ 1.959964 · √(φ(1/a + 1/b))), φ from
Pearson's X² of the searches about their own rates, at least 1; beside it the exact conditional limits (Clopper and Pearson on
b of a + b), which suppose that finds come singly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import msgspec

from bothy.evidence.finds.grid import FINEST, Square
from bothy.evidence.finds.rates import Rate, dispersion, of_what, rate, searches_of
from bothy.evidence.finds.shape import EffortIn, Find, What
from bothy.evidence.normal import Z95
from bothy.reports.intervals import share_interval

RINGS = ((0, 250), (250, 500), (500, 1000))
"""Metres from the facility: from, up to."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Before, or after. ``squares``: how many different ones were searched. ``apart``: finds without effort of that kind."""

    rate: Rate | None
    squares: int
    apart: int


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """``inner``, ``outer``: metres. ``both``: squares searched before and after. Ratios are None where they cannot be told."""

    inner: int
    outer: int
    before: Side
    after: Side
    both: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    exact_low: float | None = None
    exact_high: float | None = None
    dispersion: float | None = None


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """``beyond``: finds further away. ``coarse``: finds in squares wider than 250 m, which lie in no one ring."""

    what: What
    effort_in: EffortIn
    opened: date
    rings: tuple[Ring, ...]
    beyond: int
    coarse: int


def ring_of(square: Square, centre: tuple[float, float]) -> tuple[int, int] | None:
    """The ring in which the middle of a square lies; None beyond them all. A border belongs to the ring inside it."""
    away = math.dist(square.centre, centre)
    return next((ring for ring in RINGS if away <= ring[1]), None)


def around(finds: Sequence[Find], what: What, effort_in: EffortIn, centre: tuple[float, float], opened: date) -> Around:
    """Each ring before and after. ``centre``: easting and northing; ``opened``: the first day that counts as after."""
    told = of_what(finds, what)
    fine = [one for one in told if one.square.size == FINEST]
    inside: dict[tuple[int, int], list[Find]] = {ring: [] for ring in RINGS}
    beyond = 0
    for one in fine:
        ring = ring_of(one.square, centre)
        if ring is None:
            beyond += one.count
        else:
            inside[ring].append(one)
    return Around(
        what=what, effort_in=effort_in, opened=opened, rings=tuple(_ring(ring, each, effort_in, opened) for ring, each in inside.items()),
        beyond=beyond, coarse=sum(one.count for one in told if one.square.size != FINEST),
    )  # fmt: skip


def _ring(ring: tuple[int, int], finds: list[Find], effort_in: EffortIn, opened: date) -> Ring:
    before, after = ([one for one in finds if (one.on >= opened) is later] for later in (False, True))
    sides = [_side(each, effort_in) for each in (before, after)]
    searched = [{one.square for one in each if one.effort_in == effort_in and one.effort is not None} for each in (before, after)]
    found = Ring(inner=ring[0], outer=ring[1], before=sides[0], after=sides[1], both=len(searched[0] & searched[1]))
    if sides[0].rate is None or sides[1].rate is None:
        return found
    phi = dispersion(searches_of(before, effort_in), searches_of(after, effort_in)) or 1.0
    return _compared(found, sides[0].rate, sides[1].rate, phi)


def _side(finds: list[Find], effort_in: EffortIn) -> Side:
    told = {one.square for one in finds if one.effort_in == effort_in and one.effort is not None}
    return Side(rate=rate(finds, effort_in), squares=len(told), apart=sum(one.count for one in finds if one.effort_in != effort_in))


def _compared(ring: Ring, before: Rate, after: Rate, phi: float) -> Ring:
    a, b = before.count, after.count
    ratio = after.rate / before.rate if a else None
    low = high = None
    if ratio and a and b:
        half = Z95 * math.sqrt(phi * (1 / a + 1 / b))
        low, high = ratio * math.exp(-half), ratio * math.exp(half)
    exact = _exact(a, b, before.effort, after.effort)
    return msgspec.structs.replace(ring, ratio=ratio, low=low, high=high, exact_low=exact[0], exact_high=exact[1], dispersion=phi)


def _exact(a: int, b: int, before: float, after: float) -> tuple[float | None, float | None]:
    """Limits of the ratio of rates, given how many were found in all; no upper one where nothing was found before."""
    share = share_interval(b, a + b)
    if share is None:
        return None, None
    low, high = (limit / (1 - limit) * before / after if limit < 1 else None for limit in share)
    return low, high
