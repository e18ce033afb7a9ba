"""Finds over time and by ring, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from bothy.evidence.finds.rates import Rate
from bothy.evidence.finds.rings import Around
from bothy.evidence.finds.shape import EFFORTS, WHATS
from bothy.evidence.finds.trend import OverTime
from bothy.evidence.pictures import WIDTH, Colours, drawn, legend, plain
from bothy.reports.charts import Theme

TREND_HIGH, RINGS_HIGH = 3.9, 3.4


def describe_trend(told: OverTime) -> str:
    """The picture over time in words."""
    known = [(one.period, one.rate) for one in told.points if one.rate is not None]
    apart = sum(one.apart for one in told.points)
    if not known:
        return f"{WHATS[told.what]}: no period has an effort of this kind. {apart} found without it."
    said = ", ".join(f"{period.said} {rate.rate:.1f}" for period, rate in known)
    return f"{WHATS[told.what]} per {EFFORTS[told.effort_in][1]}: {said}. {apart} more were found without effort of this kind."


@lru_cache(maxsize=32)
def draw_trend(told: OverTime, theme: Theme) -> bytes:
    """An SVG: rates with their intervals, and below them how much was looked."""
    return drawn(f"{WHATS[told.what]} over time", describe_trend(told), theme, TREND_HIGH, lambda canvas, shades: _trend(canvas, shades, told))


def _trend(canvas: Canvas, shades: Colours, told: OverTime) -> None:
    upper, lower = canvas.subplots(2, 1, sharex=True, height_ratios=(2.6, 1))
    unit = EFFORTS[told.effort_in]
    for n, one in enumerate(told.points):
        if one.rate is not None:
            _with_interval(upper, n, one.rate, shades, shades.series[0], "o")
            lower.bar([n], [one.rate.effort / unit[2]], width=0.7, color=shades.series[5])
        elif one.apart:
            upper.annotate("×", (n, 0), (0, 2), textcoords="offset points", ha="center", fontsize=10, color=shades.soft)
    upper.set_ylabel(f"found per {unit[1]}", color=shades.soft, fontsize=9)
    lower.set_ylabel({"minutes": "hours", "km": "km", "squares": "searches", "not_known": ""}[told.effort_in], color=shades.soft, fontsize=9)
    for axes in (upper, lower):
        axes.set_ylim(0, max(axes.get_ylim()[1], 1e-9))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5 if axes is upper else 3))
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    step = -(-len(told.points) // 14)
    names = [_tick(told, n) for n in range(len(told.points))]
    lower.set_xticks(range(0, len(names), step), names[::step])
    lower.set_xlim(-0.7, len(names) - 0.3)
    for axes in (upper, lower):
        plain(axes, shades)


def _tick(told: OverTime, n: int) -> str:
    said = told.points[n].period.said
    return said.replace(" ", "\n", 1) if told.kind == "month" else told.points[n].period.name


def _with_interval(axes: Axes, at: float, told: Rate, shades: Colours, colour: str, shape: str, label: str | None = None) -> None:
    axes.plot([at, at], [told.low, told.high], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
    axes.plot([at], [told.rate], marker=shape, markersize=6.5, color=shades.ink if shape == "o" else colour, linestyle="", label=label)


def describe_rings(told: Around) -> str:
    """The rings in words."""
    parts = []
    for ring in told.rings:
        sides = [f"{name} {side.rate.rate:.1f} ({side.rate.low:.1f} to {side.rate.high:.1f})" for name, side in (("before", ring.before), ("after", ring.after)) if side.rate is not None]
        parts.append(f"{ring.inner} to {ring.outer} m: {', '.join(sides) or 'no effort of this kind'}.")
    return f"{WHATS[told.what]} per {EFFORTS[told.effort_in][1]}. {' '.join(parts)}"


@lru_cache(maxsize=32)
def draw_rings(told: Around, theme: Theme) -> bytes:
    """An SVG: each ring before and after, with intervals."""
    return drawn(f"{WHATS[told.what]} around the facility", describe_rings(told), theme, RINGS_HIGH, lambda canvas, shades: _rings(canvas, shades, told))


def _rings(canvas: Canvas, shades: Colours, told: Around) -> None:
    axes = canvas.add_subplot()
    for n, ring in enumerate(told.rings):
        for shift, side, colour, shape in ((-0.13, ring.before, shades.series[0], "s"), (0.13, ring.after, shades.series[1], "D")):
            if side.rate is None:
                axes.annotate("not looked", (n + shift, 0), (0, 4), textcoords="offset points", ha="center", va="bottom", rotation=90, fontsize=8, color=shades.soft)
            else:
                _with_interval(axes, n + shift, side.rate, shades, colour, shape)
                axes.annotate(f"{side.rate.rate:.1f}", (n + shift, side.rate.rate), (8, 0), textcoords="offset points", va="center", fontsize=8.5, color=shades.ink)
    for name, colour, shape in (("before it opened", shades.series[0], "s"), ("after", shades.series[1], "D")):
        axes.plot([], [], marker=shape, color=colour, linewidth=4, alpha=0.8, label=name)
    axes.set_xticks(range(len(told.rings)), [f"{ring.inner:,} to {ring.outer:,} m" for ring in told.rings])
    axes.set_xlim(-0.5, len(told.rings) - 0.5)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1e-9))
    axes.set_ylabel(f"found per {EFFORTS[told.effort_in][1]}", color=shades.soft, fontsize=9)
    plain(axes, shades)
    legend(axes, shades, 2)


def sizes() -> dict[str, tuple[int, int]]:
    """Width and height of each picture on a page, in pixels."""
    return {"trend": (round(WIDTH * 100), round(TREND_HIGH * 100)), "rings": (round(WIDTH * 100), round(RINGS_HIGH * 100))}


def lines_of(told: Around) -> Sequence[tuple[str, str, Rate | None, int, int]]:
    """Every side of every ring, for a table: ring, "before" or "after", rate, squares searched, finds without effort."""
    return [
        (f"{ring.inner:,} to {ring.outer:,} m", name, side.rate, side.squares, side.apart)
        for ring in told.rings for name, side in (("before", ring.before), ("after", ring.after))
    ]  # fmt: skip
