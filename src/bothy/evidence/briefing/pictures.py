"""The pictures of a briefing. Each says in words what it shows, and on a demo carries its warning across itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.evidence.briefing.told import Picture
from bothy.evidence.pictures import WIDTH, Colours, drawn, plain
from bothy.reports.charts import Theme

WARNING = "DEMO: INVENTED"
KEPT_BACK = "kept\nback"


class Step(msgspec.Struct, frozen=True):
    """A stretch of a visit: half are shorter than ``minutes``."""

    name: str
    minutes: float


class Part(msgspec.Struct, frozen=True):
    """A part of a whole, or a rung of a ladder. ``count`` None: kept back or not known."""

    name: str
    count: int | None


def marked(demo: bool, draw: Callable[[Canvas, Colours], None], warning: str = WARNING) -> Callable[[Canvas, Colours], None]:
    """The same, with the warning across it on a demo."""
    if not demo:
        return draw

    def both(canvas: Canvas, colours: Colours) -> None:
        draw(canvas, colours)
        text = canvas.text(0.5, 0.5, warning, ha="center", va="center", fontsize=30, weight="bold", color=colours.ink, alpha=0.08, rotation=12)
        text.set_gid("demo-warning")
        text.set_in_layout(False)

    return both


def day(hours: Sequence[tuple[str, float | None]], steps: Sequence[Step], per: str, demo: bool, theme: Theme = "day") -> Picture:
    """A day on the floor: visits begun by the hour (None: kept back), and beneath it one visit from the door on."""

    def draw(canvas: Canvas, colours: Colours) -> None:
        rows = canvas.subplots(2 if steps else 1, 1, height_ratios=(3, 1) if steps else (1,), squeeze=False)[:, 0]
        _hours(rows[0], hours, colours, per)
        if steps:
            _visit(rows[1], steps, colours)

    known = [(value, name) for name, value in hours if value is not None]
    alt = "Nothing is shown." if not known else (
        f"Visits begun in each hour, {per}: from {min(known)[0]:.1f} ({min(known)[1]}) to {max(known)[0]:.1f} ({max(known)[1]})."
    )  # fmt: skip
    alt += "".join(f" {one.name}: {one.minutes:.0f} minutes." for one in steps)
    return Picture(drawn("A day on the floor", alt, theme, 4.1 if steps else 3.2, marked(demo, draw)).decode(), f"A day on the floor. {alt}", "")


def _hours(axes: Axes, hours: Sequence[tuple[str, float | None]], colours: Colours, per: str) -> None:
    plain(axes, colours)
    most = max((value for _, value in hours if value is not None), default=1.0) or 1.0
    for at, (_, value) in enumerate(hours):
        if value is None:
            axes.bar(at + 0.5, 0.3 * most, width=0.86, facecolor="none", edgecolor=colours.soft, hatch="//", linewidth=0.6)
            axes.text(at + 0.5, 0.33 * most, KEPT_BACK, ha="center", va="bottom", fontsize=7.5, color=colours.soft)
            continue
        axes.bar(at + 0.5, value, width=0.86, color=colours.series[0])
        axes.text(at + 0.5, value + 0.02 * most, f"{value:.1f}", ha="center", va="bottom", fontsize=9, color=colours.ink)
    axes.set_xticks(range(len(hours)), [name[:5] for name, _ in hours], ha="center")
    axes.set_xlim(-0.15, len(hours) + 0.15)
    axes.set_ylim(0, 1.16 * most)
    axes.set_yticks([])
    axes.yaxis.grid(False)
    axes.set_title(f"Visits begun in each hour, {per}", loc="left", fontsize=10, color=colours.ink)


def _visit(axes: Axes, steps: Sequence[Step], colours: Colours) -> None:
    plain(axes, colours)
    axes.yaxis.grid(False)
    at, whole = 0.0, sum(one.minutes for one in steps)
    for nth, one in enumerate(steps):
        colour = colours.series[(1, 1, 0, 2)[nth % 4]]
        axes.barh(0, one.minutes, left=at, height=0.62, color=colour, alpha=(0.45, 0.75, 1.0, 1.0)[nth % 4], edgecolor=colours.card, linewidth=2)
        axes.text(at + 0.012 * whole, 0.42, f"{one.name}\n{one.minutes:.0f} min", ha="left", va="bottom", fontsize=8.5, color=colours.ink, linespacing=1.25)
        at += one.minutes
    axes.set_xlim(0, whole)
    axes.set_ylim(-0.35, 1.5)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.set_title("One visit from the door to the end of the time in a place: half are shorter at each step", loc="left", fontsize=10, color=colours.ink)


def parts(title: str, whole: int | None, listed: Sequence[Part], demo: bool, theme: Theme = "day") -> Picture:
    """A whole and its parts as one bar. What is kept back is one hatched rest, never its parts."""
    known = [one for one in listed if one.count]
    rest = None if whole is None else whole - sum(one.count or 0 for one in listed)

    def draw(canvas: Canvas, colours: Colours) -> None:
        axes = canvas.subplots()
        plain(axes, colours)
        axes.yaxis.grid(False)
        at = 0
        for nth, one in enumerate(known):
            count = one.count or 0
            axes.barh(0, count, left=at, height=0.6, color=colours.series[nth % len(colours.series)], edgecolor=colours.card, linewidth=2)
            axes.text(at, 0.42, f"{one.name}: {count:,}", ha="left", va="bottom", fontsize=9.5, color=colours.ink)
            at += count
        if rest:
            axes.barh(0, rest, left=at, height=0.6, facecolor="none", edgecolor=colours.soft, hatch="//", linewidth=0.8)
            axes.text(at + rest, -0.44, f"other ends, kept back one by one: {rest:,}", ha="right", va="top", fontsize=9.5, color=colours.soft)
        axes.set_xlim(0, max(whole or at, 1))
        axes.set_ylim(-0.95, 0.95)
        axes.set_yticks([])
        axes.set_xticks([])

    alt = ", ".join(f"{one.name} {one.count:,}" for one in known) or "No part is shown"
    alt += f"; the rest, kept back one by one, {rest:,}." if rest else "."
    return Picture(drawn(title, alt, theme, 1.05, marked(demo, draw)).decode(), f"{title}. {alt}", "")


def ladder(title: str, rungs: Sequence[Part], demo: bool, theme: Theme = "day") -> Picture:
    """How many came how far, from the first rung to the last."""
    most = max((one.count or 0 for one in rungs), default=0) or 1

    def draw(canvas: Canvas, colours: Colours) -> None:
        axes = canvas.subplots()
        plain(axes, colours)
        axes.yaxis.grid(False)
        for nth, one in enumerate(rungs):
            y = -nth
            if one.count is None:
                axes.text(0.01 * most, y, "kept back or not known", ha="left", va="center", fontsize=9, color=colours.soft)
                continue
            axes.barh(y, one.count, height=0.66, color=colours.series[0], alpha=1 - 0.12 * nth)
            axes.text(one.count + 0.012 * most, y, f"{one.count:,}", ha="left", va="center", fontsize=10, color=colours.ink)
        axes.set_yticks([-n for n in range(len(rungs))], [one.name for one in rungs], fontsize=10)
        axes.set_xlim(0, 1.1 * most)
        axes.set_xticks([])

    alt = "; ".join(f"{one.name} {'not shown' if one.count is None else f'{one.count:,}'}" for one in rungs) + "."
    return Picture(drawn(title, alt, theme, 0.42 + 0.36 * len(rungs), marked(demo, draw), wide=WIDTH).decode(), f"{title}. {alt}", "")
