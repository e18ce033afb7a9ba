"""Both scales beside each other: the ratio and the difference of each area, with 95 % intervals."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullLocator

from bothy.evidence.pictures import WIDTH, Colours, drawn, plain
from bothy.evidence.rates.compare import Compared, Control
from bothy.evidence.rates.figures import plain_span, ratio, span
from bothy.evidence.rates.verdict import judged
from bothy.reports.charts import Theme

Area = Compared | Control
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def areas_of(answer: Compared) -> list[tuple[str, Area]]:
    """The treated area first, then its controls, then both as one."""
    return [
        (answer.name or "treated area", answer),
        *((one.name or f"control {place}", one) for place, one in enumerate(answer.controls, 1)),
        *((one.name, one) for one in answer.combined),
    ]


def size(answer: Compared) -> tuple[int, int]:
    """Width and height on a page, in pixels."""
    return round(WIDTH * 100), round(_high(answer) * 100)


def describe(answer: Compared) -> str:
    """The picture in words."""
    return " ".join(
        f"{name}: ratio {ratio(one.ratio)} ({span(judged(one).ratio_low, judged(one).ratio_high)}), "
        f"difference {plain_span(judged(one).difference_low, judged(one).difference_high)}."
        for name, one in areas_of(answer)
    )


def draw(answer: Compared, theme: Theme) -> bytes:
    """An SVG. Where months were given, the intervals are those that allow for their scatter."""
    rows = areas_of(answer)

    def drawing(canvas: Canvas, told: Colours) -> None:
        left, right = canvas.subplots(1, 2, sharey=True)
        for place, (_, one) in enumerate(rows):
            found = judged(one)
            shape, colour = ("D", told.series[0]) if place == 0 else ("o", told.soft)
            if one.ratio and found.ratio_low is not None and found.ratio_high is not None:
                _interval(left, place, one.ratio, found.ratio_low, found.ratio_high, shape, colour)
            if found.difference_low is not None and found.difference_high is not None:
                _interval(right, place, one.difference, found.difference_low, found.difference_high, shape, colour)
        left.set_xscale("log")
        low, high = left.get_xlim()
        left.set_xlim(min(low, 0.9), max(high, 1.1))
        there = [tick for tick in _TICKS if left.get_xlim()[0] <= tick <= left.get_xlim()[1]]
        left.xaxis.set_major_locator(FixedLocator(there))
        left.xaxis.set_minor_locator(NullLocator())
        left.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        for axes, nothing, title in ((left, 1.0, "ratio, after / before"), (right, 0.0, "difference, after − before")):
            axes.axvline(nothing, color=told.ink, linewidth=1, linestyle=(0, (4, 3)))
            axes.set_title(title, fontsize=10, color=told.ink, loc="left")
            plain(axes, told)
            axes.yaxis.grid(False)
            axes.xaxis.grid(True, color=told.line, linewidth=0.8)
        left.set_yticks(range(len(rows)), [name for name, _ in rows])
        for label in left.get_yticklabels():
            label.set_color(told.ink)
        left.set_ylim(len(rows) - 0.5, -0.5)

    return drawn("Rates before and after, on both scales", describe(answer), theme, _high(answer), drawing)


def _interval(axes: Axes, place: int, middle: float, low: float, high: float, shape: str, colour: str) -> None:
    if not all(map(math.isfinite, (low, high))):
        return
    axes.plot([low, high], [place, place], color=colour, linewidth=2)
    axes.plot([middle], [place], marker=shape, markersize=7, color=colour, linestyle="")


def _high(answer: Compared) -> float:
    return 1.2 + 0.42 * len(areas_of(answer))
