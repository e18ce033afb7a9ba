"""Lines of the journal that are read as lists: those of rare kinds, and all that was written of one person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from bothy.care import fold, links
from bothy.care.house import House, Line
from bothy.care.kinds import REGISTER_KINDS
from bothy.journal.entry import Entry
from bothy.server.checkpoints import open_journal


def of_kinds(kinds: Sequence[str]) -> list[Line]:
    """Every entry of these kinds. Corrections are not among them: those stand with their subjects."""
    reader = open_journal()
    try:
        return [fold.line(entry) for entry in reader.of_kinds(kinds, REGISTER_KINDS)]
    finally:
        reader.close()


def of_subjects_of(kinds: Sequence[str]) -> list[Line]:
    """Every entry of the subjects that have an entry of these kinds, with corrections."""
    reader = open_journal()
    try:
        subjects = dict.fromkeys(entry.subject for entry in reader.of_kinds(kinds, REGISTER_KINDS))
        return [fold.line(entry) for one in subjects for entry in reader.subject(one)]
    finally:
        reader.close()


def of_person(house: House, person: UUID) -> list[Line]:
    """All that was written of a person, under every id that they were entered as. Visits are subjects of their own."""
    reader = open_journal()
    try:
        return [fold.line(entry) for one in links.family(house, person) for entry in reader.subject(one)]
    finally:
        reader.close()


def entry_of(id: UUID) -> Entry | None:
    reader = open_journal()
    try:
        return reader.entry(id)
    finally:
        reader.close()


__all__ = ["entry_of", "of_kinds", "of_person", "of_subjects_of"]
