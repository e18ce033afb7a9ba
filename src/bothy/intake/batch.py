"""One batch: decided in memory, inserted once, committed once.

Only when the database refuses it is the batch done again with a savepoint a command, so that one
bad command never fails its neighbours.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care.commands import Actor, Answer, Command, Refusal
from bothy.care.house import House, Line
from bothy.intake.reckon import Noted
from bothy.intake.tentative import Earlier, Taken, Tentative
from bothy.journal.entry import Entry, Head, entry_id
from bothy.journal.errors import AppendRefused
from bothy.journal.store import Batch, Receipt, Store

NOT_KEPT = Refusal(
    "not_kept",
    "The journal did not accept this and wrote nothing of it. Write it on paper and tell whoever looks after Bothy.",
)


class Asked(msgspec.Struct, frozen=True):
    """One command as the writer decides it: whose it is, and the facility time it is decided at.

    `refusal`: it was refused before it came here (people cannot take its private part).
    `noted`: what is to be written about the time of its entries. `refilled`: it stood in a line of the
    journal that was lost, so it is decided as already done, whatever it said then.
    """

    command: Command
    actor: Actor
    now: datetime
    refusal: Refusal | None = None
    noted: Noted | None = None
    refilled: bool = False


class Committed(msgspec.Struct, frozen=True):
    """Entries that the journal keeps, with the House before and after them.

    `recalled`: earlier lines of subjects that the House had let go, which these lines need.
    """

    lines: tuple[Line, ...]
    recalled: tuple[Line, ...]
    before: House
    house: House

    @property
    def number(self) -> int:
        return self.house.number


class Kept(msgspec.Struct, frozen=True):
    """A batch that was committed: the answers in the order asked, and where the journal ends now.

    `others`: what other workers had written since the House was last brought up to date.
    """

    answers: tuple[Answer, ...]
    house: House
    head: Head
    others: Committed | None
    own: Committed | None


def keep(
    store: Store, house: House, head: Head, asked: Sequence[Asked], earlier: Earlier, in_doubt: bool = False
) -> Kept:
    """Decide and keep a batch. Raises `JournalError`; then nothing of it is kept, but for `CommitUnknown`."""
    try:
        return _all_at_once(store, house, head, asked, earlier, in_doubt)
    except AppendRefused:
        return _one_by_one(store, house, head, asked, earlier, in_doubt)


def caught_up(
    facility: UUID, house: House, head: Head, entries: Sequence[Entry], earlier: Earlier
) -> tuple[House, Head, Committed | None]:
    """Fold entries that another worker committed."""
    if not entries:
        return house, head, None
    ahead = Tentative(house, head, facility, {}, earlier)
    for entry in entries:
        ahead.follow(entry)
    return ahead.house, ahead.head, _committed(ahead, house)


def _all_at_once(
    store: Store, house: House, head: Head, asked: Sequence[Asked], earlier: Earlier, in_doubt: bool
) -> Kept:
    with store.begin() as batch:
        ahead, start, others = _begun(store, batch, house, head, asked, earlier)
        entries: list[Entry] = []
        receipts: list[Receipt] = []
        answers: list[Answer] = []
        for one in asked:
            taken = ahead.take(one.command, one.actor, one.now, in_doubt, one.refusal, one.noted, one.refilled)
            answers.append(taken.answer)
            entries.extend(taken.entries)
            if taken.receipt is not None:
                receipts.append(taken.receipt)
        if receipts:
            batch.append(entries, receipts)
    return Kept(tuple(answers), ahead.house, ahead.head, others, _committed(ahead, start))


def _one_by_one(
    store: Store, house: House, head: Head, asked: Sequence[Asked], earlier: Earlier, in_doubt: bool
) -> Kept:
    with store.begin() as batch:
        ahead, start, others = _begun(store, batch, house, head, asked, earlier)
        answers = []
        for one in asked:
            mark = ahead.mark()
            taken = ahead.take(one.command, one.actor, one.now, in_doubt, one.refusal, one.noted, one.refilled)
            if taken.receipt is not None:
                try:
                    with batch.savepoint():
                        batch.append(taken.entries, (taken.receipt,))
                except AppendRefused:
                    ahead.back_to(mark, one.command.id)
                    taken = _found(store, ahead, one) or ahead.take(
                        one.command, one.actor, one.now, refusal=NOT_KEPT
                    )
                    # Refused once more, it is the journal that is wrong and not the command: the batch
                    # fails, nobody is told that anything was decided, and devices keep what they have.
                    with batch.savepoint():
                        batch.append((), (taken.receipt,) if taken.receipt else ())
            answers.append(taken.answer)
    return Kept(tuple(answers), ahead.house, ahead.head, others, _committed(ahead, start))


def _found(store: Store, ahead: Tentative, one: Asked) -> Taken | None:
    """The command's entries stand in the journal without its receipt: they came with a copy that has none."""
    numbers: list[int] = []
    while (entry := store.entry(entry_id(one.command.id, len(numbers)))) is not None:
        numbers.append(entry.number)
    return ahead.adopt(one.command, one.actor, one.now, tuple(numbers)) if numbers else None


def _begun(
    store: Store, batch: Batch, house: House, head: Head, asked: Sequence[Asked], earlier: Earlier
) -> tuple[Tentative, House, Committed | None]:
    others = None
    if batch.head.number != head.number:
        new = batch.entries_after(head.number)
        house, head, others = caught_up(store.facility, house, head, new, earlier)
    known = batch.receipts([one.command.id for one in asked])
    return Tentative(house, batch.head, store.facility, known, earlier), house, others


def _committed(ahead: Tentative, before: House) -> Committed | None:
    if not ahead.lines:
        return None
    return Committed(tuple(ahead.lines), tuple(ahead.recalled), before, ahead.house)
