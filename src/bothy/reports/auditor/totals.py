"""Which counts of a table add up to which: by the label of a total, or because they do."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from bothy.reports.auditor.marks import Mark
from bothy.reports.auditor.tables import Name, Table

TOTALS = frozenset({
    "total", "totals", "all", "grand total", "overall", "sum", "scotland", "england", "wales", "northern ireland", "united kingdom", "uk",
    "great britain", "all ages", "both sexes", "all persons", "persons", "all people", "everyone", "whole period", "all months",
    "all years", "all areas", "all places", "canada", "national",
})  # fmt: skip
_STARTS = re.compile(r"(grand )?total\b|all (?!other)\w+$|\w+ total$", re.I)


class Adds(msgspec.Struct, frozen=True):
    """A sum of a table. `found`: by the label of its total, or by adding up."""

    total: Name
    parts: tuple[Name, ...]
    found: str = "label"


class Sums(msgspec.Struct, frozen=True):
    """`held`: the sums to go by. `off`: those that do not come out, with what their parts come to."""

    held: tuple[Adds, ...]
    off: tuple[tuple[Adds, int], ...]
    totals: frozenset[str]


def is_total(label: str, declared: Iterable[str] = ()) -> bool:
    """Whether a label names a total."""
    plain = " ".join(re.sub(r"[^\w\s&]", " ", label).lower().split())
    return label.strip().lower() in {one.strip().lower() for one in declared} or plain in TOTALS or bool(_STARTS.fullmatch(plain))


def find_sums(table: Table, declared: Sequence[str] = (), loose: int = 0) -> Sums:
    """The sums of a table, dimension by dimension. `loose`: how far a rounded number can be off."""
    held: list[Adds] = []
    off: list[tuple[Adds, int]] = []
    totals: set[str] = set()
    for way in range(len(next(iter(table.cells)))):
        labels = list(dict.fromkeys(name[way] for name in table.cells))
        lines = list(dict.fromkeys((name[:way], name[way + 1 :]) for name in table.cells))
        for total, parts, found in _of_labels(table, way, labels, lines, declared, loose):
            totals.add(total)
            for before, after in lines:
                whole = (*before, total, *after)
                inside = tuple(name for part in parts if (name := (*before, part, *after)) in table.cells)
                if whole in table.cells and inside:
                    one = Adds(whole, inside, found)
                    comes_to = _comes_to(table.cells, inside)
                    if _fits(table.cells, one, loose):
                        held.append(one)
                    else:
                        off.append((one, comes_to))
    return Sums(tuple(held), tuple(off), frozenset(totals))


def _comes_to(cells: dict[Name, Mark], names: Iterable[Name]) -> int:
    return sum(cells[name].number or 0 for name in names)


def _fits(cells: dict[Name, Mark], one: Adds, loose: int) -> bool:
    """Whether a sum holds, or can hold with what is hidden in it."""
    total = cells[one.total].number
    if total is None:
        return True
    apart = total - _comes_to(cells, one.parts)
    room = loose * (1 + len(one.parts))
    whole = all(cells[name].number is not None for name in one.parts)
    return -room <= apart and (not whole or apart <= room)


def _of_labels(
    table: Table, way: int, labels: list[str], lines: list[tuple[Name, Name]], declared: Sequence[str], loose: int
) -> list[tuple[str, list[str], str]]:
    """Total, parts and how it was found, along one dimension."""
    named = [label for label in labels if is_total(label, declared)]
    parts = [label for label in labels if label not in named]

    def agrees(total: str, some: Sequence[str]) -> tuple[int, int]:
        """In how many lines without anything hidden it holds, and in how many it cannot."""
        yes = no = 0
        for before, after in lines:
            one = Adds((*before, total, *after), tuple(name for part in some if (name := (*before, part, *after)) in table.cells))
            if one.total not in table.cells or not one.parts:
                continue
            if not _fits(table.cells, one, loose):
                no += 1
            elif all(table.cells[name].number is not None for name in (one.total, *one.parts)):
                yes += 1
        return yes, no

    found: list[tuple[str, list[str], str]] = []
    for total in named:
        yes, no = agrees(total, parts)
        runs = [] if no <= yes else _runs(total, labels, named, agrees)
        if runs:
            found.extend((total, run, "adding up") for run in runs)
        elif parts and (no <= yes or total.lower() in {one.lower() for one in declared} or len(named) == 1):
            found.append((total, parts, "label"))
    if not named and len(labels) > 2:
        for total in (labels[-1], labels[0]):
            others = [label for label in labels if label != total]
            yes, no = agrees(total, others)
            if yes and not no and _tells(table, total, way):
                return [(total, others, "adding up")]
    return found


def _tells(table: Table, total: str, way: int) -> bool:
    """Whether more than noughts add up."""
    return sum(bool(mark.number) for name, mark in table.cells.items() if name[way] == total) > 0


def _runs(total: str, labels: list[str], named: list[str], agrees) -> list[list[str]]:  # type: ignore[no-untyped-def]
    """Stretches of neighbours that each add up to the total: a table of sexes, then of ages."""
    runs: list[list[str]] = []
    at = 0
    while at < len(labels):
        if labels[at] == total:
            at += 1
            continue
        for end in range(len(labels), at + 1, -1):
            run = labels[at:end]
            if total in run or (len(run) < 2):
                continue
            yes, no = agrees(total, run)
            if yes and not no:
                runs.append(run)
                at = end
                break
        else:
            at += 1
    return runs
