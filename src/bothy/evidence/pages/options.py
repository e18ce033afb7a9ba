"""What was typed into the fields of a design, read and looked at before the design sees it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from bothy.evidence.table import BadTable

if TYPE_CHECKING:
    from bothy.evidence.pages.design import Design, Field

LONGEST = 200
"""Characters of a field."""


class Options(msgspec.Struct, frozen=True):
    """By field what was typed, "" where nothing was. The readers below do not fail: what they read was looked at."""

    told: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """What was typed or chosen."""
        return dict(self.told)[name]

    def number(self, name: str) -> float | None:
        """None where nothing was typed."""
        told = self.text(name)
        return float(told) if told else None

    def whole(self, name: str) -> int | None:
        """None where nothing was typed."""
        told = self.text(name)
        return int(told) if told else None

    def day(self, name: str) -> date | None:
        """None where nothing was typed."""
        told = self.text(name)
        return date.fromisoformat(told) if told else None

    def switch(self, name: str) -> bool:
        return self.text(name) == "1"


def options_of(design: Design, given: Mapping[str, str]) -> Options:
    """`BadTable` with the label of the field that cannot be read."""
    return Options(tuple((field.name, _looked_at(field, given.get(field.name, "").strip())) for field in design.fields))


def _looked_at(field: Field, told: str) -> str:
    if field.kind == "switch":
        return "1" if told else ""
    if "\0" in told or len(told) > LONGEST:
        raise BadTable(f"{field.label}: write at most {LONGEST} characters, and letters only that can be printed.")
    if not told:
        if field.required:
            raise BadTable(f"{field.label}: this has to be told.")
        return ""
    if field.kind == "choice" and told not in {value for value, _ in field.choices}:
        raise BadTable(f"{field.label}: {told[:40]!r} is none of the choices. Choose from the list.")
    if field.kind in ("number", "whole"):
        _within(field, told)
    if field.kind == "date":
        try:
            return date.fromisoformat(told).isoformat()
        except ValueError:
            raise BadTable(f"{field.label}: {told[:40]!r} is no day. Write it as 2025-01-13.") from None
    return told


def _within(field: Field, told: str) -> None:
    try:
        number = float(int(told) if field.kind == "whole" else float(told))
    except (ValueError, OverflowError):
        raise BadTable(f"{field.label}: {told[:40]!r} is no {'whole number' if field.kind == 'whole' else 'number'}.") from None
    if not math.isfinite(number):
        raise BadTable(f"{field.label}: {told[:40]!r} is no number that can be used.")
    if field.least is not None and number < field.least:
        raise BadTable(f"{field.label}: {told[:40]} is less than {field.least:g}, the least it can be.")
    if field.most is not None and number > field.most:
        raise BadTable(f"{field.label}: {told[:40]} is more than {field.most:g}, the most it can be.")
