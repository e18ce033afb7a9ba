"""The files of a release: each a function of the release alone, so that the same release gives the same bytes.

The makers are imported when they are asked for: a CSV needs neither a typesetter nor a drawing library.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from bothy.reports.files.fence import Leaks
from bothy.reports.files.signed import Signed
from bothy.reports.release import Grid, Release

__all__ = [
    "FORMATS", "Format", "Leaks", "Signed", "as_csv", "as_html", "as_json", "as_pdf", "as_xlsx", "chart", "chart_data",
    "codebook_csv", "grid_csv", "schema",
]  # fmt: skip


def as_csv(release: Release, signed: Signed | None = None) -> bytes:
    """One tidy table, one line a figure."""
    from bothy.reports.files import csv_file

    return csv_file.as_csv(release, signed)


def codebook_csv(release: Release, signed: Signed | None = None) -> bytes:
    """What the columns and indicators of `as_csv` mean."""
    from bothy.reports.files import csv_file

    return csv_file.codebook_csv(release)


def grid_csv(release: Release, grid: Grid) -> bytes:
    """One table as printed."""
    from bothy.reports.files import csv_file

    return csv_file.grid_csv(release, grid)


def as_json(release: Release, signed: Signed | None = None) -> bytes:
    """The frozen bytes."""
    from bothy.reports.files import json_file

    return json_file.as_json(release, signed)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `as_json`."""
    from bothy.reports.files import json_file

    return json_file.schema()


def as_xlsx(release: Release, signed: Signed | None = None) -> bytes:
    """A workbook: cover, a sheet a table, definitions, the tidy data."""
    from bothy.reports.files import xlsx_file

    return xlsx_file.as_xlsx(release, signed)


def as_pdf(release: Release, signed: Signed | None = None) -> bytes:
    """A statistical release on A4 that screen readers can read (PDF/UA-1)."""
    from bothy.reports.files import pdf_file

    return pdf_file.as_pdf(release, signed)


def as_html(release: Release, signed: Signed | None = None) -> bytes:
    """One web page that needs nothing else."""
    from bothy.reports.files import page

    return page.as_html(release, signed)


def chart(release: Release, grid: Grid, theme: str = "day") -> bytes:
    """A table's chart as SVG, "day" or "night". ValueError for a table that is not drawn."""
    from bothy.reports.files import drawn

    return drawn.chart(release, grid, theme)


def chart_data(release: Release, grid: Grid) -> bytes:
    """What the chart shows, as CSV."""
    from bothy.reports.files import drawn

    return drawn.chart_data(release, grid)


class Format(msgspec.Struct, frozen=True):
    """A way to take a release away. `make`: from the release and who signed it to the bytes."""

    name: str
    label: str
    ending: str
    media_type: str
    make: Callable[[Release, Signed | None], bytes]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("html", "Web page", "html", "text/html; charset=utf-8", as_html),
        Format("pdf", "PDF", "pdf", "application/pdf", as_pdf),
        Format("xlsx", "Spreadsheet", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
        Format("csv", "Data (CSV)", "csv", "text/csv; charset=utf-8", as_csv),
        Format("codebook", "Codebook (CSV)", "codebook.csv", "text/csv; charset=utf-8", codebook_csv),
        Format("json", "Frozen figures (JSON)", "json", "application/json", as_json),
    )
}
"""Every format, in the order in which a page offers them."""
