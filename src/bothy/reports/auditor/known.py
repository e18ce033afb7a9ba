"""What several tables say together, as numbers and sums: the same name is the same number."""

import msgspec

from bothy.reports.auditor.marks import Bounds, Mark
from bothy.reports.auditor.tables import Name, Table
from bothy.reports.auditor.totals import Adds, Sums
from bothy.reports.disclosure.outsider import Sum
from bothy.reports.release import Release

MANY = 4


class Cell(msgspec.Struct, frozen=True):
    """A hidden count: where it stands, what stands there, and its number. `elsewhere`: the table that shows it."""

    file: str
    labels: Name
    mark: str
    number: int
    elsewhere: str = ""


class Link(msgspec.Struct, frozen=True):
    """A sum over numbers, and in words."""

    sum: Sum
    words: str


class Known(msgspec.Struct):
    """Numbers from `low` to `high` (None: no most), and the sums over them.

    `marks`: what a mark such as "<5" says of a hidden number. `off`: sums that do not come out, in words.
    """

    files: tuple[str, ...]
    names: list[str]
    low: list[int]
    high: list[int | None]
    links: list[Link]
    hidden: list[Cell]
    marks: dict[int, Bounds]
    off: tuple[str, ...]
    notes: tuple[str, ...]
    shown: int


def of_tables(tables: list[tuple[Table, Sums]], loose: int = 0) -> Known:
    """Tables side by side. `loose`: how far a shown number can be from the true one, where they are rounded."""
    known = Known(tuple(table.where for table, _ in tables), [], [], [], [], [], {}, (), (), 0)
    number: dict[tuple[str, ...], int] = {}
    shown: dict[tuple[str, ...], tuple[int, str]] = {}
    notes: list[str] = []
    off: list[str] = []
    own: list[dict[Name, tuple[str, ...]]] = []
    for table, sums in tables:
        keys = {}
        for name, mark in table.cells.items():
            key = _key(name, sums)
            if mark.number is not None and key in shown and shown[key][0] != mark.number:
                notes.append(f"{', '.join(name)} is {shown[key][0]:,} in {shown[key][1]} and {mark.number:,} in {table.where}: taken as two numbers.")
                key = (*key, table.where)
            if mark.number is not None:
                shown.setdefault(key, (mark.number, table.where))
            keys[name] = key
        own.append(keys)
    for (table, sums), keys in zip(tables, own, strict=True):
        notes.extend(f"{table.where}: {one}" if len(tables) > 1 else one for one in table.notes)
        for name, mark in table.cells.items():
            key = keys[name]
            if key not in number:
                number[key] = len(known.names)
                known.names.append(", ".join(name))
                value = shown[key][0] if key in shown else None
                known.low.append(0 if value is None else max(0, value - loose))
                known.high.append(None if value is None else value + loose)
            _hide(known, table, name, mark, number[key], shown.get(key))
        known.links.extend(Link(_sum(one, keys, number), _words(one, table)) for one in sums.held)
        off.extend(f"{_words(one, table)}: the parts come to {comes_to:,}." for one, comes_to in sums.off)
        if not sums.held:
            notes.append(f"{table.where}: no total was found, so nothing can be worked out in it. Name one with --total-label.")
    known.notes, known.off = tuple(notes), tuple(off)
    return known


def _key(name: Name, sums: Sums) -> tuple[str, ...]:
    """A name without regard to the order of its labels; all totals are called alike."""
    return tuple(sorted("total" if label in sums.totals else " ".join(label.lower().split()) for label in name))


def _hide(known: Known, table: Table, name: Name, mark: Mark, number: int, shown: tuple[int, str] | None) -> None:
    if mark.number is not None:
        known.shown += 1
        return
    known.hidden.append(Cell(table.where, name, mark.said or "empty", number, shown[1] if shown else ""))
    if mark.bounds is not None and shown is None:
        low, high = known.marks.get(number, (0, None))
        most = mark.bounds[1] if high is None else high if mark.bounds[1] is None else min(high, mark.bounds[1])
        known.marks[number] = (max(low, mark.bounds[0]), most)


def _sum(one: Adds, keys: dict[Name, tuple[str, ...]], number: dict[tuple[str, ...], int]) -> Sum:
    factors: dict[int, int] = {}
    for name, factor in ((one.total, -1), *((part, 1) for part in one.parts)):
        i = number[keys[name]]
        factors[i] = factors.get(i, 0) + factor
    return Sum(factors)


def _words(one: Adds, table: Table) -> str:
    total = table.cells[one.total].number
    gone = [name for name in one.parts if table.cells[name].number is None]
    way = next(n for n, (a, b) in enumerate(zip(one.total, one.parts[0], strict=True)) if a != b)
    rest = sum(table.cells[name].number or 0 for name in one.parts)
    said = f"{', '.join(one.total)} ({'hidden' if total is None else f'{total:,}'}) is the sum of {len(one.parts)} parts"
    if gone:
        names = ", ".join(name[way] for name in gone[:MANY]) + (f" and {len(gone) - MANY} more" if len(gone) > MANY else "")
        said += f", of which the shown ones come to {rest:,} and these are hidden: {names}"
    return said


def of_releases(releases: list[tuple[str, Release]]) -> Known:
    """Bothy's own publications, earlier and later ones together: numbers by their name."""
    known = Known(tuple(file for file, _ in releases), [], [], [], [], [], {}, (), (), 0)
    number: dict[str, int] = {}
    shown: dict[str, tuple[int, str]] = {}
    notes: list[str] = []
    renamed: list[dict[str, str]] = []
    for file, release in releases:
        keys = {}
        for name, k in release.numbers.items():
            key = name
            if k is not None and key in shown and shown[key][0] != k:
                notes.append(f"{name} is {shown[key][0]:,} in {shown[key][1]} and {k:,} in {file}: taken as two numbers.")
                key = f"{name} | {file}"
            if k is not None:
                shown.setdefault(key, (k, file))
            keys[name] = key
        renamed.append(keys)
    for (file, release), keys in zip(releases, renamed, strict=True):
        exempt = release.rules.suppress_below is None
        if exempt:
            notes.append(f"{file}: the house rules of then name it as one that shows small counts as they are, so nothing in it is kept back.")
        loose = release.rules.round_to // 2
        for name, k in release.numbers.items():
            key = keys[name]
            value = shown[key][0] if key in shown else None
            if key not in number:
                number[key] = len(known.names)
                known.names.append(name)
                known.low.append(0 if value is None else max(0, value - loose))
                known.high.append(None if value is None else value + loose)
            if k is None and exempt:
                # Reckoned along and not printed: nobody hid it.
                continue
            if k is None:
                known.hidden.append(Cell(file, tuple(name.split(" | ")), "kept back", number[key], shown[key][1] if key in shown else ""))
            else:
                known.shown += 1
        for total, *parts in release.sums:
            factors: dict[int, int] = {}
            for name, factor in ((total, -1), *((part, 1) for part in parts)):
                i = number[keys[name]]
                factors[i] = factors.get(i, 0) + factor
            gone = [name for name in parts if release.numbers[name] is None]
            words = f"{total} is the sum of {len(parts)} parts, {len(gone)} of them kept back"
            known.links.append(Link(Sum(factors), words))
    known.notes = tuple(notes)
    return known
