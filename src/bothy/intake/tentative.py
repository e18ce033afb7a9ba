"""A House ahead of the journal: what a batch will have made of it, if it is kept."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from bothy.care.bodies_time import TimeReckoned
from bothy.care.commands import Actor, Answer, Command, Refusal
from bothy.care.decide import Wish, contested, decide
from bothy.care.fold import fold, line
from bothy.care.house import House, Line
from bothy.care.kinds import KINDS, encode
from bothy.care.wish import whole_milliseconds
from bothy.intake.receipts import answer_of, digest, receipt, repeated
from bothy.intake.reckon import Noted
from bothy.journal.chain import head_after, seal
from bothy.journal.entry import Draft, Entry, Head, entry_id
from bothy.journal.errors import JournalError
from bothy.journal.store import Receipt

log = logging.getLogger(__name__)

Earlier = Callable[[UUID], Sequence[Line]]
"""The lines about a subject that the journal keeps, in order of their numbers."""

UNREADABLE = "unreadable"
NOT_UNDERSTOOD = Refusal(
    "fault",
    "Bothy could not work this out and wrote nothing. Write it on paper, tell whoever looks after Bothy, "
    "and enter it again.",
)


def unreadable(why: str) -> Refusal:
    """A command that could not be read, and what about it."""
    return Refusal(UNREADABLE, f"This could not be read: {why}. Nothing was written; update the app and try again.")


class Taken(msgspec.Struct, frozen=True):
    """What one command comes to: its answer, and what is to be written (nothing for a repeat)."""

    answer: Answer
    entries: tuple[Entry, ...] = ()
    receipt: Receipt | None = None


class Tentative:
    """Decides commands one after another on a House that moves with each; the true House stays.

    `known` are the receipts of commands that were answered in earlier batches. `earlier` gives a
    subject's committed lines when the House no longer holds them.
    """

    def __init__(self, house: House, head: Head, facility: UUID, known: dict[UUID, Receipt], earlier: Earlier) -> None:
        self.house = house
        self.head = head
        self.lines: list[Line] = []
        self.recalled: list[Line] = []
        self._facility = facility
        self._earlier = earlier
        self._told: set[UUID] = set()
        self._first = {id: (r.digest, answer_of(r)) for id, r in known.items()}

    def take(
        self,
        command: Command,
        actor: Actor,
        now: datetime,
        in_doubt: bool = False,
        refusal: Refusal | None = None,
        noted: Noted | None = None,
        refilled: bool = False,
    ) -> Taken:
        """Decide one command. Never raises for what a command says.

        `in_doubt`: the command was tried before and nobody heard the answer, so a receipt that is
        found is its own, not that of a repeat. `refilled`: decided as acted on; its receipt is as it was said. `refusal`: why it is refused whatever care says of it
        (unless it was answered before). `noted`: what to write about the time of its entries.
        """
        try:
            said = digest(command, actor.device)
        except (msgspec.DecodeError, RecursionError, ValueError) as fault:
            return Taken(Answer(id=command.id, answer="refused", refusal=unreadable(str(fault))))
        if (known := self._first.get(command.id)) is not None:
            first_digest, first = known
            if in_doubt and first_digest == said and command.id not in self._told:
                self._told.add(command.id)
                return Taken(first)
            return Taken(repeated(first, first_digest, said))
        if refusal is not None:
            answer = Answer(id=command.id, answer="refused", refusal=refusal)
            taken = Taken(answer, (), receipt(command, said, answer, now))
        else:
            done = msgspec.structs.replace(command, acted=True) if refilled else command
            taken = self._decide(done, actor, now, said, noted, refilled)
        if taken.receipt is not None:
            self._first[command.id] = (said, taken.answer)
        return taken

    def adopt(self, command: Command, actor: Actor, now: datetime, numbers: tuple[int, ...]) -> Taken:
        """The command was written before, under these numbers, and its receipt was not: it gets that now."""
        answer = Answer(id=command.id, answer="recorded", numbers=numbers)
        said = digest(command, actor.device)
        self._first[command.id] = (said, answer)
        return Taken(answer, (), receipt(command, said, answer, now))

    def mark(self) -> "Mark":
        """Where things stand, to come back to when the database refuses what follows."""
        return Mark(self.house, self.head, len(self.lines), len(self.recalled))

    def back_to(self, mark: "Mark", command_id: UUID) -> None:
        """Forget everything since `mark`, and that `command_id` was answered."""
        self.house, self.head = mark.house, mark.head
        del self.lines[mark.lines :]
        del self.recalled[mark.recalled :]
        self._first.pop(command_id, None)

    def _decide(
        self, command: Command, actor: Actor, now: datetime, said: bytes, noted: Noted | None, refilled: bool
    ) -> Taken:
        try:
            outcome = decide(self.house, command, actor, now, self._earlier_or_pending)
        except JournalError:
            raise
        except Exception:
            # No receipt: a Bothy that knows better may still take it when it comes again.
            log.exception("deciding %s (%s) failed", command.id, command.kind)
            return Taken(Answer(id=command.id, answer="refused", refusal=NOT_UNDERSTOOD))
        if isinstance(outcome, Refusal):
            answer = Answer(id=command.id, answer="refused", refusal=outcome)
            # What stood in a line that was lost may fit once another tablet has brought what it hangs on.
            return Taken(answer, (), None if refilled else receipt(command, said, answer, now))
        if noted is not None and outcome:
            outcome = (*outcome, _about_its_time(self._facility, command, actor, len(outcome), noted, now))
        mark = self.mark()
        try:
            entries = tuple(self._write(command.id, n, wish, actor, now) for n, wish in enumerate(outcome))
        except JournalError:
            raise
        except Exception:
            # An entry that cannot be folded must never be kept: no Bothy could start from it.
            log.exception("folding %s (%s) failed", command.id, command.kind)
            self.back_to(mark, command.id)
            return Taken(Answer(id=command.id, answer="refused", refusal=NOT_UNDERSTOOD))
        answer = Answer(
            id=command.id,
            answer="contested" if contested(outcome) else "recorded",
            numbers=tuple(entry.number for entry in entries),
            review=self._review(entries),
        )
        return Taken(answer, entries, receipt(command, said, answer, now))

    def _write(self, command_id: UUID, n: int, wish: Wish, actor: Actor, now: datetime) -> Entry:
        happened_at = wish.happened_at
        if happened_at.tzinfo is not UTC:
            happened_at = happened_at.astimezone(UTC)
        draft = Draft(
            id=entry_id(command_id, n),
            kind=wish.kind,
            version=KINDS[wish.kind].version,
            subject=wish.subject,
            body=encode(wish.body),
            happened_at=happened_at,
            staff=actor.staff,
            device=actor.device,
        )
        entry = seal(self.head, self._facility, draft, now)
        self.follow(entry)
        return entry

    def follow(self, entry: Entry) -> None:
        """Fold an entry that is, or is to be, the next of the journal."""
        read = line(entry)

        def recall(subject: UUID) -> list[Line]:
            found = self._earlier_or_pending(subject)
            self.recalled.extend(its for its in found if its.number < read.number and its not in self.lines)
            return found

        self.house = fold(self.house, read, recall)
        self.lines.append(read)
        self.head = head_after(entry)

    def _earlier_or_pending(self, subject: UUID) -> list[Line]:
        """What the journal has about a subject, and what this batch has so far."""
        found = list(self._earlier(subject))
        known = {its.number for its in found}
        return found + [its for its in self.lines if its.subject == subject and its.number not in known]

    def _review(self, entries: Sequence[Entry]) -> str | None:
        """What a person should look at, if one of these entries did not fit."""
        if not entries:
            return None
        ids = {entry.id for entry in entries}
        for subject in {entry.subject for entry in entries}:
            held = self.house.visits.get(subject) or self.house.emergencies.get(subject)
            for review in held.reviews if held is not None else ():
                if review.entry in ids:
                    return review.why
        return None


def _about_its_time(
    facility: UUID, command: Command, actor: Actor, count: int, noted: Noted, now: datetime
) -> Wish:
    """One more entry, after those of the command: what their time was reckoned from."""
    body = TimeReckoned(
        entry=entry_id(command.id, 0),
        count=count,
        device=actor.device,
        told=noted.told,
        by=noted.by,
        uncertain_ms=noted.uncertain_ms,
        skew_ms=noted.skew_ms,
    )
    return Wish("time-reckoned", facility, body, whole_milliseconds(now))


class Mark(msgspec.Struct, frozen=True):
    """A point that a tentative House can go back to."""

    house: House
    head: Head
    lines: int
    recalled: int


__all__ = ["NOT_UNDERSTOOD", "Earlier", "Mark", "Taken", "Tentative", "unreadable"]
