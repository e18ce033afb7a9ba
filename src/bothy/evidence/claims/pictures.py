"""What published studies found, as a picture: a mark for each independent result, by what it found and how its design stands."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.evidence.claims.design import RUNGS
from bothy.evidence.claims.finding import Finding, Vote
from bothy.evidence.claims.judging import Verdict
from bothy.evidence.pictures import WIDTH, Colours, drawn
from bothy.reports.charts import Theme

VOTES: tuple[tuple[Vote, str], ...] = (("against", "points the other way"), ("null", "found no change"), ("mixed", "mixed"), ("for", "points to the claim"))
SIZES = (26, 46, 76, 116)
"""Of a mark, by rung, in square points."""
COLUMNS = 9
"""Marks beside each other; more stand in a second line."""


def overview_size(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """Width and height on a page, in pixels."""
    return round(WIDTH * 100), round(_high(verdicts) * 100)


def _high(verdicts: Sequence[Verdict]) -> float:
    return 0.75 + 0.52 * len(_shown(verdicts))


def _shown(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [one for one in verdicts if one.elsewhere.weight.findings]


def describe(verdicts: Sequence[Verdict]) -> str:
    """The picture in words."""
    said = []
    for one in _shown(verdicts):
        weight = one.elsewhere.weight
        counts = ", ".join(f"{weight.count(vote)} {words}" for vote, words in VOTES if weight.count(vote))
        said.append(f"{one.claim.title}: {counts}.")
    return " ".join(said)


def overview(verdicts: Sequence[Verdict], theme: Theme) -> bytes:
    """Every claim that was studied, a line each."""
    shown = _shown(verdicts)

    def draw(canvas: Canvas, colours: Colours) -> None:
        axes = canvas.subplots()
        axes.patch.set_alpha(0)
        for line, one in enumerate(shown):
            y = -float(line)
            axes.axhline(y - 0.5, color=colours.line, linewidth=0.8)
            axes.text(-0.02, y, _wrapped(one.claim.title), ha="right", va="center", fontsize=9.5, color=colours.ink)
            for at, (vote, _) in enumerate(VOTES):
                for nth, each in enumerate(sorted((f for f in one.elsewhere.weight.findings if f.vote == vote), key=lambda f: -f.rung)):
                    _mark(axes, at + 0.1 + 0.1 * (nth % COLUMNS), y + (0.0 if nth < COLUMNS else -0.28), each, colours)
        for at, (_, words) in enumerate(VOTES):
            axes.text(at + 0.5, 0.72, words, ha="center", va="bottom", fontsize=9.5, color=colours.soft)
            axes.axvline(at, color=colours.line, linewidth=0.8)
        axes.set_xlim(-1.55, len(VOTES))
        axes.set_ylim(-len(shown) + 0.45, 1.05)
        axes.set_axis_off()

    return drawn("What published studies found", describe(verdicts), theme, _high(verdicts), draw)


def _mark(axes: Axes, x: float, y: float, one: Finding, colours: Colours) -> None:
    """Shape tells the vote, size the rung; nothing is told by colour alone."""
    size = SIZES[one.rung]
    if one.vote == "against":
        axes.scatter([x], [y], s=size, marker="X", color=colours.series[1], linewidths=0)
    elif one.vote == "null":
        axes.scatter([x], [y], s=size, marker="o", facecolors="none", edgecolors=colours.ink, linewidths=1.4)
    elif one.vote == "mixed":
        axes.plot([x], [y], marker="o", markersize=size**0.5, fillstyle="left", color=colours.ink, markerfacecoloralt="none", markeredgecolor=colours.ink, markeredgewidth=1.2)
    else:
        axes.scatter([x], [y], s=size, marker="o", color=colours.series[0], linewidths=0)


def _wrapped(title: str) -> str:
    words, lines = title.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 27:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def ladder_size(verdict: Verdict) -> tuple[int, int]:
    """Width and height on a page, in pixels."""
    return round(WIDTH * 100), round(_ladder_high(verdict) * 100)


def _cells(verdict: Verdict) -> dict[tuple[int, Vote], list[Finding]]:
    cells: dict[tuple[int, Vote], list[Finding]] = {}
    for one in verdict.elsewhere.weight.findings:
        cells.setdefault((one.rung, one.vote), []).append(one)
    return cells


def _heights(verdict: Verdict) -> list[int]:
    """Lines that each rung needs, from the lowest."""
    cells = _cells(verdict)
    return [max([1, *(len(each) for (rung, _), each in cells.items() if rung == at)]) for at in range(len(RUNGS))]


def _ladder_high(verdict: Verdict) -> float:
    return 0.7 + 0.24 * sum(_heights(verdict)) + 0.2 * len(RUNGS)


def describe_ladder(verdict: Verdict) -> str:
    """The picture in words: each rung from the highest, with who found what."""
    cells = _cells(verdict)
    said = []
    for rung in reversed(range(len(RUNGS))):
        parts = [f"{words}: {', '.join(one.source for one in cells[rung, vote])}" for vote, words in VOTES if (rung, vote) in cells]
        said.append(f"{RUNGS[rung].capitalize()}: {'; '.join(parts) or 'none'}.")
    return " ".join(said)


def ladder(verdict: Verdict, theme: Theme) -> bytes:
    """One claim: its results by rung (upwards) and by what they found (across)."""
    cells, heights = _cells(verdict), _heights(verdict)

    def draw(canvas: Canvas, colours: Colours) -> None:
        axes = canvas.subplots()
        axes.patch.set_alpha(0)
        base = 0.0
        for rung, high in enumerate(heights):
            whole = high + 0.8
            axes.axhline(base, color=colours.line, linewidth=0.8)
            axes.text(-0.03, base + whole / 2, RUNGS[rung], ha="right", va="center", fontsize=9.5, color=colours.ink)
            for at, (vote, _) in enumerate(VOTES):
                for nth, one in enumerate(cells.get((rung, vote), ())):
                    y = base + whole - 0.9 - nth
                    _mark(axes, at + 0.06, y, one, colours)
                    axes.text(at + 0.12, y, _short(one.source), ha="left", va="center", fontsize=8.2, color=colours.ink)
            base += whole
        for at, (_, words) in enumerate(VOTES):
            axes.text(at + 0.5, base + 0.25, words, ha="center", va="bottom", fontsize=9.5, color=colours.soft)
            axes.axvline(at, color=colours.line, linewidth=0.8, ymax=0.93)
        axes.set_xlim(-0.75, len(VOTES))
        axes.set_ylim(-0.1, base + 1.2)
        axes.set_axis_off()

    return drawn(f"What published studies found: {verdict.claim.title}", describe_ladder(verdict), theme, _ladder_high(verdict), draw)


def _short(source: str) -> str:
    first, *more = source.split(", ")
    said = first if not more else f"{first} and {len(more)} more"
    return said if len(said) <= 30 else f"{said[:29]}…"
