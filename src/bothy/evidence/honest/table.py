"""The study as tables for a guide, in Markdown: a row for each method, a column for each truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bothy.evidence.honest.found import LEAST_HELD, MOST_ALARMS, alarms, held
from bothy.evidence.honest.study import Cell
from bothy.evidence.honest.truths import TRUTHS

BEGIN, END = "<!-- tables: begin, written by make soundness -->", "<!-- tables: end -->"


def as_markdown(cells: Sequence[Cell]) -> str:
    """What each number of a column stands for, then false alarms, intervals that held the truth, and falls that were found; of 100 worlds."""
    truths = "\n".join(f"{number}. {truth.said}" for number, truth in enumerate(TRUTHS, 1))
    return "\n\n".join(
        (
            truths,
            "**Said that something had changed where nothing had.** Of 100 worlds; 5 are meant, and more than 7.5 stand in bold.",
            _table(cells, alarms, lambda share: share > MOST_ALARMS),
            "**The 95 % interval held the truth.** Of 100 intervals; 95 are meant, and fewer than 92.5 stand in bold.",
            _table(cells, held, lambda share: share < LEAST_HELD),
            "**Found the fall that there was.** Of 100 worlds: no fault where it is few, but this is how much a method can see.",
            _table(cells, _seen, lambda _: False),
        )
    )


def placed(guide: str, cells: Sequence[Cell]) -> str:
    """The guide with these tables between its two marks. ValueError where it lacks them."""
    before, after = guide.index(BEGIN), guide.index(END)
    return f"{guide[:before]}{BEGIN}\n\n{as_markdown(cells)}\n\n{guide[after:]}"


def _seen(cell: Cell) -> float | None:
    return None if alarms(cell) is not None else cell.changed / cell.replications


def _table(cells: Sequence[Cell], share: Callable[[Cell], float | None], bad: Callable[[float], bool]) -> str:
    shares = {(cell.judge, cell.truth): share(cell) for cell in cells}
    numbers = [n for n, truth in enumerate(TRUTHS, 1) if any(value is not None for (_, name), value in shares.items() if name == truth.name)]
    rows = [f"| Method | {' | '.join(map(str, numbers))} |", f"| --- |{' ---: |' * len(numbers)}"]
    for judge in dict.fromkeys(cell.judge for cell in cells):
        found = [shares.get((judge, TRUTHS[n - 1].name)) for n in numbers]
        if any(value is not None for value in found):
            rows.append(f"| {judge} | {' | '.join(_said(value, bad) for value in found)} |")
    return "\n".join(rows)


def _said(share: float | None, bad: Callable[[float], bool]) -> str:
    if share is None:
        return ""
    return f"**{share * 100:.1f}**" if bad(share) else f"{share * 100:.1f}"
