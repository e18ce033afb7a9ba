"""A sheet as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from __future__ import annotations

from importlib.resources import files

import msgspec

from bothy.evidence.sheets.making import Sheet
from bothy.reports.print.typesetting import pdf, pictures

_TEMPLATE = files("bothy.evidence.sheets").joinpath("sheet.typ")


def as_pdf(sheet: Sheet) -> bytes:
    """The PDF. The same sheet gives the same bytes."""
    return pdf(_TEMPLATE, _data(sheet))


def as_pictures(sheet: Sheet, pixels_per_inch: float = 110) -> list[bytes]:
    """The same as PNG, one a page."""
    return pictures(_TEMPLATE, _data(sheet), pixels_per_inch)


def _data(sheet: Sheet) -> dict[str, object]:
    return {**msgspec.to_builtins(sheet), "open": sheet.open, "items": len(sheet.strobe) + len(sheet.record)}
