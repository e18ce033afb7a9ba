"""A facility's journal in one SQLite file: the embedded default.

The file belongs to one writing process, kept by a lock file; the writer alone checkpoints the
write-ahead log. Readers, in other threads or processes, open the file read-only.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from bothy.journal import sqlite_schema
from bothy.journal.chain import micros
from bothy.journal.entry import Entry, Head
from bothy.journal.errors import (
    AppendRefused,
    CommitUnknown,
    DiskFull,
    JournalError,
    JournalExists,
    ReadOnlyJournal,
)
from bothy.journal.lock import WriterLock
from bothy.journal.of_kinds import index_name, one_of
from bothy.journal.rows import (
    CHECKPOINT_COLUMNS,
    ENTRY_COLUMNS,
    RECEIPT_COLUMNS,
    checkpoint_row,
    entry_row,
    head_through,
    receipt_row,
)
from bothy.journal.sqlite_reader import (
    FILE_NAME,
    SqliteReader,
    check_schema,
    connect,
    facility_of,
    receipts_in,
    spoken,
)
from bothy.journal.store import SCHEMA_VERSION, Checkpoint, Receipt

LOCK_NAME = "journal.lock"

# After so many rows the log is copied back into the file: a row touches about four pages, so the
# log stays near 30 MB, and the copying is small beside the syncs of the batches that filled it.
_ROWS_BETWEEN_CHECKPOINTS = 2000

_INSERT_ENTRY = f"INSERT INTO entry ({ENTRY_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_INSERT_RECEIPT = f"INSERT INTO receipt ({RECEIPT_COLUMNS}) VALUES (?,?,?,?,?,?)"
_INSERT_CHECKPOINT = f"INSERT INTO checkpoint ({CHECKPOINT_COLUMNS}) VALUES (?,?,?,?,?,?)"


class SqliteStore(SqliteReader):
    """The one writer of HOME/journal.sqlite3. One thread at a time may use it.

    Made by `SqliteStore.create` or `SqliteStore.open`; a second process gets `JournalInUse`.
    """

    def __init__(self, home: Path, connection: sqlite3.Connection, lock: WriterLock) -> None:
        super().__init__(home / FILE_NAME, connection)
        self._home = home
        self._lock = lock
        self._rows_since_checkpoint = 0

    @classmethod
    def create(cls, home: Path, facility: UUID) -> "SqliteStore":
        """Make an empty journal in `home` and open it. `JournalExists` when there is one."""
        path = home / FILE_NAME
        with spoken(path):
            home.mkdir(parents=True, exist_ok=True)
        lock = WriterLock.take(home / LOCK_NAME)
        try:
            if path.exists():
                raise JournalExists(
                    f"There is a journal in {home} already. Open it, or choose another --home."
                )
            log = path.with_name(path.name + "-wal")
            if log.exists():
                raise JournalExists(
                    f"{log} is left of a journal that is gone; what was written last may be in it. "
                    "Restore the journal beside it, or move the log away."
                )
            with spoken(path):
                make_file(path, facility)
            return cls(home, _open_checked(path, facility), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, home: Path, facility: UUID | None = None) -> "SqliteStore":
        """Open the journal in `home` for writing; every table and trigger must stand.

        `JournalMissing`, `JournalInUse`, `WrongFacility` (when `facility` is given and is not
        the journal's), `MissingTable`, `MissingTrigger`, `ReadOnlyJournal`, `CorruptJournal`,
        `NewerJournal`.
        """
        path = home / FILE_NAME
        SqliteReader.must_exist(path)
        lock = WriterLock.take(home / LOCK_NAME)
        try:
            connection = _open_checked(path, facility)
            return cls(home, connection, lock)
        except BaseException:
            lock.release()
            raise

    @contextmanager
    def begin(self) -> Iterator["SqliteBatch"]:
        """A batch: committed, durably, when the block ends; rolled back when it raises."""
        connection = self._connection
        with spoken(self.path):
            connection.execute("BEGIN IMMEDIATE")
        try:
            with spoken(self.path):
                batch = SqliteBatch(self, connection, self.head())
            yield batch
        except BaseException:
            _roll_back(connection)
            raise
        self._commit()
        self._rows_since_checkpoint += batch.rows
        if self._rows_since_checkpoint >= _ROWS_BETWEEN_CHECKPOINTS:
            self.copy_back()

    def copy_back(self) -> None:
        """Copy the write-ahead log into the file, as far as no reader needs it."""
        self._rows_since_checkpoint = 0
        # What was acknowledged is in the log; if this fails, it is tried again after later batches.
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint beside the journal."""
        connection = self._connection
        with spoken(self.path):
            connection.execute("BEGIN IMMEDIATE")
        try:
            with spoken(self.path):
                connection.execute(_INSERT_CHECKPOINT, checkpoint_row(checkpoint))
        except BaseException:
            _roll_back(connection)
            raise
        self._commit()

    def index_kinds(self, kinds: Sequence[str]) -> None:
        """Have entries of these kinds found quickly by `of_kinds`: once a journal, then it is kept up."""
        connection, name = self._connection, index_name(kinds)
        with spoken(self.path):
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
                return
            # A full or write-protected disk: the board matters more.
            with suppress(sqlite3.Error):
                connection.execute(f"CREATE INDEX {name} ON entry (kind, number) WHERE {one_of(kinds)}")

    def reconnect(self) -> None:
        """Close and open the file again; the lock is kept throughout."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = _open_checked(self.path, self.facility)

    def close(self) -> None:
        """Copy the log back, close the file, let another process write."""
        try:
            super().close()
        finally:
            self._lock.release()

    def _commit(self) -> None:
        try:
            with spoken(self.path):
                self._connection.execute("COMMIT")
        except (DiskFull, AppendRefused, ReadOnlyJournal):
            # The frame that commits is the last one written: these stop before it.
            _roll_back(self._connection)
            raise
        except JournalError as fault:
            _roll_back(self._connection)
            raise CommitUnknown(
                f"The disk failed while a batch was being kept, and it is not known whether it was: {fault} "
                "Open the journal again and ask for the receipts."
            ) from fault


class SqliteBatch:
    """One transaction on the file; made by `SqliteStore.begin`."""

    def __init__(self, store: SqliteStore, connection: sqlite3.Connection, head: Head) -> None:
        self._store = store
        self._connection = connection
        self._head = head
        self._depth = 0
        self.rows = 0

    @property
    def head(self) -> Head:
        """The head, moved on by what this batch appended."""
        return self._head

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one."""
        with spoken(self._store.path):
            return receipts_in(self._connection, ids)

    def entries_after(self, number: int) -> list[Entry]:
        """Entries after `number`; with one writing process these are the batch's own at most."""
        return list(self._store.entries(number))

    def append(self, entries: Sequence[Entry], receipts: Sequence[Receipt] = ()) -> None:
        """Write sealed entries that follow the head, then receipts."""
        head = head_through(self._head, self._store.facility, entries)
        with spoken(self._store.path):
            if entries:
                self._connection.executemany(_INSERT_ENTRY, map(entry_row, entries))
            if receipts:
                self._connection.executemany(_INSERT_RECEIPT, map(receipt_row, receipts))
        self._head = head
        self.rows += len(entries) + len(receipts)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the batch that is kept or, on an exception, undone alone."""
        name, head = f"part_{self._depth}", self._head
        with spoken(self._store.path):
            self._connection.execute(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
        except BaseException:
            # A full disk has rolled back the whole transaction already; then there is no savepoint.
            if self._connection.in_transaction:
                with spoken(self._store.path):
                    self._connection.execute(f"ROLLBACK TO {name}")
                    self._connection.execute(f"RELEASE {name}")
            self._head = head
            raise
        else:
            with spoken(self._store.path):
                self._connection.execute(f"RELEASE {name}")
        finally:
            self._depth -= 1


def _set_up(path: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
        raise ReadOnlyJournal(
            f"{path} cannot be written with a write-ahead log. Is the disk or the file write-protected, "
            "or a network share? Move the home to a local disk that can be written."
        )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA recursive_triggers = ON")
    # Fails here, with its own sentence, rather than at the first nurse's tap.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def make_file(path: Path, facility: UUID) -> None:
    """An empty journal of `facility` as a file at `path`."""
    # Under another name until it is whole: a file that lacks its tables was damaged, never half made.
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    connection = connect(fresh, "rwc")
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        sqlite_schema.make(connection)
        connection.execute(
            "INSERT INTO journal_meta (facility, schema_version, created_at) VALUES (?, ?, ?)",
            (facility.bytes, SCHEMA_VERSION, micros(datetime.now(UTC))),
        )
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        fresh.unlink(missing_ok=True)
        raise
    connection.close()
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _open_checked(path: Path, facility: UUID | None) -> sqlite3.Connection:
    with spoken(path):
        connection = connect(path, "rw")
        try:
            # Looked at before anything is set, so that what is no journal is left as it is.
            facility_of(path, connection, facility)
            check_schema(path, connection)
            _set_up(path, connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _roll_back(connection: sqlite3.Connection) -> None:
    # Nothing was committed; the next BEGIN, or `reconnect`, meets the trouble by its name.
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
