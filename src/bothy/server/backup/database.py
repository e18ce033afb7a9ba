"""Putting the tables of a backup back into an empty PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import psycopg

from bothy.server.backup.house import load_tables
from bothy.server.backup.manifest import TABLES, BackupTrouble, Manifest

_MAKE_TABLES = """
import os, sys
import msgspec
os.environ["BOTHY_HOME"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "bothy.server.settings"
import django
from django.core.management import call_command
django.setup()
for app, name in msgspec.json.decode(sys.argv[2], type=list[tuple[str, str]]):
    call_command("migrate", app, name, interactive=False, verbosity=0)
"""


def must_be_empty(url: str) -> None:
    """`BackupTrouble` where the database holds anything of a Bothy's already."""
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_tables "
                "WHERE schemaname = 'public' AND (tablename LIKE 'people%' OR tablename = 'django_migrations')"
            ).fetchone()
            # Tables without a journal in them are what `bothy city add` makes ready: the facility's role may not.
            if row is not None and not row[0] and connection.execute("SELECT to_regclass('journal.journal_meta')").fetchone() != (None,):
                row = connection.execute("SELECT count(*) FROM journal.journal_meta").fetchone()
    except psycopg.Error as fault:
        raise BackupTrouble(
            f"The database cannot be reached ({str(fault).strip()}). Check DATABASE_URL."
        ) from fault
    if row is not None and row[0]:
        raise BackupTrouble(
            "The database of DATABASE_URL holds a Bothy already. Make a new, empty one and restore into that; "
            "nothing was changed."
        )


def put_back(url: str, folder: Path, home: Path, manifest: Manifest) -> None:
    """Make Django's tables as they were when the backup was made, then fill them. A later start brings them up to date."""
    wanted = msgspec.json.encode(_migrations(folder, manifest)).decode()
    # In a process of its own: Django takes up one home a process, and this one may be a test's or a server's.
    done = subprocess.run(
        [sys.executable, "-c", _MAKE_TABLES, str(home), wanted],
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": url},
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BackupTrouble(f"The tables could not be made in the database of DATABASE_URL ({said[0]}).")
    try:
        with psycopg.connect(url) as connection:
            load_tables(connection, folder, manifest.tables)
    except psycopg.Error as fault:
        raise BackupTrouble(
            f"The tables could not be brought back ({str(fault).strip().splitlines()[0]})."
        ) from fault


def _migrations(folder: Path, manifest: Manifest) -> list[tuple[str, str]]:
    """The last migration of each app that the backup had."""
    (table,) = [each for each in manifest.tables if each.name == "django_migrations"]
    id, app, name = (table.columns.index(column) for column in ("id", "app", "name"))
    last: dict[str, tuple[int, str]] = {}
    for line in (folder / TABLES / "django_migrations.copy").read_text("utf-8").splitlines():
        row = line.split("\t")
        last[row[app]] = max(last.get(row[app], (0, "")), (int(row[id]), row[name]))
    return [(app, name) for app, (_, name) in sorted(last.items(), key=lambda item: item[1])]
