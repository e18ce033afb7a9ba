"""What a restore is made from besides the backup, how it comes back, and what is refused with nothing touched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bothy.intake import restored as note
from bothy.journal import open_reader
from bothy.journal.checkpoint import SigningKey, make_checkpoint, to_text
from bothy.journal.verify import verify
from bothy.server.backup.make import make_backup
from bothy.server.backup.manifest import BackupTrouble
from bothy.server.home import Home
from support.kept import head
from support.open_house import register
from support.real_server import Furnished, serving
from support.restoring import (
    Keeping,
    backed_up,
    bothy,
    bring_back,
    restored_entries,
)

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]


@pytest.mark.parametrize("kind", ["home", "journal file", "export"])
def test_another_copy_of_the_same_line_makes_it_longer_exactly(small: Any, tmp_path: Path, kind: str) -> None:
    home, backup, tablets, n = small
    copy = {"home": home.folder, "journal file": home.folder / "journal.sqlite3", "export": tmp_path / "out.jsonl"}[kind]
    if kind == "export":
        assert bothy(home, "journal", "export", "--home", home.folder, "--to", copy).returncode == 0
    back, told = bring_back(home, backup, tmp_path / "back", None, copies=[copy])
    ((_, extended),) = told.extended
    assert (extended.taken, told.head, extended.stopped) == (head(home) - n, head(home), None)
    old, new = open_reader(home.journal), open_reader(back.journal)
    assert list(old.entries()) == list(new.entries()), "numbers, ids and digests as they were"
    assert verify(new).ok
    old.close(), new.close()
    with serving(back) as server:
        for tablet in tablets:
            tablet.refill(server, told.head, knew=told.head)
        # A command of the part that came without its receipt is sent again: it is known by its entries.
        (again,) = server.post(tablets[1].rows[list(tablets[1].rows)[-1]], tablet=1).json()["answers"]
        assert again["numbers"] == tablets[1].answers[again["id"]]["numbers"]
        server.kill()
    reader = open_reader(back.journal)
    assert verify(reader).ok
    assert restored_entries(reader)[-1].missing == ()
    reader.close()


def test_a_copy_that_forks_is_refused_with_the_number(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    other, _ = bring_back(home, backup, tmp_path / "other", None, go_on=True)
    with serving(other) as server:
        Keeping(0).send(server, register())
        server.kill()
    fork = backed_up(other, tmp_path / "of the other")
    for copy in (home.folder, home.folder / "journal.sqlite3"):
        done = bothy(home, "restore", fork, "--home", tmp_path / "back", "--copy", copy)
        assert done.returncode == 1, done.stdout
        assert f"at entry {n + 1:,} it says something else" in done.stderr
        assert not (tmp_path / "back").exists()


def test_a_damaged_copy_is_taken_up_to_where_it_is_damaged(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    out = tmp_path / "out.jsonl"
    bothy(home, "journal", "export", "--home", home.folder, "--to", out)
    lines = out.read_bytes().splitlines(keepends=True)
    lines[n + 1] = lines[n + 1].replace(b'"version":1', b'"version":2')
    out.write_bytes(b"".join(lines))
    _, told = bring_back(home, backup, tmp_path / "back", None, copies=[out])
    ((_, extended),) = told.extended
    assert (extended.taken, told.head) == (1, n + 1)
    assert extended.stopped is not None and f"damaged after entry {n + 1:,}" in extended.stopped


def test_a_checkpoint_held_elsewhere_shows_the_gap(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    reader = open_reader(home.journal)
    held = make_checkpoint(reader, SigningKey.of_home(home.folder), datetime.now(UTC))
    reader.close()
    (tmp_path / "paper.txt").write_text(to_text(held))
    done = bothy(home, "restore", backup, "--home", tmp_path / "back", "--checkpoint", tmp_path / "paper.txt")
    assert done.returncode == 0, done.stderr
    assert f"Entries {n + 1:,} to {held.number:,} are missing" in done.stdout
    found = note.read(tmp_path / "back")
    assert found is not None and found.highest == held.number and found.phase == "mending"


def test_a_damaged_backup_is_refused_by_name_and_nothing_is_touched(small: Any, tmp_path: Path) -> None:
    home, backup, _, _ = small
    raw = bytearray((backup / "journal.sqlite3").read_bytes())
    raw[-5000] ^= 1
    (backup / "journal.sqlite3").write_bytes(raw)
    for path in (backup, backup.parent):
        done = bothy(home, "restore", path, "--home", tmp_path / "back")
        assert done.returncode == 1
        assert f"The backup {backup} is damaged: journal.sqlite3 is not as it was written" in done.stderr
    (tmp_path / "half.tar").write_bytes(b"nothing of a tar file")
    done = bothy(home, "restore", tmp_path / "half.tar", "--home", tmp_path / "back")
    assert done.returncode == 1 and "is no whole .tar file" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "back").exists() and not list(tmp_path.glob(".back*"))


def test_a_home_that_is_there_is_moved_aside_only_when_told_and_never_under_a_running_server(small: Any, tmp_path: Path) -> None:
    home, backup, _, n = small
    before = (home.folder / "journal.sqlite3").read_bytes()
    done = bothy(home, "restore", backup, "--home", home.folder)
    assert done.returncode == 1 and "is not empty" in done.stderr
    with serving(home):
        done = bothy(home, "restore", backup, "--home", home.folder, "--replace")
        assert done.returncode == 1 and "is being written by" in done.stderr
    done = bothy(home, "restore", backup, "--home", home.folder, "--replace")
    assert done.returncode == 0, done.stderr
    (aside,) = home.folder.parent.glob("home.before-*")
    assert (aside / "journal.sqlite3").exists() and len(before) > 0
    assert head(home) == n
    with pytest.raises(BackupTrouble, match="made from SQLite"):
        bring_back(home, backup, tmp_path / "back", "postgresql://nobody@localhost:1/nothing")


def test_a_backup_in_a_tar_file_comes_back_too(small: Any, tmp_path: Path) -> None:
    home, _, tablets, _ = small
    packed = make_backup(Home(home.folder), tmp_path / "one.tar").path
    back, told = bring_back(home, packed, tmp_path / "back", None)
    assert told.head == head(home)
    assert (back.folder / "settings.toml").read_bytes() == (home.folder / "settings.toml").read_bytes()
    with serving(back) as server:
        for tablet in tablets:
            tablet.refill(server, told.head)
        assert server.post(register(), tablet=0).status_code == 200


def test_a_database_that_holds_a_bothy_is_not_written_over(postgres_home: Furnished, tmp_path: Path) -> None:
    backup = backed_up(postgres_home, tmp_path / "kept")
    with pytest.raises(BackupTrouble, match="holds a Bothy already"):
        bring_back(postgres_home, backup, tmp_path / "back", postgres_home.url)
    with pytest.raises(BackupTrouble, match="made from PostgreSQL"):
        bring_back(postgres_home, backup, tmp_path / "back", None)
