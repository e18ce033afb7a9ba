"""Power over time, one line a fall, and under it how often the interval is wrong where nothing began."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bothy.evidence.its.plan import Case, Planned
from bothy.evidence.its.power import MEANT
from bothy.evidence.its.words import many, number, percent
from bothy.evidence.pictures import SHAPES, Colours, drawn, plain
from bothy.reports.charts import Theme


def pictures_of(answer: Planned) -> Iterator[tuple[str, Callable[[Theme], bytes]]]:
    """The one picture there is."""
    yield "power", partial(curves, answer)


def curves(answer: Planned, theme: Theme) -> bytes:
    """Power with false alarms at 1 in 20 (above), and false alarms of the plain interval (below); a column for each autocorrelation."""
    unit = answer.past.series.periods.unit
    told = " ".join(
        f"A fall of {100 * case.fall:g} % with autocorrelation {number(case.autocorrelation)}: "
        + (f"after {many(case.power.needed_widened, unit)}." if case.power.needed_widened else f"not within {many(answer.plan.most, unit)}.")
        for case in answer.cases
    )

    def draw(canvas: Canvas, colours: Colours) -> None:
        columns = list(dict.fromkeys(answer.plan.autocorrelations))
        rows = canvas.subplots(2, len(columns), squeeze=False, sharex=True, sharey="row", height_ratios=(3, 1.3))
        for upper, lower, together in zip(*rows, columns, strict=True):
            cases = [case for case in answer.cases if case.autocorrelation == together]
            _power(upper, colours, cases, answer.plan.target)
            upper.set_title(f"autocorrelation {number(together)}", loc="left", fontsize=10, color=colours.ink)
            _alarms(lower, colours, cases)
            lower.set_xlabel(f"{unit}s after the step", color=colours.ink, fontsize=9)
        worst = max(row.false_alarm_high for case in answer.cases for row in case.power.rows)
        rows[1][0].set_ylim(0, max(0.12, 1.1 * worst))
        rows[0][0].set_ylabel("power", color=colours.ink, fontsize=9)
        rows[1][0].set_ylabel("false alarms", color=colours.ink, fontsize=9)
        handles, names = rows[0][0].get_legend_handles_labels()
        made = canvas.legend(handles, names, loc="outside upper left", ncols=4, frameon=False, fontsize=9)
        for text in made.get_texts():
            text.set_color(colours.ink)

    return drawn("How long until a fall would show", told, theme, 4.8, draw)


def _power(axes: Axes, told: Colours, cases: list[Case], target: float) -> None:
    plain(axes, told)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.axhline(target, color=told.soft, linewidth=1, linestyle=(0, (2, 2)))
    for place, case in enumerate(cases):
        rows = case.power.rows
        axes.plot(
            [row.after for row in rows],
            [row.widened for row in rows],
            color=told.series[place % len(told.series)],
            marker=SHAPES[place % len(SHAPES)],
            markersize=5,
            markevery=max(1, len(rows) // 6),
            linewidth=2,
            label=f"a fall of {100 * case.fall:g} %",
        )


def _alarms(axes: Axes, told: Colours, cases: list[Case]) -> None:
    plain(axes, told)
    rows = cases[0].power.rows
    axes.axhline(MEANT, color=told.ink, linewidth=1)
    axes.fill_between([row.after for row in rows], [row.false_alarm_low for row in rows], [row.false_alarm_high for row in rows], color=told.soft, alpha=0.3, linewidth=0)
    axes.plot([row.after for row in rows], [row.false_alarm for row in rows], color=told.soft, linewidth=2)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.text(0.99, MEANT, f"{percent(MEANT)} is meant", ha="right", va="bottom", fontsize=8, color=told.ink, transform=axes.get_yaxis_transform())
