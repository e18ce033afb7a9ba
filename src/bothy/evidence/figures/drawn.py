"""A series as a picture: its counts over time, with what is suppressed, not known or provisional to be seen as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from bothy.evidence.figures.periods import KINDS, Period, between
from bothy.evidence.figures.shape import MEASURES, Figure, Series
from bothy.evidence.pictures import SHAPES, WIDTH, Colours, drawn, legend, plain
from bothy.reports.charts import Theme

HIGH = 3.9
MOST_LINES = 4
Line = tuple[str, str]


def describe(series: Series, lines: Sequence[Line]) -> str:
    """The picture in words, for those who do not see it: first, last, lowest and highest of each line, and what is missing of it."""
    return " ".join(_described(series, line) for line in lines)


def _described(series: Series, line: Line) -> str:
    each = series.lines.get(line, ())
    known = [one for one in each if one.count is not None]
    name = line_name(line)
    if not known:
        return f"{name}: no count is shown."
    low, high = min(known, key=lambda one: one.count or 0), max(known, key=lambda one: one.count or 0)
    said = f"{name}: {known[0].count:,} in {known[0].period.said}, {known[-1].count:,} in {known[-1].period.said}; lowest {low.count:,} in {low.period.said}, highest {high.count:,} in {high.period.said}"
    hidden = sum(one.suppressed is not None for one in each)
    return f"{said}; {hidden} suppressed." if hidden else f"{said}."


def line_name(line: Line) -> str:
    """A place and a group in words."""
    place, group = line
    return f"{place}, {group}" if group else place


@lru_cache(maxsize=64)
def draw(series: Series, lines: tuple[Line, ...], theme: Theme, opened: date | None = None) -> bytes:
    """An SVG of up to four places or groups. ``opened``: the day from which a line is drawn, for the eye to divide before and after."""
    return drawn(series.title, describe(series, lines), theme, HIGH, lambda canvas, told: _draw(canvas, told, series, lines[:MOST_LINES], opened))


def size() -> tuple[int, int]:
    """Width and height of the picture on a page, in pixels."""
    return round(WIDTH * 100), round(HIGH * 100)


def _draw(canvas: Canvas, told: Colours, series: Series, lines: Sequence[Line], opened: date | None) -> None:
    axes = canvas.add_subplot()
    every = series.periods
    if not every:
        return
    at = {period.first: n for n, period in enumerate(between(every[0], every[-1]))}
    for n, line in enumerate(lines):
        _line(axes, series.lines.get(line, ()), at, line_name(line), told.series[n], SHAPES[n], told)
    axes.set_xlim(-0.7, len(at) - 0.3)
    axes.set_ylim(0, max(axes.get_ylim()[1] * 1.06, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylabel(f"{MEASURES[series.definition.measure] if series.definition.measure != 'other' else 'Counted'}, a {KINDS[series.kind][0]}", color=told.soft, fontsize=9)
    _ticks(axes, list(between(every[0], every[-1])))
    if opened is not None and every[0].first <= opened <= every[-1].last:
        _opened(axes, at, opened, told)
    plain(axes, told)
    if len(lines) > 1:
        legend(axes, told, 2)


def _line(axes: Axes, figures: Sequence[Figure], at: dict[date, int], name: str, colour: str, shape: str, told: Colours) -> None:
    """One place: a line that breaks where nothing is known; hollow where provisional; what is suppressed stands at the foot."""
    known = [(at[one.period.first], one) for one in figures if one.count is not None]
    for part in _runs([n for n, _ in known]):
        here = [(n, one.count or 0) for n, one in known if n in part]
        axes.plot(*zip(*here, strict=True), color=colour, linewidth=1.7)
    for hollow in (False, True):
        here = [(n, one.count or 0) for n, one in known if (one.status == "provisional") is hollow]
        if here:
            axes.plot(*zip(*here, strict=True), color=colour, marker=shape, markersize=5, linestyle="", markerfacecolor=told.card if hollow else colour, markeredgewidth=1.4)
    axes.plot([], [], color=colour, marker=shape, markersize=5, linewidth=1.7, label=name)
    for one in figures:
        if one.suppressed is not None:
            n, (low, high) = at[one.period.first], (one.suppressed.least, one.suppressed.most)
            if high is not None:
                axes.plot([n, n], [low or 0, high], color=colour, linewidth=4, alpha=0.5, solid_capstyle="butt")
            axes.annotate(one.suppressed.mark, (n, 0), (0, 3), textcoords="offset points", ha="center", fontsize=9, color=told.soft)


def _runs(places: Sequence[int]) -> list[set[int]]:
    """Neighbours that a line may join."""
    found: list[set[int]] = []
    for n in places:
        if found and n - 1 in found[-1]:
            found[-1].add(n)
        else:
            found.append({n})
    return found


def _ticks(axes: Axes, periods: Sequence[Period]) -> None:
    """Years under their first period; every period where there are few."""
    kind = periods[0].kind
    if kind in ("year", "financial_year") or len(periods) <= 8:
        step = -(-len(periods) // 15)
        axes.set_xticks(range(0, len(periods), step), [one.name for one in periods[::step]])
        return
    starts = [n for n, one in enumerate(periods) if n == 0 or one.first.year != periods[n - 1].first.year]
    if starts[1:2] and starts[1] < len(periods) / 20:
        starts = starts[1:]
    step = -(-len(starts) // 15)
    axes.set_xticks(starts[::step], [f"{periods[n].first.year}" for n in starts[::step]])


def _opened(axes: Axes, at: dict[date, int], opened: date, told: Colours) -> None:
    place = max(n for first, n in at.items() if first <= opened) - 0.5
    axes.axvline(place, color=told.ink, linewidth=1.1, linestyle=(0, (4, 3)))
    axes.annotate("opened", (place, axes.get_ylim()[1]), (4, -4), textcoords="offset points", va="top", fontsize=9, color=told.ink)
