"""A PostgreSQL database and a role for one facility, with the least rights it can live on.

A database each, not a schema each: a role that may not connect to the neighbour's database sees none of its tables,
hears none of its notifications and holds none of its locks, whatever a query says
(docs/decisions/2026-11-29-several-facilities.md).
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bothy.care.kinds import REGISTER_KINDS
from bothy.journal import postgres_schema
from bothy.journal.of_kinds import index_name, one_of

OLDEST_SERVER = 13
MOST_CONNECTIONS = 40
"""Of one facility: its writer, its readers, and a request each. A neighbour's share is not for taking."""


class DatabaseTrouble(Exception):
    """The database could not be made ready; the message says why and what to do. Nothing was left behind."""


def name_of(slug: str) -> str:
    """What the database and the role of a facility are called."""
    return f"bothy_{slug.replace('-', '_')}"


def make_database(admin_url: str, slug: str) -> str:
    """Make role, database and journal tables of a new facility; the URL by which it reaches them. `DatabaseTrouble`.

    The administrator owns the database and the journal. The role may connect to this database and to no other of
    a facility; read and add to the journal; and make tables of its own for names and staff.
    """
    name, password = name_of(slug), secrets.token_urlsafe(24)
    owner = _connect(admin_url)
    made: list[sql.Composed] = []
    try:
        _may_make(owner)
        _is_free(owner, name)
        role = sql.Identifier(name)
        hashed = owner.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        made.append(sql.SQL("DROP ROLE IF EXISTS {}").format(role))
        owner.execute(
            # The digest and not the password: a server may log its statements.
            sql.SQL(
                "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT "
                "CONNECTION LIMIT {} PASSWORD {}"
            ).format(role, sql.Literal(MOST_CONNECTIONS), sql.Literal(hashed))
        )
        made.append(sql.SQL("DROP DATABASE IF EXISTS {}").format(role))
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(role))
        owner.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(role))
        owner.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(role, role))
        with _connect(_with(admin_url, path=f"/{name}")) as inside:
            postgres_schema.make(inside)
            # What only the owner may make: without it rare kinds are found slowly.
            inside.execute(
                f"CREATE INDEX {index_name(REGISTER_KINDS)} ON journal.entry (facility, kind, number) WHERE {one_of(REGISTER_KINDS)}".encode()
            )
            postgres_schema.grant_append_only(inside, name)
            inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            inside.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(role))
        url = _with(admin_url, path=f"/{name}", user=name, password=password)
        with _connect(url) as itself:
            itself.execute("SELECT count(*) FROM journal.entry")
    except (psycopg.Error, DatabaseTrouble, ValueError) as fault:
        for undo in reversed(made):
            with suppress(psycopg.Error):
                owner.execute(undo)
        if isinstance(fault, DatabaseTrouble):
            raise
        raise DatabaseTrouble(
            f"The database of {slug} could not be made ({str(fault).strip()}). Nothing of it was left behind."
        ) from fault
    finally:
        owner.close()
    return url


def drop_database(admin_url: str, slug: str) -> None:
    """Undo `make_database`: for one that was made a moment ago and nobody has used. `DatabaseTrouble`."""
    name = sql.Identifier(name_of(slug))
    with _connect(admin_url) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="bothy city")
    except psycopg.OperationalError as fault:
        raise DatabaseTrouble(
            f"PostgreSQL cannot be reached: {str(fault).strip().splitlines()[-1]}. Check that it runs, and the address."
        ) from fault
    except psycopg.ProgrammingError as fault:
        raise DatabaseTrouble(f"The address of the database cannot be read: {str(fault).strip()}.") from fault


def _may_make(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    if owner.info.server_version < OLDEST_SERVER * 10_000:
        raise DatabaseTrouble(f"This PostgreSQL is older than {OLDEST_SERVER}. Use a newer one.")
    row = owner.execute(
        "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise DatabaseTrouble(
            "This role may not make roles and databases. Give an administrator's address: ALTER ROLE … CREATEDB CREATEROLE."
        )


def _is_free(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    there = owner.execute(
        "SELECT 'database' FROM pg_database WHERE datname = %s UNION ALL SELECT 'role' FROM pg_roles WHERE rolname = %s",
        (name, name),
    ).fetchall()
    if there:
        raise DatabaseTrouble(
            f"There is a {' and a '.join(str(each[0]) for each in there)} called {name} already, perhaps of a facility that was taken "
            "off this server. Choose another name, or see to the old one first (docs/city.md); it was not touched."
        )


def _with(url: str, *, path: str, user: str | None = None, password: str | None = None) -> str:
    """The same server, another database; with `user`, also another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    if user is None:
        return urlunsplit(parts._replace(path=path))
    # What the administrator's address says of TLS holds for the facility's too; keys and files of theirs do not.
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair.partition("=")[0] in ("sslmode", "sslrootcert", "host", "port")
    ]
    own = urlencode({"user": user, "password": password or ""}) if not place else ""
    netloc = f"{quote(user)}:{quote(password or '', safe='')}@{place}" if place else ""
    return urlunsplit(parts._replace(netloc=netloc, path=path, query="&".join(filter(None, [*kept, own]))))


__all__ = ["MOST_CONNECTIONS", "DatabaseTrouble", "drop_database", "make_database", "name_of"]
