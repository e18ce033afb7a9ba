"""Full disk, write protection, a broken page, a second process: a sentence each, and nothing half written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from bothy.journal import open_reader, open_store, seal, sqlite_schema
from bothy.journal.errors import (
    CommitUnknown,
    CorruptJournal,
    DiskFull,
    JournalError,
    JournalExists,
    JournalInUse,
    JournalMissing,
    MissingTable,
    NewerJournal,
    ReadOnlyJournal,
)
from bothy.journal.sqlite import SqliteStore
from bothy.journal.verify import verify
from support.journal_place import FACILITY, START, Place, draft, receipt

pytestmark = pytest.mark.fault

HOLD = """
import sys
from pathlib import Path
from bothy.journal import open_store
store = open_store(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_gone(sqlite_place: Place) -> None:
    sqlite_place.store.close()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(sqlite_place.where)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(JournalInUse, match=f"process {other.pid}.*stop that one first"):
            open_store(sqlite_place.where)
        reader = open_reader(sqlite_place.where)
        assert reader.head().number == 0
        reader.close()
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate()
    open_store(sqlite_place.where).close()


def test_a_second_store_in_the_same_process_is_refused(sqlite_place: Place) -> None:
    with pytest.raises(JournalInUse):
        open_store(sqlite_place.where)
    with pytest.raises(JournalInUse):
        SqliteStore.create(Path(sqlite_place.where), FACILITY)
    sqlite_place.write(1)


def test_a_program_that_locks_the_file_is_told_of(sqlite_place: Place) -> None:
    other = sqlite3.connect(Path(sqlite_place.where) / "journal.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sqlite_place.store._connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(JournalInUse, match="only Bothy's own writer"):
        sqlite_place.write(1)
    other.execute("ROLLBACK")
    other.close()
    sqlite_place.write(1)


def test_a_home_without_journal_is_told_of(tmp_path: Path) -> None:
    for open_it in (open_store, open_reader):
        with pytest.raises(JournalMissing, match="bothy run"):
            open_it(tmp_path)
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"


def test_a_full_file_keeps_nothing_of_the_batch_and_goes_on_when_there_is_room(sqlite_place: Place) -> None:
    sqlite_place.write(5)
    connection = sqlite_place.store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(DiskFull, match="make room"):
        sqlite_place.write(500)
    assert sqlite_place.store.head().number == 5
    connection.execute("PRAGMA max_page_count = 1000000")
    sqlite_place.write(500)
    assert verify(sqlite_place.store).entries == 505


def test_a_full_file_undoes_a_savepoint_and_the_batch_with_it(sqlite_place: Place) -> None:
    sqlite_place.write(5)
    connection = sqlite_place.store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(DiskFull):  # noqa: PT012
        with sqlite_place.store.begin() as batch:
            with batch.savepoint():
                batch.append([seal(batch.head, FACILITY, draft(), START)])
            with batch.savepoint():
                batch.append([seal(batch.head, FACILITY, draft(body=b"x" * 100_000), START)])
    assert sqlite_place.opened_again().count() == 5


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "bothy-test", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_full_disk_acknowledges_nothing_that_is_not_kept(small_disk: Path) -> None:
    place = Place(small_disk / "home")
    acknowledged = 0
    with pytest.raises(DiskFull):  # noqa: PT012
        while True:
            acknowledged = place.write(20)[-1].number
    assert 20 <= acknowledged < 5000
    assert place.store.head().number == acknowledged
    place.close()
    roomy = Path(tempfile.mkdtemp())
    shutil.copytree(small_disk / "home", roomy / "home")
    copy = open_store(roomy / "home")
    assert verify(copy).entries == acknowledged
    copy.close()
    shutil.rmtree(roomy)


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_commit_that_fails_in_an_unknown_way_is_settled_by_the_receipts(sqlite_place: Place) -> None:
    sqlite_place.write(200)
    log = Path(sqlite_place.where) / "journal.sqlite3-wal"
    command = uuid4()
    with pytest.raises(CommitUnknown, match="ask for the receipts"):  # noqa: PT012
        with no_file_longer_than(log.stat().st_size + 100):
            with sqlite_place.store.begin() as batch:
                entry = seal(batch.head, FACILITY, draft(command, body=b"x" * 50_000), START)
                batch.append([entry], [receipt(command, entry.number, 1)])
    sqlite_place.store.reconnect()
    known = sqlite_place.store.receipts([command])
    assert sqlite_place.store.head().number == 200 + len(known)
    sqlite_place.write(5)
    assert verify(sqlite_place.store).ok


@pytest.fixture
def nobodys_place() -> Iterator[Place]:
    """A journal in a folder that another user may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    place = Place(folder / "home")
    place.write(3)
    place.store.close()
    yield place
    place.store.close()
    shutil.rmtree(folder)


@contextmanager
def without_rights(*paths: Path) -> Iterator[None]:
    """As a user who may look but not touch (root may always touch, so root steps down)."""
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_write_protected_home_is_told_of(nobodys_place: Place) -> None:
    home = Path(nobodys_place.where)
    (home / "journal.lock").unlink()
    with without_rights(home), pytest.raises(ReadOnlyJournal, match="writable"):
        open_store(home)


def test_a_write_protected_file_is_told_of(nobodys_place: Place) -> None:
    home = Path(nobodys_place.where)
    (home / "journal.lock").chmod(0o666)
    with without_rights(home / "journal.sqlite3", home), pytest.raises(ReadOnlyJournal, match="writ"):
        open_store(home)


def test_a_copy_on_a_write_protected_medium_can_be_read_and_verified(nobodys_place: Place) -> None:
    home = Path(nobodys_place.where)
    with without_rights(home / "journal.sqlite3", home):
        reader = open_reader(home / "journal.sqlite3")
        assert verify(reader).entries == 3
        reader.close()


def test_a_database_turned_read_only_refuses_the_batch_in_words(sqlite_place: Place) -> None:
    sqlite_place.write(1)
    sqlite_place.store._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ReadOnlyJournal, match="nothing was written"):
        sqlite_place.write(1)
    sqlite_place.store.reconnect()
    assert sqlite_place.store.count() == 1
    sqlite_place.write(1)


def page_of(home: Path, needle: bytes) -> int:
    raw = (home / "journal.sqlite3").read_bytes()
    return raw.index(needle) // 4096


def test_a_corrupted_page_is_told_of_and_the_entry_named(sqlite_place: Place) -> None:
    sqlite_place.write(400, body=b'{"filler": "%s"}' % (b"x" * 300))
    [entry] = list(sqlite_place.store.entries(after=249, upto=250))
    home = Path(sqlite_place.where)
    sqlite_place.store.close()
    page = page_of(home, entry.digest)
    with (home / "journal.sqlite3").open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    reader = open_reader(home)
    with pytest.raises(CorruptJournal, match="restore the last backup"):
        list(reader.entries())
    verdict = verify(reader)
    assert (verdict.ok, verdict.fault) == (False, "unreadable")
    assert verdict.first_bad is not None
    assert 1 <= verdict.first_bad <= 250
    reader.close()


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but it is long enough to look" * 40, b"x", b""]
)
def test_a_file_that_is_no_journal_is_told_of_and_left_as_it_is(sqlite_place: Place, content: bytes) -> None:
    home = Path(sqlite_place.where)
    sqlite_place.store.close()
    (home / "journal.sqlite3").write_bytes(content)
    for open_it in (open_store, open_reader):
        with pytest.raises((CorruptJournal, MissingTable), match="damaged"):
            open_it(home)
    with pytest.raises(JournalExists):
        SqliteStore.create(home, FACILITY)
    assert (home / "journal.sqlite3").read_bytes() == content


def test_a_log_left_behind_is_not_mixed_into_a_new_journal(sqlite_place: Place) -> None:
    home = Path(sqlite_place.where)
    sqlite_place.write(3)
    log = (home / "journal.sqlite3-wal").read_bytes()
    sqlite_place.store.close()
    (home / "journal.sqlite3").unlink()
    (home / "journal.sqlite3-wal").write_bytes(log)
    with pytest.raises(JournalExists, match=r"journal\.sqlite3-wal"):
        SqliteStore.create(home, FACILITY)
    assert (home / "journal.sqlite3-wal").read_bytes() == log


def test_a_journal_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite_schema.TRIGGERS, "last", "CREATE TRIGGER is cut off here")
    with pytest.raises(JournalError):
        SqliteStore.create(tmp_path, FACILITY)
    monkeypatch.undo()
    with pytest.raises(JournalMissing):
        open_store(tmp_path)
    SqliteStore.create(tmp_path, FACILITY).close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["journal.lock", "journal.sqlite3"]


def test_a_journal_of_a_newer_bothy_is_told_of(sqlite_place: Place) -> None:
    with sqlite_place.as_owner():
        sqlite_place.sql("UPDATE journal_meta SET schema_version = 99")
    sqlite_place.store.close()
    for open_it in (open_store, open_reader):
        with pytest.raises(NewerJournal, match="made by a newer Bothy"):
            open_it(sqlite_place.where)


def test_only_the_writer_copies_the_log_back(sqlite_place: Place) -> None:
    home = Path(sqlite_place.where)
    sqlite_place.write(500)
    size = (home / "journal.sqlite3").stat().st_size
    reader = sqlite_place.reader()
    assert reader.count() == 500
    reader.close()
    assert (home / "journal.sqlite3").stat().st_size == size
    sqlite_place.store.copy_back()
    assert (home / "journal.sqlite3").stat().st_size > size


def test_the_log_does_not_grow_without_end(sqlite_place: Place) -> None:
    for _ in range(60):
        sqlite_place.write(200)
    assert (Path(sqlite_place.where) / "journal.sqlite3-wal").stat().st_size < 60_000_000
    assert (Path(sqlite_place.where) / "journal.sqlite3").stat().st_size > 3_000_000


def test_the_writer_waits_for_the_disk(sqlite_place: Place) -> None:
    connection = sqlite_place.store._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
