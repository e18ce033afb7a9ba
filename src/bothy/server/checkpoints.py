"""Signing the head of the journal, and reading the journal beside the one that writes it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bothy.journal.checkpoint import SigningKey, make_checkpoint, read_public_key
from bothy.journal.opening import open_reader
from bothy.journal.store import Checkpoint, Reader, Store
from bothy.server.home import Home

if TYPE_CHECKING:
    from bothy.intake.facility import Facility


def journal_place(home: Home) -> str | Path:
    """Where the journal of this home is read: its folder, or DATABASE_URL."""
    return os.environ.get("DATABASE_URL") or home.folder


def open_journal(home: Home | None = None) -> Reader:
    """A read-only journal with a connection of its own. Raises `JournalError`s. Close it."""
    return open_reader(journal_place(home or Home.default()))


def public_keys(home: Home | None = None) -> tuple[bytes, ...]:
    """The home's own public keys: checkpoints kept beside the journal must be signed by one of them."""
    folder = (home or Home.default()).keys
    return tuple(read_public_key(path) for path in sorted(folder.glob("*.pub"))) if folder.is_dir() else ()


def sign_head(store: Store, folder: Path) -> Checkpoint:
    """Sign the head and keep the checkpoint beside the journal."""
    made = make_checkpoint(store, SigningKey.of_home(folder), datetime.now(UTC))
    store.add_checkpoint(made)
    return made


def keep_checkpoint(facility: Facility) -> Checkpoint:
    """A checkpoint of an open facility, made on the writer's thread between two batches."""
    made: list[Checkpoint] = []
    facility.writer.run_between(lambda store: made.append(sign_head(store, facility.home))).result()
    return made[0]
