"""The house's own eyes: when nobody looked in time, the house says so itself, once for each level.

The command's id is UUIDv5(watch, level), so that no restart and no second process says it twice.
"""

import logging
import threading
import time
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from bothy.care.commands import Actor, Command, MissWatch
from bothy.care.watches import Watch, missed, next_due
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.writer import Writer

log = logging.getLogger(__name__)

HOUSE = Actor(system=True)
"""The house itself, as the one who stands behind a command."""

LONGEST_SLEEP_SECONDS = 30.0
_AFTER_FAULT_SECONDS = 2.0
_BETWEEN_LOOKS_SECONDS = 0.25
_SAY_AGAIN_SECONDS = 30.0


def missed_id(watch: UUID, level: int) -> UUID:
    """The command that says a watch was missed at this level, the same wherever it is noticed."""
    return uuid5(watch, str(level))


class WatchLoop:
    """Sleeps until the next watch is due by the facility clock, and has it written when it was missed."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
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
        due = [w for w in missed(self._writer.house, now) if missed_id(w.id, w.level) not in self._said]
        if not due:
            return 0
        commands = [_command(watch, now) for watch in due]
        answers = self._writer.submit(commands, HOUSE).result()
        for answer in answers:
            self._said[answer.id] = moment
            if answer.answer == "refused" and not answer.again:
                log.warning("a missed watch was refused: %s", answer.refusal)
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
        due = next_due(self._writer.house, clock.now())
        if due is None:
            return LONGEST_SLEEP_SECONDS
        wait = clock.wall_seconds_until(due)
        # A wall clock may be set: nobody sleeps so long that it matters.
        return LONGEST_SLEEP_SECONDS if wait is None else min(wait, LONGEST_SLEEP_SECONDS)


def _command(watch: Watch, now: datetime) -> Command:
    said = MissWatch(watch=watch.id, rule=watch.rule, level=watch.level, due_at=watch.due_at)
    return Command(
        id=missed_id(watch.id, watch.level),
        kind="miss-watch",
        subject=watch.subject,
        body=msgspec.Raw(msgspec.json.encode(said)),
        happened_at=now,
    )
