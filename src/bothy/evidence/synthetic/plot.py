"""Two pictures, each as an SVG of its own: the treated unit against its mixture, and its gap among the placebos' gaps.

The same answer gives the same bytes. What a picture says is in its title and description too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import matplotlib
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.synthetic.answer import Answer
from bothy.evidence.synthetic.text import first_sentence, number
from bothy.reports.charts import COLOURS, SETTINGS, Theme, lock

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

INCHES = (8.6, 4.4)
MOST_TICKS = 8


def draw_paths(answer: Answer, theme: Theme = "day") -> bytes:
    """Observed and synthetic over all periods; a dashed line where the treatment begins."""
    panel, colours = answer.panel, COLOURS[theme]
    observed = panel.outcome[panel.treated]

    def lines(axes: Axes) -> None:
        axes.plot(observed, color=colours["series"][0], linewidth=2.2, label=panel.name)
        axes.plot(observed - answer.fits.gaps[panel.treated], color=colours["series"][1], linewidth=2.2, linestyle=(0, (5, 2)), label=f"Synthetic {panel.name}")
        axes.set_ylabel(panel.measure, color=colours["soft"])

    note = "Mixture: " + ", ".join(f"{name} {share:.0%}" for name, share in answer.shares()[:6])
    return _drawn(answer, lines, theme, f"{panel.name} and its synthetic control: {panel.measure}", note)


def draw_gaps(answer: Answer, theme: Theme = "day") -> bytes:
    """The gaps of all units, the treated one's on top; a dashed line where the treatment begins."""
    panel, colours, gaps = answer.panel, COLOURS[theme], answer.fits.gaps
    own: NDArray[np.float64] = gaps[panel.treated]

    def lines(axes: Axes) -> None:
        others = axes.plot(np.delete(gaps, panel.treated, axis=0).T, color=colours["soft"], linewidth=0.9, alpha=0.45)
        others[0].set_label(f"{panel.donors} placebos")
        axes.plot(own, color=colours["series"][0], linewidth=2.6, label=panel.name)
        axes.axhline(0, color=colours["ink"], linewidth=0.8)
        axes.set_ylabel("observed less synthetic", color=colours["soft"])

    note = f"Ratio of errors after and before: rank {answer.rank} of {len(panel.units)}. A placebo that strays before its time says little after it."
    return _drawn(answer, lines, theme, f"Gaps of {panel.name} and of the placebos: {panel.measure}", note)


def _drawn(answer: Answer, lines: Callable[[Axes], None], theme: Theme, title: str, note: str) -> bytes:
    panel, colours = answer.panel, COLOURS[theme]
    with lock, matplotlib.rc_context(SETTINGS):
        canvas = Canvas(figsize=INCHES, layout="constrained")
        canvas.patch.set_alpha(0)
        axes = canvas.add_subplot()
        axes.patch.set_alpha(0)
        lines(axes)
        axes.axvline(panel.before - 0.5, color=colours["ink"], linewidth=1, linestyle=(0, (2, 3)))
        step = -(-len(panel.times) // MOST_TICKS)
        ticks = range(panel.before % step, len(panel.times), step)
        axes.set_xticks(ticks, [str(panel.times[n]) for n in ticks])
        axes.yaxis.grid(True, color=colours["line"], linewidth=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(colors=colours["soft"], length=0)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_color(colours["ink"])
        for side in axes.spines.values():
            side.set_visible(False)
        legend = axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        for text in legend.get_texts():
            text.set_color(colours["ink"])
        canvas.supxlabel(note, fontsize=10.5, color=colours["soft"], x=0.995, ha="right")
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _named(out.getvalue().decode(), title, _described(answer))


def _described(answer: Answer) -> str:
    panel, gaps = answer.panel, answer.fits.gaps[answer.panel.treated]
    after = ", ".join(f"{time} {number(gap)}" for time, gap in zip(panel.times[panel.before :], gaps[panel.before :].tolist(), strict=True))
    return f"{first_sentence(answer)} Root mean squared gap before: {number(float(answer.fits.pre[panel.treated]))}. Gaps after: {after}."


def _named(svg: str, title: str, described: str) -> bytes:
    """With a title and a description that screen readers find."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(described)}</desc>'
    return (svg[:end] + ' role="img" aria-labelledby="title desc"' + svg[end : end + 1] + words + svg[end + 1 :]).encode()
