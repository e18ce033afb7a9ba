"""Charts of a release as SVG: months as bars, as stacked parts or as rates with intervals; groups as bars sideways.

One panel holds what may be compared by eye; series of different units or of many columns have panels of
their own, each with its own scale. Nothing is told by colour alone: parts have hatches, what is not over
has a dashed edge, what is kept back is written where it would stand.
"""

import io
from functools import lru_cache
from html import escape

import matplotlib
import msgspec
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from bothy.reports.charts import COLOURS, SETTINGS, Theme, lock
from bothy.reports.wording import one_decimal

HATCHES = ("", "///", "\\\\\\", "xx", "--", "", "//", "+", "\\\\")
"""Lines only: dots are thousands of little circles in the file."""
SERIES = {
    "day": ("#2a666a", "#c98a4b", "#5a4e8c", "#93a84f", "#8c4e6f", "#4f86b0", "#b9ad8a", "#3f4d56", "#d1a3b8"),
    "night": ("#7cc4c4", "#f0a868", "#b3a6ec", "#c2d578", "#e6a3c6", "#8fc0ea", "#8d8468", "#c9d3d8", "#a3677f"),
}  # fmt: skip
WIDTH = 8.6
"""Inches, of every chart: on paper and on a page their letters are then equally large."""


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """`spans`: the interval of each value. `blanks`: what is written where there is no value, "" where nothing is."""

    name: str
    values: tuple[float | None, ...]
    spans: tuple[tuple[float, float] | None, ...]
    blanks: tuple[str, ...]


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """`limit`: the end of the scale, None where the values set it."""

    title: str
    unit: str
    series: tuple[Series, ...]
    limit: float | None = None


class Panels(msgspec.Struct, frozen=True, kw_only=True):
    """`faint`: positions of periods that are not over. `sideways`: labels beside the bars, for groups."""

    title: str
    description: str
    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    faint: tuple[int, ...] = ()
    stacked: bool = False
    points: bool = False
    sideways: bool = False
    note: str = ""

    @property
    def across(self) -> int:
        """How many panels stand beside each other."""
        count = len(self.panels)
        return min(count, 2 if self.sideways or count in (2, 4) else 3)

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height."""
        rows = -(-len(self.panels) // self.across)
        if self.sideways:
            bars = max(len(panel.series) for panel in self.panels)
            return WIDTH, rows * (0.7 + len(self.labels) * (0.2 + 0.13 * bars))
        # A legend of many parts, and notes, need lines of their own.
        legend = 0.25 * -(-max(len(panel.series) for panel in self.panels) // 3)
        return WIDTH, rows * (3.2 if self.across == 1 else 2.5 if self.across == 2 else 2.1) + legend


@lru_cache(maxsize=64)
def draw(chart: Panels, theme: Theme) -> bytes:
    """The chart as an SVG of its own: the same chart gives the same bytes, and is drawn once for page and paper."""
    colours, series = COLOURS[theme], SERIES[theme]
    with lock, matplotlib.rc_context({**SETTINGS, "font.size": 10, "hatch.linewidth": 0.7, "hatch.color": colours["card"]}):
        canvas = Canvas(figsize=chart.inches, layout="constrained")
        canvas.patch.set_alpha(0)
        down = -(-len(chart.panels) // chart.across)
        grid = canvas.subplots(down, chart.across, squeeze=False)
        for at, axes in enumerate(grid.flat):
            if at >= len(chart.panels):
                axes.set_axis_off()
                continue
            axes.patch.set_alpha(0)
            # One panel is named by the chart's title; several have a colour and no legend.
            _panel(axes, chart, chart.panels[at], colours, series, first=at % chart.across == 0)
            _plain(axes, colours)
        if chart.note:
            canvas.supxlabel(chart.note, fontsize=8.5, color=colours["soft"], x=0.995, ha="right")
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _named(out.getvalue().decode(), chart)


def _plain(axes: Axes, colours: dict) -> None:
    axes.tick_params(colors=colours["soft"], length=0)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_color(colours["ink"])
    for side in axes.spines.values():
        side.set_visible(False)


def _panel(axes: Axes, chart: Panels, panel: Panel, colours: dict, series: tuple[str, ...], first: bool) -> None:
    if panel.title:
        axes.set_title(_wrapped(panel.title, 96 // chart.across - 2), loc="left", fontsize=9.5, color=colours["ink"])
    places = np.arange(len(chart.labels))
    if chart.points:
        _points(axes, chart, panel, places, colours, series)
    else:
        _bars(axes, chart, panel, places, colours, series)
    if chart.sideways:
        axes.set_yticks(places, [_wrapped(label, 34) for label in chart.labels] if first else [""] * len(places), fontsize=9)
        axes.set_ylim(len(places) - 0.5, -0.5)
        axes.xaxis.set_visible(False)
        axes.margins(x=0.3)
        axes.set_xlim(left=0)
        axes.axvline(0, color=colours["line"], linewidth=0.8)
        return
    step = -(-len(places) * chart.across // 13)
    axes.set_xticks(places[::step], [_month(chart, at) for at in places[::step]], fontsize=9 if chart.across == 1 else 8)
    axes.set_xlim(-0.6, len(places) - 0.4)
    # Few and round: a tick of 2.5 printed as 2 would be another number.
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=axes.get_ylim()[1] > 4))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.tick_params(axis="y", labelsize=9 if chart.across == 1 else 8)
    axes.yaxis.grid(True, color=colours["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    if not any(value for one in panel.series for value in one.values) and not any(span for one in panel.series for span in one.spans):
        # Nothing but noughts, or nothing that is shown: a scale of hundredths would say nothing.
        axes.set_yticks([0])
        axes.set_ylim(0, 1)
    else:
        axes.margins(y=0.12)
        axes.set_ylim(0, panel.limit or max(axes.get_ylim()[1] * (1.14 if chart.points and chart.across > 1 else 1.06), 1e-9))
    if panel.unit:
        axes.set_ylabel(_wrapped(panel.unit, 36), color=colours["soft"], fontsize=9)
    if len(panel.series) > 1:
        legend = axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(3, len(panel.series)), frameon=False, fontsize=8.5, handlelength=1.6)
        for text in legend.get_texts():
            text.set_color(colours["ink"])


def _month(chart: Panels, at: int) -> str:
    """The year stands under the first month drawn and under each January."""
    month, _, year = chart.labels[at].partition(" ")
    return f"{month}\n{year}" if year and (at == 0 or month == "Jan") else month


def _bars(axes: Axes, chart: Panels, panel: Panel, places: np.ndarray, colours: dict, series: tuple[str, ...]) -> None:
    groups = 1 if chart.stacked else len(panel.series)
    width = (0.7 if groups == 1 else 0.84) / groups
    base = np.zeros(len(places))
    for i, one in enumerate(panel.series):
        heights = np.array([0.0 if value is None else float(value) for value in one.values])
        at = places if chart.stacked else places + (i - (groups - 1) / 2) * width
        draw_bars = axes.barh if chart.sideways else axes.bar
        start = {"left" if chart.sideways else "bottom": base} if chart.stacked else {}
        bars = draw_bars(at, heights, width * 0.92, label=_wrapped(one.name, 30), color=series[i % 9], hatch=HATCHES[i % 9],
                         edgecolor=colours["card"], linewidth=0.6 if chart.stacked else 0, **start)  # fmt: skip
        for n, bar in enumerate(bars):
            if n in chart.faint:
                _not_over(bar, colours)
            if not chart.stacked:
                _beside(axes, chart, one, n, at[n], len(places) * groups * chart.across, colours)
        base = base + heights
    if chart.stacked:
        missing = [n for n in range(len(places)) if any(one.blanks[n] for one in panel.series)]
        for n in missing:
            axes.annotate("†", (n, base[n]), (0, 2), textcoords="offset points", ha="center", color=colours["ink"])


def _not_over(bar: Rectangle, colours: dict) -> None:
    bar.set_alpha(0.45)
    bar.set_edgecolor(colours["ink"])
    bar.set_linestyle((0, (3, 2)))
    bar.set_linewidth(1.0)


def _beside(axes: Axes, chart: Panels, one: Series, n: int, at: float, crowd: int, colours: dict) -> None:
    """The value at the end of its bar, with its interval; or why there is none."""
    value, span = one.values[n], one.spans[n]
    if span is not None:
        across, along = ([at, at], span) if not chart.sideways else (span, [at, at])
        axes.plot(across, along, color=colours["ink"], linewidth=1.1, solid_capstyle="butt")
    end = max(value or 0.0, span[1] if span else 0.0)
    text = one.blanks[n] if value is None else _short(value)
    if chart.sideways:
        axes.annotate(text, (end, at), (4, 0), textcoords="offset points", va="center", fontsize=8.5, color=colours["ink" if value is not None else "soft"])
    elif value is None:
        axes.annotate(text, (at, 0), (0, 3), textcoords="offset points", ha="center", va="bottom", rotation=90, fontsize=8 if chart.across < 3 else 7, color=colours["soft"])
    elif _fits(one, crowd):
        axes.annotate(text, (at, end), (0, 2), textcoords="offset points", ha="center", fontsize=8.5 if crowd < 20 else 7.5, color=colours["ink"])


def _points(axes: Axes, chart: Panels, panel: Panel, places: np.ndarray, colours: dict, series: tuple[str, ...]) -> None:
    """A point and its interval: a rate is no amount, so no bar stands for it."""
    for i, one in enumerate(panel.series):
        shift = (i - (len(panel.series) - 1) / 2) * 0.2
        for n, (value, span) in enumerate(zip(one.values, one.spans, strict=True)):
            at = places[n] + shift
            if value is None:
                axes.annotate(one.blanks[n], (at, 0), (0, 4), textcoords="offset points", ha="center", va="bottom", rotation=90, fontsize=8 if chart.across < 3 else 7, color=colours["soft"])
                continue
            if span is not None:
                axes.plot([at, at], span, color=series[i % 9], linewidth=5, alpha=0.45, solid_capstyle="butt")
            axes.plot([at], [value], marker="osD^v"[i % 5], markersize=6.5, color=colours["ink"], linestyle="", label=one.name if n == 0 else None)
            if len(panel.series) > 1:
                continue
            if chart.across == 1 and len(places) <= 13:
                axes.annotate(_short(value), (at, value), (7, 0), textcoords="offset points", va="center", fontsize=8.5, color=colours["ink"])
            elif chart.across > 1 and _fits(one, len(places) * chart.across):
                # Beside its point it would lie on the next one; above its interval there is room.
                axes.annotate(_short(value), (at, max(value, span[1] if span else value)), (0, 2), textcoords="offset points", ha="center", fontsize=7.5, color=colours["ink"])


def _fits(one: Series, crowd: int) -> bool:
    """Whether the longest value can stand over each of so many bars or points, side by side on the whole chart."""
    return crowd * max(len(_short(known)) for known in one.values if known is not None) <= 100


def _short(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else one_decimal(value)


def _wrapped(text: str, width: int) -> str:
    """At most two lines; what is longer ends in an ellipsis, since the table has it in full."""
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    shown = [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines[:2]]
    if len(lines) > 2:
        shown[-1] = f"{shown[-1].rstrip('…,')}…"
    return "\n".join(shown)


def _named(svg: str, chart: Panels) -> bytes:
    """The SVG with a title and a description that screen readers find."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f'<title id="title">{escape(chart.title)}</title><desc id="desc">{escape(chart.description)}</desc>'
    return f'{svg[:end]} role="img" aria-labelledby="title desc">{words}{svg[end + 1 :]}'.encode()
