"""Reading a journal kept in SQLite, and SQLite's troubles said in sentences."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from bothy.journal import sqlite_schema
from bothy.journal.entry import GENESIS, Entry, Head
from bothy.journal.errors import (
    AppendRefused,
    CorruptJournal,
    DiskFull,
    JournalInUse,
    JournalMissing,
    MissingTable,
    MissingTrigger,
    NewerJournal,
    ReadOnlyJournal,
    StorageTrouble,
    WrongFacility,
)
from bothy.journal.of_kinds import one_of
from bothy.journal.rows import (
    CHECKPOINT_COLUMNS,
    ENTRY_COLUMNS,
    RECEIPT_COLUMNS,
    checkpoint_of,
    entry_of,
    receipt_of,
    sound,
)
from bothy.journal.store import CHUNK, SCHEMA_VERSION, Checkpoint, Damaged, Receipt

FILE_NAME = "journal.sqlite3"

_SELECT = f"SELECT {ENTRY_COLUMNS} FROM entry"
_IDS_AT_ONCE = 500


class SqliteReader:
    """A journal file opened read-only; many may be open while one process writes.

    Use one reader a thread. Made by `SqliteReader.at`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        with spoken(path):
            self._facility = facility_of(path, connection, None)

    @classmethod
    def at(cls, home: Path, facility: UUID | None = None) -> "SqliteReader":
        """Open the journal of a home folder, or a journal file itself, to be read.

        `JournalMissing`, `MissingTable`, `WrongFacility`, `CorruptJournal`, `NewerJournal`.
        Triggers are not asked for: a damaged copy can still be read and verified.
        """
        path = home / FILE_NAME if home.is_dir() else home
        cls.must_exist(path)
        with spoken(path):
            connection = _read_only(path)
            try:
                facility_of(path, connection, facility)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @staticmethod
    def must_exist(path: Path) -> None:
        """`JournalMissing` when there is no such file."""
        if not path.is_file():
            raise JournalMissing(
                f"There is no journal at {path}. `bothy run` or `bothy demo` makes one; "
                "or name the right folder with --home."
            )

    @property
    def facility(self) -> UUID:
        """Whose journal this is."""
        return self._facility

    def head(self) -> Head:
        """The last entry's number and digest; GENESIS when there is none."""
        with spoken(self.path):
            row = self._connection.execute(
                "SELECT number, digest FROM entry ORDER BY number DESC LIMIT 1"
            ).fetchone()
        return Head(*row) if row else GENESIS

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one."""
        with spoken(self.path):
            return receipts_in(self._connection, ids)

    def receipts_in_order(self) -> Iterator[Receipt]:
        """Every receipt that names entries, ordered by the first entry it names."""
        last: tuple[int, int] = (-(2**63), -(2**63))
        while True:
            with spoken(self.path):
                rows = self._connection.execute(
                    f"SELECT {RECEIPT_COLUMNS}, rowid FROM receipt WHERE count > 0 "
                    "AND (first, rowid) > (?, ?) ORDER BY first, rowid LIMIT ?",
                    (*last, CHUNK),
                ).fetchall()
            for row in rows:
                yield receipt_of(row[:-1])
            if len(rows) < CHUNK:
                return
            last = (rows[-1][2], rows[-1][-1])

    def refusals(self) -> Iterator[Receipt]:
        """Every receipt that names no entry: of a command that was refused, or needed nothing written."""
        with spoken(self.path):
            for row in self._connection.execute(f"SELECT {RECEIPT_COLUMNS} FROM receipt WHERE count = 0"):
                yield receipt_of(row)

    def entries(self, after: int = 0, upto: int | None = None, chunk: int = CHUNK) -> Iterator[Entry]:
        """Entries with after < number <= upto, in order; no long transaction is held."""
        return map(sound, self._rows(after, upto, chunk))

    def walk(
        self, after: int | None = None, upto: int | None = None, chunk: int = CHUNK
    ) -> Iterator[Entry | Damaged]:
        """Every row there is, also those that cannot be an entry; for `verify`."""
        return self._rows(-(2**63) if after is None else after, upto, chunk)

    def subject(self, subject: UUID, upto: int | None = None) -> list[Entry]:
        """All entries about one subject, in order."""
        with spoken(self.path):
            rows = self._connection.execute(
                f"{_SELECT} WHERE subject = ? AND number <= ? ORDER BY number",
                (subject.bytes, 2**63 - 1 if upto is None else upto),
            ).fetchall()
        return [sound(entry_of(row)) for row in rows]

    def of_kinds(self, kinds: Sequence[str], among: Sequence[str], after: int = 0) -> list[Entry]:
        """Entries of some kinds with number > after, in order; quick where `among` was given to `index_kinds`."""
        asked = ", ".join("?" * len(kinds))
        with spoken(self.path):
            # SQLite takes a part of an index only where the question says its condition word for word.
            rows = self._connection.execute(
                f"{_SELECT} WHERE {one_of(among)} AND kind IN ({asked}) AND number > ? ORDER BY number",
                (*kinds, after),
            ).fetchall()
        return [sound(entry_of(row)) for row in rows]

    def entry(self, id: UUID) -> Entry | None:
        """The entry with this id."""
        with spoken(self.path):
            row = self._connection.execute(f"{_SELECT} WHERE id = ?", (id.bytes,)).fetchone()
        return sound(entry_of(row)) if row else None

    def count(self) -> int:
        """How many entries are stored."""
        with spoken(self.path):
            (count,) = self._connection.execute("SELECT count(*) FROM entry").fetchone()
        return int(count)

    def checkpoints(self) -> list[Checkpoint]:
        """The checkpoints kept beside the journal, oldest first."""
        with spoken(self.path):
            rows = self._connection.execute(
                f"SELECT {CHECKPOINT_COLUMNS} FROM checkpoint ORDER BY made"
            ).fetchall()
        return [checkpoint_of(row) for row in rows]

    def faults_of_schema(self) -> list[str]:
        """What is missing or not as shipped among tables, indexes and triggers."""
        with spoken(self.path):
            return sqlite_schema.faults(self._connection)

    def close(self) -> None:
        """Close the file."""
        with spoken(self.path):
            self._connection.close()

    def _rows(self, after: int, upto: int | None, chunk: int) -> Iterator[Entry | Damaged]:
        last = 2**63 - 1 if upto is None else upto
        while True:
            with spoken(self.path):
                rows = self._connection.execute(
                    f"{_SELECT} WHERE number > ? AND number <= ? ORDER BY number LIMIT ?",
                    (after, last, chunk),
                ).fetchall()
            for row in rows:
                yield entry_of(row)
            if len(rows) < chunk:
                return
            after = rows[-1][1]


def connect(path: Path, mode: str, more: str = "") -> sqlite3.Connection:
    """A bare connection (`mode` ro, rw or rwc); transactions are begun by hand."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{more}",
        uri=True,
        isolation_level=None,
        timeout=5.0,
        check_same_thread=False,
    )


def receipts_in(connection: sqlite3.Connection, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
    """The receipts of those commands that have one; any number of ids."""
    found: dict[UUID, Receipt] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        part = [id.bytes for id in ids[start : start + _IDS_AT_ONCE]]
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            f"SELECT {RECEIPT_COLUMNS} FROM receipt WHERE command IN ({marks})", part
        ):
            receipt = receipt_of(row)
            found[receipt.command] = receipt
    return found


def facility_of(path: Path, connection: sqlite3.Connection, expected: UUID | None) -> UUID:
    """Whose journal this is; it must be `expected` where one is."""
    missing = sqlite_schema.tables_missing(connection)
    if missing:
        raise MissingTable(
            f"The journal {path} lacks the table {', '.join(missing)}. "
            "It is no journal of Bothy or was damaged: restore it from a backup."
        )
    row = connection.execute("SELECT facility, schema_version FROM journal_meta").fetchone()
    if row is None:
        raise CorruptJournal(f"The journal {path} does not say whose it is. Restore it from a backup.")
    facility, version = UUID(bytes=row[0]), row[1]
    if version > SCHEMA_VERSION:
        raise NewerJournal(
            f"The journal {path} was made by a newer Bothy (schema {version}, this one knows "
            f"{SCHEMA_VERSION}). Use that version or a newer one."
        )
    if expected is not None and facility != expected:
        raise WrongFacility(
            f"{path} is the journal of facility {facility}, not of {expected}. "
            "Name the right folder with --home; nothing was written."
        )
    return facility


def check_schema(path: Path, connection: sqlite3.Connection) -> None:
    """`MissingTrigger` when a trigger (or table, or index) is not as shipped."""
    faults = sqlite_schema.faults(connection)
    if faults:
        raise MissingTrigger(
            f"What keeps the journal {path} append only does not stand: {'; '.join(faults)}. "
            "Run `bothy journal verify`, find out who removed it, and restore from a backup."
        )


def _read_only(path: Path) -> sqlite3.Connection:
    connection = connect(path, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError as fault:
        connection.close()
        # A copy on a write-protected medium: no log can be made beside it, and none is needed.
        no_log = not path.with_name(path.name + "-wal").exists()
        if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and no_log:
            return connect(path, "ro", "&immutable=1")
        raise
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as the journal's own, each with what to do."""
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", None)
        primary = None if code is None else code & 0xFF
        if primary == sqlite3.SQLITE_CONSTRAINT:
            raise AppendRefused(f"The journal refused the rows: {fault}. Nothing was written.") from fault
        if primary == sqlite3.SQLITE_FULL:
            raise DiskFull(
                f"The disk with {path} is full. Nothing of the batch was written; make room, then go on."
            ) from fault
        if primary == sqlite3.SQLITE_READONLY:
            raise ReadOnlyJournal(
                f"{path} can be read but not written. Make the file, its folder and the disk writable for "
                "this user; nothing was written."
            ) from fault
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise CorruptJournal(
                f"{path} is damaged ({fault}). Keep the file, restore the last backup beside it, and check the "
                "disk; `bothy journal verify` names the first entry that cannot be read."
            ) from fault
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise JournalInUse(
                f"Another program holds {path} ({fault}). Close it: only Bothy's own writer may write there."
            ) from fault
        if "no such table" in str(fault):
            raise MissingTable(
                f"The journal {path} was damaged: {fault}. Restore it from a backup."
            ) from fault
        raise StorageTrouble(
            f"{path} could not be read or written ({fault}). Check the disk and the folder's permissions."
        ) from fault
    except OSError as fault:
        raise StorageTrouble(
            f"{path}: {fault.strerror}. Check the disk and the folder's permissions."
        ) from fault
