"""Finds on the map: a square each, with its number in it, over outlines of data zones where they are carried. No streets, no tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Circle, Rectangle

from bothy.evidence.finds.grid import Square, letters
from bothy.evidence.finds.rates import of_what, rate
from bothy.evidence.finds.rings import RINGS
from bothy.evidence.finds.shape import EFFORTS, WHATS, EffortIn, Find, What
from bothy.evidence.pictures import WIDTH, Colours, drawn
from bothy.reports.charts import Theme

HIGH = 6.2
LEAST_METRES = 2_500
MOST_LABELLED = 220
"""More squares than this are drawn without numbers: they would lie on each other."""
Point = tuple[float, float]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One square on the map. ``rate``: per unit of effort, None where no effort of that kind is known; then ``count`` is all there is."""

    square: Square
    count: int
    searches: int
    rate: float | None
    low: float | None
    high: float | None


def places(finds: Sequence[Find], what: What, effort_in: EffortIn) -> tuple[Place, ...]:
    """Each square in which the thing was found or looked for, by name."""
    by_square: dict[Square, list[Find]] = {}
    for one in of_what(finds, what):
        by_square.setdefault(one.square, []).append(one)
    made = []
    for square, each in by_square.items():
        told = rate(each, effort_in)
        made.append(Place(
            square=square, count=sum(one.count for one in each), searches=len(each),
            rate=told and told.rate, low=told and told.low, high=told and told.high,
        ))  # fmt: skip
    return tuple(sorted(made, key=lambda one: one.square.name))


def describe(told: Sequence[Place], what: What, effort_in: EffortIn) -> str:
    """The map in words: how many squares, and those with most."""
    if not told:
        return "No square: nothing of this was written down."
    unit = EFFORTS[effort_in][1]
    known = sorted((one for one in told if one.rate is not None), key=lambda one: -(one.rate or 0))
    said = [f"{WHATS[what]} in {len(told)} squares."]
    if known:
        said.append(f"Most per {unit}: " + ", ".join(f"{one.square.name} {one.rate:.1f}" for one in known[:3]) + ".")
    bare = len(told) - len(known)
    if bare:
        said.append(f"In {bare} squares no effort is known; they are hatched and show the count.")
    return " ".join(said)


@lru_cache(maxsize=32)
def draw(told: tuple[Place, ...], what: What, effort_in: EffortIn, theme: Theme, centre: Point | None = None) -> bytes:
    """An SVG. ``centre``: easting and northing of the facility, with its rings around it."""
    title = f"{WHATS[what]} by square"
    return drawn(title, describe(told, what, effort_in), theme, HIGH, lambda canvas, shades: _draw(canvas, shades, told, effort_in, centre))


def size() -> tuple[int, int]:
    """Width and height of the map on a page, in pixels."""
    return round(WIDTH * 100), round(HIGH * 100)


@cache
def outlines() -> dict[str, Any]:
    """The outlines that are carried: ``title``, ``source``, ``licence``, and ``zones``, each a list of rings of points in metres."""
    return msgspec.json.decode(files("bothy.evidence.finds").joinpath("carried/glasgow_outlines.json").read_bytes(), type=dict[str, Any])


def _draw(canvas: Canvas, shades: Colours, told: Sequence[Place], effort_in: EffortIn, centre: Point | None) -> None:
    axes = canvas.add_subplot()
    axes.patch.set_alpha(0)
    axes.set_aspect("equal")
    left, right, low, high = _extent(told, centre)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    _kilometres(axes, shades, (left, right, low, high))
    _zones(axes, shades, (left, right, low, high))
    known = [one.rate for one in told if one.rate is not None]
    most = max(known, default=0.0) or 1.0
    scale = LinearSegmentedColormap.from_list("finds", shades.map)
    labelled = len(told) <= MOST_LABELLED
    points = 72 * WIDTH * 0.94 / (right - left) if right > left else 0.02
    for one in told:
        _square(axes, shades, one, scale, most, points if labelled else 0.0, centre)
    if centre is not None:
        _rings(axes, shades, centre)
    _scale_bar(axes, shades, left, low, right - left)


def _extent(told: Sequence[Place], centre: Point | None) -> tuple[float, float, float, float]:
    """West, east, south, north of what is drawn, in the picture's own proportions."""
    sides = [(one.square.east, one.square.east + one.square.size, one.square.north, one.square.north + one.square.size) for one in told]
    if centre is not None:
        reach = RINGS[-1][1]
        sides.append((centre[0] - reach, centre[0] + reach, centre[1] - reach, centre[1] + reach))
    if not sides:
        return 0.0, 1.0, 0.0, 1.0
    west, east, south, north = min(s[0] for s in sides), max(s[1] for s in sides), min(s[2] for s in sides), max(s[3] for s in sides)
    high = max(north - south, (east - west) * HIGH / WIDTH, LEAST_METRES * HIGH / WIDTH) * 1.12
    wide = high * WIDTH / HIGH
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, x + wide / 2, y - high / 2, y + high / 2


def _kilometres(axes: Axes, shades: Colours, extent: tuple[float, float, float, float]) -> None:
    """The kilometres of the grid at the edges, by which a square of the table is found: "NS 60" and "64"."""
    left, right, low, high = extent
    easts, norths = (range(math.ceil(start / 1000) * 1000, math.floor(end / 1000) * 1000 + 1, 1000) for start, end in ((left, right), (low, high)))
    pair = letters(max(0, int((left + right) / 2)), max(0, int((low + high) / 2)))
    axes.set_xticks(easts, [f"{pair} {east % 100_000 // 1000:02d}" for east in easts])
    axes.set_yticks(norths, [f"{north % 100_000 // 1000:02d}" for north in norths])
    axes.tick_params(colors=shades.soft, length=4, width=1, labelsize=8)
    for side in axes.spines.values():
        side.set_visible(False)


def _rings(axes: Axes, shades: Colours, centre: Point) -> None:
    """The rings, each named on its own line to the north-east, where no number of a square is hidden more than elsewhere."""
    for _, outer in RINGS:
        axes.add_patch(Circle(centre, outer, fill=False, edgecolor=shades.ink, linewidth=0.9, linestyle=(0, (4, 3))))
        reach = outer * math.sqrt(0.5)
        axes.text(
            centre[0] + reach, centre[1] + reach, f"{outer:,} m", ha="center", va="center", fontsize=7.5, color=shades.ink,
            bbox={"boxstyle": "round,pad=0.2", "facecolor": shades.card, "edgecolor": "none", "alpha": 0.9},
        )  # fmt: skip
    axes.plot(*centre, marker="*", markersize=12, color=shades.ink, markeredgecolor=shades.card, linestyle="")


def _zones(axes: Axes, shades: Colours, extent: tuple[float, float, float, float]) -> None:
    left, right, low, high = extent
    seen = []
    for zone in outlines()["zones"]:
        for ring in zone:
            points = np.asarray(ring, dtype=float)
            if points[:, 0].max() >= left and points[:, 0].min() <= right and points[:, 1].max() >= low and points[:, 1].min() <= high:
                seen.append(points)
    if seen:
        axes.add_collection(PolyCollection(seen, facecolors=shades.empty, edgecolors=shades.line, linewidths=0.9, zorder=0))


def _square(axes: Axes, shades: Colours, one: Place, scale: LinearSegmentedColormap, most: float, points: float, centre: Point | None) -> None:
    """A square in one colour from little to much, and its number; hatched where no effort is known."""
    at, side = (one.square.east, one.square.north), one.square.size
    if one.rate is None:
        axes.add_patch(Rectangle(at, side, side, facecolor=shades.card, edgecolor=shades.soft, hatch="////", linewidth=0.8, alpha=0.9))
        ink = shades.ink
    else:
        red, green, blue, _ = scale(math.sqrt(one.rate / most))
        axes.add_patch(Rectangle(at, side, side, facecolor=(red, green, blue), edgecolor=shades.card, linewidth=0.8))
        light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
        # Whichever ink stands out more from the square (contrast as WCAG reckons it).
        ink = "#10181d" if (light + 0.05) / 0.059 > 1.05 / (light + 0.05) else "#ffffff"
    if points:
        said = f"{one.count}" if one.rate is None else _short(one.rate)
        letters = min(10.0, points * side / (0.75 * max(2, len(said))))
        x, y = one.square.centre
        if centre is not None and math.dist((x, y), centre) < side / 3:
            y += side * 0.3  # the star of the facility stands there
        back = {"boxstyle": "round,pad=0.15", "facecolor": shades.card, "edgecolor": "none"} if one.rate is None else None
        axes.text(x, y, said, ha="center", va="center", fontsize=letters, color=ink, bbox=back)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"


def _scale_bar(axes: Axes, shades: Colours, left: float, low: float, wide: float) -> None:
    length = next(one for one in (250, 500, 1000, 2000, 5000, 10_000, 50_000) if one >= wide / 9)
    x, y = left + wide * 0.02, low + wide * 0.02
    axes.plot([x, x + length], [y, y], color=shades.ink, linewidth=2.2, solid_capstyle="butt")
    axes.annotate(f"{length / 1000:g} km" if length >= 1000 else f"{length} m", (x, y), (0, 4), textcoords="offset points", fontsize=8.5, color=shades.ink)
