"""Finds as one tidy CSV, which can be brought back as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bothy.evidence.finds.shape import Find

COLUMNS = ("date", "square", "what", "count", "found_by", "effort", "effort_in")


def as_csv(finds: Iterable[Find]) -> str:
    """A line a find; ``effort`` is empty where it is not known."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for one in finds:
        effort = "" if one.effort is None else f"{one.effort:.10g}"
        sheet.writerow([one.on, one.square.name, one.what, one.count, one.found_by, effort, one.effort_in])
    return out.getvalue()
