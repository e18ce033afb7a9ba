"""The files of the registers in the House: a left-behind item, an incident, a visitor, each with its lines.

A file is nothing but its lines in order; what they come to is read by `register_items`, `register_incidents`
and `register_visitors`, also from lines that never were in the House. The browser does the same.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bothy.care import history
from bothy.care.bodies_register import IncidentMoved, ItemMoved, VisitorWent
from bothy.care.house import Line, RegisterFile

SUBJECTS = frozenset({"item", "incident", "visitor"})
GONE = ("police", "destroyed")


def add(file: RegisterFile, line: Line) -> RegisterFile:
    """The file with one more line, wherever in its order that belongs."""
    lines, _ = history.insert(file.lines, line)
    return RegisterFile(file.id, lines, over_at(lines))


def recalled(id: UUID, lines: Iterable[Line]) -> RegisterFile:
    """A file that the House did not hold."""
    held = history.in_order(lines)
    return RegisterFile(id, held, over_at(held))


def over_at(lines: tuple[Line, ...]) -> datetime | None:
    """Since when nothing is open on it: it went out of the house, was closed, or never was.

    Of a file of which all was taken back: since the last line, so that it can be put right at once.
    """
    said = history.standing(lines)
    if not said:
        return lines[-1].happened_at if lines else None
    over = None
    for line in said:
        body = line.body
        if isinstance(body, ItemMoved):
            over = line.happened_at if body.to in GONE else None
        elif isinstance(body, IncidentMoved):
            if body.act in ("closed", "opened_again"):
                over = line.happened_at if body.act == "closed" else None
        elif isinstance(body, VisitorWent):
            over = over or line.happened_at
    return over
