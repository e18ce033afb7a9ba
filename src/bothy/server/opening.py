"""Opening the facility behind the pages: Django's tables, the journal, the House, the people, a demo if asked for."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from bothy.care.hours import business_day
from bothy.intake.facility import Facility, Founding, open_facility
from bothy.intake.private import PrivatePart
from bothy.intake.reserve import MOST_BYTES
from bothy.journal.errors import JournalError, JournalMissing
from bothy.server.attending import begin_watching, look_again, tell_of_a_full_disk
from bothy.server.batch_watch import BatchWatch
from bothy.server.boot import load_people, prepare
from bothy.server.checkpoints import checkpoint_of_the_day, journal_place
from bothy.server.floor_watch import FloorWatch
from bothy.server.home import Home, HomeTrouble
from bothy.server.running import running

log = logging.getLogger(__name__)

REFRESH_SECONDS = 3.0
SWEEP_OLDER_THAN_SECONDS = 3600.0


def private_sink(parts: Sequence[PrivatePart]) -> None:
    """What intake hands names and notes to. Raises `PrivateRefused` for words that can never be kept."""
    from django.db import close_old_connections

    from bothy.floor.private import keep_private

    # The writer's thread makes no requests, so nobody else drops a connection that the server cut.
    close_old_connections()
    keep_private(parts)


def open_house(home: Home, founding: Founding | None = None) -> Facility:
    """Open the journal of this home with people beside it. Raises `JournalError`s with a sentence.

    Django must be prepared. Rows of people that no entry stands behind are swept. The watches do not
    begin here: those of a real house once its floor is there, those of a demo with its live day.
    """
    from bothy.people import ports
    from bothy.people.private import sweep_orphans
    from bothy.server.claims import open_pins, wall_times
    from bothy.server.forgetting import finish, forget_again, hear, owner_now

    url = os.environ.get("DATABASE_URL") or None
    facility = open_facility(
        home.folder, url, founding=founding, private_sink=private_sink, watch=False, reserve_bytes=_reserve_bytes(),
        progress=running.progress("Bothy is reading its journal."),
    )  # fmt: skip
    try:
        older = SWEEP_OLDER_THAN_SECONDS if url else 0.0
        facility.writer.run_between(lambda store: _swept(sweep_orphans(store.receipts, older))).result()
        ports.connect(house=lambda: facility.house)
        ports.connect_owner(lambda subject: owner_now(facility, subject))
        # Before anybody can search: whoever is forgotten is not found, whatever a crash or an older backup left.
        facility.writer.run_between(lambda store: _finished(finish(facility.house, store))).result()
        forget_again(facility)
        hear(facility)
        ports.connect_claims(open_pins(facility), wall_times(facility))
        load_people()
    except BaseException:
        facility.close()
        raise
    return facility


def _finished(count: int) -> None:
    if count:
        from bothy.people.directory import directory

        directory.clear()


def _not_now(facility: Facility) -> Callable[[], str | None]:
    """Why nobody looks for a bad batch just now, or None.

    A demo's invented history is still being written; or ordinary commands wait, so that no flag could be written,
    and the facts that the look brings up to date would take the room that is left on a full disk.
    """
    if facility.house.demo:
        from bothy.demo.running import floor_waits

        return floor_waits

    def waits() -> str | None:
        mending, reserve = facility.mending, facility.reserve
        if mending is not None and mending.waits:
            return mending.sentence()
        return reserve.sentence if reserve is not None and reserve.full else None

    return waits


def _reserve_bytes() -> int:
    """BOTHY_RESERVE_MIB, where somebody has reason to keep more or less; 0 keeps none."""
    told = os.environ.get("BOTHY_RESERVE_MIB", "")
    return int(told) * 1024 * 1024 if told.isdigit() else MOST_BYTES


def _swept(count: int) -> None:
    if count:
        log.warning("%d names or notes of commands that were never written were removed.", count)


class Opener:
    """Opens the facility on a thread of its own while the server already answers, and closes it."""

    def __init__(self, home: Home, *, demo: bool = False, seed: int | None = None) -> None:
        self.home = home
        self.demo = demo
        self.seed = seed
        self.failed: Exception | None = None
        self.ready = threading.Event()
        self.on_open: list[Callable[[Facility], None]] = []
        self._signed: date | None = None
        self._batches: BatchWatch | None = None
        self._floor: FloorWatch | None = None
        self._stop = threading.Event()
        self._open_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="bothy-open", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            running.say("starting", "Bothy is making its tables ready.")
            prepare(self.home)
            self._open(None)
        except (HomeTrouble, JournalError) as fault:
            self._fail(fault, str(fault))
        except Exception as fault:
            log.exception("Bothy could not start")
            self._fail(fault, f"Bothy could not start: {fault}.")
        finally:
            self.ready.set()
        self._refresh_until_stopped()

    def _fail(self, fault: Exception, said: str) -> None:
        self.failed = fault
        running.say("failed", said)

    def _open(self, founding: Founding | None) -> None:
        with self._open_lock:
            try:
                facility = open_house(self.home, founding)
            except JournalMissing:
                if not self.demo:
                    running.open_founded = self._open
                    running.say(
                        "empty", "There is no facility here yet. Found it in the browser first, at /found."
                    )
                    return
                from bothy.demo.history import founding as demo_founding

                facility = open_house(self.home, demo_founding(**self._seed()))
            self._now_open(facility)

    def _seed(self) -> dict[str, int]:
        return {} if self.seed is None else {"seed": self.seed}

    def _now_open(self, facility: Facility) -> None:
        running.facility = facility
        for callback in self.on_open:
            callback(facility)
        tell_of_a_full_disk(facility)
        if facility.house.demo:
            from bothy.demo import running as demo

            running.demo_sign_in = demo.start(facility, running.screens, **self._seed())
        else:
            # Only now: what was missed while nobody served is told with who could not be heard.
            begin_watching(facility)
        self._batches = BatchWatch(facility, journal_place(self.home), _not_now(facility)).start()
        self._floor = FloorWatch(facility, journal_place(self.home), _not_now(facility)).start()
        running.say("open")

    def _refresh_until_stopped(self) -> None:
        """Notice what another process did to devices and people, and a new day; little to read, so every few seconds."""
        from django.db import close_old_connections

        while not self._stop.wait(REFRESH_SECONDS):
            if self.failed is not None:
                return
            try:
                close_old_connections()
                load_people()
                self._sign_the_day()
                self._look_at_copies()
                self._look_again()
            except Exception as fault:
                log.warning("Devices and people could not be read anew, or the day not signed: %s", fault)
                time.sleep(REFRESH_SECONDS)

    def _sign_the_day(self) -> None:
        """A real house signs its head once a day; the days of a demo are nobody's."""
        with self._open_lock:
            facility = running.facility
            if (
                facility is None
                or facility.house.demo
                or (facility.mending is not None and facility.mending.waits)
            ):
                return
            now = datetime.now(UTC)
            day = business_day(facility.house, now)
            if day != self._signed:
                checkpoint_of_the_day(facility, now)
                self._signed = day

    def _look_at_copies(self) -> None:
        """A backup was made: tablets need not keep any longer what stands in it."""
        with self._open_lock:
            facility = running.facility
            if facility is not None and facility.look_at_copies() and running.screens is not None:
                running.screens.beat()

    def _look_again(self) -> None:
        from bothy.people.forgetting import tidy
        from bothy.server.forgetting import forget_again

        with self._open_lock:
            if running.facility is not None:
                look_again(running.facility)
                forget_again(running.facility)
        tidy()

    def close(self) -> None:
        """Keep what waits, then let the journal go."""
        self._stop.set()
        self.ready.wait()
        running.say("closing", "Bothy is stopping.")
        with self._open_lock:
            facility, running.facility = running.facility, None
            for watch in (self._batches, self._floor):
                if watch is not None:
                    watch.close()
            if facility is not None:
                if facility.house.demo:
                    from bothy.demo import running as demo

                    with contextlib.suppress(Exception):
                        demo.stop()
                facility.close()
        self._thread.join(timeout=REFRESH_SECONDS * 3)
