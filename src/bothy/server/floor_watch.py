"""Two lines on every board and in the office: the floor is below the house rules; somebody guesses at a tablet.

Guessing at the office's own sign-ins is told in the office only: the floor can do nothing about it.

Read from the House and the journal, so that a restart and every worker say the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bothy.care.board import holders
from bothy.care.competences import Notes
from bothy.care.hours import clock_time, local, rules_at
from bothy.care.staffing import LONGEST_STAY, shortfalls
from bothy.intake.batch import Committed
from bothy.intake.facility import Facility
from bothy.journal.errors import JournalError
from bothy.journal.opening import open_reader
from bothy.server.staffing import Guessed, guesses, notes
from bothy.server.troubles import trouble

log = logging.getLogger(__name__)

STAFFING, GUESSING = "staffing", "guessing"
LOOK_EVERY_SECONDS = 30.0
SETTLE_SECONDS = 2.0
GUESSING_SHOWN = timedelta(hours=4)
_READ_ANEW = frozenset({"competence-noted", "guessing-noticed", "corrected"})
_TELLING = _READ_ANEW | {
    "staff-came", "staff-went", "floor-opened", "floor-closed", "place-given", "stage-entered", "episode-ended",
    "visit-ended", "rules-signed",
}  # fmt: skip


class FloorWatch:
    """Looks after every commit that may change either line, and twice a minute. `waits`: why not yet, or None."""

    def __init__(self, facility: Facility, place: str | Path, waits: Callable[[], str | None] = lambda: None) -> None:
        self._facility = facility
        self._place = place
        self._waits = waits
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._read = True
        self._notes: Notes = {}
        self._guesses: tuple[Guessed, ...] = ()
        self._thread = threading.Thread(target=self._run, name="bothy-floor-watch", daemon=True)
        self._unsubscribe = facility.writer.subscribe(self._hear)

    def start(self) -> FloorWatch:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop, and say nothing more."""
        self._stop.set()
        self._unsubscribe()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        for code in (STAFFING, GUESSING):
            trouble.say(code, None)

    def look(self) -> None:
        """Say now what there is to say."""
        if self._read:
            self._read = False
            since = self._facility.clock.now() - GUESSING_SHOWN
            reader = open_reader(self._place)
            try:
                self._notes, self._guesses = notes(reader), guesses(reader, since)
            finally:
                reader.close()
        trouble.say(STAFFING, self._below())
        trouble.say(GUESSING, self._guessed())

    def _below(self) -> str | None:
        house, now = self._facility.house, self._facility.clock.now()
        if not house.floor_open:
            return None
        floor = {
            one.staff: one.role for one in house.on_floor.values() if one.here and now - one.since < LONGEST_STAY
        }
        lacks = shortfalls(rules_at(house, now), floor, self._notes, local(house, now).date(), len(holders(house)))
        return f"The floor is below the house rules: {'; '.join(one.sentence() for one in lacks)}." if lacks else None

    def _guessed(self) -> str | None:
        from bothy.people.devices import devices  # its tables are Django's, which is ready by now

        now = self._facility.clock.now()
        lately = [one for one in self._guesses if now - one.at < GUESSING_SHOWN and not one.at_the_office]
        if not lately:
            return None
        one = lately[0]
        aim = one.aim({id: told["name"] for id, told in devices.staff().items()})
        known = devices.known(one.body.device) if one.body.device else None
        where = f" on “{known.name}”" if known is not None else ""
        more = f" And {len(lately) - 1} more, under Devices." if len(lately) > 1 else ""
        at = clock_time(self._facility.house, one.at)
        return f"Somebody is guessing at {aim}{where}: {one.body.tries} wrong ones in a row, last noticed at {at}.{more}"

    def _hear(self, committed: Committed) -> None:
        kinds = {one.kind for one in committed.lines}
        self._read = self._read or bool(kinds & _READ_ANEW)
        if kinds & _TELLING:
            self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._waits() is None:
                    self.look()
            except JournalError as fault:
                log.warning("The floor could not be held against the house rules: %s", fault)
                self._read = True
            except Exception:
                log.exception("the floor could not be held against the house rules")
            self._wake.wait(LOOK_EVERY_SECONDS)
            self._wake.clear()
            self._stop.wait(SETTLE_SECONDS)
