"""What decide works with: the case before it, and what it answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import fold
from bothy.care.body import Body, Departure
from bothy.care.commands import Actor, Command, Refusal
from bothy.care.hours import clock_time, rules_at
from bothy.care.house import Emergency, House, Referral, Visit
from bothy.care.rules import HouseRules
from bothy.care.words import sentence

AHEAD = timedelta(seconds=5)
"""How far ahead of the facility clock a tablet's time may be before it is pulled to now."""


class Wish(msgspec.Struct, frozen=True):
    """An entry as care wants it written; ids, numbers and `recorded_at` are given by intake."""

    kind: str
    subject: UUID
    body: Body
    happened_at: datetime


class Case(msgspec.Struct, frozen=True):
    """One command with all that is needed to decide it. `body` is decoded, `at` is when it happened."""

    house: House
    command: Command
    body: msgspec.Struct
    actor: Actor
    at: datetime
    now: datetime
    recall: fold.Recall | None = None

    @property
    def subject(self) -> UUID:
        return self.command.subject

    @property
    def rules(self) -> HouseRules:
        return rules_at(self.house, self.at)

    def visit(self, visit: UUID | None = None) -> Visit | None:
        """The visit that is meant (the subject, if not said), in the House or recalled."""
        found = fold.find_visit(self.house, visit or self.subject, self.recall)
        return found if found.lines else None

    def emergency(self) -> Emergency | None:
        found = fold.find_emergency(self.house, self.subject, self.recall)
        return found if found.lines else None

    def referral(self) -> Referral | None:
        found = fold.find_referral(self.house, self.subject, self.recall)
        return found if found.lines else None

    def clock(self, at: datetime | None) -> str:
        """A moment as clocks in the facility show it, for sentences."""
        return "?" if at is None else clock_time(self.house, at)

    def wish(self, kind: str, body: Body, subject: UUID | None = None) -> Wish:
        return Wish(kind, subject or self.subject, body, self.at)


Outcome = tuple[Wish, ...] | Refusal
Decider = Callable[[Case], Outcome]


def refuse(code: str, **values: object) -> Refusal:
    """A refusal with its sentence from the catalogue."""
    return Refusal(code, sentence(f"refusal.{code}", **values))


def reckoned(house: House, told: datetime, now: datetime) -> datetime | None:
    """A told time in UTC, pulled to `now` where it lies ahead; None where it lies before the founding.

    Whole milliseconds, so that browsers put lines in the same order.
    """
    try:
        told = told.astimezone(UTC)
    except (OverflowError, ValueError):
        return whole_milliseconds(now) if told.year > now.year else None
    if told > now + AHEAD:
        return whole_milliseconds(now)
    first, told = founded_at(house), whole_milliseconds(told)
    return None if first is not None and told < first else told


def founded_at(house: House) -> datetime | None:
    """When the facility was founded; nothing of it happened before."""
    lines = house.facility_lines
    return next((line.happened_at for line in lines if line.kind == "facility-founded"), None)


def whole_milliseconds(at: datetime) -> datetime:
    """A moment as entries say it: browsers know no finer time."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def departure(rule: str, reason: str) -> Departure:
    """A house rule that was not kept, with the reason that staff gave, if any."""
    return Departure(rule=rule, reason=reason or "not_stated")


def contested(wishes: tuple[Wish, ...]) -> bool:
    """Whether what is written was acted on though it was no longer possible."""
    return any(getattr(wish.body, "contested", False) for wish in wishes)
