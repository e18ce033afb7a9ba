"""The facts a page shows: brought up to date behind it, so that no page waits long for them."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from bothy.care.bodies import Clock
from bothy.journal import JournalError, open_reader
from bothy.reports.facts.opened import Facts, NoFacts, fresh
from bothy.reports.facts.opened import open as open_facts

WAIT_SECONDS = 2.0


class Update:
    """One bringing up to date, in a thread of its own."""

    def __init__(self, home: Path) -> None:
        self.done = 0
        self.whole = 0
        self.facts: Facts | None = None
        self.trouble: str | None = None
        self._home = home
        self._thread = threading.Thread(target=self._run, name="facts", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            reader = open_reader(os.environ.get("DATABASE_URL") or self._home)
            try:
                self.facts = fresh(self._home, reader, self._tell)
            finally:
                reader.close()
        except JournalError as fault:
            self.trouble = str(fault)
        except OSError as fault:
            self.trouble = f"The facts could not be written ({fault.strerror}). Make room on the disk of {self._home}."
        except Exception:
            self.trouble = "The journal could not be added up. `bothy journal verify` says whether it is whole."
            raise

    def _tell(self, done: int, whole: int) -> None:
        self.done, self.whole = done, whole

    def wait(self, seconds: float) -> bool:
        """Whether it ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


_lock = threading.Lock()
_updates: dict[Path, Update] = {}


def home() -> Path:
    """The folder of this Bothy."""
    return Path(settings.HOME.folder)


def bring() -> Update:
    """The running update, or a new one; waited for a moment."""
    folder = home()
    with _lock:
        update = _updates.get(folder)
        if update is None or update.wait(0):
            update = _updates[folder] = Update(folder)
    update.wait(WAIT_SECONDS)
    return update


def latest() -> Facts | None:
    """The facts as they are, not brought up to date: for a page's own charts and files."""
    try:
        return open_facts(home())
    except NoFacts:
        return None


def facility_now(facts: Facts) -> datetime | None:
    """Facility time by its last set clock; None where that is a demo's pause or not known."""
    clock: Clock | None = facts.calendar.clock
    if clock is None:
        return None if facts.demo else datetime.now(UTC)
    return clock.origin + (datetime.now(UTC) - clock.wall) * clock.rate
