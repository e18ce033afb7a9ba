"""What the study found, as it is carried with the product, and in words for the page that uses a method."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources

from bothy.evidence.honest.study import WITHOUT_EFFECT, Cell
from bothy.evidence.honest.truths import TRUTHS, Truth

FILE = "found.csv"
COLUMNS = ("truth", "judge", "replications", "changed", "given", "holds")
MOST_ALARMS, LEAST_HELD = 0.075, 0.925
"""Half as much again as the 5 in 100 that are meant: more than 2,000 worlds leave to chance."""
_TRUTHS = {truth.name: truth for truth in TRUTHS}


def written(cells: list[Cell]) -> str:
    """The cells as CSV."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for cell in cells:
        rows.writerow([getattr(cell, column) for column in COLUMNS])
    return out.getvalue()


@cache
def found() -> tuple[Cell, ...]:
    """Every cell of the study that is carried."""
    text = (resources.files(__package__) / FILE).read_text(encoding="utf-8")
    return tuple(
        Cell(truth=row["truth"], judge=row["judge"], **{name: int(row[name]) for name in COLUMNS[2:]})
        for row in csv.DictReader(io.StringIO(text))
    )


def truth_of(cell: Cell) -> Truth:
    return _TRUTHS[cell.truth]


def alarms(cell: Cell) -> float | None:
    """The share of worlds in which it said that something had changed and nothing had; None where something had."""
    return cell.changed / cell.replications if truth_of(cell).nothing_happened else None


def held(cell: Cell) -> float | None:
    """The share of its 95 % intervals that held the truth; None where it gave none, or gives none of an effect that there was."""
    if not cell.given or (cell.judge in WITHOUT_EFFECT and not truth_of(cell).nothing_happened):
        return None
    return cell.holds / cell.given


def fails(cell: Cell) -> bool:
    """Whether it cries wolf in more than 7.5 of 100 worlds, or its interval misses in more than 7.5 of 100."""
    false, share = alarms(cell), held(cell)
    return (false is not None and false > MOST_ALARMS) or (share is not None and share < LEAST_HELD)


def said(judge: str) -> tuple[str, ...]:
    """A sentence for every truth under which this method fails. Empty: under none that was tried. KeyError: no such method."""
    cells = [cell for cell in found() if cell.judge == judge]
    if not cells:
        raise KeyError(judge)
    return tuple(_sentence(cell) for cell in cells if fails(cell))


def where(*judges: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each method with a sentence for every truth under which it fails, or with one that it failed under none. KeyError: no such method."""
    tried = len({cell.truth for cell in found()})
    return tuple((judge, said(judge) or (f"Under none of the {tried} truths that were tried.",)) for judge in judges)


def _sentence(cell: Cell) -> str:
    false, share = alarms(cell), held(cell)
    begin = f"{truth_of(cell).said[:-1]}:"
    if false is not None:
        return f"{begin} in {_of_100(false)} of 100 such worlds it said that something had changed; 5 are meant."
    assert share is not None
    return f"{begin} its 95 % interval held the truth in {_of_100(share)} of 100 such worlds; 95 are meant."


def _of_100(share: float) -> str:
    return f"{share * 100:.0f}"
