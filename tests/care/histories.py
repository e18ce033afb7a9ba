"""Random days of a facility: several tablets, some cut off for a while, mistakes put right.

`random_day` makes one from a random.Random; `histories` are hypothesis's; ``histories_json`` writes them for another language.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from bothy.care import board
from bothy.care.bodies_time import TimeReckoned
from bothy.care.commands import Actor, Command, Refusal
from bothy.care.decide import decide
from bothy.care.kinds import encode
from bothy.care.watches import missed, watch_command_id
from bothy.care.wish import Wish
from bothy.journal.entry import entry_id
from care.random_emergencies import an_act
from care.random_registers import of_a_register
from support.acting import SYSTEM, Facility

PREPARATIONS = (
    [{"substances": ["heroin"], "route": "vein", "site": "groin"}],
    [{"substances": ["heroin", "cocaine"], "route": "vein"}],
    [{"substances": ["crack"], "route": "pipe"}, {"substances": ["heroin"], "route": "foil"}],
    "declined",
    "not_asked",
)


@dataclass
class Tablet:
    """`outbox`: what it has not sent yet. Cut off, it goes on writing down what was done."""

    actor: Actor
    cut_off: bool = False
    outbox: list[tuple[Command, Actor]] = field(default_factory=list)


class Day:
    """One random facility. `facility.lines` is what was written."""

    def __init__(self, rng: random.Random, places: int = 3, people: int = 5, tablets: int = 3):
        self.rng = rng
        # Some days have nights in them, so that things leave the House and are recalled.
        self.nights = rng.choice((0.01, 0.01, 0.01, 0.2))
        self.facility = Facility(seed=rng.getrandbits(32), places=places)
        self.people = [self.facility.someone() for _ in range(people)]
        self.facility.pass_minutes(30)
        self.not_looked_up: list[UUID] = []
        self.visits: list[UUID] = []
        self.steps = 0
        self.emergencies: list[UUID] = []
        self.referrals: list[UUID] = []
        self.answers: list[tuple[Command, object]] = []
        self.second = self.facility.new_id()
        self.registers: dict[str, list[UUID]] = {"item": [], "incident": [], "visitor": []}
        self.tablets = [
            Tablet(
                Actor(
                    staff=self.facility.new_id(), role=role, device=self.facility.new_id(), beside=(self.second,)
                )
            )
            for role in ("nurse", "shift_lead", rng.choice(("worker", "worker", "reception")))[:tablets]
        ]

    # --- what happens ---

    def step(self) -> None:
        rng, facility = self.rng, self.facility
        minutes = 60 * 15 if rng.random() < self.nights else rng.choice((0, 0, 0, 0.2, 1, 4))
        facility.now += timedelta(minutes=minutes, milliseconds=1 + rng.randrange(400))
        tablet = rng.choice(self.tablets)
        if rng.random() < 0.08:
            tablet.cut_off = not tablet.cut_off
        for _ in range(rng.choice((1, 1, 2))):
            facility.now += timedelta(milliseconds=1)
            # A PIN that turns out wrong: what was done stands without a name.
            unclaimed = tablet.cut_off and rng.random() < 0.06
            nobody = Actor(device=tablet.actor.device, beside=(*tablet.actor.beside, tablet.actor.staff))
            actor = nobody if unclaimed else tablet.actor
            tablet.outbox.append((self.command(tablet), actor))
        if not tablet.cut_off:
            self.send(tablet)
        if rng.random() < 0.1:
            self.escalate()
        self.steps += 1
        if self.steps % 40 == 0:
            self.publish()

    def send(self, tablet: Tablet) -> None:
        for command, actor in tablet.outbox:
            self.take(command, actor)
        tablet.outbox.clear()

    def take(self, command: Command, actor: Actor) -> None:
        facility = self.facility
        answer = decide(facility.house, command, actor, facility.now, facility.recall)
        self.answers.append((command, answer))
        if not isinstance(answer, Refusal):
            for n, wish in enumerate(answer):
                facility.write(wish, entry_id(command.id, n), actor)
            if command.acted and self.rng.random() < 0.1:
                self.reckoned(command, len(answer), actor)

    def reckoned(self, command: Command, count: int, actor: Actor) -> None:
        """The tablet's clock was off: one more entry says so."""
        body = TimeReckoned(
            entry=entry_id(command.id, 0), count=max(1, count), device=actor.device, told=command.happened_at,
            by="ticks", skew_ms=600_000,
        )  # fmt: skip
        wish = Wish("time-reckoned", self.facility.id, body, self.facility.now)
        self.facility.write(wish, entry_id(command.id, count), actor)

    def escalate(self) -> None:
        facility = self.facility
        for watch in missed(facility.house, facility.now)[:2]:
            facility.now += timedelta(milliseconds=1)
            gone = [tablet.actor.device for tablet in self.tablets if tablet.cut_off]
            body = {
                "watch": watch.id, "rule": watch.rule, "level": watch.level, "due_at": watch.due_at,
                "out_of_contact": gone,
            }  # fmt: skip
            command = facility.command("miss-watch", watch.subject, body)
            command = msgspec.structs.replace(command, id=watch_command_id(watch.id, watch.level))
            self.take(command, SYSTEM)

    def flag(self) -> None:
        """The house itself suspects a bad batch."""
        self.facility.now += timedelta(milliseconds=1)
        body = {
            "about": "substance", "code": "heroin", "since": self.facility.now, "emergencies": [self.facility.new_id()],
            "uses": 9, "expected": 0.1, "usual_per_1000": 10.0, "baseline_emergencies": 1, "baseline_uses": 100,
            "tested": 12, "false_alarm_years": 12.0,
        }  # fmt: skip
        self.take(self.facility.command("flag-batch", self.facility.id, body), SYSTEM)
        self.facility.now += timedelta(milliseconds=1)

    def publish(self) -> None:
        """The office checks figures, signs them, sends them or takes them back: nothing of the board."""
        facility = self.facility
        what = {"set": "thistle", "since": "2025-01", "until": "2025-08", "number": 1, "digest": "ab" * 32, "sha256": "cd" * 32}
        manager, publication = Actor(staff=UUID(int=1), role="manager"), UUID(int=self.steps)
        for n, (kind, body) in enumerate(
            (
                ("check-publication", what), ("sign-publication", what), ("sign-publication", what),
                ("send-publication", {"to": "the partnership", "how": "email"}), ("withdraw-publication", {"why": "other"}),
            )
        ):  # fmt: skip
            self._quietly(kind, publication, body, n, manager)
        left = {"what": "all", "reason": "the city asked", "upto": 9, "manifest": "ef" * 32}
        self._quietly("note-export", facility.id, left, 9, SYSTEM)

    def _quietly(self, kind: str, subject: UUID, body: dict[str, Any], n: int, actor: Actor) -> None:
        """Take a command without drawing from what the day is made of: the rest of it goes on as it would have."""
        # At a moment of its own, as every line here: of two at one moment the order is that in which they arrived.
        self.facility.now += timedelta(milliseconds=1)
        id, raw = UUID(int=self.steps * 100 + n), msgspec.Raw(msgspec.json.encode(body))
        self.take(Command(id=id, kind=kind, subject=subject, body=raw, happened_at=self.facility.now), actor)
        self.facility.now += timedelta(milliseconds=1)

    def finish(self) -> None:
        """Every tablet is heard."""
        for tablet in self.tablets:
            tablet.cut_off = False
            self.facility.now += timedelta(milliseconds=1)
            self.send(tablet)

    # --- what is asked for ---

    def command(self, tablet: Tablet) -> Command:
        rng = self.rng
        acted = rng.random() < (0.7 if tablet.cut_off else 0.15)
        kind = rng.choices(
            ("visit", "facility", "emergency", "referral", "correct", "settle", "person", "register"),
            (60, 8, 14, 6, 7, 5, 4, 9),
        )[0]
        acts = {"emergency": an_act, "register": of_a_register}
        made = acts[kind](self, tablet) if kind in acts else getattr(self, f"_{kind}")(tablet)
        kind, subject, body = made or self._visit(tablet) or self._start()
        # A tablet's clock may be a little off, either way.
        at = self.facility.now if rng.random() < 0.85 else self.facility.now - self._a_while()
        return self.facility.command(kind, subject, body, at=at, acted=acted)

    def _a_while(self) -> timedelta:
        return timedelta(milliseconds=self.rng.randrange(1, 20 * 60 * 1000))

    def _start(self) -> tuple[str, UUID, Any]:
        visit = self.facility.new_id()
        self.visits.append(visit)
        purposes = self.rng.choice((["use"], ["use", "supplies"], ["wound_care"]))
        return "start-visit", visit, {"person": self.rng.choice(self.people), "purposes": purposes}

    def _visit(self, tablet: Tablet) -> tuple[str, UUID, Any] | None:
        rng = self.rng
        if not self.visits or rng.random() < 0.15:
            return self._start()
        visit = rng.choice(self.visits[-6:])
        held = self.facility.house.visits.get(visit)
        episodes = held.episodes if held else ()
        episode = rng.choice(episodes).id if episodes else self.facility.new_id()
        place = rng.randrange(1, len(self.facility.house.specs) + 1)
        kind, body = rng.choice(
            (
                ("enter-stage", {"stage": rng.choice(("waiting", "assessment", "aftercare"))}),
                ("enter-stage", {"stage": "aftercare", "with_staff": tablet.actor.staff}),
                ("assess", self._assessed()),
                ("give-place", {"place": place}),
                ("give-place", {"place": place, "preparations": rng.choice(PREPARATIONS)}),
                ("give-place", {"place": place}),
                ("start-episode", {}),
                ("end-episode", {"episode": episode, "used": rng.choice(("yes", "no"))}),
                ("end-episode", {"episode": episode}),
                ("see", {"visits": rng.sample(self.visits[-6:], 1), "state": "drowsy_rousable"}),
                ("see", {"visits": self.visits[-4:], "round": True}),
                ("give-service", {"service": rng.choice(("wound_care", "shower"))}),
                ("give-supplies", {"items": [{"item": "needle", "count": rng.randrange(1, 9)}]}),
                ("give-supplies", {"items": [{"item": "tourniquet", "count": 1}], "returned": 3}),
                ("end-visit", {"how": rng.choice(("left", "to_hospital", "asked_to_leave"))}),
                ("end-visit", {}),
                ("note", {"about": "visit", "digest": "ab" * 32}),
            )
        )
        return kind, visit, body

    def _assessed(self) -> dict[str, Any]:
        rng = self.rng
        told: dict[str, Any] = {"preparations": rng.choice(PREPARATIONS)}
        if rng.random() < 0.5:
            told["otherwise"] = {"where": "street", "alone": "yes"}
        if rng.random() < 0.5:
            told["risk_flags"] = rng.choice((["alcohol_today"], [], "declined"))
        return told

    def _facility(self, tablet: Tablet) -> tuple[str, UUID, Any]:
        rng, house = self.rng, self.facility.house
        place = rng.randrange(1, len(house.specs) + 1)
        if rng.random() < 0.15:
            self.flag()
        flags = [one.id for one in house.flags] or [self.facility.new_id()]
        kind, body = rng.choice(
            (
                ("end-flag", {"flag": rng.choice(flags), "why": "found_harmless"}),
                ("change-place", {"place": place, "status": "ready"}),
                ("change-place", {"place": place, "status": "ready"}),
                ("change-place", {"place": place, "status": "out_of_use", "reason": "light broken"}),
                ("come-on-shift", {"staff": tablet.actor.staff, "role": tablet.actor.role}),
                ("go-off-shift", {"staff": tablet.actor.staff}),
                ("turn-away", {"reason": "full", "purpose": "use"}),
                ("close-floor", {}),
                ("open-floor", {}),
                ("open-floor", {}),
                ("note", {"about": "facility", "digest": "cd" * 32}),
                ("note-stock", {"item": "naloxone_im", "batch": "AB 123", "expires": "2027-02-28"}),
                (
                    "note-stock",
                    {
                        "item": rng.choice(("naloxone_im", "naloxone_nasal")),
                        "batch": rng.choice(("AB 123", "77/3")),
                        "status": rng.choice(("used_up", "open", "withdrawn")),
                    },
                ),
            )
        )
        return kind, self.facility.id, body

    def _referral(self, tablet: Tablet) -> tuple[str, UUID, Any]:
        rng = self.rng
        if not self.referrals or rng.random() < 0.4:
            self.referrals.append(self.facility.new_id())
            return "offer-referral", self.referrals[-1], {"person": rng.choice(self.people), "to": "housing"}
        step = rng.choice(("accepted", "made", "attended", "engaged", "lost", "declined"))
        body: dict[str, Any] = {"step": step, "said_by": "service"}
        if step == "engaged":
            body["engagement"] = "tenancy_started"
        return "move-referral", rng.choice(self.referrals[-4:]), body

    def _person(self, tablet: Tablet) -> tuple[str, UUID, Any]:
        """Somebody is entered without being looked up and the desk says who it was; two are one; somebody is forgotten."""
        rng = self.rng
        if rng.random() < 0.15:
            return "merge-person", rng.choice(self.people), {"same_as": rng.choice(self.people)}
        if rng.random() < 0.08:
            return "forget-person", rng.choice(self.people), {"asked_by": "person"}
        if not self.not_looked_up or rng.random() < 0.3:
            self.not_looked_up.append(self.facility.new_id())
            self.people.append(self.not_looked_up[-1])
            return "register-person", self.not_looked_up[-1], {"looked_up": False}
        same_as = rng.choice((*self.people, None))
        return "link-person", rng.choice(self.not_looked_up), {"same_as": same_as}

    def _correct(self, tablet: Tablet) -> tuple[str, UUID, Any] | None:
        rng = self.rng
        lines = [
            line
            for line in self.facility.lines
            if line.kind not in ("facility-founded", "rules-signed", "watch-missed")
        ]
        if not lines:
            return None
        line = rng.choice(lines[-60:])
        body: dict[str, Any] = {"entry": line.id, "reason": "wrong card"}
        how = rng.random()
        if how < 0.4:
            body["void"] = True
        elif how < 0.7:
            # At no other's moment, and never to come (it would count as now): of two at one moment the order is that
            # in which they arrived. Whole milliseconds, as the browser has them.
            by = self._a_while()
            moved = line.happened_at + rng.choice((-1, -1, 1)) * by
            if moved >= self.facility.now:
                moved = line.happened_at - by
            moved = moved.replace(microsecond=moved.microsecond // 1000 * 1000)
            taken = {one.happened_at for one in self.facility.lines}
            while moved in taken:
                moved -= timedelta(milliseconds=1)
            body["happened_at"] = moved
        else:
            told = json.loads(encode(line.body))
            if line.kind in ("place-given", "episode-started"):
                told["place"] = rng.randrange(1, len(self.facility.house.specs) + 1)
            if line.kind == "visit-started":
                told["person"] = str(rng.choice(self.people))
            if line.kind == "person-linked":
                told["same_as"] = str(rng.choice(self.people))
            if line.kind == "assessed":
                told = self._assessed()
            if line.kind == "visit-ended":
                told["how"] = "left_against_advice"
            if line.kind == "corrected":
                told = {**{k: told[k] for k in ("entry", "kind")}, "reason": "void after all", "void": True}
            body["body"] = told
        return "correct", line.subject, body

    def _settle(self, tablet: Tablet) -> tuple[str, UUID, Any] | None:
        contests = board.contests(self.facility.house)
        if not contests:
            return None
        contest = self.rng.choice(contests)
        keeps = self.rng.choice((*contest.visits, None))
        return (
            "settle-contest",
            contest.visits[0],
            {"about": contest.about, "keeps": keeps, "reason": "asked"},
        )


def random_day(rng: random.Random, steps: int = 80) -> Day:
    """A day of `steps` steps, every tablet heard at the end."""
    day = Day(rng)
    for _ in range(steps):
        day.step()
    day.finish()
    return day


def histories(max_steps: int = 60) -> st.SearchStrategy[Day]:
    """Random days for hypothesis, which makes a failing one as short as it can."""
    return st.builds(
        lambda seed, steps: random_day(random.Random(seed), steps),
        st.integers(min_value=0, max_value=2**32),
        st.integers(min_value=1, max_value=max_steps),
    )
