"""The live day: the facility clock runs, people come by themselves, invented staff act, a visitor may take over.

One thread looks at the House a few times a second and hands in what is due, through the same writer
as every tablet. It keeps nothing that the House does not say, so a visitor's tap is always respected.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4

import msgspec

from bothy.care.commands import Actor, Answer, Command
from bothy.care.house import House
from bothy.demo.history import BuildStopped, hand_in, set_clock
from bothy.demo.live_brain import Brain
from bothy.demo.live_emergency import Act
from bothy.demo.morning import live_origin, morning
from bothy.demo.names import PIN
from bothy.demo.plan import Plan
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.facility import Facility

log = logging.getLogger(__name__)

RATES = (0.0, 1.0, 20.0, 120.0)
WATCHING_RATE = 20.0
STEP_SECONDS = 0.25
FIRST_ALARM_MINUTES = 7.0
"""Facility minutes from the visitor's coming to the first alarm: some twenty seconds at 20x."""
NOBODYS = ("watch-missed", "rules-signed")
"""Kinds that may be dated ahead of what anyone did."""

BUSIER = "busier than the Thistle was, so that there is something to watch"

Say = Callable[[dict[str, object]], None]


class LiveDay:
    """`say` is given the demo's state whenever it changes, on the live day's thread."""

    def __init__(self, facility: Facility, plan: Plan, say: Say) -> None:
        self.facility = facility
        self.plan = plan
        self.taken_over = False
        self.taken_over_since: datetime | None = None
        self._say = say
        self._said: dict[str, object] | None = None
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._alarmed = False
        self._fast: float | None = None
        self._refused: set[tuple[str, str]] = set()
        self._wake_up()
        self.brain = Brain(plan, self.now, self.house)
        self._thread = threading.Thread(target=self._run, name="bothy-live-day", daemon=True)

    @property
    def house(self) -> House:
        return self.facility.house

    @property
    def now(self) -> datetime:
        """Facility time."""
        return self.facility.clock.now()

    @property
    def rate(self) -> float:
        return self.facility.clock.rate

    @property
    def closed(self) -> bool:
        """Whether the live day is over: the floor has closed in the evening."""
        return not self.house.floor_open and self.now >= self.brain.closes - timedelta(minutes=5)

    @property
    def waits_for_visitor(self) -> bool:
        """Whether an alarm is raised that neither the visitor nor staff have taken yet."""
        return any(c.since is None and not c.visitor_lines for c in self.brain.courses.values())

    def start(self) -> "LiveDay":
        """Let the day run. The house's own watches begin only now: before, the clock may have been far ahead."""
        self.facility.watches.start()
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop, and stop the clock: time that nobody saw did not pass."""
        self._stop.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()
        if self.rate:
            self._clock(0.0)

    # --- what a visitor may do -------------------------------------------------------------------

    def watch(self) -> None:
        """A visitor comes to look: the day runs at 20x, and something happens soon."""
        with self._lock:
            if self.taken_over or self.closed:
                return
            if not self._alarmed:
                self._alarmed = True
                self.brain.alarm_at = self.now + timedelta(minutes=FIRST_ALARM_MINUTES)
            if self.waits_for_visitor:
                # An alarm stands already: it is not run past the one who has just come.
                self._fast = WATCHING_RATE
                self._clock(1.0)
            else:
                self._clock(WATCHING_RATE)

    def set_rate(self, rate: float) -> None:
        """1x, 20x, 120x or 0 for a pause. ValueError for any other; at take-over the clock stays at 1x."""
        if rate not in RATES:
            raise ValueError("The demo runs at 1x, 20x or 120x, or pauses (0).")
        with self._lock:
            if self.taken_over and rate > 1:
                raise ValueError("You have the floor: it runs at 1x until you give it back.")
            if not self._alarmed and rate >= WATCHING_RATE:
                self._alarmed = True
                self.brain.alarm_at = self.now + timedelta(minutes=FIRST_ALARM_MINUTES)
            self._fast = None
            self._clock(rate)

    def take_over(self) -> None:
        """The invented staff stop; people keep coming to the door and wait for the visitor."""
        with self._lock:
            if not self.taken_over:
                self.taken_over, self.taken_over_since = True, self.now
                self._fast = None
                self.brain.door.hurry(self.now)
                self._clock(1.0)

    def give_back(self) -> None:
        """The invented staff go on from what they find."""
        with self._lock:
            self.taken_over, self.taken_over_since = False, None

    def again(self) -> None:
        """After closing: the next day, from ten to two, with a morning behind it."""
        with self._lock:
            if not self.closed:
                raise ValueError("The day is not over yet; it closes at 21:00.")
            day = self.brain.day + timedelta(days=1)
            self.plan.memory.registered |= set(self.house.people)
            try:
                hand_in(self.facility, morning(self.plan, day))
            except BuildStopped as why:
                raise ValueError(f"The next day could not begin. {why}") from why
            set_clock(self.facility, live_origin(day), 1.0, uuid4(), at=live_origin(day)).result()
            self.brain = Brain(self.plan, self.now, self.house)
            self.give_back()
            self._alarmed = False
            self.watch()

    # --- the day ---------------------------------------------------------------------------------

    def step(self, wall: float | None = None) -> list[Answer]:
        """Do what is due now; `wall` in seconds of the visitor's time. Returns the answers."""
        with self._lock:
            answers: list[Answer] = []
            house, now = self.house, self.now
            if self.rate and not self.closed:
                before = {id: course.visitor_lines for id, course in self.brain.courses.items()}
                moment = time.monotonic() if wall is None else wall
                answers = self._hand_in(self.brain.step(house, now, moment, self.taken_over), now)
                self._pace(before)
            elif self.closed and self.rate:
                self._clock(0.0)
            self._tell()
            return answers

    def _pace(self, before: dict[UUID, int]) -> None:
        """In an emergency seconds are seconds: the clock slows, until staff see to it without the visitor."""
        courses = self.brain.courses
        new = [id for id in courses if id not in before]
        touched = [id for id, course in courses.items() if course.visitor_lines > before.get(id, 0)]
        if (new or touched) and self.rate > 1:
            self._fast = self.rate if new and not touched else None
            self._clock(1.0)
        elif touched:
            self._fast = None
        elif self._fast is not None and all(course.since is not None for course in courses.values()):
            self._clock(self._fast)
            self._fast = None

    def state(self) -> dict[str, object]:
        """What the demo's panel shows."""
        house, now = self.house, self.now
        door = [
            {"person": str(c.person) if c.person else None, "name": c.name, "code": c.code if c.person else "",
             "wants": c.wants, "since": c.at.isoformat()}
            for c in self.brain.door.due(now)
        ] if self.taken_over else []  # fmt: skip
        return {
            "phase": "closed" if self.closed else "live",
            "rate": self.rate,
            "rates": list(RATES),
            "taken_over": self.taken_over,
            "taken_over_since": self.taken_over_since.isoformat() if self.taken_over_since else None,
            "door": door,
            "asks": self.brain.asks(house, now) if self.taken_over else [],
            "text": _sentence(self),
        }

    def _tell(self) -> None:
        state = self.state()
        if state != self._said:
            self._said = state
            self._say(state)

    def _run(self) -> None:
        while not self._stop.wait(STEP_SECONDS):
            try:
                self.step()
            except IntakeClosed:
                return
            except StorageFault as fault:
                log.warning("the live day waits for the journal: %s", fault)
                self._stop.wait(2.0)
            except Exception:
                log.exception("the live day stumbled")
                self._stop.wait(2.0)

    def _hand_in(self, acts: list[Act], now: datetime) -> list[Answer]:
        waiting = []
        for staff, run in groupby(acts, key=lambda act: act.staff):
            commands = [_command(act, now) for act in run]
            waiting.append((self.facility.writer.submit(commands, Actor(staff=staff, system=True)), commands))
        answers = []
        for future, commands in waiting:
            for command, answer in zip(commands, future.result(), strict=True):
                answers.append(answer)
                if answer.refusal is not None and (command.kind, answer.refusal.code) not in self._refused:
                    # Most likely a visitor was quicker; said once, so that a mistake of ours is seen.
                    self._refused.add((command.kind, answer.refusal.code))
                    log.info("an invented %s was refused: %s", command.kind, answer.refusal.sentence)
        return answers

    def _clock(self, rate: float) -> None:
        if rate != self.rate:
            set_clock(self.facility, self.now, rate, uuid4()).result()

    def _wake_up(self) -> None:
        """Go on from where the day was: while nobody served the demo, no time passed.

        A clean stop left the clock paused. After any other it ran on alone, by its rate and for as
        long as nobody was there: it is put back to the last thing that was done.
        """
        if not self.rate:
            self._clock(1.0)
            return
        last = last_done(self.house)
        if last is not None and last < self.now:
            # Recorded at that time too: an entry from far ahead would have the House let go of today.
            set_clock(self.facility, last, 1.0, uuid4(), at=last).result()


def last_done(house: House) -> datetime | None:
    """Facility time of the last thing that somebody did or said, or to which the clock was set."""
    subjects = (*house.visits.values(), *house.emergencies.values(), *house.referrals.values())
    lines = [line for subject in subjects for line in subject.lines] + list(house.facility_lines)
    # What the house itself noticed does not count: nobody was there to see it, if it ran on alone.
    acted = [line.happened_at for line in lines if line.kind not in NOBODYS]
    set_to = house.clock.origin if house.clock is not None else None
    return max([*acted, *([set_to] if set_to is not None else [])], default=None)


def _command(act: Act, now: datetime) -> Command:
    return Command(
        id=uuid4(), kind=act.kind, subject=act.subject, body=msgspec.Raw(msgspec.json.encode(act.body)),
        private=msgspec.Raw(msgspec.json.encode(act.private)) if act.private else None, happened_at=now,
        staff=act.staff,
    )  # fmt: skip


def _sentence(live: LiveDay) -> str:
    day = f"{live.brain.day:%A} {live.brain.day.day} {live.brain.day:%B %Y}"
    if live.closed:
        return f"{day}: the floor has closed. Play the next day from 13:50."
    if live.taken_over:
        return f"You have the floor (PIN {PIN})."
    if live.waits_for_visitor:
        slow = " The clock runs at 1x." if live.rate == 1 else ""
        return f"Someone needs help.{slow} Take it, or staff will in a moment."
    return f"{day}: invented people and staff at work, {BUSIER}."


__all__ = ["RATES", "LiveDay", "last_done"]
