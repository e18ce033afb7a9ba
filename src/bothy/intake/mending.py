"""After the restore of an older copy: tablets fill the gap before a new line of the journal begins.

Until then ordinary commands wait on the tablets, and nothing is decided on a House that is behind. An
emergency does not wait: it is written at once, after an entry which says that the gap is still open.
Rows that come back from tablets are merged by the numbers they had, taken as already done, and stand
under new numbers; what nobody holds is named. docs/decisions/2026-11-23-after-a-restore.md.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from bothy.care.bodies_restore import JournalRestored
from bothy.care.commands import Actor, Answer, Command, Refusal
from bothy.care.kinds import KINDS, encode
from bothy.care.rules import EMERGENCY_ACTS
from bothy.care.wish import whole_milliseconds
from bothy.intake import restored as note
from bothy.intake.errors import NotNow
from bothy.intake.receipts import answer_of
from bothy.intake.restored import Restored
from bothy.intake.spans import said, spans_of, without
from bothy.intake.writer import Writer
from bothy.journal.chain import seal
from bothy.journal.entry import Draft, entry_id
from bothy.journal.store import Reader, Receipt, Store

log = logging.getLogger(__name__)

EXPECTED_WITHIN = timedelta(days=7)
"""Devices that wrote in the last days of the copy are waited for."""
OPEN_FOR = timedelta(days=14)
"""So long after a restore a tablet that was away may still bring its rows, and keeps them."""
_FURTHEST = 1_000_000
_LOOKED_AT = 100_000
_HOUSES_OWN = frozenset(
    {
        "found-facility", "set-clock", "sign-rules", "miss-watch", "flag-batch",
        "check-publication", "sign-publication", "withdraw-publication", "send-publication",
    }
)  # fmt: skip

Because = Literal["filled", "told_to", "emergency", "came_later"]

NOT_OF_THE_GAP = Refusal(
    "not_of_the_gap", "This was not written in the part of the journal that was lost, so it was not taken again."
)


class Row(msgspec.Struct, frozen=True):
    """A command that a tablet had an answer to, and the numbers of its entries in the line that ended."""

    command: Command
    numbers: tuple[int, ...]
    actor: Actor


class Mending:
    """One restore of this home, from its first start until its last tablet came by. Thread-safe."""

    def __init__(self, home: Path, writer: Writer, restored: Restored, expected: Iterable[UUID]) -> None:
        self.restored = restored
        self.on_change: list[Callable[[], None]] = []
        self.enrolled: Callable[[UUID], bool] = lambda device: True
        """Whether a device may still speak here; one that was taken out is not waited for."""
        self._home = home
        self._writer = writer
        self._expected = frozenset(expected)
        self._lock = threading.RLock()
        self._rows: dict[UUID, Row] = {}

    @classmethod
    def of(cls, home: Path, writer: Writer, journal: Reader) -> "Mending | None":
        """The restore this home stands in; None where it was never restored. ValueError where that cannot be read."""
        restored = note.read(home)
        return None if restored is None else cls(home, writer, restored, _wrote_lately(journal, restored.head))

    @property
    def waits(self) -> bool:
        """Whether ordinary commands wait for the gap to be filled."""
        return self.restored.phase == "mending"

    @property
    def is_open(self) -> bool:
        """Whether tablets that come by are still asked for their rows."""
        return self.waits or datetime.now(UTC) - self.restored.at < OPEN_FOR

    @property
    def awaited(self) -> tuple[UUID, ...]:
        """The devices that are waited for."""
        heard = self.restored.heard
        return tuple(each for each in sorted(self._expected) if each not in heard and self.enrolled(each))

    @property
    def brought(self) -> int:
        """How many rows tablets have brought that are not written yet."""
        return len(self._rows)

    def asks(self, device: UUID | None) -> bool:
        """Whether this device is to bring what it has beyond the copy; None: any that listens."""
        if device is None:
            return self.waits
        return self.waits or (self.is_open and device not in self.restored.heard)

    def missing(self) -> tuple[tuple[int, int], ...]:
        """Numbers of the ended line that neither came back nor, while mending, wait here to be written."""
        with self._lock:
            held = self.restored.numbers_filled
            if self.waits:
                held |= {n for row in self._rows.values() for n in row.numbers}
            return without(self.restored.head + 1, self.restored.highest, held)

    def sentence(self) -> str:
        """Why ordinary commands wait."""
        one = len(self.awaited)
        whom = "one tablet" if one == 1 else f"{one} tablets" if one else "someone to say that it shall go on"
        return (
            f"Bothy was restored from a copy that ends at entry {self.restored.head:,} and waits for {whom}. "
            "What you enter is kept on this device. An emergency is written at once."
        )

    # --- before anything is written --------------------------------------------------------------

    def gate(self, commands: Sequence[Command]) -> None:
        """`NotNow` for ordinary commands while mending; an emergency passes, after the entry that lets it."""
        if not self.waits or not commands:
            return
        if not all(command.kind in EMERGENCY_ACTS for command in commands):
            raise NotNow("mending", self.sentence())
        # Not waited for: whoever holds the lock is about to begin the new line anyway.
        if self.restored.entries == 0 and self._lock.acquire(blocking=False):
            try:
                self._write_entry("emergency", None)
            except OSError as fault:
                log.warning("an emergency goes on before the break was written down (%s)", fault)
            finally:
                self._lock.release()

    # --- what tablets bring ----------------------------------------------------------------------

    def take(self, device: UUID | None, rows: Sequence[Row], knew: int = 0) -> list[Answer | None]:
        """A device brings its rows (it may have none), and the highest number it knew. Its answers in order.

        `device` None: it brings more after this, and is not heard out yet. An answer None: kept here until all are heard; it asks again when the mending is over. Rows stay on the
        tablet until they have an answer. Raises like `Writer.submit` where they cannot be written now.
        """
        with self._lock:
            fit = [row for row in rows if self._is_of_the_gap(row)]
            standing = self._of_the_new_line(fit)
            lost = [row for row in fit if row.command.id not in standing]
            highest = max([self.restored.highest, *(n for row in lost for n in row.numbers)])
            # Once a new line has begun, what a tablet knew may be a number of that.
            if self.waits and self.restored.head < knew <= self.restored.head + _FURTHEST:
                highest = max(highest, knew)
            self._rows.update((row.command.id, row) for row in lost)
            heard = self.restored.heard if device is None else tuple(dict.fromkeys((*self.restored.heard, device)))
            self._save(heard=heard, highest=highest)
            answers = dict(standing)
            if not self.waits:
                answers |= self._write_rows()
                self._ask_again()
            elif not self.awaited:
                answers |= self._end("filled", None)
            fits = {row.command.id for row in fit}
            return [
                answers.get(row.command.id)
                if row.command.id in fits
                else Answer(id=row.command.id, answer="refused", refusal=NOT_OF_THE_GAP)
                for row in rows
            ]

    def _is_of_the_gap(self, row: Row) -> bool:
        head, numbers = self.restored.head, row.numbers
        return (
            bool(numbers)
            and all(head < number <= head + _FURTHEST for number in numbers)
            and row.command.kind not in _HOUSES_OWN
            and self.is_open
        )

    def _of_the_new_line(self, rows: Sequence[Row]) -> dict[UUID, Answer]:
        """The answers to those that stand in the new line under these very numbers: they were never lost."""
        if self.restored.entries == 0 or not rows:
            return {}
        told = {row.command.id: row.numbers for row in rows}
        found = {id: answer_of(receipt) for id, receipt in self._receipts(list(told)).items()}
        return {
            id: msgspec.structs.replace(answer, again=True)
            for id, answer in found.items()
            if answer.numbers == told[id]
        }

    # --- ending ----------------------------------------------------------------------------------

    def look(self) -> bool:
        """End the mending where nobody is waited for any more; whether it is over. Called every few seconds."""
        with self._lock:
            if not self.waits:
                return True
            told = note.read(self._home)
            if told is not None and told.go_on:
                self._end("told_to", None)
            elif not self.awaited and (self._expected or not self.missing()):
                self._end("filled", None)
            return not self.waits

    def go_on(self, by: UUID | None = None) -> str:
        """A person says: wait no longer. What is missing, in a sentence."""
        with self._lock:
            if self.waits:
                self._end("told_to", by)
            missing = self.missing()
        if not missing:
            return "A new line of the journal has begun. No entry is known to be missing."
        verb = "is" if missing == spans_of([missing[0][0]]) else "are"
        return f"A new line of the journal has begun. {said(missing).capitalize()} of the old one {verb} missing."

    def _end(self, because: Because, by: UUID | None) -> dict[UUID, Answer]:
        answers = self._write_rows()
        self._write_entry(because, by)
        self._save(phase="over")
        self._ask_again()
        log.warning("%s", self.go_on())
        self._tell()
        return answers

    def _ask_again(self) -> None:
        """A device whose rows do not all stand yet is asked again when it comes by."""
        owing = {row.actor.device for row in self._rows.values()}
        self._save(heard=tuple(each for each in self.restored.heard if each not in owing))

    def _tell(self) -> None:
        for callback in self.on_change:
            callback()

    # --- writing ---------------------------------------------------------------------------------

    def _write_rows(self) -> dict[UUID, Answer]:
        """Write what tablets brought, in the order of its old numbers; every answer by command."""
        rows = sorted(self._rows.values(), key=lambda row: min(row.numbers))
        if not rows:
            return {}
        earlier = self._receipts([row.command.id for row in rows])
        commands = [row.command for row in rows]
        answers = self._writer.submit(commands, [row.actor for row in rows], refilled=True).result()
        filled, written = self.restored.numbers_filled, _numbers(self.restored.written)
        before, left = len(filled), dict[UUID, Row]()
        for row, answer in zip(rows, answers, strict=True):
            if answer.answer == "refused" and not answer.again:
                left[row.command.id] = row
                log.warning("a row of entries %s does not fit yet: %s", row.numbers, answer.refusal)
            elif row.command.id not in earlier or self._came_back(row, earlier[row.command.id]):
                filled |= set(row.numbers)
                written |= set(answer.numbers)
        # What does not fit stays here and on its tablet, until another brings what it hangs on.
        self._rows = left
        self._save(filled=spans_of(filled), written=spans_of(written))
        if not self.waits and len(filled) > before:
            self._write_entry("came_later", None)
        return {answer.id: answer for answer in answers if answer.id not in left}

    def _came_back(self, row: Row, receipt: Receipt) -> bool:
        """Whether this command was brought back before (and Bothy stopped before it was noted), or is of the new line."""
        numbers = answer_of(receipt).numbers
        return receipt.recorded_at >= self.restored.at and (numbers != row.numbers or self.restored.entries == 0)

    def _receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        found: dict[UUID, Receipt] = {}
        self._writer.run_between(lambda store: found.update(store.receipts(ids))).result()
        return found

    def _write_entry(self, because: Because, by: UUID | None) -> None:
        """The entry that says where the old line ended and what is known of it; the first begins the new one."""
        restored = self.restored
        body = JournalRestored(
            restore=restored.restore, head=restored.head, digest=restored.digest, highest=restored.highest,
            filled=restored.filled, written=restored.written, missing=restored.missing, because=because, by=by,
        )  # fmt: skip
        command = uuid5(restored.restore, f"entry {restored.entries}")
        now = self._writer.clock.now()
        self._save(entries=restored.entries + 1)

        def write(store: Store) -> None:
            with store.begin() as batch:
                if batch.receipts([command]):
                    return
                facility = self._writer.facility
                draft = Draft(
                    id=entry_id(command, 0), kind="journal-restored", version=KINDS["journal-restored"].version,
                    subject=facility, body=encode(body), happened_at=whole_milliseconds(now), staff=by, device=None,
                )  # fmt: skip
                entry = seal(batch.head, facility, draft, now)
                answer = Answer(id=command, answer="recorded", numbers=(entry.number,))
                said = Receipt(command, bytes(32), msgspec.json.encode(answer), entry.number, 1, now)
                batch.append([entry], [said])

        done = self._writer.run_between(write)
        self._writer.catch_up()
        if because != "emergency":
            done.result()

    def _save(self, **changed: object) -> None:
        self.restored = msgspec.structs.replace(self.restored, **changed)
        note.write(self._home, self.restored)


def _numbers(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {number for first, last in spans for number in range(first, last + 1)}


def _wrote_lately(journal: Reader, head: int) -> set[UUID]:
    """The devices that wrote in the last days before the copy was made."""
    last, seen = None, {}
    for entry in journal.entries(max(0, head - _LOOKED_AT), head):
        last = entry.recorded_at
        if entry.device is not None:
            seen[entry.device] = entry.recorded_at
    return {device for device, at in seen.items() if last is not None and last - at < EXPECTED_WITHIN}


__all__ = ["EXPECTED_WITHIN", "OPEN_FOR", "Mending", "Row"]
