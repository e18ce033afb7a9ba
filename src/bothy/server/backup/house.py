"""Names, staff and devices in a backup: a copy of house.sqlite3, or Django's tables out of PostgreSQL.

From PostgreSQL each table is a file in COPY's text form, all of one moment: any later version of
PostgreSQL reads it, and no `pg_dump` of the right version is needed.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from bothy.journal.copying import copy_sqlite
from bothy.server.backup.manifest import TABLES, BackupTrouble, Table

if TYPE_CHECKING:
    from psycopg import Connection

# The cache is no table of a migration's, and what it holds is counted anew.
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'server_cache' ORDER BY tablename"
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
    "AND attgenerated = '' ORDER BY attnum"
)


def copy_house(source: Path, target: Path) -> None:
    """Copy house.sqlite3 while Bothy runs, and see that the copy is sound. `BackupTrouble`."""
    if not source.exists():
        raise BackupTrouble(
            f"There is no {source}: names, staff and devices are kept there. Is --home right?"
        )
    try:
        copy_sqlite(source, target)
        copy = sqlite3.connect(target)
        try:
            said = [row[0] for row in copy.execute("PRAGMA quick_check(3)")]
        finally:
            copy.close()
    except sqlite3.Error as fault:
        raise BackupTrouble(
            f"{source} could not be copied ({fault}). `bothy check` looks at this machine."
        ) from fault
    if said != ["ok"]:
        raise BackupTrouble(
            f"{source} is damaged ({said[0]}). Keep it, and restore the last backup beside it."
        )


def dump_tables(connection: Connection[Any], folder: Path) -> tuple[Table, ...]:
    """Django's tables as `connection` sees them, a file each in `folder`/house."""
    place = folder / TABLES
    place.mkdir(mode=0o700)
    tables = []
    for (name,) in connection.execute(_TABLES).fetchall():
        table = sql.Identifier("public", name)
        quoted = sql.SQL("{}").format(table).as_string(connection)
        columns = tuple(row[0] for row in connection.execute(_COLUMNS, (quoted,)).fetchall())
        said = sql.SQL("COPY {} ({}) TO STDOUT").format(
            table, sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with (
            connection.cursor() as cursor,
            (place / f"{name}.copy").open("wb") as file,
            cursor.copy(said) as copy,
        ):
            for part in copy:
                file.write(part)
        tables.append(Table(name, columns))
    if not any(table.name == "people_staff" for table in tables):
        raise BackupTrouble(
            "The database has no tables of Bothy's beside the journal. Is DATABASE_URL right?"
        )
    return tuple(tables)


def load_tables(connection: Connection[Any], folder: Path, tables: tuple[Table, ...]) -> None:
    """Put the tables of a backup into a database whose tables are made and hold nothing of anyone's.

    In one transaction: Django's foreign keys are checked when it ends.
    """
    with connection.transaction():
        names = sql.SQL(", ").join(sql.Identifier("public", table.name) for table in tables)
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            said = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier("public", table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
            )
            with (
                (folder / TABLES / f"{table.name}.copy").open("rb") as file,
                connection.cursor() as cursor,
                cursor.copy(said) as copy,
            ):
                while part := file.read(1 << 16):
                    copy.write(part)
        for table in tables:
            _set_sequences(connection, table)


def _set_sequences(connection: Connection[Any], table: Table) -> None:
    quoted = sql.Identifier("public", table.name).as_string(connection)
    for column in table.columns:
        row = connection.execute("SELECT pg_get_serial_sequence(%s, %s)", (quoted, column)).fetchone()
        if row is not None and row[0] is not None:
            connection.execute(
                sql.SQL("SELECT setval(%s, (SELECT coalesce(max({}), 0) + 1 FROM {}), false)").format(
                    sql.Identifier(column), sql.Identifier("public", table.name)
                ),
                (row[0],),
            )
