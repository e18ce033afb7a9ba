"""Charts as SVG, each from the same rows that stand in the table beside it.

Text is drawn as outlines, so a chart looks the same everywhere; what it says is in its title and
description, and its data are in the table. The same rows give the same bytes.
"""

import io
import threading
from collections.abc import Sequence
from html import escape
from typing import Literal

import matplotlib
import msgspec
import numpy as np

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Canvas

Theme = Literal["day", "night"]
THEMES: tuple[Theme, ...] = ("day", "night")

COLOURS = {
    "day": {"ink": "#1d2a33", "soft": "#55646d", "line": "#d8d4ca", "card": "#ffffff", "empty": "#eceae4",
            "series": ["#2a666a", "#b5651d", "#5a4e8c", "#6b7f2a"], "map": ("#f3f1ec", "#2a666a")},
    "night": {"ink": "#e9eef0", "soft": "#a5b5bd", "line": "#2c3940", "card": "#1c252b", "empty": "#222d34",
              "series": ["#7cc4c4", "#f0a868", "#b3a6ec", "#c2d578"], "map": ("#26343b", "#7cc4c4")},
}  # fmt: skip
_HATCHES = ("", "//", "..", "xx")
SETTINGS = {
    "svg.hashsalt": "bothy",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 13,
    "hatch.linewidth": 0.8,
}
# matplotlib's settings belong to the process; two charts at once would mix them up.
lock = threading.Lock()


class Bars(msgspec.Struct, frozen=True, kw_only=True):
    """Bars in groups. `faint`: positions not to be read with the rest. `low`, `high`: intervals of each value.

    `blank`: what stands where there is no value to draw.
    """

    title: str
    description: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    faint: tuple[int, ...] = ()
    stacked: bool = False
    sideways: bool = False
    intervals: tuple[tuple[float, float] | None, ...] = ()
    blank: str = "not known"
    note: str = ""

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height; a sideways chart grows with its bars."""
        return (8.6, 0.75 + 0.5 * len(self.labels)) if self.sideways else (8.6, 4.1)


class Heat(msgspec.Struct, frozen=True, kw_only=True):
    """A grid of values; None where there can be none."""

    title: str
    description: str
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    note: str = ""

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height."""
        return 8.6, 4.1


Chart = Bars | Heat


def draw(chart: Chart, theme: Theme) -> bytes:
    """The chart as an SVG of its own."""
    colours = COLOURS[theme]
    with lock, matplotlib.rc_context(SETTINGS):
        canvas = Canvas(figsize=chart.inches, layout="constrained")
        axes = canvas.add_subplot()
        canvas.patch.set_alpha(0)
        axes.patch.set_alpha(0)
        if isinstance(chart, Bars):
            _bars(axes, chart, colours)
        else:
            _heat(canvas, axes, chart, colours)
        axes.tick_params(colors=colours["soft"], length=0)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_color(colours["ink"])
        for side in axes.spines.values():
            side.set_visible(False)
        if chart.note:
            canvas.supxlabel(chart.note, fontsize=10.5, color=colours["soft"], x=0.995, ha="right")
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _named(out.getvalue().decode(), chart)


def _bars(axes: Axes, chart: Bars, colours: dict) -> None:
    places = np.arange(len(chart.labels))
    groups = 1 if chart.stacked else len(chart.series)
    width = (0.66 if chart.stacked or groups == 1 else 0.82) / groups
    base = np.zeros(len(places))
    for i, (name, values) in enumerate(chart.series):
        heights = np.array([0.0 if value is None else float(value) for value in values])
        at = places if chart.stacked else places + (i - (groups - 1) / 2) * width
        colour = colours["series"][i % 4]
        draw = axes.barh if chart.sideways else axes.bar
        start = {"left" if chart.sideways else "bottom": base} if chart.stacked else {}
        bars = draw(at, heights, width * 0.94, label=name, color=colour, edgecolor=colours["card"],
                    hatch=_HATCHES[i % 4], linewidth=0, **start)  # fmt: skip
        for n, bar in enumerate(bars):
            if n in chart.faint:
                bar.set_alpha(0.45)
            if not chart.stacked:
                _value(axes, chart, bar, values[n], chart.intervals[n] if chart.intervals else None, colours)
        base = base + heights
    if chart.sideways:
        axes.set_yticks(places, chart.labels)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.margins(x=0.24)
    else:
        axes.set_xticks(places, chart.labels)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel(chart.unit, color=colours["soft"])
        axes.yaxis.grid(True, color=colours["line"], linewidth=0.8)
        axes.set_axisbelow(True)
        if not chart.stacked:
            axes.margins(y=0.12)
    if len(chart.series) > 1:
        legend = axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, handlelength=1.4)
        for text in legend.get_texts():
            text.set_color(colours["ink"])


def _value(axes: Axes, chart: Bars, bar: object, value: float | None, interval: tuple[float, float] | None, colours: dict) -> None:
    x, y, wide, high = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()  # type: ignore[attr-defined]
    said = chart.blank if value is None else f"{value:,.0f}"
    if chart.sideways:
        axes.annotate(said, (x + wide, y + high / 2), (6, 0), textcoords="offset points", va="center", color=colours["ink"])
        return
    top = high
    if interval is not None and value is not None:
        middle = x + wide / 2
        axes.plot([middle, middle], interval, color=colours["ink"], linewidth=1.4)
        top = interval[1]
        said = f"{value:,.1f}"
    size = 11 if len(chart.series) > 1 else 13
    axes.annotate(said, (x + wide / 2, top), (0, 3), textcoords="offset points", ha="center", fontsize=size, color=colours["ink"])


def _heat(canvas: Canvas, axes: Axes, chart: Heat, colours: dict) -> None:
    grid = np.array([[np.nan if value is None else value for value in row] for row in chart.values])
    # From hardly to much in one colour: by night what is busy glows, and nothing glares.
    colour_map = LinearSegmentedColormap.from_list("busy", colours["map"]).with_extremes(bad=colours["card"])
    highest = np.nanmax(grid) if np.isfinite(grid).any() else 1.0
    image = axes.imshow(np.ma.masked_invalid(grid), aspect="auto", cmap=colour_map, vmin=0, vmax=max(highest, 0.1))
    axes.set_yticks(range(len(chart.rows)), chart.rows)
    axes.set_xticks(range(len(chart.columns)), chart.columns)
    for r, c in np.ndindex(grid.shape):
        if np.isfinite(grid[r, c]):
            red, green, blue, _ = image.cmap(image.norm(grid[r, c]))
            light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
            # Whichever of the two inks stands out more from the cell (contrast as WCAG reckons it).
            ink = "#10181d" if (light + 0.05) / 0.059 > 1.05 / (light + 0.05) else "#ffffff"
            axes.text(c, r, f"{grid[r, c]:.1f}", ha="center", va="center", fontsize=9.5, color=ink)
    axes.set_xlabel(chart.unit, color=colours["soft"])


def _named(svg: str, chart: Chart) -> bytes:
    """The SVG with a title and a description that screen readers find."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    named = ' role="img" aria-labelledby="title desc"'
    words = f'<title id="title">{escape(chart.title)}</title><desc id="desc">{escape(chart.description)}</desc>'
    return (svg[:end] + named + svg[end : end + 1] + words + svg[end + 1 :]).encode()


def described(labels: Sequence[str], values: Sequence[float | None], unit: str, blank: str = "not known") -> str:
    """One series in words: "Jan 2025 336, Feb 2025 684 visits"."""
    said = [f"{label} {blank if value is None else f'{value:,.0f}'}" for label, value in zip(labels, values, strict=True)]
    return f"{', '.join(said)} {unit}."
