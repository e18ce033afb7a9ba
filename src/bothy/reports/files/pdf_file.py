"""A statistical release on A4 as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from importlib.resources import files

import msgspec

from bothy.reports.files.drawn import pictured
from bothy.reports.files.signed import Signed
from bothy.reports.files.told import Table, told
from bothy.reports.panels import Panels, draw
from bothy.reports.print.typesetting import pdf
from bothy.reports.release import Release

_TEMPLATE = files("bothy.reports").joinpath("files/release.typ")


def as_pdf(release: Release, signed: Signed | None = None) -> bytes:
    """The PDF. The same release and signature give the same bytes."""
    page = told(release, signed)
    data = msgspec.to_builtins(page)
    data["tables"] = [
        {**_table(table), **_chart(pictured(release, grid))} for table, grid in zip(page.tables, release.grids, strict=True)
    ]
    return pdf(_TEMPLATE, data)


def _chart(chart: Panels | None) -> dict[str, object]:
    return {
        "chart": None if chart is None else draw(chart, "day").decode(),
        "alt": "" if chart is None else f"{chart.title}. {chart.description}",
    }


def _table(table: Table) -> dict[str, object]:
    """A table as its parts: a wide one stands in several below each other, each with the rows' labels."""
    return {
        "title": table.title,
        "notes": table.notes,
        "parts": [
            {
                "heads": [table.first, *(table.heads[at] for at in part)],
                "rows": [
                    {
                        "label": line.label,
                        "total": line.total,
                        "complete": line.complete,
                        "cells": [
                            {"says": cell.says, "below": cell.below, "word": cell.word, "soft": cell.soft}
                            for cell in (line.cells[at] for at in part)
                        ],
                    }
                    for line in table.lines
                ],
            }
            for part in table.parts
        ],
    }
