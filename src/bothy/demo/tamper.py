"""A copy of the journal that a visitor may spoil, as its database's owner could, and what verify says of it.

The original is only read. On the copy the triggers are dropped, the rows are changed, and the
triggers are put back, so that the rows alone tell what was done.
"""

import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args
from uuid import uuid4

import msgspec

from bothy.journal import open_reader
from bothy.journal.sqlite_schema import TRIGGERS
from bothy.journal.store import Checkpoint
from bothy.journal.verify import Verdict, verify

Edit = Literal["change", "remove", "insert", "reorder", "cut_off"]
EDITS: tuple[str, ...] = get_args(Edit)
SHOWN = 14
"""How many of the last entries a visitor sees and may spoil."""
KEPT_COPIES = 4
KEPT_SECONDS = 1800.0
_AWAY = 1_000_000_000


class CannotTamper(Exception):
    """That edit cannot be done; the text says why."""


class Copy:
    """One copy of a journal file, in a folder of its own, with the checkpoint that was made when it was taken."""

    def __init__(self, journal: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bothy-verify-"))
        self.path = self.folder / "journal.sqlite3"
        self.made_at = time.monotonic()
        self.lock = threading.Lock()
        self.done: list[str] = []
        with (
            closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(self.path)) as target,
        ):
            source.backup(target)
        self.original = verify_file(self.path)
        reader = open_reader(self.path)
        try:
            head = reader.head()
            # Held elsewhere: the copy cannot reach it, so cutting off is found too.
            self.held = Checkpoint(
                reader.facility, head.number, head.digest, datetime.now(UTC), "0" * 16, b""
            )
        finally:
            reader.close()
        self._verdict: Verdict | None = self.original
        self.first_shown = max(1, head.number - SHOWN + 1)

    def edit(self, number: int, edit: Edit, body: str | None = None) -> None:
        """Spoil one entry. Raises `CannotTamper` with a sentence where there is nothing to do it to."""
        with self.lock, closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            there = database.execute("SELECT body FROM entry WHERE number = ?", (number,)).fetchone()
            if there is None:
                raise CannotTamper(f"There is no entry {number} in the copy any more.")
            _unguarded(database, lambda: _EDITS[edit](database, number, there[0], body))
            self._verdict = None
            self.done.append(_SAID[edit].format(number=number))

    def verdict(self) -> Verdict:
        """What verify says of the copy, with the checkpoint held elsewhere."""
        with self.lock:
            if self._verdict is None:
                self._verdict = verify_file(self.path, self.held)
            return self._verdict

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def verify_file(path: Path, held: Checkpoint | None = None) -> Verdict:
    """Walk a journal file, only reading it."""
    reader = open_reader(path)
    try:
        return verify(reader, [held] if held is not None else [])
    finally:
        reader.close()


def _unguarded(database: sqlite3.Connection, act: Callable[[], None]) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        for name in TRIGGERS:
            database.execute(f"DROP TRIGGER IF EXISTS {name}")
        act()
        for statement in TRIGGERS.values():
            database.execute(statement)
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _change(database: sqlite3.Connection, number: int, before: bytes, body: str | None) -> None:
    after = (body or "").strip().encode()
    try:
        msgspec.json.decode(after)
    except msgspec.DecodeError as fault:
        raise CannotTamper(f"That is no JSON ({fault}). Change a word or a number within it.") from fault
    if after == bytes(before):
        raise CannotTamper("That is what the entry says already. Change a word or a number, then save it.")
    database.execute("UPDATE entry SET body = ? WHERE number = ?", (after, number))


def _remove(database: sqlite3.Connection, number: int, before: bytes, body: str | None) -> None:
    database.execute("DELETE FROM entry WHERE number = ?", (number,))


def _insert(database: sqlite3.Connection, number: int, before: bytes, body: str | None) -> None:
    _shift(database, number, 1)
    columns = "facility, id, kind, version, subject, happened_at, recorded_at, staff, device, signature, digest, body"
    said = columns.replace(" id,", " ?,")
    database.execute(
        f"INSERT INTO entry (number, {columns}) SELECT ?, {said} FROM entry WHERE number = ?",  # noqa: S608
        (number + 1, uuid4().bytes, number),
    )


def _shift(database: sqlite3.Connection, after: int, by: int) -> None:
    database.execute("UPDATE entry SET number = number + ? WHERE number > ?", (_AWAY, after))
    database.execute("UPDATE entry SET number = number - ? WHERE number > ?", (_AWAY - by, _AWAY))


def _reorder(database: sqlite3.Connection, number: int, before: bytes, body: str | None) -> None:
    if database.execute("SELECT 1 FROM entry WHERE number = ?", (number + 1,)).fetchone() is None:
        raise CannotTamper("That is the last entry: there is none after it to change places with.")
    for old, new in ((number, _AWAY), (number + 1, number), (_AWAY, number + 1)):
        database.execute("UPDATE entry SET number = ? WHERE number = ?", (new, old))


def _cut_off(database: sqlite3.Connection, number: int, before: bytes, body: str | None) -> None:
    if database.execute("SELECT 1 FROM entry WHERE number > ?", (number,)).fetchone() is None:
        raise CannotTamper("That is the last entry: there is nothing after it to cut off.")
    # A careful owner takes the receipts along: only the checkpoint held elsewhere knows better.
    database.execute("DELETE FROM entry WHERE number > ?", (number,))
    database.execute("DELETE FROM receipt WHERE first + count - 1 > ?", (number,))


_EDITS: dict[str, Callable[[sqlite3.Connection, int, bytes, str | None], None]] = {
    "change": _change,
    "remove": _remove,
    "insert": _insert,
    "reorder": _reorder,
    "cut_off": _cut_off,
}
_SAID = {
    "change": "You changed what entry {number} says.",
    "remove": "You removed entry {number}.",
    "insert": "You inserted an entry after {number} and renumbered the rest.",
    "reorder": "You swapped entry {number} with the one after it.",
    "cut_off": "You cut the journal off after entry {number}, receipts and all.",
}


class Copies:
    """The copies of this process: a few, for half an hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._copies: dict[str, Copy] = {}

    def make(self, journal: Path) -> str:
        """Take a copy; returns the name by which its page finds it."""
        copy, name = Copy(journal), secrets.token_urlsafe(12)
        with self._lock:
            now = time.monotonic()
            old = [n for n, each in self._copies.items() if now - each.made_at > KEPT_SECONDS]
            too_many = list(self._copies)[: max(0, len(self._copies) + 1 - KEPT_COPIES)]
            for each in {*old, *too_many}:
                self._copies.pop(each).close()
            self._copies[name] = copy
        return name

    def find(self, name: str) -> Copy | None:
        return self._copies.get(name)

    def clear(self) -> None:
        """Remove every copy."""
        with self._lock:
            for each in self._copies.values():
                each.close()
            self._copies.clear()


copies = Copies()
