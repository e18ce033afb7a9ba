"""What is no fault of a table, and still has to be known: gaps, empty cells, marks, totals, columns that nothing is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bothy.evidence.figures.faults import listed, rows_said
from bothy.evidence.figures.periods import Period, between
from bothy.evidence.figures.shape import Figure

MOST_GAPS = 8
MOST_SUMS = 5
_Rows = Sequence[tuple[int, Figure]]


def missing_periods(figures: Sequence[Figure]) -> dict[tuple[str, str], tuple[Period, ...]]:
    """Of each place and group the periods without a row, between the first and the last of all figures; none where all are there."""
    if not figures:
        return {}
    every = tuple(between(min((one.period for one in figures), key=lambda one: one.first), max((one.period for one in figures), key=lambda one: one.first)))
    there: dict[tuple[str, str], set[Period]] = defaultdict(set)
    for one in figures:
        there[one.place, one.group].add(one.period)
    found = {line: tuple(period for period in every if period not in has) for line, has in there.items()}
    return {line: gaps for line, gaps in found.items() if gaps}


def looks_of(rows: _Rows, unused: Sequence[str]) -> tuple[str, ...]:
    """Sentences for whoever brings the table."""
    return (*(_first_days(rows) or _gaps(rows)), *_empty(rows), *_marks(rows), *_totals(rows), *_sums(rows), *_others(unused))


def _first_days(rows: _Rows) -> list[str]:
    """Days that are all the first of a month: a spreadsheet writes months so."""
    days = {one.period.first for _, one in rows if one.period.kind == "day"}
    if len(days) < 2 or any(day.day != 1 for day in days):
        return []
    return ["Every period is the first of a month. If they stand for whole months, quarters or years, say so: as they are, each is a single day."]


def _gaps(rows: _Rows) -> list[str]:
    gaps = missing_periods([one for _, one in rows])
    if not gaps:
        return []
    lines = len({(one.place, one.group) for _, one in rows})
    everywhere = set.intersection(*(set(each) for each in gaps.values())) if len(gaps) == lines else set()
    told = []
    if everywhere:
        named = listed((one.name for one in sorted(everywhere, key=lambda one: one.first)), 12)
        told.append(f"No row at all is of {named}. Whether nothing was counted or nothing happened cannot be seen; if it was nought, write 0.")
    left = {line: [one for one in each if one not in everywhere] for line, each in gaps.items()}
    some = [(line, each) for line, each in left.items() if each]
    for (place, group), each in some[:MOST_GAPS]:
        told.append(f"{place}{f', {group}' if group else ''} has no row for {listed((one.name for one in each), 12)}.")
    if len(some) > MOST_GAPS:
        told.append(f"{len(some) - MOST_GAPS:,} more places or groups have gaps too.")
    if some:
        told.append("A period without a row is taken as not known, not as nought.")
    return told


def _empty(rows: _Rows) -> list[str]:
    at = [row for row, one in rows if one.count is None and one.suppressed is None]
    if not at:
        return []
    return [f"{rows_said(at).capitalize()}: the count is empty, so it is taken as not known, not as nought. If nothing happened, write 0."]


def _marks(rows: _Rows) -> list[str]:
    marks: dict[str, list[int]] = defaultdict(list)
    for row, one in rows:
        if one.suppressed is not None:
            marks[one.suppressed.mark].append(row)
    told = [f"{mark!r} in {rows_said(at)} is taken as suppressed: a number that is not shown." for mark, at in marks.items()]
    if any(mark in ("-", "–", "—") for mark in marks):
        told.append("If a dash means nought in this table, write 0.")
    return told


def _totals(rows: _Rows) -> list[str]:
    totals = listed(dict.fromkeys(one.group or one.place for _, one in rows if one.total))
    return [f"Rows of {totals} are taken as totals: they are kept and shown, and never added to the others."] if totals != "none" else []


def _sums(rows: _Rows) -> list[str]:
    """Totals beside what their parts come to, where every part is shown or the parts shown are too many already."""
    told = []
    for period, where, whole, parts in _added(rows):
        come_to, hidden = sum(one.count or 0 for one in parts), any(one.count is None for one in parts)
        if whole.count is not None and (come_to > whole.count or (come_to != whole.count and not hidden)):
            said = f"{period.name}, {where}" if where else period.name
            told.append(f"{said}: the parts come to {come_to:,} and the total says {whole.count:,}. A part is missing, or one of them was revised alone.")
    return told[:MOST_SUMS] + ([f"{len(told) - MOST_SUMS:,} more totals do not come out."] if len(told) > MOST_SUMS else [])


def _added(rows: _Rows) -> Iterator[tuple[Period, str, Figure, list[Figure]]]:
    """Each total with its parts: groups of one place, and places of one group. The second: the place or group that all of it is of."""
    from bothy.reports.auditor.totals import is_total

    for whole, same in ((lambda one: one.group, lambda one: one.place), (lambda one: one.place, lambda one: one.group)):
        sums: dict[tuple[Period, str], tuple[list[Figure], list[Figure]]] = defaultdict(lambda: ([], []))
        for _, one in rows:
            sums[one.period, same(one)][0 if one.total and is_total(whole(one)) else 1].append(one)
        for (period, where), (totals, parts) in sums.items():
            if len(totals) == 1 and parts:
                yield period, where, totals[0], parts


def _others(unused: Sequence[str]) -> list[str]:
    return [f"Nothing is made of {'the column' if len(unused) == 1 else 'the columns'} {listed(map(repr, unused), 12)}."] if unused else []
