"""The answer of a design as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from bothy.evidence.pages.asking import Typed
from bothy.evidence.pages.design import Judged
from bothy.reports.print.typesetting import pdf

_TEMPLATE = files("bothy.evidence.pages").joinpath("paper.typ")
_WIDE = 8


def paper(told: Typed, judged: Judged) -> bytes:
    """All that the page says, in its order: question, answer, pictures, assumptions, tables, and how it was asked."""
    design, example = told.design, told.design.example(told.example)
    data = {
        "title": design.title,
        "can": design.can,
        "cannot": design.cannot,
        "says": judged.says,
        "null": judged.null,
        "looks": judged.looks,
        "pictures": [{"title": one.title, "alt": one.description, "svg": one.draw("day").decode()} for one in judged.pictures],
        "assumes": judged.assumes,
        "fails": judged.fails,
        "sheets": [
            {"title": one.title, "heads": one.heads, "rows": one.rows, "notes": one.notes, "words": [0, *one.words], "wide": len(one.heads) > _WIDE}
            for one in judged.sheets
        ],
        "asked": [[one.label, _said(told, one.name)] for one in design.fields if told.options.get(one.name, "")],
        "of": f"Example: {example.label}" if example is not None else f"File: {told.file.name}" if told.file is not None else "",
        "digest": sha256(told.file.content).hexdigest() if told.file is not None else "",
        "source": judged.source,
    }
    return pdf(_TEMPLATE, data)


def _said(told: Typed, name: str) -> str:
    field = next(one for one in told.design.fields if one.name == name)
    value = told.options[name]
    return dict(field.choices).get(value, value)
