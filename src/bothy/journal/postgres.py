"""Journals in PostgreSQL: several workers may write one, several facilities share a database.

One writes at a time: an advisory lock a facility, held to the end of the transaction
(docs/decisions/0001-head-is-the-last-entry.md).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from psycopg import errors

from bothy.journal import postgres_schema
from bothy.journal.chain import micros
from bothy.journal.entry import Entry, Head
from bothy.journal.errors import CommitUnknown, ConnectionLost, JournalExists
from bothy.journal.of_kinds import index_name, one_of
from bothy.journal.postgres_reader import (
    Connection,
    PostgresReader,
    check_schema,
    connect,
    facility_of,
    head_of,
    receipts_in,
    spoken,
)
from bothy.journal.rows import CHECKPOINT_COLUMNS, ENTRY_COLUMNS, RECEIPT_COLUMNS, head_through
from bothy.journal.store import SCHEMA_VERSION, Checkpoint, Receipt

_COPY_ENTRIES = f"COPY journal.entry ({ENTRY_COLUMNS}) FROM STDIN (FORMAT BINARY)"
_COPY_RECEIPTS = f"COPY journal.receipt (facility, {RECEIPT_COLUMNS}) FROM STDIN (FORMAT BINARY)"
_ENTRY_TYPES = (
    "uuid", "int8", "uuid", "text", "int4", "uuid", "int8", "int8", "uuid", "uuid", "bytea", "bytea", "bytea",
)  # fmt: skip
_RECEIPT_TYPES = ("uuid", "uuid", "bytea", "int8", "int4", "int8", "bytea")


class PostgresStore(PostgresReader):
    """A writer of one facility's journal. One thread at a time may use it; make one a worker."""

    @classmethod
    def create(cls, url: str, facility: UUID) -> "PostgresStore":
        """Make the tables where there are none and an empty journal for `facility`; open it.

        `JournalExists` when the facility has one here already.
        """
        connection = connect(url)
        try:
            with spoken(connection):
                postgres_schema.make(connection)
                made = connection.execute(
                    "INSERT INTO journal.journal_meta (facility, schema_version, created_at) VALUES (%s, %s, %s) "
                    "ON CONFLICT DO NOTHING",
                    (facility, SCHEMA_VERSION, micros(datetime.now(UTC))),
                ).rowcount
            if not made:
                raise JournalExists(f"Facility {facility} has a journal in this database already. Open it.")
        finally:
            connection.close()
        return cls.open(url, facility)

    @classmethod
    def open(cls, url: str, facility: UUID | None = None) -> "PostgresStore":
        """Open a journal for writing; every table and trigger must stand.

        `facility` may be left out where the database keeps one only. `ConnectionLost`,
        `JournalMissing`, `WrongFacility`, `MissingTable`, `MissingTrigger`, `NewerJournal`.
        """
        connection = connect(url)
        try:
            return cls(url, connection, _ready(connection, facility))
        except BaseException:
            connection.close()
            raise

    @contextmanager
    def begin(self) -> Iterator["PostgresBatch"]:
        """A batch under the facility's lock: committed when the block ends, else rolled back."""
        connection = self._connection
        with spoken(connection):
            connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        try:
            with spoken(connection):
                # The lock first, in a statement of its own: the next one sees what others committed.
                connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                    (f"bothy journal {self._facility}",),
                )
                batch = PostgresBatch(self, connection, head_of(connection, self._facility))
            yield batch
            if batch.wrote_entries:
                with spoken(connection):
                    connection.execute(
                        "SELECT pg_notify(%s, %s)", (channel(self._facility), str(batch.head.number))
                    )
        except BaseException:
            _roll_back(connection)
            raise
        self._commit()

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint beside the journal."""
        row = checkpoint
        with spoken(self._connection):
            self._connection.execute(
                f"INSERT INTO journal.checkpoint ({CHECKPOINT_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",
                (row.facility, row.number, row.digest, micros(row.at), row.key_id, row.signature),
            )

    def index_kinds(self, kinds: Sequence[str]) -> None:
        """Have entries of these kinds found quickly by `of_kinds`; a role that may only append goes without."""
        connection, name = self._connection, index_name(kinds)
        with spoken(connection):
            there = connection.execute("SELECT to_regclass(%s)", (f"journal.{name}",)).fetchone()
            if there is None or there[0] is None:
                with suppress(errors.InsufficientPrivilege, errors.DuplicateTable, errors.UniqueViolation):
                    connection.execute(
                        f"CREATE INDEX IF NOT EXISTS {name} ON journal.entry (facility, kind, number) WHERE {one_of(kinds)}"
                    )

    def reconnect(self) -> None:
        """A fresh connection; the old one is dropped whatever its state."""
        _drop(self._connection)
        connection = connect(self.url)
        try:
            _ready(connection, self._facility)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _commit(self) -> None:
        try:
            with spoken(self._connection):
                self._connection.execute("COMMIT")
        except ConnectionLost as fault:
            raise CommitUnknown(
                "The connection to the database was lost while a batch was being kept, and it is not known whether "
                "it was. Connect again and ask for the receipts."
            ) from fault
        except BaseException:
            _roll_back(self._connection)
            raise


class PostgresBatch:
    """One transaction under the facility's lock; made by `PostgresStore.begin`."""

    def __init__(self, store: PostgresStore, connection: Connection, head: Head) -> None:
        self._store = store
        self._connection = connection
        self._head = head
        self._began_at = head.number

    @property
    def head(self) -> Head:
        """The head under the lock, moved on by what this batch appended."""
        return self._head

    @property
    def wrote_entries(self) -> bool:
        """Whether the head moved."""
        return self._head.number > self._began_at

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one, as seen under the lock."""
        with spoken(self._connection):
            return receipts_in(self._connection, self._store.facility, ids)

    def entries_after(self, number: int) -> list[Entry]:
        """Entries after `number`, other workers' and this batch's own."""
        return list(self._store.entries(number))

    def append(self, entries: Sequence[Entry], receipts: Sequence[Receipt] = ()) -> None:
        """Write sealed entries that follow the head, then receipts."""
        facility = self._store.facility
        head = head_through(self._head, facility, entries)
        with spoken(self._connection), self._connection.cursor() as cursor:
            if entries:
                with cursor.copy(_COPY_ENTRIES) as copy:
                    copy.set_types(_ENTRY_TYPES)
                    for e in entries:
                        copy.write_row(
                            (
                                e.facility, e.number, e.id, e.kind, e.version, e.subject, micros(e.happened_at),
                                micros(e.recorded_at), e.staff, e.device, e.signature, e.digest, e.body,
                            )
                        )  # fmt: skip
            if receipts:
                with cursor.copy(_COPY_RECEIPTS) as copy:
                    copy.set_types(_RECEIPT_TYPES)
                    for r in receipts:
                        copy.write_row(
                            (facility, r.command, r.digest, r.first, r.count, micros(r.recorded_at), r.answer)
                        )
        self._head = head

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the batch that is kept or, on an exception, undone alone."""
        head = self._head
        try:
            with spoken(self._connection), self._connection.transaction():
                yield
        except BaseException:
            self._head = head
            raise


def channel(facility: UUID) -> str:
    """The name under which PostgreSQL tells of a facility's new entries."""
    return f"bothy_{facility.hex}"


def listen(
    url: str, facility: UUID, stop: Callable[[], bool] = lambda: False, wait_s: float = 1.0
) -> Iterator[int]:
    """The last number of each batch as it is committed, on a direct session of its own.

    A hint only: the journal is the truth, so read it once after the first number, which comes at
    once (the head), and whenever the session was lost (`ConnectionLost`). `stop` is asked at least
    every `wait_s` seconds.
    """
    with connect(url) as connection:
        with spoken(connection):
            connection.execute(f'LISTEN "{channel(facility)}"')
            yield head_of(connection, facility).number
        while not stop():
            with spoken(connection):
                heard = [int(notice.payload) for notice in connection.notifies(timeout=wait_s, stop_after=1)]
            yield from heard


def _ready(connection: Connection, facility: UUID | None) -> UUID:
    with spoken(connection):
        # A server set up to acknowledge before the disk has it would break what a receipt promises.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        found = facility_of(connection, facility)
        check_schema(connection)
    return found


def _roll_back(connection: Connection) -> None:
    # If the session is gone, so is its transaction.
    with suppress(psycopg.Error):
        connection.execute("ROLLBACK")


def _drop(connection: Connection) -> None:
    with suppress(psycopg.Error):
        connection.close()
