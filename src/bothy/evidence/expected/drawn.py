"""Years beside the likely range around their five-year mean, and beside what the other years predict."""

from __future__ import annotations

from matplotlib.figure import Figure as Canvas

from bothy.evidence.expected.judged import Judged
from bothy.evidence.pictures import WIDTH, Colours, drawn, legend, plain
from bothy.reports.charts import Theme

HIGH = 4.0
MOST_TICKS = 15


def size() -> tuple[int, int]:
    """Width and height on a page, in pixels."""
    return round(WIDTH * 100), round(HIGH * 100)


def describe(rows: list[Judged]) -> str:
    """The picture in words."""
    out = [f"{row.year} ({row.by_range})" for row in rows if row.by_range in ("above", "below")]
    unlike = [f"{row.year} ({row.by_prediction})" for row in rows if row.by_prediction in ("above", "below")]
    return (
        f"Figures of {rows[0].year} to {rows[-1].year}. Outside the likely range: {', '.join(out) or 'none'}. "
        f"Outside what the other years predict: {', '.join(unlike) or 'none'}."
    )


def draw(rows: list[Judged], measure: str, theme: Theme) -> bytes:
    """An SVG. A year outside its likely range is a diamond, one within it a dot; the range is a band, the prediction a bar."""

    def drawing(canvas: Canvas, told: Colours) -> None:
        axes = canvas.add_subplot()
        ranged = [row for row in rows if row.lower is not None and row.upper is not None]
        axes.fill_between(
            [row.year for row in ranged], [row.lower or 0 for row in ranged], [row.upper or 0 for row in ranged],
            color=told.series[1], alpha=0.25, linewidth=0, label="likely range of five years",
        )  # fmt: skip
        fitted = [row for row in rows if row.predicted_low is not None and row.predicted_high is not None]
        axes.vlines(
            [row.year for row in fitted], [row.predicted_low or 0 for row in fitted], [row.predicted_high or 0 for row in fitted],
            color=told.soft, linewidth=1.4, label="predicted from the other years",
        )  # fmt: skip
        axes.plot([row.year for row in rows], [row.deaths for row in rows], color=told.series[0], linewidth=1.2)
        for outside, shape, name in ((False, "o", "the year's figure"), (True, "D", "outside its likely range")):
            here = [row for row in rows if (row.by_range in ("above", "below")) is outside]
            if here:
                axes.plot(
                    [row.year for row in here], [row.deaths for row in here], linestyle="", marker=shape, markersize=7 if outside else 4.5,
                    color=told.series[0], markerfacecolor=told.card if outside else told.series[0], markeredgewidth=1.6, label=name,
                )  # fmt: skip
        axes.set_ylim(0, None)
        axes.set_ylabel(measure, color=told.soft, fontsize=9)
        step = -(-len(rows) // MOST_TICKS)
        axes.set_xticks([row.year for row in rows[::step]])
        plain(axes, told)
        legend(axes, told, 2)

    return drawn(f"{measure.capitalize()} beside what was to be expected", describe(rows), theme, HIGH, drawing)
