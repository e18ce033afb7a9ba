"""The house's own eyes: when nobody looked in time, the house says so itself, once for each level.

The command's id follows from the watch and the level, so that no restart and no second process says it twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care.commands import Actor, Command, MissWatch
from bothy.care.hours import rules_at
from bothy.care.house import House
from bothy.care.watches import ESCALATED, Watch, due, missed, watch_command_id
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.writer import Writer

log = logging.getLogger(__name__)

HOUSE = Actor(system=True)
"""The house itself, as the one who stands behind a command."""

LONGEST_SLEEP_SECONDS = 15.0
_AFTER_FAULT_SECONDS = 2.0
_BETWEEN_LOOKS_SECONDS = 0.25
_SAY_AGAIN_SECONDS = 30.0
MOST_NAMED = 200


class WatchLoop:
    """Sleeps until the next watch is due by the facility clock, and has it written when it was missed.

    `out_of_contact(at)`: which devices could not be heard at a facility time, so that nobody is said not to
    have looked where nobody could be heard. Without one, all of them could.
    """

    def __init__(self, writer: Writer, out_of_contact: Callable[[datetime], tuple[UUID, ...]] = lambda at: ()) -> None:
        self._writer = writer
        self.out_of_contact = out_of_contact
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._said: dict[UUID, float] = {}
        self._thread = threading.Thread(target=self._run, name="bothy-watches", daemon=True)
        self._unsubscribe = writer.subscribe(lambda committed: self._wake.set())

    def start(self) -> "WatchLoop":
        """Begin to watch."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop. What was noticed is written or will be noticed again."""
        self._stop.set()
        self._unsubscribe()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> int:
        """Have every watch that is missed by now written; how many were new."""
        now, moment = self._writer.clock.now(), time.monotonic()
        self._said = {id: at for id, at in self._said.items() if moment - at < _SAY_AGAIN_SECONDS}
        # What was answered is not asked again at once: another worker's entry may not be folded here yet.
        late = [w for w in missed(self._writer.house, now) if watch_command_id(w.id, w.level) not in self._said]
        if not late:
            return 0
        every = timedelta(minutes=rules_at(self._writer.house, now).limits.escalate_after_minutes)
        commands = [
            _command(watch, now, self.out_of_contact(watch.due_at + every * (watch.level - 1))) for watch in late
        ]
        answers = self._writer.submit(commands, HOUSE).result()
        for answer in answers:
            self._said[answer.id] = moment
            refusal = answer.refusal
            if refusal is not None and refusal.code != "watch_over" and not answer.again:
                log.warning("a missed watch was refused: %s", refusal)
        return sum(answer.answer != "refused" and not answer.again for answer in answers)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.look()
                wait = self._seconds_until_next()
            except IntakeClosed:
                return
            except StorageFault as fault:
                log.warning("watches wait for the journal: %s", fault)
                wait = _AFTER_FAULT_SECONDS
            except Exception:
                log.exception("watching failed")
                wait = _AFTER_FAULT_SECONDS
            self._wake.wait(wait)
            # Under load every batch wakes us; looking four times a second is often enough.
            self._stop.wait(_BETWEEN_LOOKS_SECONDS)

    def _seconds_until_next(self) -> float:
        clock = self._writer.clock
        # A watch can begin by the passing of time alone, and a wall clock may be set: nobody sleeps so
        # long that it matters.
        longest = LONGEST_SLEEP_SECONDS / max(1.0, clock.rate)
        moment = next_due(self._writer.house, clock.now())
        wait = None if moment is None else clock.wall_seconds_until(moment)
        return longest if wait is None else min(wait, longest)


def next_due(house: House, now: datetime) -> datetime | None:
    """When the next watch is due or goes up a level; None while nothing is watched."""
    every = timedelta(minutes=rules_at(house, now).limits.escalate_after_minutes)
    moments = [
        watch.due_at + every * watch.level
        for watch in due(house, now)
        if watch.rule in ESCALATED and watch.due_at + every * watch.level > now
    ]
    return min(moments, default=None)


def _command(watch: Watch, now: datetime, out_of_contact: tuple[UUID, ...] = ()) -> Command:
    said = MissWatch(
        watch=watch.id,
        rule=watch.rule,
        level=watch.level,
        due_at=watch.due_at,
        out_of_contact=out_of_contact[:MOST_NAMED],
    )
    return Command(
        id=watch_command_id(watch.id, watch.level),
        kind="miss-watch",
        subject=watch.subject,
        body=msgspec.Raw(msgspec.json.encode(said)),
        happened_at=now,
    )
