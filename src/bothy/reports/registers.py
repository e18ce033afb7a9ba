"""The lines of the registers as the journal has them, corrections of the same subjects included.

For whoever reads a whole register: the office, the inspection pack, the legal basis. What they add up to is said by
`care.register_items`, `register_incidents`, `register_visitors` and `register_duties`. Found by an index of rare kinds, so that
a journal of ten years is not read for it.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from bothy.care.fold import line
from bothy.care.house import Line
from bothy.care.kinds import REGISTER_KINDS
from bothy.journal.entry import Entry


class Reader(Protocol):
    def of_kinds(self, kinds: Sequence[str], among: Sequence[str], after: int = 0) -> list[Entry]: ...
    def subject(self, subject: UUID) -> list[Entry]: ...


def lines_of(reader: Reader, kinds: Sequence[str]) -> list[Line]:
    """Every line of these kinds, and every correction of their subjects. ValueError where one stands in no register."""
    if not kinds or set(kinds) - set(REGISTER_KINDS):
        raise ValueError(f"No register has these kinds: {kinds!r}.")
    entries = reader.of_kinds((*kinds, "corrected"), REGISTER_KINDS)
    subjects = {entry.subject for entry in entries if entry.kind in kinds}
    return [line(entry) for entry in entries if entry.subject in subjects]


def notes_of(reader: Reader, subjects: Iterable[UUID]) -> list[Line]:
    """The notes beside the entries of these subjects, corrections included. The words themselves are not in the journal."""
    return [
        line(entry)
        for subject in dict.fromkeys(subjects)
        for entry in reader.subject(subject)
        if entry.kind in ("noted", "corrected")
    ]


def doors(reader: Reader, facility: UUID) -> list[Line]:
    """Who was turned away, and when the floor was opened and closed. Read from all of the facility's own entries: some are many."""
    kinds = ("turned-away", "floor-opened", "floor-closed", "corrected")
    return [line(entry) for entry in reader.subject(facility) if entry.kind in kinds]

