"""Where Django keeps its tables: house.sqlite3 in the home, or the PostgreSQL of DATABASE_URL."""

import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url

Version = tuple[int, ...]


def wal_is_safe(version: Version) -> bool:
    """Whether this SQLite may have several connections write one WAL file.

    Before 3.51.3 (mended also in 3.50.7 and 3.44.6) a connection that resets the WAL while another
    writes or checkpoints can corrupt the file ("WAL-reset bug", sqlite.org/wal.html).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def house_database(path: Path, version: Version = sqlite3.sqlite_version_info) -> dict[str, Any]:
    """Django's SQLite. Its threads hold a connection each, so it uses WAL only where that is safe.

    FULL in both modes: a name that was acknowledged outlives a power cut, as its entry in the journal does. What is
    deleted is written over with zeros: a forgotten name, or the key of a vault box, does not lie on in the file.
    """
    mode = "WAL" if wal_is_safe(version) else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Under ASGI a request has a thread of its own: a connection that outlived it would only leak.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={mode}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
        },
    }


def postgres_database(url: str) -> dict[str, Any]:
    """Django's part of a PostgreSQL: its tables live in the schema `public`. Raises ValueError on an unknown URL."""
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    if database.get("ENGINE") != "django.db.backends.postgresql":
        raise ValueError(
            "DATABASE_URL must begin with postgresql:// (or be left out: then SQLite files in the home are used)."
        )
    options = database.setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c search_path=public".strip()
    return database
