"""What a request asks of a design: an example with options in its address, or a file and options in a form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest

from bothy.evidence.pages.carried_along import checked, too_large, unpack
from bothy.evidence.pages.design import Asked, Design, Given, Judged
from bothy.evidence.pages.designs import designs
from bothy.evidence.table import BadTable

KEPT = "kept"
"""The field in which a file comes along again."""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came: shown again whatever becomes of it. ``wrong``: why nothing can be asked with it; "" where it can."""

    design: Design
    options: dict[str, str]
    example: str = ""
    file: Given | None = None
    wrong: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is something to judge; else the page says what to bring."""
        return bool(self.file or self.example or (not self.design.takes and self.options))

    @property
    def query(self) -> str:
        """The address of the same question, of an example or of what was typed; a file has none."""
        told = {"example": self.example} if self.example else {}
        return urlencode(told | {one.name: self.options.get(one.name, "") for one in self.design.fields})

    def judged(self) -> Judged:
        """The answer; BadTable where there is none. The last few are kept in memory, for the pictures and files of a page."""
        if self.wrong:
            raise BadTable(self.wrong)
        return _judged(self.design.name, self.example, self.file, tuple(sorted(self.options.items())))

    def picture(self, number: int, theme: str) -> bytes:
        """A picture of the answer. IndexError where it has no such picture."""
        return _picture(self.design.name, self.example, self.file, tuple(sorted(self.options.items())), number, theme)


def typed(request: HttpRequest, design: Design) -> Typed:
    """What was asked for. A form may bring a file, or the one that came along; without either it is about its example."""
    fields = request.POST if request.method == "POST" else request.GET
    example = fields.get("example", "")[:80]
    found = design.example(example)
    told = {one.name: fields[one.name].replace("\0", "").strip() for one in design.fields if one.name in fields}
    if found is not None and not told:
        told = {one.name: found.options.get(one.name, one.default) for one in design.fields}
    wrong = _wrong(design, told) or ("" if found or not example else "There is no such example. Choose one of those on the page.")
    file: Given | None = None
    try:
        file = _file(request) if request.method == "POST" and design.takes else None
    except BadTable as fault:
        wrong = str(fault)
    return Typed(design=design, options=told, example=example if found and file is None else "", file=file, wrong=wrong)


def _wrong(design: Design, told: Mapping[str, str]) -> str:
    for one in design.fields:
        value = told.get(one.name, "")
        if len(value) > one.most:
            return f"{one.label}: {len(value):,} signs are more than the {one.most:,} it takes."
        if value and one.kind == "choice" and value not in dict(one.choices):
            return f"{one.label}: {value[:40]!r} is none of its choices."
    return ""


def _file(request: HttpRequest) -> Given | None:
    brought = request.FILES.get("file")
    if brought is not None:
        if brought.size is not None and brought.size > 0:
            return checked(brought.name or "", brought.read())
        raise BadTable(f"{(brought.name or 'The file')[:80]} is empty.")
    kept = request.POST.get(KEPT, "")
    return unpack(kept) if kept else None


Options = tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)
def _judged(name: str, example: str, file: Given | None, options: Options) -> Judged:
    design = designs()[name]
    found = design.example(example)
    if file is None and found is not None and found.read is not None:
        file = found.read()
    return design.judge(Asked(design=design, options=dict(options), file=file, example=example))


@lru_cache(maxsize=48)
def _picture(name: str, example: str, file: Given | None, options: Options, number: int, theme: str) -> bytes:
    return _judged(name, example, file, options).pictures[number].draw("night" if theme == "night" else "day")


__all__ = ["KEPT", "Typed", "too_large", "typed"]
