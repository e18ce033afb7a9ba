"""What a reader can see of a fit: the series beside the line that was there before, its residuals, steps that never were, controls.

Everything drawn stands in the table under it. What is fitted, what is carried on and what was counted differ in shape and dash, not by
colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.evidence.its.answer import Judged
from bothy.evidence.its.axis import at_step, shade, time_axis
from bothy.evidence.its.controlled import Beside
from bothy.evidence.its.counterfactual import Counterfactual, counterfactual_of
from bothy.evidence.its.fit import Fitted
from bothy.evidence.its.words import number
from bothy.evidence.pictures import Colours, drawn, legend, plain
from bothy.reports.charts import Theme

Draw = Callable[[Theme], bytes]


def pictures_of(judged: Judged) -> Iterator[tuple[str, Draw]]:
    """Each picture's name, and what draws it as SVG in a theme."""
    yield "series", partial(series, judged)
    yield "residuals", partial(residuals, judged)
    if judged.pre_trend.placebos:
        yield "before", partial(before, judged)
    if judged.controls:
        yield "controls", partial(controls, judged)


def series(judged: Judged, theme: Theme) -> bytes:
    """Counts, the fitted line, and the line before carried on beyond the step, with the interval of that mean."""
    ahead, step = judged.counterfactual, judged.step
    words = (
        f"{judged.fitted.series.count} by {judged.fitted.series.periods.unit}. After the step {ahead.observed_after:,.0f} were counted; the line before carried on "
        f"says {ahead.expected_after:,.0f} ({ahead.expected_after_low:,.0f} to {ahead.expected_after_high:,.0f}). Step {number(step.ratio)} ({number(step.low)} to {number(step.high)})."
    )

    def draw(canvas: Canvas, told: Colours) -> None:
        axes = canvas.subplots()
        _one(axes, told, judged.fitted, ahead)
        legend(axes, told, 4)

    return drawn(f"{judged.fitted.series.count} before and after the step", words, theme, 4.0, draw)


def residuals(judged: Judged, theme: Theme) -> bytes:
    """Residuals over time, and how those of neighbouring periods hang together."""
    fitted, seen = judged.fitted, judged.diagnostics.correlations
    words = "Pearson's residuals over time." + (
        "" if seen is None else f" Autocorrelation {', '.join(number(one) for one in seen.lags)} at lag 1 to {len(seen.lags)}; by chance alone under {number(seen.limit)}."
    )

    def draw(canvas: Canvas, told: Colours) -> None:
        both = canvas.subplots(1, 2, width_ratios=(3, 2))
        over, lags = both
        plain(over, told)
        time_axis(over, fitted.series)
        at_step(over, told, fitted.series)
        over.axhline(0, color=told.soft, linewidth=1)
        over.plot(fitted.series.periods.times, fitted.residuals, "o", color=told.series[0], markersize=4)
        over.set_title("Residuals, in standard deviations", loc="left", fontsize=10, color=told.ink)
        plain(lags, told)
        lags.set_title("Autocorrelation by lag", loc="left", fontsize=10, color=told.ink)
        if seen is None:
            lags.text(0.5, 0.5, "too few periods to see any", ha="center", color=told.ink, transform=lags.transAxes)
            return
        places = np.arange(1, len(seen.lags) + 1)
        lags.axhspan(-seen.limit, seen.limit, color=told.empty, linewidth=0)
        lags.axhline(0, color=told.soft, linewidth=1)
        lags.vlines(places, 0, seen.lags, color=told.series[0], linewidth=2)
        lags.plot(places, seen.lags, "o", color=told.series[0], markersize=5)
        furthest = max(0.5, 1.15 * max(abs(one) for one in seen.lags))
        lags.set_ylim(-furthest, furthest)
        lags.set_xticks(places[:: 1 + len(places) // 13])
        lags.set_xlabel("band: what chance alone stays in, 19 times in 20", color=told.ink, fontsize=9)

    return drawn("What the residuals show", words, theme, 3.2, draw)


def before(judged: Judged, theme: Theme) -> bytes:
    """Steps that never were, placed before the true one, each with its interval; and the true step beside them."""
    placebos, times = judged.pre_trend.placebos, judged.fitted.series.periods
    places = [times.read(one.time) for one in placebos]
    words = f"Steps placed where nothing began, in the periods before the true step alone: {judged.pre_trend.shown} of {len(placebos)} leave 1 out. The true step is {number(judged.step.ratio)}."

    def draw(canvas: Canvas, told: Colours) -> None:
        axes = canvas.subplots()
        plain(axes, told)
        time_axis(axes, judged.fitted.series)
        at_step(axes, told, judged.fitted.series)
        axes.set_yscale("log")
        _intervals(axes, places, [(one.step.ratio, one.step.low, one.step.high) for one in placebos], told.series[0], "o", "a step that never was")
        true = judged.step
        _intervals(axes, [times.times[judged.fitted.series.first_after]], [(true.ratio, true.low, true.high)], told.series[1], "D", "the step")
        axes.axhline(1, color=told.ink, linewidth=1)
        _ratio_ticks(axes)
        axes.set_ylabel("ratio (log scale)", color=told.ink, fontsize=9)
        legend(axes, told, 2)

    return drawn("Was the line straight before?", words, theme, 3.4, draw)


def controls(judged: Judged, theme: Theme) -> bytes:
    """Each control with the same model; and before the step treated over control, which is level where they went alike."""
    shown = judged.controls[:6]
    words = " ".join(f"{one.name}: step {number(one.step.ratio)}, treated over it {number(one.interaction.ratio)} ({number(one.interaction.low)} to {number(one.interaction.high)})." for one in shown)

    def draw(canvas: Canvas, told: Colours) -> None:
        rows = canvas.subplots(len(shown), 2, squeeze=False, width_ratios=(3, 2))
        for (left, right), one in zip(rows, shown, strict=True):
            _one(left, told, one.fitted, counterfactual_of(one.fitted))
            left.set_title(one.name, loc="left", fontsize=10, color=told.ink)
            _alike(right, told, judged, one)
        handles, names = rows[0][0].get_legend_handles_labels()
        made = canvas.legend(handles, names, loc="outside upper left", ncols=4, frameon=False, fontsize=9)
        for text in made.get_texts():
            text.set_color(told.ink)

    return drawn("Controls", words, theme, 0.5 + 2.6 * len(shown), draw)


def _one(axes: Axes, told: Colours, fitted: Fitted, ahead: Counterfactual) -> None:
    own, times = fitted.series, fitted.series.periods.times
    after = own.step == 1
    plain(axes, told)
    time_axis(axes, own)
    shade(axes, told, own)
    at_step(axes, told, own)
    low, high, expected, line = (np.array([getattr(one, name) for one in ahead.periods]) for name in ("expected_low", "expected_high", "expected", "fitted"))
    axes.plot(times, own.counts, "o", color=told.ink, markersize=3.2, label="counted", zorder=4)
    for side in (~after, after):
        axes.plot(times[side], line[side], color=told.series[0], linewidth=2, label="fitted" if side[0] else None, zorder=3)
    axes.plot(times[after], expected[after], "--", color=told.series[1], linewidth=2, label="the line before, carried on")
    axes.fill_between(times[after], low[after], high[after], color=told.series[1], alpha=0.22, linewidth=0, label="its interval")
    top = max(float(own.counts.max()), float(high[after].max()), 1.0)
    if min(float(own.counts.min()), float(low[after].min())) < 0.5 * top:
        axes.set_ylim(0, 1.05 * top)
        axes.set_ylabel(own.count, color=told.ink, fontsize=9)
    else:
        axes.set_ylabel(f"{own.count} (the axis does not begin at 0)", color=told.ink, fontsize=9)


def _alike(axes: Axes, told: Colours, judged: Judged, one: Beside) -> None:
    plain(axes, told)
    early = judged.fitted.series.until_step()
    time_axis(axes, early, most=4)
    axes.set_yscale("log")
    values = np.array([np.nan if value is None or value <= 0 else value for value in one.rate_ratio])
    axes.plot(early.periods.times, values, "o", color=told.series[0], markersize=3.2)
    axes.axhline(1, color=told.ink, linewidth=1)
    _ratio_ticks(axes)
    axes.set_title("treated over it, before", loc="left", fontsize=10, color=told.ink)


def _intervals(axes: Axes, places: list[float], values: list[tuple[float, float, float]], colour: str, shape: str, name: str) -> None:
    ratio, low, high = (np.array(column) for column in zip(*values, strict=True))
    axes.vlines(places, low, high, color=colour, linewidth=1.6)
    axes.plot(places, ratio, shape, color=colour, markersize=5, label=name)


def _ratio_ticks(axes: Axes) -> None:
    """Plain numbers on a log axis, as many as fit."""
    axes.margins(y=0.08)
    low, high = axes.get_ylim()
    wanted = [one for one in (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100) if low <= one <= high]
    if high / low > 6:
        wanted = [one for one in wanted if one not in (0.6, 0.7, 0.8, 0.9, 1.1, 1.25)]
    axes.set_yticks(wanted, [f"{one:g}" for one in wanted])
    axes.minorticks_off()
