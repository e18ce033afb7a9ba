"""A sheet as Markdown: for a repository, a wiki or an appendix."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bothy.evidence.sheets.making import Line, Sheet

_MARKS = {"as_signed": "as signed", "otherwise": "**otherwise**", "not_said": "not stated"}


def as_markdown(sheet: Sheet) -> str:
    """The whole sheet. The same sheet gives the same text."""
    lines = [f"# {_safe(sheet.title)}", "", f"**{_safe(sheet.before)}**", "", "## What was asked", "", *_pairs(sheet.asked)]
    if sheet.protocol:
        lines += ["", "## What was signed", "", *_pairs(sheet.protocol), "", *(f"- {_safe(one)}" for one in sheet.proof), ""]
        lines += [f"- {_MARKS[one.state]}: {_safe(one.says)}" for one in sheet.checks]
    lines += ["", "## How it was answered", "", *_pairs(sheet.how), "", "## What came out", "", *(f"- {_safe(one)}" for one in sheet.results)]
    if sheet.cautions:
        lines += ["", "## To be careful of", "", *(f"- {_safe(one)}" for one in sheet.cautions)]
    lines += ["", "## What it hangs on", "", *(f"- {_safe(one)}" for one in sheet.assumptions)]
    lines += ["", "## STROBE", "", *_items(sheet.strobe), "", "## RECORD", "", *_items(sheet.record), ""]
    lines += [f"{sheet.open} of {len(sheet.strobe) + len(sheet.record)} items are not stated.", "", *_pairs(sheet.made), ""]
    return "\n".join(lines)


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return ["| | |", "| --- | --- |", *(f"| {_safe(name)} | {_safe(says)} |" for name, says in pairs)]


def _items(items: Sequence[Line]) -> list[str]:
    return ["| Item | Asks | Here |", "| --- | --- | --- |", *(f"| {one.number} | {_safe(one.asks)} | {_safe(one.says) if one.stated else '*Not stated.*'} |" for one in items)]


def _safe(text: str) -> str:
    """One line in which nothing is read as Markdown or HTML."""
    escaped = re.sub(r"([\\`*_\[\]|#])", r"\\\1", " ".join(text.split()))
    return escaped.replace("<", "&lt;").replace(">", "&gt;")
