"""The house looks for a bad batch: after every emergency the running test is made anew, from the journal.

Nothing is kept in memory that matters: the test reads the facts, and what it flagged stands in the
journal under an id that follows from the kind and its last emergency. A restart loses and doubles none.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from bothy.care.bodies import Corrected
from bothy.care.bodies_batch import BatchFlagged
from bothy.care.commands import Command
from bothy.care.hours import rules_at
from bothy.care.house import Line
from bothy.care.kinds import KINDS
from bothy.intake.batch import Committed
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.facility import Facility
from bothy.intake.watching import HOUSE
from bothy.journal.errors import JournalError
from bothy.journal.opening import open_reader
from bothy.reports.batch import Finding
from bothy.reports.batch_facts import findings
from bothy.reports.facts import fresh

log = logging.getLogger(__name__)

SETTLE_SECONDS = 2.0
"""In an emergency an entry comes every few seconds; the test can wait for a breath."""

AFTER_FAULT_SECONDS = 30.0

_TELLING = frozenset({"emergency-raised", "emergency-placed", "substance-described", "emergency-closed"})
"""What changes the answer. Of the many entries in between only the doses would, and those are read at the end."""


class BatchWatch:
    """Looks once when it starts and after every commit about an emergency. `waits`: why not yet, or None."""

    def __init__(
        self, facility: Facility, place: str | Path, waits: Callable[[], str | None] = lambda: None
    ) -> None:
        self._facility = facility
        self._place = place
        self._waits = waits
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bothy-batch-watch", daemon=True)
        self._unsubscribe = facility.writer.subscribe(self._hear)

    def start(self) -> BatchWatch:
        """Begin; the first look is for what happened while nobody ran."""
        self._wake.set()
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop. What was not flagged yet is flagged after the next start."""
        self._stop.set()
        self._unsubscribe()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> int:
        """Make the test now; how many flags are new."""
        facility = self._facility
        now = facility.clock.now()
        reader = open_reader(self._place)
        try:
            found = findings(fresh(facility.home, reader), rules_at(facility.house, now).batch, now)
        finally:
            reader.close()
        if not found:
            return 0
        commands = [_command(facility.id, one, now) for one in found]
        answers = facility.writer.submit(commands, HOUSE).result()
        return sum(answer.answer != "refused" and not answer.again for answer in answers)

    def _hear(self, committed: Committed) -> None:
        if any(_tells(line) for line in committed.lines):
            self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            if self._stop.wait(SETTLE_SECONDS):
                return
            if self._waits() is not None:
                continue
            self._wake.clear()
            try:
                self.look()
            except IntakeClosed:
                return
            except (StorageFault, JournalError, OSError) as fault:
                log.warning("the look for a bad batch waits: %s", fault)
                self._wake.set()
                self._stop.wait(AFTER_FAULT_SECONDS)
            except Exception:
                log.exception("the look for a bad batch failed")


def _tells(line: Line) -> bool:
    """Whether the test may come to another answer after this line."""
    kind = line.body.kind if isinstance(line.body, Corrected) else line.kind
    return kind in _TELLING or (kind != line.kind and KINDS[kind].subject == "emergency")


def _command(facility: UUID, found: Finding, now: datetime) -> Command:
    return Command(
        id=uuid5(facility, f"batch:{found.about}:{found.code}:{found.emergencies[-1]}"),
        kind="flag-batch",
        subject=facility,
        body=msgspec.Raw(msgspec.json.encode(_said(found))),
        happened_at=now,
    )


def _said(found: Finding) -> BatchFlagged:
    return BatchFlagged(
        about=found.about,
        code=found.code,
        since=found.since,
        emergencies=found.emergencies[-200:],
        uses=found.uses,
        expected=round(found.expected, 4),
        usual_per_1000=round(found.usual_per_1000, 3),
        baseline_emergencies=found.baseline_emergencies,
        baseline_uses=found.baseline_uses,
        tested=found.tested,
        false_alarm_years=round(found.false_alarm_years, 2),
    )
