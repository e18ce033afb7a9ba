"""Two pictures: the treated unit beside its mixture, and its gap among the gaps of the placebos."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.evidence.pictures import WIDTH, Colours, drawn, legend, plain
from bothy.evidence.synthetic.answer import Answer
from bothy.evidence.synthetic.panel import Panel
from bothy.evidence.synthetic.text import first_sentence, number
from bothy.reports.charts import Theme

HIGH = 4.0
MOST_TICKS = 10


def size() -> tuple[int, int]:
    """Width and height of each picture on a page, in pixels."""
    return round(WIDTH * 100), round(HIGH * 100)


def describe(answer: Answer) -> str:
    """Both pictures in words."""
    panel, gaps = answer.panel, answer.fits.gaps[answer.panel.treated]
    after = ", ".join(f"{time} {number(gap)}" for time, gap in zip(panel.times[panel.before :], gaps[panel.before :].tolist(), strict=True))
    return f"{first_sentence(answer)} Root mean squared gap before: {number(float(answer.fits.pre[panel.treated]))}. Gaps after: {after}."


def draw_paths(answer: Answer, theme: Theme) -> bytes:
    """Observed and synthetic over all periods."""
    panel = answer.panel
    observed = panel.outcome[panel.treated]

    def draw(canvas: Canvas, told: Colours) -> None:
        axes = canvas.add_subplot()
        axes.plot(observed, color=told.series[0], linewidth=2.2, label=panel.name)
        axes.plot(observed - answer.fits.gaps[panel.treated], color=told.series[1], linewidth=2.2, linestyle=(0, (5, 2)), label=f"synthetic {panel.name}")
        axes.set_ylabel(panel.measure, color=told.soft, fontsize=9)
        _finished(axes, panel, told)

    return drawn(f"{panel.name} and its synthetic control: {panel.measure}", describe(answer), theme, HIGH, draw)


def draw_gaps(answer: Answer, theme: Theme) -> bytes:
    """The gaps of all units, the treated one's on top."""
    panel, gaps = answer.panel, answer.fits.gaps

    def draw(canvas: Canvas, told: Colours) -> None:
        axes = canvas.add_subplot()
        others = axes.plot(np.delete(gaps, panel.treated, axis=0).T, color=told.soft, linewidth=0.9, alpha=0.45)
        others[0].set_label(f"{panel.donors} placebos")
        axes.plot(gaps[panel.treated], color=told.series[0], linewidth=2.6, label=panel.name)
        axes.axhline(0, color=told.ink, linewidth=0.8)
        axes.set_ylabel("observed less synthetic", color=told.soft, fontsize=9)
        _finished(axes, panel, told)

    return drawn(f"Gaps of {panel.name} and of the placebos: {panel.measure}", describe(answer), theme, HIGH, draw)


def _finished(axes: Axes, panel: Panel, told: Colours) -> None:
    axes.axvline(panel.before - 0.5, color=told.ink, linewidth=1.1, linestyle=(0, (4, 3)))
    step = -(-len(panel.times) // MOST_TICKS)
    ticks = range(panel.before % step, len(panel.times), step)
    axes.set_xticks(ticks, [str(panel.times[n]) for n in ticks])
    plain(axes, told)
    legend(axes, told, 2)
