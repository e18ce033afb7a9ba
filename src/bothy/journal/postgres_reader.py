"""Reading a journal kept in PostgreSQL, and PostgreSQL's troubles said in sentences."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors

from bothy.journal import postgres_schema
from bothy.journal.chain import moment
from bothy.journal.entry import GENESIS, Entry, Head
from bothy.journal.errors import (
    AppendRefused,
    ConnectionLost,
    CorruptJournal,
    DiskFull,
    JournalMissing,
    MissingTable,
    MissingTrigger,
    NewerJournal,
    ReadOnlyJournal,
    StorageTrouble,
    WrongFacility,
)
from bothy.journal.of_kinds import one_of
from bothy.journal.rows import CHECKPOINT_COLUMNS, ENTRY_COLUMNS, RECEIPT_COLUMNS, Row, sound
from bothy.journal.store import CHUNK, SCHEMA_VERSION, Checkpoint, Damaged, Receipt

Connection = psycopg.Connection[Any]

_LAST = 2**63 - 1
_SELECT = f"SELECT {ENTRY_COLUMNS} FROM journal.entry WHERE facility = %s"
_RECEIPTS = f"SELECT {RECEIPT_COLUMNS} FROM journal.receipt WHERE facility = %s"


class PostgresReader:
    """One facility's journal in a PostgreSQL database, to be read. One thread at a time.

    Made by `PostgresReader.at`.
    """

    def __init__(self, url: str, connection: Connection, facility: UUID) -> None:
        self.url = url
        self._connection = connection
        self._facility = facility

    @classmethod
    def at(cls, url: str, facility: UUID | None = None) -> "PostgresReader":
        """Open a journal to be read; `facility` may be left out where the database has one only.

        `ConnectionLost`, `JournalMissing`, `MissingTable`, `WrongFacility`, `NewerJournal`.
        """
        connection = connect(url)
        try:
            with spoken(connection):
                connection.execute("SET default_transaction_read_only = on")
                return cls(url, connection, facility_of(connection, facility))
        except BaseException:
            connection.close()
            raise

    @property
    def facility(self) -> UUID:
        """Whose journal this is."""
        return self._facility

    def head(self) -> Head:
        """The last entry's number and digest; GENESIS when there is none."""
        with spoken(self._connection):
            return head_of(self._connection, self._facility)

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one."""
        with spoken(self._connection):
            return receipts_in(self._connection, self._facility, ids)

    def receipts_in_order(self) -> Iterator[Receipt]:
        """Every receipt that names entries, ordered by the first entry it names."""
        last: tuple[int, UUID] = (0, UUID(int=0))
        while True:
            with spoken(self._connection):
                rows = self._connection.execute(
                    f"{_RECEIPTS} AND count > 0 AND (first, command) > (%s, %s) ORDER BY first, command LIMIT %s",
                    (self._facility, *last, CHUNK),
                ).fetchall()
            yield from map(_receipt_of, rows)
            if len(rows) < CHUNK:
                return
            last = (rows[-1][2], rows[-1][0])

    def refusals(self) -> Iterator[Receipt]:
        """Every receipt that names no entry: of a command that was refused, or needed nothing written."""
        with spoken(self._connection):
            rows = self._connection.execute(f"{_RECEIPTS} AND count = 0", (self._facility,)).fetchall()
        yield from map(_receipt_of, rows)

    def entries(self, after: int = 0, upto: int | None = None, chunk: int = CHUNK) -> Iterator[Entry]:
        """Entries with after < number <= upto, in order; no long transaction is held."""
        return map(sound, self._rows(after, upto, chunk))

    def walk(
        self, after: int | None = None, upto: int | None = None, chunk: int = CHUNK
    ) -> Iterator[Entry | Damaged]:
        """Every row there is, also those that cannot be an entry; for `verify`."""
        return self._rows(-_LAST if after is None else after, upto, chunk)

    def subject(self, subject: UUID, upto: int | None = None) -> list[Entry]:
        """All entries about one subject, in order."""
        with spoken(self._connection):
            rows = self._connection.execute(
                f"{_SELECT} AND subject = %s AND number <= %s ORDER BY number",
                (self._facility, subject, _LAST if upto is None else upto),
            ).fetchall()
        return [sound(_entry_of(row)) for row in rows]

    def of_kinds(self, kinds: Sequence[str], among: Sequence[str], after: int = 0) -> list[Entry]:
        """Entries of some kinds with number > after, in order; quick where `among` was given to `index_kinds`."""
        with spoken(self._connection):
            rows = self._connection.execute(
                f"{_SELECT} AND {one_of(among)} AND kind = ANY(%s) AND number > %s ORDER BY number",
                (self._facility, list(kinds), after),
            ).fetchall()
        return [sound(_entry_of(row)) for row in rows]

    def entry(self, id: UUID) -> Entry | None:
        """The entry with this id."""
        with spoken(self._connection):
            row = self._connection.execute(f"{_SELECT} AND id = %s", (self._facility, id)).fetchone()
        return sound(_entry_of(row)) if row else None

    def count(self) -> int:
        """How many entries are stored."""
        with spoken(self._connection):
            row = self._connection.execute(
                "SELECT count(*) FROM journal.entry WHERE facility = %s", (self._facility,)
            ).fetchone()
        return int(row[0]) if row else 0

    def checkpoints(self) -> list[Checkpoint]:
        """The checkpoints kept beside the journal, oldest first."""
        with spoken(self._connection):
            rows = self._connection.execute(
                f"SELECT {CHECKPOINT_COLUMNS} FROM journal.checkpoint WHERE facility = %s ORDER BY made",
                (self._facility,),
            ).fetchall()
        return [Checkpoint(row[0], row[1], row[2], moment(row[3]), row[4], row[5]) for row in rows]

    def faults_of_schema(self) -> list[str]:
        """What is missing or not as shipped among tables, indexes and triggers."""
        with spoken(self._connection):
            return postgres_schema.faults(self._connection)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, after: int, upto: int | None, chunk: int) -> Iterator[Entry | Damaged]:
        last = _LAST if upto is None else upto
        while True:
            with spoken(self._connection):
                rows = self._connection.execute(
                    f"{_SELECT} AND number > %s AND number <= %s ORDER BY number LIMIT %s",
                    (self._facility, after, last, chunk),
                ).fetchall()
            yield from map(_entry_of, rows)
            if len(rows) < chunk:
                return
            after = rows[-1][1]


def connect(url: str) -> Connection:
    """A connection in autocommit: transactions are begun by hand, reads hold none open."""
    try:
        return psycopg.connect(url, autocommit=True, application_name="bothy journal")
    except psycopg.OperationalError as fault:
        raise ConnectionLost(
            f"The database cannot be reached: {str(fault).strip()}. Check that PostgreSQL runs and that "
            "DATABASE_URL names it."
        ) from fault
    except psycopg.ProgrammingError as fault:
        raise JournalMissing(f"DATABASE_URL cannot be read: {str(fault).strip()}.") from fault


def facility_of(connection: Connection, expected: UUID | None) -> UUID:
    """The facility asked for, or the only one there is."""
    missing = postgres_schema.tables_missing(connection)
    if len(missing) == len(postgres_schema.TABLES):
        raise JournalMissing(
            "There is no journal in this database. `bothy run` or `bothy demo` makes one; "
            "or name the right database with DATABASE_URL."
        )
    if missing:
        raise MissingTable(
            f"The journal in this database lacks the table {', '.join(missing)}. Restore it from a backup."
        )
    rows = connection.execute(
        "SELECT facility, schema_version FROM journal.journal_meta ORDER BY created_at"
    ).fetchall()
    versions: dict[UUID, int] = {row[0]: row[1] for row in rows}
    if expected is None:
        if not versions:
            raise JournalMissing("There is no journal in this database yet. `bothy run` makes one.")
        if len(versions) > 1:
            raise WrongFacility(
                f"This database keeps the journals of {len(versions)} facilities: say which. "
                f"{', '.join(str(each) for each in versions)}"
            )
        expected = next(iter(versions))
    if expected not in versions:
        raise WrongFacility(
            f"This database has no journal of facility {expected}. Check DATABASE_URL and the home; "
            "nothing was written."
        )
    if versions[expected] > SCHEMA_VERSION:
        raise NewerJournal(
            f"This journal was made by a newer Bothy (schema {versions[expected]}, this one knows "
            f"{SCHEMA_VERSION}). Use that version or a newer one."
        )
    return expected


def check_schema(connection: Connection) -> None:
    """`MissingTrigger` when a trigger, its function, a table or an index is not as shipped."""
    faults = postgres_schema.faults(connection)
    if faults:
        raise MissingTrigger(
            f"What keeps the journal append only does not stand: {'; '.join(faults)}. "
            "Run `bothy journal verify`, find out who removed it, and restore from a backup."
        )


def head_of(connection: Connection, facility: UUID) -> Head:
    """The last entry's number and digest."""
    row = connection.execute(
        "SELECT number, digest FROM journal.entry WHERE facility = %s ORDER BY number DESC LIMIT 1",
        (facility,),
    ).fetchone()
    return Head(row[0], row[1]) if row else GENESIS


def receipts_in(connection: Connection, facility: UUID, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
    """The receipts of those commands that have one; any number of ids."""
    rows = connection.execute(f"{_RECEIPTS} AND command = ANY(%s)", (facility, list(ids))).fetchall()
    return {row[0]: _receipt_of(row) for row in rows}


def _entry_of(row: Row) -> Entry | Damaged:
    (facility, number, id, kind, version, subject, happened, recorded, *rest) = row
    staff, device, signature, digest, body = rest
    try:
        times = moment(happened), moment(recorded)
    except OverflowError as fault:
        return Damaged(number, str(fault))
    return Entry(facility, number, id, kind, version, subject, body, *times, staff, device, signature, digest)


def _receipt_of(row: Row) -> Receipt:
    command, digest, first, count, recorded, answer = row
    try:
        return Receipt(command, digest, answer, first, count, moment(recorded))
    except OverflowError as fault:
        raise CorruptJournal(
            f"The receipt of command {command} cannot be read ({fault}). "
            "Run `bothy journal verify` and restore the journal from a backup."
        ) from fault


@contextmanager
def spoken(connection: Connection) -> Iterator[None]:
    """PostgreSQL's errors as the journal's own, each with what to do."""
    try:
        yield
    except psycopg.Error as fault:
        said = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
        if connection.closed or connection.broken:
            raise ConnectionLost(
                f"The connection to the database was lost ({said}). Nothing of the open batch was written; "
                "it is tried again when the database is back."
            ) from fault
        match fault:
            case errors.IntegrityError() | errors.DataError():
                raise AppendRefused(f"The journal refused the rows: {said}. Nothing was written.") from fault
            case errors.DiskFull():
                raise DiskFull(
                    "The database's disk is full. Nothing of the batch was written; make room, then go on."
                ) from fault
            case errors.InsufficientPrivilege() | errors.ReadOnlySqlTransaction():
                raise ReadOnlyJournal(
                    f"The journal can be read but not written by this role ({said}). Grant it with "
                    "grant_append_only, or connect to the primary server; nothing was written."
                ) from fault
            case errors.UndefinedTable() | errors.InvalidSchemaName():
                raise MissingTable(f"The journal was damaged: {said}. Restore it from a backup.") from fault
            case errors.DataCorrupted() | errors.IndexCorrupted():
                raise CorruptJournal(
                    f"The database is damaged ({said}). Keep it, restore the last backup beside it, check the disk."
                ) from fault
        raise StorageTrouble(f"The database could not do it ({said}). See the database's log.") from fault
