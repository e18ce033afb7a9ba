"""Journals to test, on SQLite and on PostgreSQL by one suite, and the owner who tampers with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bothy.journal import Draft, Entry, Receipt, create_store, entry_id, open_reader, open_store, seal
from bothy.journal.chain import head_after
from bothy.journal.postgres import PostgresStore
from bothy.journal.sqlite import SqliteStore

FACILITY = UUID("5a1f0c9e-3a49-4c55-9d0e-6f6f1f3b2a10")
START = datetime(2025, 1, 13, 9, 0, 0, 123456, tzinfo=UTC)


def draft(command: UUID | None = None, n: int = 0, **changed: Any) -> Draft:
    fields: dict[str, Any] = {
        "id": entry_id(command or uuid4(), n),
        "kind": "visit-started",
        "version": 1,
        "subject": uuid4(),
        "body": b'{"purposes": ["use"]}',
        "happened_at": START,
        "staff": UUID(int=7),
        "device": None,
    }
    return Draft(**(fields | changed))


def receipt(command: UUID, first: int, count: int) -> Receipt:
    return Receipt(command, bytes(range(32)), b'{"answer":"recorded"}', first, count, START)


class Place:
    """Where a journal is kept, with the means of its users and of its owner."""

    def __init__(self, where: str | Path) -> None:
        self.where = where
        self.on_sqlite = isinstance(where, Path)
        self.store: SqliteStore | PostgresStore = create_store(where, FACILITY)  # type: ignore[assignment]

    def write(self, count: int, each: int = 1, body: bytes | None = None) -> list[Entry]:
        """`count` entries, by commands that make `each`, one batch; at times a minute apart."""
        written: list[Entry] = []
        with self.store.begin() as batch:
            head, receipts = batch.head, []
            for start in range(0, count, each):
                command, first = uuid4(), head.number + 1
                for n in range(min(each, count - start)):
                    at = START + timedelta(minutes=head.number)
                    one = draft(command, n, happened_at=at, body=body or b'{"n": %d}' % head.number)
                    entry = seal(head, FACILITY, one, at + timedelta(seconds=1))
                    head = head_after(entry)
                    written.append(entry)
                receipts.append(receipt(command, first, head.number - first + 1))
            batch.append(written, receipts)
        return written

    def opened_again(self) -> SqliteStore | PostgresStore:
        self.store.close()
        self.store = open_store(self.where)  # type: ignore[assignment]
        return self.store

    def reader(self) -> Any:
        return open_reader(self.where)

    def id(self, value: UUID) -> Any:
        return value.bytes if self.on_sqlite else value

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """As a user of the database: the triggers stand."""
        if self.on_sqlite:
            connection = sqlite3.connect(Path(self.where) / "journal.sqlite3", isolation_level=None)
            try:
                return connection.execute(statement, values).fetchall()
            finally:
                connection.close()
        with psycopg.connect(
            str(self.where), autocommit=True, options="-c search_path=journal"
        ) as connection:
            cursor = connection.execute(statement.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """With the triggers out of the way, and put back afterwards as if nothing had been."""
        tables = ("entry", "receipt", "checkpoint")
        if self.on_sqlite:
            triggers = self.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, _ in triggers:
                self.sql(f"DROP TRIGGER {name}")
            yield
            for _, sql in triggers:
                self.sql(sql)
        else:
            for table in tables:
                self.sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in tables:
                self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_update")
                self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_delete")
                self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate")
                if table != "checkpoint":
                    self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append")

    def renumber(self, moves: Sequence[tuple[int, int]]) -> None:
        """Give rows other numbers, by way of numbers that nobody has."""
        far = 1_000_000
        for old, new in moves:
            self.sql("UPDATE entry SET number = ? WHERE number = ?", far + new, old)
        for _, new in moves:
            self.sql("UPDATE entry SET number = ? WHERE number = ?", new, far + new)

    def close(self) -> None:
        self.store.close()
