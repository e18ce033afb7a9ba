"""Forgetting somebody, in order: the entry first, then the rows, then the traces; and what a crash left of it, at start.

So a crash leaves either nothing done, or an entry that says that they are forgotten and rows that the next start
removes before anybody can search them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

import msgspec

from bothy.care import links
from bothy.care.bodies import Noted
from bothy.care.bodies_people import PersonForgotten
from bothy.care.commands import Actor, Command, Refusal
from bothy.care.fold import Recall
from bothy.care.fold import line as as_line
from bothy.care.house import House, Line
from bothy.care.vocabulary import AskedBy
from bothy.intake.batch import Committed
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.facility import Facility
from bothy.intake.watching import HOUSE
from bothy.journal.store import Reader
from bothy.people import forgetting, ports
from bothy.people.forgetting import Erased
from bothy.server.checkpoints import open_journal
from bothy.server.held import again
from bothy.server.held.copies import backups_until
from bothy.server.held.owner import owner_of

log = logging.getLogger(__name__)


class Going(msgspec.Struct, frozen=True):
    """What is to go of one person: their ids, how many rows, the notes (by their commands), and when the last backup goes."""

    people: tuple[UUID, ...]
    rows: int
    notes: tuple[UUID, ...]
    backups_until: date


Owners = dict[UUID, UUID | None]


def _owner(house: House, reader: Reader, owners: Owners) -> Callable[[UUID], UUID | None]:
    def owner(subject: UUID) -> UUID | None:
        if subject not in owners:
            owners[subject] = owner_of(house, subject, _recall(reader))
        return owners[subject]

    return owner


def going(facility: Facility, person: UUID, reader: Reader, owners: Owners | None = None) -> Going:
    """Look before it is done: what a forgetting would take."""
    house = facility.house
    people = links.family(house, person)
    notes = forgetting.notes_about(frozenset(people), _owner(house, reader, {} if owners is None else owners))
    counts = forgetting.counted(people, notes)
    return Going(people, counts["rows"], tuple(notes), backups_until(house, facility.clock.now()))


def forget(
    facility: Facility,
    person: UUID,
    asked_by: AskedBy,
    actor: Actor,
    *,
    reason: str = "",
    command: UUID | None = None,
    scrubbing: bool = True,
    owners: Owners | None = None,
) -> Erased | Refusal:
    """Forget somebody, under every id they were entered with. Raises `StorageFault` or `IntakeClosed`: then nothing is done.

    `command`: so that a form that is sent twice does it once. `scrubbing`: see `forgetting.erase`. `owners`: kept from
    one person to the next where many are forgotten in a row, so that each noted subject is looked up once.
    """
    reader = open_journal()
    try:
        owners = {} if owners is None else owners
        what = going(facility, person, reader, owners)
        body = PersonForgotten(
            asked_by=asked_by,
            rows=what.rows,
            notes=len(what.notes),
            backups_until=what.backups_until.isoformat(),
            reason=reason,
        )
        asked = Command(
            id=command or uuid4(), kind="forget-person", subject=person, body=msgspec.Raw(msgspec.json.encode(body)),
            happened_at=facility.clock.now(), staff=actor.staff,
        )  # fmt: skip
        (answer,) = facility.writer.submit([asked], actor).result()
        if answer.refusal is not None and answer.refusal.code != "forgotten_already":
            return answer.refusal
        # Asked anew: a note may have come between the look and the entry; from the entry on none is taken.
        return _erased(facility.house, reader, what.people, scrubbing, owners)
    finally:
        reader.close()


def _erased(
    house: House, reader: Reader, people: Sequence[UUID], scrubbing: bool = True, owners: Owners | None = None
) -> Erased:
    notes = forgetting.notes_about(frozenset(people), _owner(house, reader, {} if owners is None else owners))
    return forgetting.erase(people, notes, scrubbing)


def finish(house: House, reader: Reader) -> int:
    """Remove what is left of people whom the journal says to be forgotten; how many they were.

    A crash came between entry and rows, or the names came from an older backup than the journal.
    """
    left = forgetting.unfinished(again.told(reader))
    if left:
        _erased(house, reader, sorted(left, key=lambda one: one.bytes))
        log.warning("Names and words of %d forgotten people were still here, and went.", len(left))
    return len(left)


def forget_again(facility: Facility) -> int:
    """Forget whom a restore brought back, once ordinary commands are written; how many are left to forget."""
    left = again.read(facility.home)
    if not left:
        return 0
    ports.forget_again(frozenset(one.person for one in left))
    if facility.mending is not None and facility.mending.waits:
        return len(left)
    still = []
    for one in left:
        if one.person not in facility.house.people:
            still.append(one)  # registered after the copy: a tablet may yet bring them
            continue
        try:
            done = forget(facility, one.person, one.asked_by, HOUSE, reason="forgotten before the restore")
        except (StorageFault, IntakeClosed) as fault:
            log.warning("%s", fault)
            return len(left)
        if isinstance(done, Refusal):
            still.append(one)
    if still != left:
        again.write(facility.home, still)
    return len(still)


def _recall(reader: Reader) -> Recall:
    def recall(subject: UUID) -> list[Line]:
        return [as_line(entry) for entry in reader.subject(subject)]

    return recall


def hear(facility: Facility) -> Callable[[], None]:
    """Let go of words that came in one batch with the visit of somebody forgotten: only now it is known whose they are."""

    def heard(committed: Committed) -> None:
        late = [
            line.body.digest
            for line in committed.lines
            if isinstance(line.body, Noted) and _is_forgotten(committed.house, line.subject)
        ]
        if late:
            forgetting.erase_late(late)

    return facility.writer.subscribe(heard)


def _is_forgotten(house: House, subject: UUID) -> bool:
    person = owner_of(house, subject, None)
    return person is not None and ports.is_forgotten(person)


def owner_now(facility: Facility, subject: UUID) -> UUID | None:
    """Whose something is, by the House and, where it let it go, by the journal: for words that come late."""
    house = facility.house
    known = owner_of(house, subject, None)
    if known is not None:
        return known
    reader = open_journal()
    try:
        return owner_of(house, subject, _recall(reader))
    finally:
        reader.close()
