"""The whole history of the demo, day by day, as the commands that staff would have tapped.

Pure: the same seed and figures give the same commands, byte for byte. ``Plan.days()`` yields them in
order of time; ids follow from the seed, so a journal that holds a part of them is continued, never doubled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from bothy.care.bodies import PlaceSpec, StaffCame, StaffWent, TurnedAway
from bothy.care.commands import CloseFloor, Command, OpenFloor
from bothy.care.rules import SCOTLAND, HouseRules
from bothy.demo import plan_leave
from bothy.demo.plan_day import ACCESSIBLE, PLACES, plan_day
from bothy.demo.plan_months import Month, Stay, draw_month
from bothy.demo.plan_people import Invented, draw_people
from bothy.demo.plan_referral import Referrals
from bothy.demo.plan_registers import Registers
from bothy.demo.plan_rounds import write_rounds
from bothy.demo.plan_staff import Roster, Worker, staff
from bothy.demo.plan_streams import made_id, pick, stream
from bothy.demo.plan_training import trainings
from bothy.demo.plan_visit import Memory, write_visit
from bothy.demo.plan_write import Scribe

NAME = "Northgate"
TURNED_AWAY = {
    "left_without_waiting": 0.34, "closing_soon": 0.16, "no_substance": 0.12, "too_unwell": 0.08, "not_eligible": 0.1,
    "would_not_accept_rules": 0.08, "violence_or_threat": 0.04, "under_age": 0.02, "not_known": 0.06,
}  # fmt: skip
TURNED_AWAY_A_DAY = 0.9


def demo_rules() -> HouseRules:
    """The demo's house rules: Scotland's, which name the Thistle's table as exempt from suppression."""
    return SCOTLAND


@dataclass(frozen=True)
class Day:
    """One day of the history and its commands in order of time."""

    day: date
    commands: list[Command]


class Plan:
    """A facility's history to be. ``months`` carry the published figures, ``male`` and ``female`` the people."""

    def __init__(self, seed: int, months: Sequence[Month], male: int, female: int) -> None:
        self.seed = seed
        self.months = tuple(months)
        self.facility = made_id(seed, "facility")
        self.staff: list[Worker] = staff(seed)
        self.memory, self.referrals, self.registers = Memory(), Referrals(), Registers()
        self.people: list[Invented] = draw_people(seed, male, female, len(self.months))

    @property
    def day_count(self) -> int:
        """How many days there are to fill, for a progress bar."""
        return sum(len(month.days) for month in self.months)

    @property
    def founded_at(self) -> datetime:
        """The facility time of the first entry: the morning of the first day."""
        first = self.months[0].first
        return datetime(first.year, first.month, first.day, 8, 0, tzinfo=UTC)

    @property
    def places(self) -> tuple[PlaceSpec, ...]:
        """Eight places, two of them for wheelchairs."""
        return tuple(PlaceSpec(number=n, accessible=n in ACCESSIBLE) for n in PLACES)

    @property
    def rules(self) -> HouseRules:
        """The rules with which the house is founded: the demo's, with its leads and its legal basis."""
        return plan_leave.first_rules(self.seed, self.staff)

    @property
    def signer(self) -> UUID:
        """The manager who answers for the demo's house rules."""
        return next(worker.id for worker in self.staff if worker.role == "manager")

    def days(self) -> Iterator[Day]:
        """Every day from the first to the last, in order; each is drawn when it is asked for.

        What the house then remembers of people and referrals stays in ``memory`` and ``referrals``.
        """
        self.memory, self.referrals = memory, referrals = Memory(), Referrals()
        self.registers = Registers()
        for number, month in enumerate(self.months):
            by_day: dict[date, list[Stay]] = {day: [] for day in month.days}
            for stay in draw_month(self.seed, month, number, self.people):
                by_day[stay.day].append(stay)
            for day, stays in by_day.items():
                yield Day(day, self.write_day(day, stays, memory, referrals))

    def write_day(self, day: date, stays: list[Stay], memory: Memory, referrals: Referrals) -> list[Command]:
        """All commands of one day with these stays."""
        roster = Roster(self.seed, day, self.staff)
        scribe = Scribe(self.seed, day, roster, stream(self.seed, "talk", day), self.facility)
        self._house(scribe)
        stays = plan_day(self.seed, day, stays)
        offered = stream(self.seed, "referrals", day)
        for stay in stays:
            write_visit(scribe, stay, memory)
            referrals.offer(scribe, offered, stay)
        referrals.news(scribe, offered)
        write_rounds(scribe, stays, demo_rules().limits)
        self._trainings(scribe)
        scribe.commands += plan_leave.of_day(self.seed, day, self.facility, self.staff)
        self.registers.write(scribe, stays)
        return scribe.done()

    def _trainings(self, scribe: Scribe) -> None:
        """Last of the day's entries to be made, so that nothing else's id hangs on them."""
        first, last = self.months[0].days[0], self.months[-1].days[-1]
        told = trainings(self.seed, scribe.day, first, last, self.staff, demo_rules())
        for n, (whose, body) in enumerate(told):
            minute = 600 + n * 0.2
            scribe.write(minute, "note-competence", whose, body, scribe.who(minute, "shift_lead"))

    def _house(self, scribe: Scribe) -> None:
        rng = stream(self.seed, "house", scribe.day)
        for shift in scribe.roster.shifts:
            who = shift.worker
            scribe.write(
                shift.comes, "come-on-shift", self.facility, StaffCame(staff=who.id, role=who.role), who.id
            )
            scribe.write(shift.goes, "go-off-shift", self.facility, StaffWent(staff=who.id), who.id)
        lead = scribe.who(541, "shift_lead")
        scribe.write(540 + rng.uniform(0.05, 0.9), "open-floor", self.facility, OpenFloor(), lead)
        late = scribe.who(1259, "shift_lead")
        scribe.write(1260 - rng.uniform(0.05, 1.2), "close-floor", self.facility, CloseFloor(), late)
        for _ in range(int(rng.poisson(TURNED_AWAY_A_DAY))):
            why = pick(rng, TURNED_AWAY)
            minute = float(rng.uniform(1228, 1256) if why == "closing_soon" else rng.uniform(545, 1220))
            body = TurnedAway(reason=why, purpose="use" if rng.random() < 0.8 else "not_known")
            scribe.write(minute, "turn-away", self.facility, body, scribe.who(minute, "reception"))
