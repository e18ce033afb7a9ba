"""Building the history: the plan's commands through the one writer, as fast as it takes them.

The same `decide` as for a nurse's tap; facility time is told with each command, as only the house
itself may and only in a demo. Ids follow from the seed: a build that was cut off is gone on with.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec

from bothy.care.bodies import Clock, ClockSet
from bothy.care.commands import Actor, Answer, Command
from bothy.care.words import WORDS
from bothy.demo.figures import SEED, thistle_plan
from bothy.demo.morning import LIVE_DAY, live_origin, morning
from bothy.demo.plan import NAME, Plan
from bothy.demo.plan_streams import made_id
from bothy.intake.facility import Facility, Founding
from bothy.journal.store import Store

Progress = Callable[[int, int, str], None]
"""Called with (days filled, of how many, a sentence for people)."""

HOUSE = Actor(system=True)
AHEAD = 600
"""Submissions handed in before the first of them is answered: the writer never waits for the drawing."""


class BuildStopped(Exception):
    """The history could not be built; the text says what was refused and why.

    `for_good`: another try would be answered the same, since a receipt stands for ever. The home must go.
    """

    def __init__(self, said: str, for_good: bool = True) -> None:
        super().__init__(said)
        self.for_good = for_good


def what_to_do(why: BuildStopped, home: Path) -> str:
    """What whoever started it can do about a build that stopped."""
    if not why.for_good:
        return "Start it again: the history goes on where it stopped."
    return (
        f"Another start would end at the same entry. Stop Bothy, delete the folder {home} "
        f'and run: bothy demo --home "{home}"'
    )


class Figures(Protocol):
    """What publishes the months of a history as they come due (`demo.published`)."""

    def due(self, day: date) -> str | None: ...
    def publish(self, month: str, day: date) -> Sequence[Command]: ...


class Built(msgspec.Struct, frozen=True):
    """What a build did: how many commands were answered, and how many of them were there before."""

    commands: int
    again: int


def founding(seed: int = SEED) -> Founding:
    """What a demo begins with: its house, its rules, its paused clock. For `open_facility`."""
    return founding_of(thistle_plan(seed))


def founding_of(plan: Plan) -> Founding:
    """The founding of any plan's facility."""
    at = plan.founded_at
    return Founding(
        name=NAME, rules=plan.rules, places=plan.places, signer=plan.signer, facility=plan.facility, demo=True,
        clock=Clock(origin=at, wall=at, rate=0.0), at=at,
    )  # fmt: skip


def is_built(facility: Facility, plan: Plan) -> bool:
    """Whether the history and the live day's morning are in the journal already."""
    return _known(facility, [_clock_id(plan)])


def build(
    facility: Facility, seed: int = SEED, progress: Progress | None = None, plan: Plan | None = None,
    stop: Callable[[], bool] = lambda: False, figures: Figures | None = None,
) -> Built:  # fmt: skip
    """Fill the journal up to the live day's start. Safe to call again: it goes on where it was cut off.

    `figures` publishes what is due on the way; without it nothing is published.

    Raises `BuildStopped` when a command is refused or contested, or when `stop` says so.
    """
    plan = plan or thistle_plan(seed)
    tell = progress or (lambda done, of, said: None)
    if is_built(facility, plan):
        tell(plan.day_count, plan.day_count, "The history is there.")
        return Built(0, 0)
    run = _Run(facility)
    filled = _days_there(facility, plan)
    for number, day in enumerate(plan.days(), start=1):
        if stop():
            raise BuildStopped(
                "The history was not finished; the next start goes on with it.", for_good=False
            )
        if number > filled:
            if figures is not None and (month := figures.due(day.day)):
                run.settle()
                run.hand_in(figures.publish(month, day.day))
            run.hand_in(day.commands)
        tell(number, plan.day_count, f"Filling {day.day:%B %Y}")
    run.settle()
    run.hand_in(morning(plan))
    run.settle()
    # It stands still until somebody serves the demo: time that nobody sees does not pass.
    set_clock(facility, live_origin(), 0.0, _clock_id(plan), at=live_origin()).result()
    tell(plan.day_count, plan.day_count, f"The live day begins: {LIVE_DAY:%A %-d %B %Y}, 13:50")
    return Built(run.commands, run.again)


def set_clock(
    facility: Facility, origin: datetime, rate: float, id: UUID, at: datetime | None = None
) -> "Future[list[Answer]]":
    """Have the facility clock run from `origin` on at `rate`; 0 is a pause."""
    body = ClockSet(clock=Clock(origin=origin, wall=datetime.now(UTC), rate=rate))
    command = Command(
        id=id,
        kind="set-clock",
        subject=facility.id,
        body=msgspec.Raw(msgspec.json.encode(body)),
        happened_at=origin,
    )
    return facility.writer.submit([command], HOUSE, at=at)


def hand_in(facility: Facility, commands: Sequence[Command]) -> None:
    """Have these commands taken at the times they tell. Raises `BuildStopped` at the first refusal."""
    run = _Run(facility)
    run.hand_in(commands)
    run.settle()


class _Run:
    """Hands commands in, a few days ahead of the answers, and stops at the first refusal."""

    def __init__(self, facility: Facility) -> None:
        self._facility = facility
        self._waiting: deque[tuple[Future[list[Answer]], Sequence[Command]]] = deque()
        self.commands = self.again = 0

    def hand_in(self, commands: Sequence[Command]) -> None:
        """A day's commands; what one member of staff did in a row goes together, under their name."""
        submit = self._facility.writer.submit
        for staff, run in groupby(commands, key=lambda command: command.staff):
            own = list(run)
            actor = Actor(staff=staff, system=True)
            self._waiting.append((submit(own, actor, at=[command.happened_at for command in own]), own))
        while len(self._waiting) > AHEAD:
            self._hear()

    def settle(self) -> None:
        while self._waiting:
            self._hear()

    def _hear(self) -> None:
        future, commands = self._waiting.popleft()
        for answer, command in zip(future.result(), commands, strict=True):
            self.commands += 1
            self.again += answer.again
            if answer.answer != "recorded":
                raise BuildStopped(_surprise(command, answer))


def _surprise(command: Command, answer: Answer) -> str:
    """What came of a command of the plan that was not simply recorded. The plan never contests anything."""
    what = f"{WORDS.get(f'kind.{command.kind}', command.kind)} of {command.happened_at:%-d %B %Y, %H:%M} UTC"
    if answer.refusal is not None:
        return f"“{what}” was refused: {answer.refusal.sentence}"
    return f"“{what}” was contested: something else that was written here stands against it."


def _clock_id(plan: Plan) -> UUID:
    return made_id(plan.seed, "live clock")


def _days_there(facility: Facility, plan: Plan) -> int:
    """How many whole days of the plan the journal holds. Days are handed in whole and in order."""
    there = 0
    days: list[date] = [day for month in plan.months for day in month.days]
    low, high = 0, len(days)
    while low < high:
        middle = (low + high) // 2
        # A day's roster is written first: the next day's first command says that this one was handed in before it.
        if _known(facility, [made_id(plan.seed, days[middle], 1)]):
            low, there = middle + 1, middle
        else:
            high = middle
    return there


def _known(facility: Facility, ids: Sequence[UUID]) -> bool:
    found: list[bool] = []

    def look(store: Store) -> None:
        known = store.receipts(ids)
        found.append(all(id in known for id in ids))

    facility.writer.run_between(look).result()
    return found[0]


__all__ = [
    "BuildStopped",
    "Built",
    "build",
    "founding",
    "founding_of",
    "is_built",
    "set_clock",
    "thistle_plan",
    "what_to_do",
]
