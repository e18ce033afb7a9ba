"""Figures in words and as data: what a file holds, what is wrong with it, what another edition says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bothy.evidence.figures.drawn import line_name
from bothy.evidence.figures.editions import CHANGES, Difference, Edition
from bothy.evidence.figures.periods import KINDS
from bothy.evidence.figures.reading import Read, shown
from bothy.evidence.figures.shape import (
    AREA_KINDS,
    CERTAINTIES,
    DATED_BY,
    STATUSES,
    Figure,
    Quotation,
    Series,
)

MOST_LINES = 20


def held(figures: Sequence[Figure]) -> str:
    """ "4 figures by year, 2023 to 2024, of 2 places or groups"."""
    periods = sorted({one.period for one in figures}, key=lambda one: one.first)
    lines = {(one.place, one.group) for one in figures}
    return f"{len(figures):,} figures by {KINDS[periods[0].kind][0]}, {periods[0].name} to {periods[-1].name}, of {len(lines):,} {'places or groups' if len(lines) > 1 else 'place or group'}"


def said_read(read: Read) -> str:
    """A file that can be used: what it holds, line by line, and what should be known before it is used."""
    series = _lines_of(read.figures)
    taken = ", ".join(f"{role} from {column!r}" for role, column in read.columns.items())
    return "\n".join([f"{read.name}: {held(read.figures)}.", f"Taken: {taken}.", *series, *(f"- {one}" for one in read.looks)]) + "\n"


def said_edition(edition: Edition) -> str:
    """A carried series with its definition and source."""
    series = edition.series
    told, source = series.definition, series.source
    return "\n".join([
        f"{series.title} ({edition.key})", f"{held(series.figures)}.", "", f"What is counted: {told.words}",
        f"Dated by {DATED_BY[told.dated_by]}; {CERTAINTIES[told.certainty]}; area: {AREA_KINDS[told.area]}.", *(f"- {one}" for one in series.notes), "",
        *_lines_of(series.figures), "", f"Source: {source.name}", f"{source.address} {source.licence}".strip(), f"File {edition.provenance.file}, SHA-256 {edition.provenance.sha256}",
    ]) + "\n"  # fmt: skip


def said_list(editions: Sequence[Edition], quotations: Sequence[Quotation]) -> str:
    """What is carried; what was only ever quoted stands apart."""
    rows = []
    for one in editions:
        rows += [one.key, f"  {one.series.title}: {held(one.series.figures)}", f"  {one.series.source.name}", ""]
    rows.append("Quoted, and not data:")
    rows += [f"  “{one.said}”: {one.where}, {one.on}, about {one.about}. {one.note}" for one in quotations]
    return "\n".join(rows) + "\n"


def said_differences(found: Sequence[Difference], later: str, before: str) -> str:
    """What a later edition says otherwise."""
    if not found:
        return f"{later} says the same as {before}.\n"
    rows = [f"{later} says {len(found):,} figure{'s' if len(found) > 1 else ''} otherwise than {before}:"]
    for one in found:
        figure = one.figure
        was, now = (shown(each) if each is not None else "no row" for each in (one.was, one.now))
        rows.append(f"- {line_name((figure.place, figure.group))}, {figure.period.name}: {was} → {now} ({CHANGES[one.change]})")
    return "\n".join(rows) + "\n"


def _lines_of(figures: Sequence[Figure]) -> Iterator[str]:
    lines: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        lines.setdefault((one.place, one.group), []).append(one)
    for n, (line, each) in enumerate(lines.items()):
        if n == MOST_LINES:
            yield f"  and {len(lines) - MOST_LINES:,} more places or groups"
            return
        last = max(each, key=lambda one: one.period.first)
        yield f"  {line_name(line)}: {len(each)} periods, last {last.period.name}: {shown(last)}{' (provisional)' if last.status == 'provisional' else ''}"


def figure_data(one: Figure) -> dict[str, Any]:
    """One figure for programs."""
    return {
        "place": one.place, "group": one.group, "total": one.total, "period": one.period.name, "first_day": one.period.first.isoformat(), "last_day": one.period.last.isoformat(),
        "count": one.count, "suppressed": None if one.suppressed is None else msgspec.to_builtins(one.suppressed), "exposure": one.exposure, "status": STATUSES[one.status],
    }  # fmt: skip


def read_data(read: Read) -> dict[str, Any]:
    """A file for programs."""
    rows = [figure_data(one) | {"row": row} for one, row in zip(read.figures, read.rows_of, strict=True)]
    return {"name": read.name, "sha256": read.sha256, "period_kind": read.kind, "columns": read.columns, "looks": list(read.looks), "rows": rows}


def edition_data(edition: Edition) -> dict[str, Any]:
    """A carried series for programs."""
    series: Series = edition.series
    return {
        "key": edition.key, "title": series.title, "period_kind": series.kind, "definition": msgspec.to_builtins(series.definition), "source": msgspec.to_builtins(series.source),
        "provenance": msgspec.to_builtins(edition.provenance), "notes": list(series.notes), "rows": [figure_data(one) for one in series.figures],
    }  # fmt: skip


def difference_data(one: Difference) -> dict[str, Any]:
    """One difference for programs."""
    figure = one.figure
    was, now = (figure_data(each) if each is not None else None for each in (one.was, one.now))
    return {"place": figure.place, "group": figure.group, "period": figure.period.name, "change": one.change, "was": was, "now": now}
