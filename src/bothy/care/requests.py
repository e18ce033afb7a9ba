"""Requests by police, courts and others: what was asked, by what authority, who decided, and what was given."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care.bodies_vault import RequestAnswered, RequestDecided, RequestReceived
from bothy.care.history import in_order, standing
from bothy.care.house import Line

NOTHING_TO_GIVE: frozenset[str] = frozenset({"refused", "not_held", "withdrawn"})
"""Decisions after which nothing can be given but the answer itself."""

State = Literal["received", "decided", "answered", "withdrawn"]


class Decided(msgspec.Struct, frozen=True):
    body: RequestDecided
    at: datetime
    by: UUID | None


class Answered(msgspec.Struct, frozen=True):
    body: RequestAnswered
    at: datetime
    by: UUID | None


class Request(msgspec.Struct, frozen=True):
    """One request. The last decision and the last answer hold; the earlier ones stay to be read."""

    id: UUID
    number: int
    asked: RequestReceived
    at: datetime
    by: UUID | None
    decisions: tuple[Decided, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def state(self) -> State:
        if self.answers and self.answers[-1].at >= self.decisions[-1].at:
            return "answered"
        if not self.decisions:
            return "received"
        return "withdrawn" if self.decisions[-1].body.decision == "withdrawn" else "decided"

    @property
    def waits(self) -> bool:
        """Whether somebody here still has to do something about it."""
        return self.state in ("received", "decided")

    def overdue(self, today: date) -> bool:
        """Whether it still waits after the day by which it was to be answered."""
        return self.waits and self.asked.due_on is not None and self.asked.due_on < today


def requests(lines: Iterable[Line]) -> tuple[Request, ...]:
    """All requests in these lines, the latest received first; corrections applied."""
    of: dict[UUID, list[Line]] = {}
    for line in lines:
        of.setdefault(line.subject, []).append(line)
    found = [one for one in map(_request, of.values()) if one is not None]
    return tuple(sorted(found, key=lambda one: (one.at, one.number), reverse=True))


def _request(lines: list[Line]) -> Request | None:
    found: Request | None = None
    for line in standing(in_order(lines)):
        said = line.body
        if isinstance(said, RequestReceived):
            found = Request(line.subject, line.number, said, line.happened_at, line.staff)
        elif found is not None and isinstance(said, RequestDecided):
            decided = Decided(said, line.happened_at, line.staff)
            found = msgspec.structs.replace(found, decisions=(*found.decisions, decided))
        elif found is not None and found.decisions and isinstance(said, RequestAnswered):
            answered = Answered(said, line.happened_at, line.staff)
            found = msgspec.structs.replace(found, answers=(*found.answers, answered))
    return found


__all__ = ["NOTHING_TO_GIVE", "Answered", "Decided", "Request", "State", "requests"]
