"""An axis of time in the series' own words, the step on it, and what else was in force."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from bothy.evidence.its.periods import PER_YEAR
from bothy.evidence.its.series import Series
from bothy.evidence.pictures import Colours


def time_axis(axes: Axes, series: Series, most: int = 8) -> None:
    """At most so many ticks: at the years' beginnings where the periods have years."""
    times = series.periods.times
    if series.periods.unit == "period":
        # Whole years where a year is a whole number of them and there are several; else evenly.
        yearly = times[np.mod(times, series.period) == 0]
        ticks = yearly if len(yearly) > 1 else times
        ticks = ticks[:: max(1, -(-len(ticks) // most))]
        words = [series.periods.label(one) for one in ticks]
    else:
        per_year = PER_YEAR[series.periods.unit]
        ticks = times[np.mod(times, per_year) == 0]
        ticks = ticks[:: max(1, -(-len(ticks) // most))]
        words = [f"{int(one) // per_year}" for one in ticks]
        if not len(ticks):
            ticks, words = times[:1], [series.periods.label(times[0])]
    axes.set_xticks(ticks, words)
    axes.set_xlim(times[0] - 0.6 * series.periods.spacing, times[-1] + 0.6 * series.periods.spacing)


def at_step(axes: Axes, told: Colours, series: Series) -> None:
    """A line between the last period before and the first after."""
    if 0 < series.first_after < len(series):
        axes.axvline(series.periods.times[series.first_after] - series.periods.spacing / 2, color=told.soft, linewidth=1, linestyle=(0, (2, 2)))


def shade(axes: Axes, told: Colours, series: Series) -> None:
    """Shocks that are there or not, as bands with their names; a measured one is not drawn."""
    times, half = series.periods.times, series.periods.spacing / 2
    for shock in series.shocks:
        on = shock.values != 0
        if not np.isin(shock.values, (0.0, 1.0)).all():
            continue
        edges = np.flatnonzero(np.diff(np.concatenate(([0], on.astype(int), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            axes.axvspan(times[start] - half, times[end - 1] + half, facecolor=told.empty, edgecolor=told.line, hatch="//", linewidth=0)
        middle = float(times[on].mean())
        axes.text(middle, 0.03, shock.name, transform=axes.get_xaxis_transform(), ha="center", va="bottom", fontsize=8, color=told.ink)
