"""What all pictures of the evidence have in common: day and night, letters as outlines, a title and a description in words.

The same figures give the same bytes. Nothing is told by colour alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import matplotlib
import msgspec

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.reports.charts import COLOURS, SETTINGS, Theme, lock
from bothy.reports.panels import SERIES

WIDTH = 8.6
"""Inches, of every picture: on paper and on a page their letters are then equally large."""
SHAPES = "osD^vP"


class Colours(msgspec.Struct, frozen=True):
    """Those of one theme. ``series``: of lines, in their order."""

    ink: str
    soft: str
    line: str
    card: str
    empty: str
    series: tuple[str, ...]
    map: tuple[str, str]


def colours(theme: Theme) -> Colours:
    """The colours of charts by day or by night."""
    told = COLOURS[theme]
    return Colours(told["ink"], told["soft"], told["line"], told["card"], told["empty"], SERIES[theme], told["map"])


def drawn(title: str, description: str, theme: Theme, high: float, draw: Callable[[Canvas, Colours], None], wide: float = WIDTH) -> bytes:
    """An SVG of its own. ``draw`` is given an empty canvas of ``wide`` × ``high`` inches."""
    with lock, matplotlib.rc_context({**SETTINGS, "font.size": 10}):
        canvas = Canvas(figsize=(wide, high), layout="constrained")
        canvas.patch.set_alpha(0)
        draw(canvas, colours(theme))
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = out.getvalue().decode()
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    return f'{svg[:end]} role="img" aria-labelledby="title desc">{words}{svg[end + 1 :]}'.encode()


def plain(axes: Axes, told: Colours) -> None:
    """No frame, soft ticks, a faint grid for the eye to follow."""
    axes.patch.set_alpha(0)
    axes.tick_params(colors=told.soft, length=0, labelsize=9)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_color(told.ink)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.yaxis.grid(True, color=told.line, linewidth=0.8)
    axes.set_axisbelow(True)


def legend(axes: Axes, told: Colours, columns: int = 3) -> None:
    """The names of the lines, above them."""
    made = axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, frameon=False, fontsize=9, handlelength=1.8)
    for text in made.get_texts():
        text.set_color(told.ink)
