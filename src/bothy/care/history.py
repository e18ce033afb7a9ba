"""The history of one subject: its lines in the order in which they happened, corrections applied.

The same few steps serve visits, emergencies, referrals, people and the facility, and the browser
has the same file in JavaScript.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from bothy.care.bodies import Corrected
from bothy.care.house import Line
from bothy.care.kinds import decode


def insert(lines: tuple[Line, ...], line: Line) -> tuple[tuple[Line, ...], bool]:
    """Put `line` where it belongs by (happened_at, number); also whether that is the last place."""
    at = len(lines)
    while at > 0 and _after(lines[at - 1], line):
        at -= 1
    if at == len(lines):
        return (*lines, line), True
    return (*lines[:at], line, *lines[at:]), False


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines in the order in which they happened. A facility's of ten years are recalled in one go."""
    return tuple(sorted(lines, key=_when))


def _when(line: Line) -> tuple[datetime, int]:
    return line.happened_at, line.number


def _after(one: Line, other: Line) -> bool:
    if one.happened_at == other.happened_at:
        return one.number > other.number
    return one.happened_at > other.happened_at


def has_corrections(lines: Iterable[Line]) -> bool:
    return any(line.kind == "corrected" for line in lines)


def standing(lines: tuple[Line, ...]) -> list[Line]:
    """What the lines say after every correction: voided lines gone, the rest in their right order.

    Corrections themselves are not among them. A correction can be corrected or voided like any
    other line; of two that say the same part of a line differently, the one that happened later holds.
    """
    naming: dict[object, list[Line]] = {}
    for line in lines:
        if isinstance(line.body, Corrected):
            naming.setdefault(line.body.entry, []).append(line)
    kept = []
    for line in lines:
        if line.kind != "corrected":
            put_right = _put_right(line, naming) if naming else line
            if put_right is not None:
                kept.append(put_right)
    if naming:
        kept.sort(key=_when)
    return kept


def _put_right(line: Line, naming: dict[object, list[Line]]) -> Line | None:
    """The line after the corrections that name it; None when it is void.

    Each correction names one entry, so those that name each other in a circle are never come to from a
    line that says something.
    """
    corrections = []
    for naming_line in naming.get(line.id, ()):
        correction = _put_right(naming_line, naming)
        if correction is not None:
            corrections.append(correction)
    corrections.sort(key=_when)
    for correction in corrections:
        said = correction.body
        assert isinstance(said, Corrected)
        if said.entry != line.id:
            continue
        if said.void:
            return None
        if said.body is not None:
            line = msgspec.structs.replace(line, body=decode(line.kind, bytes(said.body)))
        if said.happened_at is not None:
            line = msgspec.structs.replace(line, happened_at=said.happened_at)
    return line
