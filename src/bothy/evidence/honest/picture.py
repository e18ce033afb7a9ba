"""The study as two pictures: how often a method cries wolf, and how often its interval holds the truth."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure as Canvas

from bothy.evidence.honest.found import LEAST_HELD, MOST_ALARMS, alarms, held
from bothy.evidence.honest.study import Cell
from bothy.evidence.pictures import Colours, drawn
from bothy.reports.charts import Theme

Share = Callable[[Cell], float | None]
_ROW, _WIDE = 0.3, 8.6


def wolf(cells: list[Cell] | tuple[Cell, ...], theme: Theme) -> bytes:
    """Rows: methods; columns: truths in which nothing happened; numbers: how many of 100 worlds it said "changed"."""
    return _picture(
        cells, alarms, lambda share: share > MOST_ALARMS, theme, "How often a method says that something changed where nothing did",
        "Of 100 invented worlds in which nothing happened; 5 are meant. Where a number is framed the method fails.",
    )  # fmt: skip


def holding(cells: list[Cell] | tuple[Cell, ...], theme: Theme) -> bytes:
    """Rows: methods; columns: all truths; numbers: of 100 intervals how many held the truth."""
    return _picture(
        cells, held, lambda share: share < LEAST_HELD, theme, "How often a 95 % interval holds the truth",
        "Of 100 invented worlds; 95 are meant. Where a number is framed the method fails.",
    )  # fmt: skip


def _picture(cells: list[Cell] | tuple[Cell, ...], share: Share, bad: Callable[[float], bool], theme: Theme, title: str, description: str) -> bytes:
    shares = {(cell.judge, cell.truth): share(cell) for cell in cells}
    truths = list(dict.fromkeys(cell.truth for cell in cells if shares[cell.judge, cell.truth] is not None))
    judges = list(dict.fromkeys(cell.judge for cell in cells))

    def draw(canvas: Canvas, told: Colours) -> None:
        axes = canvas.subplots()
        axes.patch.set_alpha(0)
        axes.set_xlim(-0.5, len(truths) - 0.5)
        axes.set_ylim(len(judges) - 0.5, -0.5)
        for row, judge in enumerate(judges):
            for column, truth in enumerate(truths):
                value = shares.get((judge, truth))
                if value is None:
                    continue
                failed = bad(value)
                frame = {"boxstyle": "round,pad=0.25", "facecolor": told.map[0], "edgecolor": told.ink, "linewidth": 1.2} if failed else None
                axes.text(
                    column, row, f"{value * 100:.0f}", ha="center", va="center", fontsize=9,
                    color=told.ink, weight="bold" if failed else "normal", bbox=frame,
                )  # fmt: skip
        axes.set_yticks(range(len(judges)), judges, fontsize=9)
        axes.set_xticks(range(len(truths)), truths, fontsize=9, rotation=35, ha="left", rotation_mode="anchor")
        axes.xaxis.tick_top()
        axes.tick_params(length=0, colors=told.ink)
        for side in axes.spines.values():
            side.set_visible(False)
        for row in range(1, len(judges)):
            axes.axhline(row - 0.5, color=told.line, linewidth=0.6)

    return drawn(title, description, theme, 1.6 + _ROW * len(judges), draw, _WIDE)
