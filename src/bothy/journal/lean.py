"""Entries as plain columns, for whoever adds up millions: no object is made for an entry.

A row is (number, id, kind, version, subject, happened_at in microseconds, body); ids are 16 bytes.
SQLite hands these over as they lie; any other reader's entries are taken apart.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from bothy.journal.chain import micros
from bothy.journal.entry import Entry
from bothy.journal.sqlite_reader import SqliteReader, spoken
from bothy.journal.store import Reader

LeanRow = tuple[int, bytes, str, int, bytes, int, bytes]

AuthoredRow = tuple[int, bytes, str, int, bytes, int, bytes, int, bytes | None]
"""The same, then recorded_at in microseconds and who wrote it (16 bytes, None: nobody on the staff)."""

_COLUMNS = "number, id, kind, version, subject, happened_at, body"
_AUTHORED = f"{_COLUMNS}, recorded_at, staff"
_CHUNK = 20_000
_SUBJECTS_AT_ONCE = 500


def rows(reader: Reader, after: int, upto: int) -> Iterator[LeanRow]:
    """Rows with after < number <= upto, in order; no long transaction is held. `JournalError`."""
    if not isinstance(reader, SqliteReader):
        yield from map(lean, reader.entries(after, upto))
        return
    while after < upto:
        part = _select(reader, "number > ? AND number <= ? ORDER BY number LIMIT ?", (after, upto, _CHUNK))
        yield from part
        if len(part) < _CHUNK:
            return
        after = part[-1][0]


def authored(reader: Reader, after: int, upto: int) -> Iterator[AuthoredRow]:
    """As `rows`, with when each was recorded and by whom. `JournalError`."""
    if not isinstance(reader, SqliteReader):
        for entry in reader.entries(after, upto):
            staff = None if entry.staff is None else entry.staff.bytes
            yield (*lean(entry), micros(entry.recorded_at), staff)
        return
    while after < upto:
        limits = (after, upto, _CHUNK)
        part = _select(reader, "number > ? AND number <= ? ORDER BY number LIMIT ?", limits, _AUTHORED)
        yield from part
        if len(part) < _CHUNK:
            return
        after = part[-1][0]


def of_subjects(reader: Reader, subjects: Sequence[bytes], upto: int) -> Iterator[LeanRow]:
    """Rows with number <= upto about any of these subjects; those of one subject come in order."""
    if not isinstance(reader, SqliteReader):
        for subject in subjects:
            yield from map(lean, reader.subject(UUID(bytes=subject), upto))
        return
    for start in range(0, len(subjects), _SUBJECTS_AT_ONCE):
        part = subjects[start : start + _SUBJECTS_AT_ONCE]
        marks = ",".join("?" * len(part))
        # + keeps SQLite on the index of subjects whatever it thinks of the range of numbers.
        where = f"subject IN ({marks}) AND +number <= ? ORDER BY subject, number"
        yield from _select(reader, where, (*part, upto))


def digest_at(reader: Reader, number: int) -> bytes | None:
    """The digest of the entry with this number; None when there is none. 32 zero bytes for 0."""
    if number == 0:
        return bytes(32)
    for entry in reader.entries(number - 1, number):
        return entry.digest
    return None


def lean(entry: Entry) -> LeanRow:
    """An entry as a row."""
    at = micros(entry.happened_at)
    return (entry.number, entry.id.bytes, entry.kind, entry.version, entry.subject.bytes, at, entry.body)


def _select(reader: SqliteReader, where: str, values: tuple[Any, ...], columns: str = _COLUMNS) -> list[Any]:
    with spoken(reader.path):
        connection: sqlite3.Connection = reader._connection
        return connection.execute(f"SELECT {columns} FROM entry WHERE {where}", values).fetchall()
