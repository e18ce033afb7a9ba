"""A copy of the journal as one SQLite file, taken beside the writer and under its load.

Whatever database keeps the journal, its copy is the same kind of file: it can be opened, walked and
verified without a server. The copy is of one moment; what is written meanwhile is in the next.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bothy.journal.errors import JournalExists
from bothy.journal.rows import (
    CHECKPOINT_COLUMNS,
    ENTRY_COLUMNS,
    RECEIPT_COLUMNS,
    checkpoint_row,
    entry_row,
    receipt_row,
)
from bothy.journal.sqlite import make_file
from bothy.journal.sqlite_reader import FILE_NAME, SqliteReader, connect, spoken
from bothy.journal.store import CHUNK, Progress

if TYPE_CHECKING:
    from bothy.journal.postgres_reader import Connection

_PAGES_AT_ONCE = 4096
_FROM_POSTGRES = f"SELECT {ENTRY_COLUMNS} FROM journal.entry WHERE facility = %s ORDER BY number"
_RECEIPTS = f"SELECT {RECEIPT_COLUMNS} FROM journal.receipt WHERE facility = %s ORDER BY recorded_at, first"
_CHECKPOINTS = f"SELECT {CHECKPOINT_COLUMNS} FROM journal.checkpoint WHERE facility = %s ORDER BY made"


def copy_file(home: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the journal file of a home folder to `target`, while its writer goes on.

    `JournalExists` when `target` is there; other `JournalError`s as for a reader. `progress` counts pages.
    """
    source = home / FILE_NAME if home.is_dir() else home
    SqliteReader.must_exist(source)
    if target.exists():
        raise JournalExists(f"{target} is there already. Choose another name for the copy.")
    with spoken(source):
        copy_sqlite(source, target, progress)


def copy_sqlite(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy any SQLite file by SQLite's own backup, as of one moment. `sqlite3.Error`s as they come."""
    reading = connect(source, "ro")
    try:
        # Held open, so that the copy is of this moment and is not begun again at each commit of the writer.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        writing = connect(target, "rwc")
        try:
            reading.backup(
                writing,
                pages=_PAGES_AT_ONCE,
                progress=None if progress is None else lambda _, left, whole: progress(whole - left, whole),
                sleep=0,
            )
            # No log beside a copy: it is one file, and may lie on a medium that cannot be written.
            writing.execute("PRAGMA journal_mode = DELETE").fetchone()
        finally:
            writing.close()
    finally:
        with suppress(sqlite3.Error):
            reading.execute("ROLLBACK")
        reading.close()


@contextmanager
def postgres_moment(url: str) -> "Iterator[Connection]":
    """A connection that sees the whole database as it stood at one moment, and cannot write. `JournalError`s."""
    from bothy.journal.postgres_reader import connect as connect_postgres
    from bothy.journal.postgres_reader import spoken as spoken_postgres

    with connect_postgres(url) as connection, spoken_postgres(connection):
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection
        connection.execute("ROLLBACK")


def copy_postgres(connection: "Connection", target: Path, progress: Progress | None = None) -> None:
    """Write the one journal that `connection` (of `postgres_moment`) sees to `target`, a SQLite file."""
    from bothy.journal.chain import moment
    from bothy.journal.postgres_reader import _entry_of, _receipt_of, facility_of, head_of
    from bothy.journal.rows import sound
    from bothy.journal.store import Checkpoint

    facility = facility_of(connection, None)
    whole = head_of(connection, facility).number
    make_file(target, facility)
    writing = connect(target, "rw")
    try:
        with spoken(target):
            writing.execute("PRAGMA synchronous = OFF")  # it is synced as a whole at the end
            writing.execute("BEGIN IMMEDIATE")
            entries = (
                entry_row(sound(_entry_of(row)))
                for row in _rows(connection, "entries", _FROM_POSTGRES, facility)
            )
            _insert(writing, "entry", ENTRY_COLUMNS, entries, lambda done: progress and progress(done, whole))
            receipts = (
                receipt_row(_receipt_of(row)) for row in _rows(connection, "receipts", _RECEIPTS, facility)
            )
            _insert(writing, "receipt", RECEIPT_COLUMNS, receipts)
            checkpoints = (
                checkpoint_row(Checkpoint(row[0], row[1], row[2], moment(row[3]), row[4], row[5]))
                for row in _rows(connection, "checkpoints", _CHECKPOINTS, facility)
            )
            _insert(writing, "checkpoint", CHECKPOINT_COLUMNS, checkpoints)
            writing.execute("COMMIT")
    finally:
        writing.close()


def _rows(connection: "Connection", name: str, query: str, facility: Any) -> Iterator[Any]:
    # A cursor of the server's: the journal is not held in memory.
    with connection.cursor(name=name) as cursor:
        cursor.itersize = CHUNK
        cursor.execute(query.encode(), (facility,))
        yield from cursor


def _insert(
    writing: sqlite3.Connection, table: str, columns: str, rows: Iterable[Any], tell: Any = None
) -> None:
    marks = ",".join("?" * (columns.count(",") + 1))
    rows, done = iter(rows), 0
    while part := list(islice(rows, CHUNK)):
        writing.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)
        done += len(part)
        if tell is not None:
            tell(done)


__all__ = ["copy_file", "copy_postgres", "copy_sqlite", "postgres_moment"]
