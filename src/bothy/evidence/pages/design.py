"""What a design page is made of: what is asked, what file it wants, the fields of its form, an example, and the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from bothy.evidence.pages.answer import Answer
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.options import Options

Kind = Literal["text", "number", "whole", "date", "choice", "switch"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the form. ``default``: what stands in it at first. ``choices``: value and words, where it is chosen.

    ``least``, ``most``: limits of a number, both allowed. A switch is "1" when it is on.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: float | None = None
    most: float | None = None
    required: bool = False


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is carried. ``options``: what its fields begin with, where that is not their default."""

    key: str
    title: str
    file: str
    content: Callable[[], bytes]
    options: dict[str, str] = {}


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """``place``: where it stands in the list. ``question``: what is asked. ``can``, ``cannot``: what it says and what it never says.

    ``bring``: the columns of a file that it can use, and their meaning; ``looks_like``: its first lines.
    """

    name: str
    place: int
    title: str
    question: str
    can: str
    cannot: str
    bring: tuple[tuple[str, str], ...]
    looks_like: str
    run: Callable[[Brought, Options], Answer]
    fields: tuple[Field, ...] = ()
    examples: tuple[Example, ...] = ()
    accept: str = ".csv"

    def example(self, key: str) -> Example | None:
        """The carried file of this key, or None."""
        return next((one for one in self.examples if one.key == key), None)
