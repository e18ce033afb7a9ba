"""An answer on paper, as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from __future__ import annotations

from importlib.resources import files

import msgspec

from bothy import __version__
from bothy.evidence.pages.answer import Answer, Sheet, is_number, says
from bothy.evidence.pages.taking import Asked
from bothy.reports.print.typesetting import pdf

_TEMPLATE = files("bothy.evidence.pages").joinpath("paper.typ")
MOST_ROWS = 1_000
"""Of a table on paper; its CSV holds all."""


def as_pdf(asked: Asked, found: Answer) -> bytes:
    """What was asked, of which file, stands at its end: the same file and options make the same pages."""
    design, file = asked.design, asked.file
    assert file is not None
    told = [(field.label, _told(asked, field.name)) for field in design.fields]
    return on_paper(found, Paper(title=design.title, question=design.question, cannot=design.cannot, asked=tuple(told), file=file.name, sha256=file.sha256))


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on paper beside an answer. ``asked``: label and words of each option; ``file``, ``sha256``: what it was made of."""

    title: str
    question: str
    cannot: str
    asked: tuple[tuple[str, str], ...]
    file: str
    sha256: str


def on_paper(found: Answer, paper: Paper) -> bytes:
    """The PDF of an answer."""
    data = {
        "title": found.title,
        "design": paper.title,
        "question": paper.question,
        "sentences": found.sentences,
        "pictures": [{"title": one.title, "says": one.says, "svg": one.draw("day").decode()} for one in found.pictures],
        "sheets": [_sheet(sheet) for sheet in found.sheets],
        "assumptions": found.assumptions,
        "cautions": found.cautions,
        "fails": [{"method": method[:1].upper() + method[1:], "says": says} for method, says in found.fails],
        "source": found.source,
        "asides": [{"title": one.title, "paragraphs": one.paragraphs} for one in found.asides],
        "cannot": paper.cannot,
        "asked": [{"label": label, "says": says} for label, says in paper.asked],
        "file": paper.file,
        "sha256": paper.sha256,
        "version": __version__,
    }
    return pdf(_TEMPLATE, data)


def _told(asked: Asked, name: str) -> str:
    field = next(one for one in asked.design.fields if one.name == name)
    told = asked.given.get(name, "").strip()
    if field.kind == "switch":
        return "yes" if told else "no"
    return dict(field.choices).get(told, told) or "not told"


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "title": sheet.title,
        "heads": sheet.heads,
        "numbers": [all(is_number(row[n]) for row in sheet.rows) for n in range(len(sheet.heads))],
        "rows": [[says(cell) for cell in row] for row in sheet.rows[:MOST_ROWS]],
        "cut": max(0, len(sheet.rows) - MOST_ROWS),
        "notes": sheet.notes,
    }
