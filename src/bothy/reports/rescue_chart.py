"""Breathing, SpO2 and acts over time, as one SVG: what the record shows at a glance.

Three strips over the same minutes. Readings are points joined by a line; where nothing was read there is
nothing. Marks differ by shape as well as colour, for paper without colours.
"""

import io
from html import escape

import matplotlib
import numpy as np

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.reports.charts import COLOURS, SETTINGS, Theme, lock
from bothy.reports.rescue import Mark, Point, Record

_SHAPES = {"dose": "D", "act": "o", "ambulance": "s", "look": "X"}
_LEAST_MINUTES = 1.0
_LANES = 8


def draw_rescue(told: Record, theme: Theme = "day") -> bytes:
    """The chart as an SVG of its own, with a title and a description in words."""
    colours = COLOURS[theme]
    first, last = _span(told)
    with lock, matplotlib.rc_context({**SETTINGS, "font.size": 11}):
        canvas = Canvas(figsize=(9.4, 5.2), layout="constrained")
        canvas.patch.set_alpha(0)
        strips = canvas.subplots(3, 1, sharex=True, height_ratios=(1, 1, 1.7))
        _readings(strips[0], told.breaths, "breaths/min", (0, 30), colours, colours["series"][0])
        _readings(strips[1], told.spo2, "SpO₂ %", (50, 100), colours, colours["series"][1])
        _acts(strips[2], told.marks, (first, last), colours)
        for axes in strips:
            axes.patch.set_alpha(0)
            axes.set_xlim(first, last)
            axes.tick_params(colors=colours["soft"], length=0)
            for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
                label.set_color(colours["ink"])
            for side in axes.spines.values():
                side.set_visible(False)
            axes.xaxis.grid(True, color=colours["line"], linewidth=0.8)
            for mark in told.marks:
                if mark.kind == "dose":
                    axes.axvline(mark.seconds / 60, color=colours["series"][2], linewidth=1.1, linestyle=(0, (4, 3)))
        strips[2].set_xlabel(f"minutes after {told.clock}", color=colours["soft"])
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _named(out.getvalue().decode(), describe(told))


def _span(told: Record) -> tuple[float, float]:
    times = [one.seconds / 60 for one in (*told.breaths, *told.spo2, *told.marks)]
    last = max([_LEAST_MINUTES, *times])
    first = min([0.0, *times])
    room = (last - first) * 0.02
    return first - room, last + room


def _readings(
    axes: Axes, points: tuple[Point, ...], name: str, limits: tuple[float, float], colours: dict, colour: str
) -> None:
    low = min([limits[0], *(one.value - 5 for one in points)])
    high = max([limits[1], *(one.value for one in points)])
    axes.set_ylim(max(low, 0) - 1, high + (high - low) * 0.24)
    axes.set_ylabel(name, color=colours["soft"])
    axes.yaxis.grid(True, color=colours["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    if not points:
        axes.text(0.5, 0.5, "nothing read", transform=axes.transAxes, ha="center", va="center", color=colours["soft"])
        return
    x = np.array([one.seconds / 60 for one in points])
    y = np.array([one.value for one in points])
    axes.plot(x, y, color=colour, linewidth=1.6, marker="o", markersize=5)
    for at, value in zip(x, y, strict=True):
        axes.annotate(f"{value:g}", (at, value), (0, 5), textcoords="offset points", ha="center", fontsize=9.5, color=colours["ink"])


def _acts(axes: Axes, marks: tuple[Mark, ...], span: tuple[float, float], colours: dict) -> None:
    """Words beside each mark; in whichever lane has room, so that they do not lie on each other."""
    axes.set_ylim(_LANES - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_ylabel("done", color=colours["soft"])
    if not marks:
        axes.text(0.5, 0.5, "nothing recorded", transform=axes.transAxes, ha="center", va="center", color=colours["soft"])
        return
    whole = span[1] - span[0]
    free = [span[0] - whole] * _LANES
    colour = {"dose": 2, "act": 0, "ambulance": 1, "look": 3}
    for mark in sorted(marks, key=lambda one: one.seconds):
        at = mark.seconds / 60
        wide = whole * (0.022 + 0.0106 * len(mark.says))
        flipped = at + wide > span[1]
        starts, ends = (at - wide, at + whole * 0.012) if flipped else (at - whole * 0.012, at + wide)
        lane = next((n for n in range(_LANES) if free[n] <= starts), None)
        crowded = lane is None
        lane = int(np.argmin(free)) if lane is None else lane
        axes.plot([at], [lane], marker=_SHAPES[mark.kind], markersize=7, color=colours["series"][colour[mark.kind]], linestyle="")
        if crowded:
            continue  # the mark stands without its words, which are in the list beside the chart
        offset, side = ((-7, 0), "right") if flipped else ((7, 0), "left")
        axes.annotate(mark.says, (at, lane), offset, textcoords="offset points", va="center", ha=side, fontsize=9.5, color=colours["ink"])
        free[lane] = ends


def describe(told: Record) -> str:
    """The chart in words, for those who do not see it."""

    def listed(points: tuple[Point, ...], unit: str) -> str:
        if not points:
            return f"{unit}: nothing read."
        return f"{unit}: " + ", ".join(f"{one.value:g} at {_minutes(one.seconds)}" for one in points) + "."

    acts = ", ".join(f"{one.says} at {_minutes(one.seconds)}" for one in told.marks) or "nothing recorded"
    return f"{listed(told.breaths, 'Breaths a minute')} {listed(told.spo2, 'SpO2 in per cent')} Done: {acts}."


def _minutes(seconds: float) -> str:
    whole = int(abs(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 60}:{whole % 60:02d}"


def _named(svg: str, described: str) -> bytes:
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f'<title id="title">Breathing, SpO2 and acts over time</title><desc id="desc">{escape(described)}</desc>'
    return (svg[:end] + ' role="img" aria-labelledby="title desc"' + svg[end : end + 1] + words + svg[end + 1 :]).encode()
