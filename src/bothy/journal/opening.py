"""Open a journal wherever it is kept: a home folder (SQLite) or a PostgreSQL address."""

from pathlib import Path
from uuid import UUID

from bothy.journal.errors import MissingTrigger
from bothy.journal.shipped import must_not_be_shipped
from bothy.journal.sqlite import SqliteStore
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.store import Reader, Store


def is_address(home_or_url: str | Path) -> bool:
    """Whether this names a PostgreSQL database rather than a folder."""
    return isinstance(home_or_url, str) and home_or_url.startswith(("postgresql://", "postgres://"))


def open_reader(home_or_url: str | Path, facility: UUID | None = None) -> Reader:
    """A read-only journal: a home folder, a journal file, or a PostgreSQL address.

    For other threads and processes than the writer's, one a thread. Errors as `JournalError`.
    """
    if is_address(home_or_url):
        # Imported late: most Bothies never need PostgreSQL's client.
        from bothy.journal.postgres_reader import PostgresReader

        return PostgresReader.at(str(home_or_url), facility)
    return SqliteReader.at(Path(home_or_url), facility)


def open_store(home_or_url: str | Path, facility: UUID | None = None) -> Store:
    """The journal for its writer; every table and trigger must stand."""
    if is_address(home_or_url):
        from bothy.journal.postgres import PostgresStore

        return PostgresStore.open(str(home_or_url), facility)
    must_not_be_shipped(Path(home_or_url))
    return SqliteStore.open(Path(home_or_url), facility)


def create_store(home_or_url: str | Path, facility: UUID) -> Store:
    """A new, empty journal for `facility`, opened for its writer."""
    if is_address(home_or_url):
        from bothy.journal.postgres import PostgresStore

        return PostgresStore.create(str(home_or_url), facility)
    must_not_be_shipped(Path(home_or_url))
    return SqliteStore.create(Path(home_or_url), facility)


def check_triggers(store: Reader) -> None:
    """`MissingTrigger` naming every trigger, table or index that is not as shipped."""
    faults = store.faults_of_schema()
    if faults:
        raise MissingTrigger(
            f"What keeps the journal append only does not stand: {'; '.join(faults)}. "
            "Run `bothy journal verify`, find out who removed it, and restore from a backup."
        )
