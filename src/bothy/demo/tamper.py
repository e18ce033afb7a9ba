"""A copy of the journal that a visitor may spoil, as its database's owner could, and what verify says of it.

The original is only read. On the copy the triggers are dropped, the rows are changed, and the
triggers are put back, so that the rows alone tell what was done.
"""

import logging
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
from bothy.journal.store import Checkpoint, Progress
from bothy.journal.verify import Verdict, verify

log = logging.getLogger(__name__)

Edit = Literal["change", "remove", "insert", "reorder", "cut_off"]
EDITS: tuple[str, ...] = get_args(Edit)
SHOWN = 14
"""How many of the last entries a visitor sees and may spoil."""
KEPT_COPIES = 4
KEPT_SECONDS = 1800.0
_PAGES = 2_000
_AWAY = 1_000_000_000


class CannotTamper(Exception):
    """That edit cannot be done; the text says why."""


class Walk(msgspec.Struct, frozen=True):
    """How far a copy is. `what`: copying (pages of the file) or walking (entries); `of` 0 while unknown."""

    what: Literal["copying", "walking"]
    done: int = 0
    of: int = 0


class Copy:
    """One copy of a journal file, in a folder of its own, with the checkpoint that was made when it was taken.

    Taking it and walking its chain take seconds where a machine is busy, so both happen on a thread:
    `walk` says how far it is, `wait` waits. `original`, `held` and `first_shown` stand when that is over.
    """

    original: Verdict
    held: Checkpoint

    def __init__(self, journal: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bothy-verify-"))
        self.path = self.folder / "journal.sqlite3"
        self.made_at = time.monotonic()
        self.done: list[str] = []
        self.first_shown = 1
        self.walk: Walk | None = None
        self.trouble: str | None = None
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._closed = False
        self._verdict: Verdict | None = None
        self._begin(lambda: self._take(journal))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is being copied or walked, at most so long; whether that is so."""
        return self._idle.wait(seconds)

    def edit(self, number: int, edit: Edit, body: str | None = None) -> None:
        """Spoil one entry, and begin to walk the copy. Raises `CannotTamper` with a sentence where there is nothing to spoil."""
        with self._lock:
            if not self._idle.is_set():
                raise CannotTamper("Your copy is still being walked. Choose again when that is over.")
            with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
                there = database.execute("SELECT body FROM entry WHERE number = ?", (number,)).fetchone()
                if there is None:
                    raise CannotTamper(f"There is no entry {number} in the copy any more.")
                _unguarded(database, lambda: _EDITS[edit](database, number, there[0], body))
            self.done.append(_SAID[edit].format(number=number))
            self._begin(self._look)

    def verdict(self) -> Verdict:
        """What verify says of the copy, with the checkpoint held elsewhere; waits for it."""
        self.wait()
        if self._verdict is None:
            raise CannotTamper(self.trouble or "The copy could not be read.")
        return self._verdict

    def close(self) -> None:
        """Remove it, though it may still be walked."""
        self._closed = True
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin(self, work: Callable[[], None]) -> None:
        self._idle.clear()
        self._verdict = None
        threading.Thread(target=self._run, args=(work,), name="bothy-copy", daemon=True).start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as fault:
            # Removed meanwhile: whatever it tripped over, nobody waits for it any more.
            if not self._closed:
                log.warning("a copy of the journal could not be read: %s", fault)
                self.trouble = f"The copy could not be made or read: {fault}"
        finally:
            if self._closed:
                shutil.rmtree(self.folder, ignore_errors=True)
            self.walk = None
            self._idle.set()

    def _take(self, journal: Path) -> None:
        self._tell("copying", 0, 0)
        with (
            closing(
                sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            ) as source,
            closing(sqlite3.connect(self.path)) as target,
        ):
            # One picture of it: the house goes on writing, and the copying would begin anew each time.
            source.execute("BEGIN")
            source.execute("SELECT max(number) FROM entry").fetchone()
            source.backup(
                target, pages=_PAGES, progress=lambda _, left, of: self._tell("copying", of - left, of)
            )
        self.original = self._verdict_of(None)
        reader = open_reader(self.path)
        try:
            head = reader.head()
            # Held elsewhere: the copy cannot reach it, so cutting off is found too.
            self.held = Checkpoint(
                reader.facility, head.number, head.digest, datetime.now(UTC), "0" * 16, b""
            )
        finally:
            reader.close()
        self.first_shown = max(1, head.number - SHOWN + 1)
        self._verdict = self.original

    def _look(self) -> None:
        self._verdict = self._verdict_of(self.held)

    def _verdict_of(self, held: Checkpoint | None) -> Verdict:
        self._tell("walking", 0, 0)
        return verify_file(self.path, held, lambda done, of: self._tell("walking", done, of))

    def _tell(self, what: Literal["copying", "walking"], done: int, of: int) -> None:
        if self._closed:
            raise _Gone
        self.walk = Walk(what, done, of)


class _Gone(Exception):
    """The copy was removed while it was being walked."""


def verify_file(path: Path, held: Checkpoint | None = None, progress: Progress | None = None) -> Verdict:
    """Walk a journal file, only reading it. `progress` is called with (entries walked, of how many)."""
    reader = open_reader(path)
    try:
        return verify(reader, [held] if held is not None else [], progress=progress)
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
        """Begin to take a copy; returns at once the name by which its page finds it."""
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
