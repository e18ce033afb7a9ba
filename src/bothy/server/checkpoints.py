"""Signing the head of the journal, and reading the journal beside the one that writes it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bothy.care.hours import business_day
from bothy.journal.checkpoint import SigningKey, make_checkpoint, read_public_key, to_text
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


def sign_head(store: Store, folder: Path, at: datetime | None = None) -> Checkpoint:
    """Sign the head and keep the checkpoint beside the journal; `at` is now where it is not said."""
    made = make_checkpoint(store, SigningKey.of_home(folder), at or datetime.now(UTC))
    store.add_checkpoint(made)
    return made


def keep_checkpoint(facility: Facility) -> Checkpoint:
    """A checkpoint of an open facility, made on the writer's thread between two batches."""
    made: list[Checkpoint] = []
    facility.writer.run_between(lambda store: made.append(sign_head(store, facility.home))).result()
    return made[0]


def checkpoint_of_the_day(facility: Facility, now: datetime) -> Checkpoint | None:
    """The day's first checkpoint, kept beside the journal and as a file to print or mail; None where there is one.

    A day is the facility's own, by `now` (UTC, real time). A journal that has not moved since its
    last checkpoint needs no other. The text stands in HOME/checkpoints, one file a day: what is
    carried elsewhere finds a journal that is cut off later.
    """
    house = facility.house
    made: list[Checkpoint] = []
    today = business_day(house, now)

    def sign_the_day(store: Store) -> None:
        kept, head = store.checkpoints(), store.head()
        due = not kept or (kept[-1].number < head.number and business_day(house, kept[-1].at) < today)
        if due and head.number:
            made.append(sign_head(store, facility.home, now))

    facility.writer.run_between(sign_the_day).result()
    if not made:
        return None
    folder = facility.home / "checkpoints"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / f"{today}.txt").write_text(to_text(made[0]) + "\n", encoding="utf-8")
    return made[0]
