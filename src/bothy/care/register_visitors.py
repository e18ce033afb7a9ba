"""Visitors: who is neither service user nor staff, came and went. They count into people inside (for a fire), never into service users.

For readers: `visitors(lines)` of all lines of `KINDS` (and `corrected` of the same subjects); `here(house, at)`: those in the
house now. Names are notes beside the entry (subject: the visitor, about: "name").
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care import board, history
from bothy.care.bodies_register import VisitorCame, VisitorWent
from bothy.care.house import House, Line
from bothy.care.register_items import by_subject

KINDS = ("visitor-came", "visitor-went")


class Visitor(msgspec.Struct, frozen=True):
    """``went_at``: None while in the house. ``let_in_by``: staff."""

    id: UUID
    came_at: datetime
    what: str
    purpose: str
    accompanied: bool
    reference: str | None
    let_in_by: UUID | None
    went_at: datetime | None = None


class Inside(msgspec.Struct, frozen=True):
    """How many people are in the house, for an evacuation. Staff and service users are never added to the same figure."""

    service_users: int
    staff: int
    visitors: int

    @property
    def all(self) -> int:
        return self.service_users + self.staff + self.visitors


def visitor(lines: tuple[Line, ...]) -> Visitor | None:
    """One visitor from their lines in order; None where nothing stands that says they came."""
    said = history.standing(lines)
    came = next((line for line in said if isinstance(line.body, VisitorCame)), None)
    if came is None or not isinstance(came.body, VisitorCame):
        return None
    went = next((line.happened_at for line in said if isinstance(line.body, VisitorWent)), None)
    body = came.body
    return Visitor(
        came.subject,
        came.happened_at,
        body.what,
        body.purpose,
        body.accompanied,
        body.reference,
        came.staff,
        went,
    )


def visitors(lines: Iterable[Line]) -> tuple[Visitor, ...]:
    """Every visitor of these lines, the first first."""
    found = (visitor(one) for one in by_subject(lines).values())
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.came_at, one.id.bytes))
    )


def here(house: House) -> tuple[Visitor, ...]:
    """The visitors who are in the house now."""
    known = visitors(line for file in house.registers.values() for line in file.lines)
    return tuple(one for one in known if one.went_at is None)


def inside(house: House) -> Inside:
    """Who must be out when the house is emptied, by what the record says now."""
    return Inside(
        service_users=board.in_house(house),
        staff=sum(one.here for one in house.on_floor.values()),
        visitors=len(here(house)),
    )
