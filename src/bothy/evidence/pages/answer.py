"""What a design answers, ready to be shown: the page, the CSV and the PDF are made of this and of nothing else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bothy.reports.charts import Theme


class Said(msgspec.Struct, frozen=True):
    """A number with the words in which a page and a PDF show it. ``value``: None where it cannot be told, as ``says`` explains."""

    value: float | None
    says: str


Cell = str | int | float | None | Said
"""Text; a number, shown with separators and up to four significant figures; None is "not known". A year is text."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """``draw``: an SVG by day or by night. ``says``: the same in words. ``width``, ``height``: on a page, in pixels."""

    title: str
    says: str
    width: int
    height: int
    draw: Callable[[Theme], bytes]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table. ``name``: of its CSV file, in a-z and hyphens; the first cell of a row names the row."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stands beside the answer and is no part of it."""

    title: str
    paragraphs: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """``sentences``: the answer in plain words, under the picture; no figure without its interval.

    ``assumptions``: on what it hangs, the null case among them. ``cautions``: what is the matter with this very file or fit.
    ``fails``: each method that was used, with the invented truths under which it says too much (`honest.found.where`).
    ``source``: where the figures come from, with their definition. ``choices``: by field, what this file offers there.
    """

    title: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...]
    sheets: tuple[Sheet, ...]
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    fails: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}


def says(cell: Cell) -> str:
    """A cell as it is read."""
    if cell is None:
        return "not known"
    if isinstance(cell, Said):
        return cell.says
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 10_000 else f"{cell:,.4g}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def is_number(cell: Cell) -> bool:
    """Whether it stands at the right of its column."""
    return not isinstance(cell, str)
