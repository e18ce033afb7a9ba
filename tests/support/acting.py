"""A facility in memory: commands go through decide and fold as they do behind the writer."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care.bodies import FacilityFounded, PlaceSpec, RulesSigned, StaffCame
from bothy.care.commands import Actor, Command, Refusal
from bothy.care.decide import decide
from bothy.care.fold import fold
from bothy.care.house import House, Line
from bothy.care.rules import SCOTLAND, HouseRules
from bothy.care.wish import Wish
from bothy.journal.entry import entry_id

MORNING = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
"""Nine o'clock in Glasgow, on a Monday."""
SYSTEM = Actor(system=True)


class Facility:
    """`tell` sends a command at facility time `now`; `lines` is the journal, `house` what it adds up to."""

    def __init__(self, seed: int = 1, rules: HouseRules = SCOTLAND, places: int = 8, opened: bool = True):
        self.random = random.Random(seed)
        self.now = MORNING
        self.house = House()
        self.lines: list[Line] = []
        self.id = self.new_id()
        self.staff = self.new_id()
        self.nurse = Actor(staff=self.staff, role="nurse", device=self.new_id())
        specs = tuple(PlaceSpec(number=n, accessible=n < 3) for n in range(1, places + 1))
        founded = FacilityFounded(name="The Bothy", time_zone="Europe/London", places=specs)
        signed = RulesSigned(rules=rules, effective_from=self.now, signer=self.new_id())
        self.tell("found-facility", self.id, founded, actor=SYSTEM)
        self.tell("sign-rules", self.id, signed, actor=SYSTEM)
        if opened:
            self.tell("come-on-shift", self.id, StaffCame(staff=self.staff, role="nurse"))
            self.tell("open-floor", self.id, {})

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def pass_minutes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def command(
        self,
        kind: str,
        subject: UUID,
        body: object,
        *,
        at: datetime | None = None,
        acted: bool = False,
    ) -> Command:
        return Command(
            id=self.new_id(),
            kind=kind,
            subject=subject,
            body=msgspec.Raw(msgspec.json.encode(body)),
            happened_at=at or self.now,
            acted=acted,
        )

    def ask(
        self,
        kind: str,
        subject: UUID,
        body: object,
        *,
        actor: Actor | None = None,
        at: datetime | None = None,
        acted: bool = False,
    ) -> tuple[Wish, ...] | Refusal:
        """What is answered, written or not; what is wished is written down."""
        command = self.command(kind, subject, body, at=at, acted=acted)
        actor = actor or self.nurse
        answer = decide(self.house, command, actor, self.now, self.recall)
        # No two commands happen in the same millisecond, unless a test says so.
        self.now += timedelta(milliseconds=1)
        if not isinstance(answer, Refusal):
            for n, wish in enumerate(answer):
                self.write(wish, entry_id(command.id, n), actor)
        return answer

    def tell(self, kind: str, subject: UUID, body: object = (), **how: object) -> list[Line]:
        """As `ask`, but a refusal is a failure of the test. The lines that were written."""
        before = len(self.lines)
        answer = self.ask(kind, subject, {} if body == () else body, **how)  # type: ignore[arg-type]
        assert not isinstance(answer, Refusal), answer
        return self.lines[before:]

    def refused(self, kind: str, subject: UUID, body: object = (), **how: object) -> Refusal:
        """As `ask`, but anything but a refusal is a failure of the test."""
        before = len(self.lines)
        answer = self.ask(kind, subject, {} if body == () else body, **how)  # type: ignore[arg-type]
        assert isinstance(answer, Refusal), answer
        assert len(self.lines) == before
        return answer

    def write(self, wish: Wish, entry: UUID, actor: Actor) -> None:
        line = Line(
            len(self.lines) + 1,
            entry,
            wish.kind,
            wish.subject,
            wish.body,
            wish.happened_at,
            self.now,
            actor.staff,
            actor.device,
        )
        self.lines.append(line)
        self.house = fold(self.house, line, self.recall)

    def recall(self, subject: UUID) -> list[Line]:
        return [line for line in self.lines if line.subject == subject]

    # --- the acts most tests need ---

    def someone(self) -> UUID:
        person = self.new_id()
        self.tell("register-person", person, {"age_band": "35-44", "sex": "male"})
        return person

    def visit(self, person: UUID | None = None, **how: object) -> UUID:
        visit = self.new_id()
        self.tell("start-visit", visit, {"person": person or self.someone(), "purposes": ["use"]}, **how)
        return visit

    def in_place(self, place: int, person: UUID | None = None) -> UUID:
        visit = self.visit(person)
        self.tell("give-place", visit, {"place": place})
        return visit


def departures(body: object) -> list[str]:
    """The rules that were departed from, as an entry's body says."""
    return [said.rule for said in body.departures]  # type: ignore[attr-defined]
