"""The briefing as a PDF that screen readers can read (PDF/UA-1): exactly four A4 pages, set by Typst."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import msgspec

from bothy.evidence.briefing.told import Brief, Note
from bothy.reports.print.typesetting import pdf, pictures

PAGES = 4
_TEMPLATE = files("bothy.evidence.briefing").joinpath("briefing.typ")


def as_pdf(told: Brief) -> bytes:
    """The PDF. The same briefing gives the same bytes. The template refuses to set anything but four pages."""
    return pdf(_TEMPLATE, _data(told))


def as_pictures(told: Brief, pixels_per_inch: float = 110) -> list[bytes]:
    """The same four pages as PNG."""
    return pictures(_TEMPLATE, _data(told), pixels_per_inch)


def _data(told: Brief) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(told)
    data["notes"] = [msgspec.to_builtins(one) for one in halves(told.notes)]
    return data


def halves(notes: Sequence[Note]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """The notes in order as two columns about equally long."""
    lengths = [60 + len(one.label) + len(one.text) + len(one.data) for one in notes]
    half = min(range(len(notes) + 1), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])))
    return tuple(notes[:half]), tuple(notes[half:])
