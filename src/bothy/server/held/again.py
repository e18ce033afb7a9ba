"""After a restore: people who were forgotten after the copy was made are forgotten again.

`bothy restore` reads whom from newer journals that it can see, and writes their random ids here; the server forgets
them as soon as it may write. Until then nothing that is brought of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.care.bodies_people import PersonForgotten
from bothy.care.kinds import REGISTER_KINDS, decode
from bothy.care.vocabulary import AskedBy
from bothy.journal.errors import JournalError
from bothy.journal.opening import open_reader
from bothy.journal.store import Reader
from bothy.journal.whole_file import write_whole

FILE_NAME = "forget-again.json"
KINDS = ("person-forgotten",)


class Again(msgspec.Struct, frozen=True):
    """Somebody to be forgotten again: when it was done first, and who had asked for it."""

    person: UUID
    at: datetime
    asked_by: AskedBy


def told(reader: Reader) -> dict[UUID, Again]:
    """Everyone whom a journal says to be forgotten."""
    found = {}
    for entry in reader.of_kinds(KINDS, REGISTER_KINDS):
        body = decode(entry.kind, entry.body)
        assert isinstance(body, PersonForgotten)
        found[entry.subject] = Again(entry.subject, entry.happened_at, body.asked_by)
    return found


def newer(restored: Reader, places: Iterable[Path]) -> list[Again]:
    """Whom journals beside the restored one know to be forgotten, and it does not. What cannot be read says nothing."""
    here, found = told(restored), dict[UUID, Again]()
    for place in places:
        try:
            reader = open_reader(place)
        except (JournalError, OSError):
            continue
        try:
            if reader.facility == restored.facility:
                found |= told(reader)
        except JournalError:
            continue
        finally:
            reader.close()
    return [found[one] for one in sorted(found.keys() - here.keys(), key=lambda one: one.bytes)]


def read(home: Path) -> list[Again]:
    """Whom this home still has to forget again."""
    try:
        return msgspec.json.decode((home / FILE_NAME).read_bytes(), type=list[Again])
    except FileNotFoundError:
        return []


def write(home: Path, left: list[Again]) -> None:
    """Put down whom there is to forget; nobody: no file."""
    if left:
        write_whole(home / FILE_NAME, msgspec.json.encode(left) + b"\n")
    else:
        (home / FILE_NAME).unlink(missing_ok=True)
