"""What is due, for pages, the command line and the reminder in the nav."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime
from datetime import time as clock

from bothy.care.rules import HouseRules
from bothy.journal import JournalError, Reader
from bothy.journal.chain import micros
from bothy.reports.facts.opened import Facts, NoFacts
from bothy.reports.facts.opened import open as open_facts
from bothy.reports.pages.current import facility_now
from bothy.reports.publish import store
from bothy.reports.publish.due import Due, UnknownPlace, calendar
from bothy.reports.publish.entries import signed
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home

KEPT_SECONDS = 15.0


def today_of(facts: Facts, now: datetime | None = None) -> date:
    """The day of the house: by its clock and its time zone."""
    moment = now or facility_now(facts) or facts.as_of or datetime.now(UTC)
    return moment.astimezone(facts.calendar.latest.zone).date()


def rules_of_day(facts: Facts, day: date) -> HouseRules | None:
    """The house rules that held at noon of a day."""
    noon = datetime.combine(day, clock(12), facts.calendar.latest.zone)
    return facts.calendar.era(micros(noon)).rules


def returns_of(facts: Facts, reader: Reader, now: datetime | None = None) -> list[Due]:
    """Everything that was and will be due. `now`: facility time, where it is known better than the facts know it."""
    span = facts.span()
    if not span:
        return []
    drafts = [(one.set, one.until) for one in store.drafts()]
    return calendar(lambda day: rules_of_day(facts, day), span[0], today_of(facts, now), signed(facts, reader), drafts)


class _Reminders:
    """What must be told on every page, looked at now and then: from the facts as they lie, nothing is brought up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = float("-inf")
        self._held: tuple[Due, ...] = ()

    def forget(self) -> None:
        """Something was published or sent: look again at once."""
        with self._lock:
            self._at = float("-inf")

    def now(self, home: Home, moment: datetime) -> tuple[Due, ...]:
        """What is due soon or past, the first due first."""
        with self._lock:
            if time.monotonic() - self._at < KEPT_SECONDS:
                return self._held
            self._at = time.monotonic()
        try:
            facts = open_facts(home.folder)
            reader = open_journal(home)
            try:
                dues = returns_of(facts, reader, moment)
            finally:
                reader.close()
        except NoFacts:
            self.forget()  # the first report makes them, and is not to be waited for
            dues = []
        except (JournalError, UnknownPlace, OSError):
            dues = []
        self._held = tuple(sorted((one for one in dues if one.reminded), key=lambda one: one.on))
        return self._held


reminders = _Reminders()
