"""A table of figures as somebody brings it, CSV or XLSX: read whole, or everything that is wrong with it said at once."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Literal

import msgspec

from bothy.evidence.figures.cells import read_count, read_exposure, read_status
from bothy.evidence.figures.columns import Chosen, Header, NoHeader, Role, find_header
from bothy.evidence.figures.faults import BadFigures, Fault, listed, rows_said
from bothy.evidence.figures.looked import looks_of
from bothy.evidence.figures.periods import KINDS, Kind, Period, containing, parse, parse_within
from bothy.evidence.figures.shape import Figure
from bothy.evidence.table import BadTable

MOST_FIGURES = 20_000
LONGEST_WORDS = 120
WrittenAs = Literal["", "week", "month", "quarter", "year", "financial_year"]
"""What days stand for, where a spreadsheet wrote a period as its first day."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is to be read. ``all_of``: the place of everything, where no column names one. ``days_are``: see `WrittenAs`."""

    sheet: str | None = None
    columns: dict[Role, str] = {}
    all_of: str = ""
    days_are: WrittenAs = ""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds. ``looks``: what is no fault, but should be known before the figures are used.

    ``columns``: which column was taken for what. ``rows_of``: of each figure, its row in the file.
    """

    name: str
    sha256: str
    kind: Kind
    figures: tuple[Figure, ...]
    looks: tuple[str, ...]
    columns: dict[str, str]
    rows_of: tuple[int, ...]


class _Row(msgspec.Struct, frozen=True):
    """A line of the tidy table, still as text. ``row``: as a spreadsheet counts it."""

    row: int
    place: str
    group: str
    measure: str
    period: str
    within: str
    count: str
    exposure: str
    status: str


def read_figures(name: str, content: bytes, asked: Asked | None = None) -> Read:
    """The figures of a file. `BadFigures` with everything that has to be put right; `BadTable` where it is no table at all."""
    asked = asked or Asked()
    name = name[:LONGEST_WORDS] or "The table"
    rows, header = _table(name, content, asked)
    lines = _lines(rows, header, asked)
    if not lines:
        raise BadTable(f"{name} names its columns and holds no row under them.")
    if len(lines) > MOST_FIGURES:
        raise BadTable(f"{name} holds {len(lines):,} figures; {MOST_FIGURES:,} can be kept at once. Take out the places or years that are not needed.")
    faults = _several_measures(lines)
    periods = _periods(lines, header, asked, faults)
    figures = [(line.row, figure) for line, period in zip(lines, periods, strict=True) if (figure := _figure(line, period, header, faults)) is not None]
    faults += _repeated(figures)
    if faults:
        raise BadFigures(name, sorted(faults, key=lambda one: one.rows or (0,)))
    figures = _with_totals(figures, header)
    told = tuple(figure for _, figure in figures)
    return Read(
        name=name, sha256=sha256(content).hexdigest(), kind=told[0].period.kind, figures=told, looks=looks_of(figures, header.unused),
        columns=_columns(header), rows_of=tuple(row for row, _ in figures),
    )  # fmt: skip


def _table(name: str, content: bytes, asked: Asked) -> tuple[list[list[str]], Header]:
    # Imported late: the auditor brings an optimiser along, which takes its time to load.
    from bothy.reports.auditor.grids import Unreadable, read_grids

    try:
        grids = read_grids(name, content, asked.sheet)
    except Unreadable as fault:
        raise BadTable(str(fault)) from fault
    why = ""
    for grid in grids:
        try:
            return grid.rows, find_header(grid.rows, Chosen(asked.columns))
        except NoHeader as fault:
            why = why or (f"{grid.sheet}: {fault}" if len(grids) > 1 else str(fault))
    raise BadTable(f"{name}: {why}")


def _lines(rows: list[list[str]], header: Header, asked: Asked) -> list[_Row]:
    """The rows under the header, one for each figure. A line of one cell alone is a note of the publisher."""
    found = []
    for n, row in enumerate(rows[header.at + 1 :], header.at + 2):
        cells = [*(cell.strip() for cell in row), *[""] * (len(header.names) - len(row))]
        if not any(cells):
            continue
        if sum(bool(cell) for cell in cells) == 1 and len(header.names) > 2 and cells[0]:
            continue

        def at(role: Role, cells: list[str] = cells) -> str:
            return cells[header.columns[role]] if role in header.columns else ""

        place = (at("place") if "place" in header.columns else asked.all_of)[:LONGEST_WORDS]
        group = at("group")[:LONGEST_WORDS]
        if header.wide:
            found += [_Row(n, place, group, at("measure"), header.names[w], "", cells[w], at("exposure"), at("status")) for w in header.wide]
        else:
            found.append(_Row(n, place, group, at("measure"), at("period"), at("within"), at("count"), at("exposure"), at("status")))
    return found


def _several_measures(lines: list[_Row]) -> list[Fault]:
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(line.measure, line.row)
    if len(first) < 2:
        return []
    named = listed((f"{measure!r} from row {row}" for measure, row in first.items()), 6)
    return [Fault(tuple(first.values()), f"it holds more than one measure: {named}. Bring each as a table of its own.")]


def _periods(lines: list[_Row], header: Header, asked: Asked, faults: list[Fault]) -> list[Period | None]:
    """The period of each line; all of one kind, or faults that say which are not."""
    open_: list[tuple[Period, ...]] = []
    for line in lines:
        if "within" in header.columns:
            one = parse_within(line.period, line.within)
            open_.append((one,) if one is not None else ())
        else:
            open_.append(parse(line.period))
        if not open_[-1]:
            faults.append(Fault((line.row,), f"row {line.row}: {_no_period(line)}"))
    votes = Counter(one[0].kind for one in open_ if len(one) == 1)
    if not votes and any(open_):
        rows = tuple(line.row for line, each in zip(lines, open_, strict=True) if each)
        text = next(line.period for line, each in zip(lines, open_, strict=True) if each)
        faults.append(Fault(rows[:1], f"row {rows[0]}: {text} can be a month or a financial year. Write a financial year as {text.replace('-', '/')}, or a month as Dec {text[:4]}."))
        return [None] * len(lines)
    kind = votes.most_common(1)[0][0] if votes else None
    found = [next((one for one in each if one.kind == kind), None) for each in open_]
    strange = [(line, each[0]) for line, each, one in zip(lines, open_, found, strict=True) if each and one is None]
    if strange:
        first = next(line for line, one in zip(lines, found, strict=True) if one is not None)
        faults.append(Fault(
            tuple(line.row for line, _ in strange),
            f"{rows_said([line.row for line, _ in strange])}: {strange[0][0].period} is a {KINDS[strange[0][1].kind][0]}, and row {first.row} "
            f"says {first.period}, a {KINDS[kind][0]}. One table has periods of one kind; bring the others as a table of their own.",  # type: ignore[index]
        ))  # fmt: skip
    if asked.days_are and kind == "day":
        found = [None if one is None else containing(asked.days_are, one.first) for one in found]
    return found


def _no_period(line: _Row) -> str:
    text = f"{line.period} {line.within}".strip()
    if not text:
        return "no period stands there. Write the year, quarter or month of the count."
    return f"{text[:40]!r} is no period. Write it as 2024, 2023/24, 2024Q1, 2024-01, 2024-W05 or 2024-01-31."


def _figure(line: _Row, period: Period | None, header: Header, faults: list[Fault]) -> Figure | None:
    """The figure of a line; None, with faults, where it has none."""
    if not line.place:
        said = "no place stands there" if "place" in header.columns else "no column names the place; say of which place all of it is"
        if "place" in header.columns or not any("no column names the place" in one.says for one in faults):
            faults.append(Fault((line.row,), f"row {line.row}: {said}."))
    cell = read_count(line.count)
    if cell.wrong:
        where = f", {line.period}" if header.wide else ""
        faults.append(Fault((line.row,), f"row {line.row}{where}: {line.count[:40]!r} {cell.wrong}."))
    try:
        exposure = read_exposure(line.exposure)
    except ValueError as fault:
        exposure = None
        faults.append(Fault((line.row,), f"row {line.row}: the population {line.exposure[:40]!r} {fault}."))
    status = read_status(line.status)
    if status is None:
        faults.append(Fault((line.row,), f"row {line.row}: {line.status[:40]!r} is neither provisional nor final."))
    if period is None or not line.place or cell.wrong or status is None:
        return None
    return Figure(
        place=line.place, group=line.group, period=period, count=cell.count, suppressed=cell.suppressed, exposure=exposure,
        status="provisional" if cell.provisional else status,
    )  # fmt: skip


def _with_totals(figures: list[tuple[int, Figure]], header: Header) -> list[tuple[int, Figure]]:
    """With the rows marked that add up others: "Total" among groups, "Scotland" among areas. Alone neither adds up anything."""
    from bothy.reports.auditor.totals import is_total

    groups, places = {one.group for _, one in figures}, {one.place for _, one in figures}
    totals = {one for one in groups if is_total(one)} if not all(map(is_total, groups)) else set()
    wholes = {one for one in places if is_total(one)} if "place" in header.columns and not all(map(is_total, places)) else set()
    return [(row, msgspec.structs.replace(one, total=one.group in totals or one.place in wholes)) for row, one in figures]


def _repeated(figures: list[tuple[int, Figure]]) -> list[Fault]:
    """The same place, group and period twice."""
    first: dict[object, tuple[int, Figure]] = {}
    faults = []
    for row, one in figures:
        if one.key not in first:
            first[one.key] = (row, one)
            continue
        before, was = first[one.key]
        what = listed(part for part in (one.place, one.group, one.period.name) if part)
        same = was.count == one.count and was.suppressed == one.suppressed
        says = f"both say {shown(one)}: take one of them out" if same else f"one says {shown(was)}, the other {shown(one)}: keep the right one"
        faults.append(Fault((before, row), f"rows {before} and {row} are both of {what}, and {says}."))
    return faults


def shown(one: Figure) -> str:
    """A figure as a table shows it: "1,017", "x", "not known"."""
    if one.count is not None:
        return f"{one.count:,}"
    return one.suppressed.mark if one.suppressed is not None else "not known"


def _columns(header: Header) -> dict[str, str]:
    told = {role: header.names[at] for role, at in header.columns.items()}
    if header.wide:
        told |= {"period": f"{header.names[header.wide[0]]} to {header.names[header.wide[-1]]}, a column each"}
    return told
