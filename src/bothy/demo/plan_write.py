"""From a day's plan to the commands that staff would have tapped."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from numpy.random import Generator

from bothy.care.commands import Command
from bothy.demo.plan_staff import Roster
from bothy.demo.plan_streams import made_id

LONDON = ZoneInfo("Europe/London")
_encode = msgspec.json.Encoder().encode


def facility_time(day: date, minute: float) -> datetime:
    """UTC of a local minute of that day, to the millisecond. Clocks change at night, when nobody is in."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(UTC)
    return noon + timedelta(milliseconds=round((minute - 720) * 60_000))


class Scribe:
    """Collects the commands of one day; ids follow from the seed, the day and how many came before."""

    def __init__(self, seed: int, day: date, roster: Roster, rng: Generator, facility: UUID) -> None:
        self.seed, self.day, self.roster, self.rng, self.facility = seed, day, roster, rng, facility
        self.commands: list[Command] = []
        self._noon = facility_time(day, 720)
        self._made = 0

    def at(self, minute: float) -> datetime:
        return self._noon + timedelta(milliseconds=round((minute - 720) * 60_000))

    def write(
        self, minute: float, kind: str, subject: UUID, body: msgspec.Struct, staff: UUID | None = None,
        private: dict[str, object] | None = None,
    ) -> UUID:  # fmt: skip
        """Add a command at that local minute, by `staff` or who took over from them; returns its id."""
        if staff is not None:
            staff = self.roster.holds(staff, minute)
        self._made += 1
        id = made_id(self.seed, self.day, self._made)
        self.commands.append(
            Command(
                id=id,
                kind=kind,
                subject=subject,
                body=msgspec.Raw(_encode(body)),
                happened_at=self.at(minute),
                private=None if private is None else msgspec.Raw(_encode(private)),
                staff=staff,
            )
        )
        return id

    def who(self, minute: float, *roles: str) -> UUID:
        """Somebody who is on the floor then."""
        return self.roster.one(self.rng, minute, *roles).id

    def done(self) -> list[Command]:
        """Everything of the day in the order in which it happened."""
        return sorted(self.commands, key=lambda command: command.happened_at)
