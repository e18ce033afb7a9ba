"""Figures as one tidy CSV: a line a figure, the definition and the source on every line, so that neither is lost on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC

from bothy.evidence.figures.shape import Figure, Provenance, Series

COLUMNS = (
    "measure", "place", "group", "is_total", "period", "period_kind", "first_day", "last_day", "count", "suppressed", "least", "most", "exposure", "exposure_is",
    "status", "dated_by", "certainty", "area_kind", "delay_days", "definition", "source", "source_address", "licence", "retrieved_on", "file", "file_sha256", "brought_at",
)  # fmt: skip


def as_csv(series: Series, provenance: Provenance, figures: Sequence[Figure] | None = None) -> str:
    """The series, or some figures of it. ``count`` is empty where it is not known, and the mark as printed where it is suppressed."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    definition, source = series.definition, series.source
    for one in series.figures if figures is None else figures:
        hidden = one.suppressed
        sheet.writerow([
            definition.measure, safe(one.place), safe(one.group), "yes" if one.total else "no", one.period.name, one.period.kind, one.period.first, one.period.last,
            _mark(hidden.mark) if hidden is not None else "" if one.count is None else one.count, "yes" if hidden is not None else "no",
            "" if hidden is None or hidden.least is None else hidden.least, "" if hidden is None or hidden.most is None else hidden.most,
            "" if one.exposure is None else f"{one.exposure:.10g}", definition.exposure_is, one.status, definition.dated_by, definition.certainty, definition.area,
            "" if definition.delay_days is None else definition.delay_days, safe(definition.words), safe(source.name), safe(source.address), safe(source.licence),
            source.retrieved_on or "", safe(provenance.file), provenance.sha256, f"{provenance.brought_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        ])  # fmt: skip
    return out.getvalue()


def _mark(mark: str) -> str:
    """The mark as printed; x for one that a spreadsheet would reckon with."""
    return mark if mark == safe(mark) else "x"


def safe(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
