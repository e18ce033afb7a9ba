"""Forgetting: names, codes, cards and words go from this database, and out of its file.

The journal says first that somebody is forgotten (`person-forgotten`); then the rows go. What a crash leaves
between the two is found at the next start, because `Forgotten` has no row yet.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from bothy.people.directory import directory
from bothy.people.models import Forgotten, Note, NotTheSame, Person
from bothy.people.vault import held as vault

log = logging.getLogger(__name__)

CHUNK = 500
T = TypeVar("T")

class Erased(msgspec.Struct, frozen=True):
    """How many rows went: names, notes, and of the vault."""

    people: int = 0
    notes: int = 0
    vault: int = 0


def unfinished(told: Iterable[UUID]) -> frozenset[UUID]:
    """Of those whom the journal says to be forgotten, whose rows have not all gone from this database."""
    ids = list(told)
    done: set[UUID] = set()
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        done.update(Forgotten.objects.filter(person__in=part).values_list("person", flat=True))
        # A backup of names alone, put back by hand, brings rows of people whom this table calls forgotten.
        done.difference_update(Person.objects.filter(id__in=part).values_list("id", flat=True))
    return frozenset(ids) - done


def notes_about(people: Collection[UUID], owner: Callable[[UUID], UUID | None]) -> list[UUID]:
    """The commands of all notes about these people, and about their visits, emergencies, referrals and incidents.

    `owner` says whose a subject is. Every noted subject is asked for: some milliseconds a thousand notes.
    """
    subjects = Note.objects.order_by().values_list("subject", flat=True).distinct()
    theirs = [one for one in subjects if one in people or owner(one) in people]
    found: list[UUID] = []
    for start in range(0, len(theirs), CHUNK):
        part = theirs[start : start + CHUNK]
        found += Note.objects.filter(subject__in=part).values_list("command", flat=True)
    return found


def erase(people: Collection[UUID], notes: Collection[UUID], scrubbing: bool = True) -> Erased:
    """Remove the rows of these people and these notes, all or none, and then their traces in the database's file.

    `scrubbing`: False where more are to go at once, and whoever does it scrubs when all are gone.
    """
    ids, commands = list(people), list(notes)
    with transaction.atomic():
        gone = sum(_delete(Person.objects.filter(id__in=part)) for part in _parts(ids))
        words = sum(_delete(Note.objects.filter(command__in=part)) for part in _parts(commands))
        sealed = sum(vault.forget(one) for one in ids)
        for part in _parts(ids):
            NotTheSame.objects.filter(Q(one__in=part) | Q(other__in=part)).delete()
            Forgotten.objects.bulk_create([Forgotten(person=one) for one in part], ignore_conflicts=True)
    directory.remove(ids)
    if scrubbing:
        scrub()
    return Erased(gone, words, sealed)


def erase_notes(notes: Collection[UUID]) -> int:
    """Remove these notes alone: their time is over by the house rules."""
    with transaction.atomic():
        words = sum(_delete(Note.objects.filter(command__in=part)) for part in _parts(list(notes)))
    scrub()
    return words


def erase_late(digests: Collection[str]) -> None:
    """Remove the words of these notes, which came after their person was forgotten. Scrubbed a little later (`tidy`)."""
    global _untidy
    with transaction.atomic():
        for part in _parts(list(digests)):
            Note.objects.filter(digest__in=part).delete()
    _untidy = True


_TABLES = ("people_person", "people_note", *(model._meta.db_table for model in (vault.Sealed, vault.PersonKey)))
_untidy = False


def scrub() -> bool:
    """What was removed is not left behind in free pages, in the write-ahead log, or among dead rows; whether that is done.

    SQLite: the file is written anew without them. PostgreSQL: the tables are vacuumed; its own write-ahead log and
    its archives keep what they hold until they are recycled, which is theirs to say (docs/people.md). Where somebody
    else is at the database just then it is tried again (`tidy`); the pages themselves were overwritten already.
    """
    global _untidy
    if connection.in_atomic_block:
        return False  # whoever ends the transaction scrubs
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = cursor.fetchone()
                _untidy = bool(busy and busy[0])
            else:
                for table in _TABLES:
                    cursor.execute(f"VACUUM {table}")
                _untidy = False
    except OperationalError as fault:
        log.warning(
            "The database could not be written anew after a forgetting (%s). It is tried again.", fault
        )
        _untidy = True
    return not _untidy


def tidy() -> None:
    """Scrub where the last scrubbing could not be finished. Called every few seconds."""
    if _untidy:
        scrub()


def counted(people: Collection[UUID], notes: Collection[UUID]) -> Mapping[str, int]:
    """How many rows there are to go, before they go."""
    rows = sum(Person.objects.filter(id__in=part).count() for part in _parts(list(people)))
    return {"rows": rows, "notes": len(notes)}


def _delete(rows: object) -> int:
    return int(rows.delete()[0])  # type: ignore[attr-defined]


def _parts(ids: list[T]) -> Iterable[list[T]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
