"""What a design page is made of: how it asks, and what it answers. Words and numbers only; no Django."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from bothy.evidence.table import BadTable, Table, read_csv

if TYPE_CHECKING:
    from bothy.reports.charts import Theme

Kind = Literal["text", "number", "choice", "tick", "long"]
"""How an option is typed. ``long``: several lines; ``tick``: "yes" or ""."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One option. ``choices``: (value, words) of a choice. ``most``: how many signs it takes."""

    name: str
    label: str
    kind: Kind = "text"
    default: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 80


class Given(msgspec.Struct, frozen=True):
    """A file: what it is called, and its bytes."""

    name: str
    content: bytes


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """Something carried to try a design on. ``options``: those that fit it, beside the defaults."""

    key: str
    label: str
    read: Callable[[], Given] | None = None
    options: dict[str, str] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A design with all that was asked of it. ``example``: the key of the example it is about, "" for a file of one's own."""

    design: Design
    options: dict[str, str]
    file: Given | None = None
    example: str = ""

    def table(self) -> Table:
        """The file as a CSV table. BadTable where it is none."""
        given = self.given()
        return read_csv(given.content, given.name)

    def given(self) -> Given:
        """The file. BadTable where there is none."""
        if self.file is None:
            raise BadTable("Choose a file, or one of the examples.")
        return self.file

    def text(self, name: str) -> str:
        """An option as it was typed, without blanks around; its default where nothing was."""
        return self.options.get(name, "").strip() or self.field(name).default

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.options.get(name, "") == "yes"

    def number(self, name: str, *, least: float = -math.inf, most: float = math.inf, whole: bool = False) -> float:
        """An option as a number. BadTable where it is none, or beyond its limits."""
        label, said = self.field(name).label, self.text(name)
        try:
            value = float(said)
        except ValueError:
            raise BadTable(f"{label}: {said[:40]!r} is no number." if said else f"{label}: write a number.") from None
        if not math.isfinite(value) or (whole and value != int(value)):
            raise BadTable(f"{label}: {said[:40]} is no {'whole ' if whole else ''}number.")
        if not least <= value <= most:
            raise BadTable(f"{label}: {said[:40]} is {'less than ' if value < least else 'more than '}{least if value < least else most:,.10g}.")
        return value

    def field(self, name: str) -> Field:
        """The option of this name; KeyError where the design has none."""
        return {one.name: one for one in self.design.fields}[name]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """``draw``: the SVG by day or by night; ``description``: the picture in words; ``size``: width and height in pixels."""

    title: str
    description: str
    draw: Callable[[Theme], bytes]
    size: tuple[int, int] = (860, 400)


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table under the pictures, as it is printed. ``words``: columns beside the first that hold words rather than numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    words: tuple[int, ...] = ()


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of a design.

    ``says``: sentences, the answer first, each figure with its interval. ``null``: what would have been seen had nothing
    changed, or why it cannot be told apart. ``assumes``: on what it hangs. ``fails``: where the method is known to fail.
    ``looks``: what is odd in these figures. ``csv``: the figures unrounded, as a file (see `as_csv`).
    """

    says: tuple[str, ...]
    pictures: tuple[Picture, ...]
    sheets: tuple[Sheet, ...]
    assumes: tuple[str, ...]
    csv: str
    null: str = ""
    fails: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    source: str = ""


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """A way to judge. ``name``: in its address; ``place``: its place in the list; ``brings``: what the file holds, in sentences.

    ``takes``: the endings of files it takes, none where everything is typed. ``can``, ``cannot``: what it can and cannot say.
    """

    name: str
    place: int
    title: str
    short: str
    can: str
    cannot: str
    judge: Callable[[Asked], Judged]
    brings: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    examples: tuple[Example, ...] = ()
    takes: tuple[str, ...] = (".csv",)

    def example(self, key: str) -> Example | None:
        """The example of this key, if there is one."""
        return next((one for one in self.examples if one.key == key), None)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Unrounded figures as a CSV file: None is an empty cell, and no word is taken for a formula."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(heads)
    sheet.writerows([_cell(one) for one in row] for row in rows)
    return out.getvalue()


def _cell(one: object) -> object:
    if isinstance(one, float):
        return "" if math.isnan(one) else repr(float(one))
    if isinstance(one, str) and one[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{one}"
    return "" if one is None else one
