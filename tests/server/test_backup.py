"""A backup is whole or it is not there; what is in it is what was acknowledged, names beside their entries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from bothy.journal import open_reader
from bothy.journal.checkpoint import is_signed_by, parse, public_key_of_home
from bothy.server.backup.check import walk
from bothy.server.backup.make import dated, make_backup
from bothy.server.backup.manifest import BackupTrouble, Manifest, read
from bothy.server.home import Home
from support.floor_server import Events, as_json
from support.open_house import register
from support.real_server import Furnished, furnish, serving

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Furnished:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return furnish(tmp_path / "home", url, tablets=2)


@pytest.fixture
def sqlite_home(tmp_path: Path) -> Furnished:
    return furnish(tmp_path / "home", tablets=1)


def bothy(home: Furnished, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bothy.cli", *map(str, words)]
    return subprocess.run(command, env=home.environment | {"COLUMNS": "300"}, capture_output=True, text=True)


def make(home: Furnished, place: Path, **more: Any) -> tuple[Path, Manifest]:
    made = make_backup(Home(home.folder), place, url=home.url, **more)
    return made.path, made.manifest


def test_a_backup_of_a_running_house_holds_what_was_acknowledged_and_the_screens_hear_of_it(
    home: Furnished, tmp_path: Path
) -> None:
    with serving(home) as server:
        named = {**as_json(register()), "private": {"name": "Lark"}}
        (answer,) = server.post(named, tablet=0).json()["answers"]
        with httpx.stream(
            "GET", f"{server.url}/floor/stream", headers=server.tablet(), timeout=60
        ) as response:
            events = Events(response)
            assert events.next("snapshot").data["you"]["copied"] == 0
            done = bothy(home, "backup", tmp_path / "kept", "--home", home.folder)
            assert done.returncode == 0, done.stderr
            (path,) = dated(tmp_path / "kept")
            number = answer["numbers"][-1]
            assert f"{path}: entries 1 to {number} of The Bothy of the tests" in done.stdout
            beat = next(event for event in events if event.name == "heartbeat" and event.data["copied"])
            assert beat.data["copied"] == number
    told = read(path)
    walk(path, told)
    copy = open_reader(path / "journal.sqlite3")
    original = open_reader(home.journal)
    assert list(copy.entries()) == list(original.entries(0, number))
    assert list(copy.receipts_in_order()) == [r for r in original.receipts_in_order() if r.first <= number]
    kept = copy.checkpoints()
    assert kept == original.checkpoints()[: len(kept)]
    signed = parse((path / "checkpoint.txt").read_text())
    key = public_key_of_home(home.folder)
    assert signed.number == number and key is not None and is_signed_by(signed, key)
    copy.close(), original.close()
    assert names_in(path, told) == {UUID(named["subject"]): "Lark"}
    for name in ("keys/journal.ed25519", "settings.toml"):
        assert (path / name).read_bytes() == (home.folder / name).read_bytes()
    assert not list(path.glob("*-wal")) and (path.stat().st_mode & 0o077) == 0


def names_in(path: Path, told: Manifest) -> dict[UUID, str]:
    if told.house == "sqlite":
        import sqlite3

        copy = sqlite3.connect(path / "house.sqlite3")
        rows = copy.execute("SELECT id, chosen_name FROM people_person").fetchall()
        copy.close()
        return {UUID(id): name for id, name in rows}
    (table,) = [table for table in told.tables if table.name == "people_person"]
    id, name = table.columns.index("id"), table.columns.index("chosen_name")
    lines = (path / "house" / "people_person.copy").read_text("utf-8").splitlines()
    return {UUID(row[id]): row[name] for row in (line.split("\t") for line in lines)}


def test_as_one_tar_file_it_holds_the_same(home: Furnished, tmp_path: Path) -> None:
    path, told = make(home, tmp_path / "one.tar")
    assert path == tmp_path / "one.tar" and sorted(tmp_path.glob(".one*")) == []
    out = tmp_path / "unpacked"
    with tarfile.open(path) as archive:
        archive.extractall(out, filter="data")
    assert read(out) == told
    walk(out, told)
    with pytest.raises(BackupTrouble, match="is there already"):
        make(home, tmp_path / "one.tar")


@pytest.mark.parametrize(
    "name", ["journal.sqlite3", "house.sqlite3", "keys/journal.ed25519", "checkpoint.txt"]
)
def test_a_damaged_file_is_named(sqlite_home: Furnished, tmp_path: Path, name: str) -> None:
    path, told = make(sqlite_home, tmp_path / "kept")
    raw = bytearray((path / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (path / name).write_bytes(raw)
    with pytest.raises(BackupTrouble, match=f"damaged: {name}"):
        walk(path, told)


def test_a_file_that_is_missing_or_was_put_there_is_named(sqlite_home: Furnished, tmp_path: Path) -> None:
    path, told = make(sqlite_home, tmp_path / "kept")
    (path / "more").write_text("hello")
    with pytest.raises(BackupTrouble, match="not put there by Bothy: more"):
        walk(path, told)
    (path / "more").unlink()
    (path / "house.sqlite3").unlink()
    with pytest.raises(BackupTrouble, match=r"not whole: house\.sqlite3 is missing"):
        walk(path, told)


def test_a_journal_that_was_tampered_with_is_not_backed_up_as_if_it_were_whole(
    sqlite_home: Furnished, tmp_path: Path
) -> None:
    import sqlite3

    journal = sqlite3.connect(sqlite_home.folder / "journal.sqlite3")
    triggers = journal.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for trigger, _ in triggers:
        journal.execute(f"DROP TRIGGER {trigger}")
    journal.execute("UPDATE entry SET staff = NULL, kind = 'noted' WHERE number = 2")
    for _, statement in triggers:
        journal.execute(statement)
    journal.commit()
    journal.close()
    with pytest.raises(BackupTrouble, match="Entry 2 was changed"):
        make(sqlite_home, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
    assert not (sqlite_home.folder / "copied.json").exists(), "nothing counts as copied"


def test_where_it_fails_on_the_way_nothing_stands(home: Furnished, tmp_path: Path) -> None:
    def pull_the_cable(done: int, whole: int, said: str) -> None:
        if said == "Walking the chain":
            raise OSError(28, "No space left on device")

    with pytest.raises(BackupTrouble, match="No space left on device"):
        make(home, tmp_path / "kept", tell=pull_the_cable)
    assert list((tmp_path / "kept").iterdir()) == []
    assert not (home.folder / "copied.json").exists()


def test_what_a_killed_backup_left_is_never_taken_for_one_and_goes_after_a_day(
    sqlite_home: Furnished, tmp_path: Path
) -> None:
    place = tmp_path / "kept"
    killed = place / ".bothy-2026-11-22T02-00-00Z.77.part"
    killed.mkdir(parents=True)
    (killed / "journal.sqlite3").write_bytes(b"half")
    path, _ = make(sqlite_home, place)
    assert dated(place) == [path] and killed.exists(), "one may be under way in another process"
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(killed, (old, old))
    make(sqlite_home, place, now=datetime.now(UTC) + timedelta(seconds=5))
    assert not killed.exists()


def test_so_many_are_kept_and_what_is_not_ours_stays(sqlite_home: Furnished, tmp_path: Path) -> None:
    place, began = tmp_path / "kept", datetime(2026, 11, 1, 2, tzinfo=UTC)
    (place / "bothy-2020-strange").mkdir(parents=True)
    made = [
        make(sqlite_home, place, keep=3, tar=day % 2 == 0, now=began + timedelta(days=day))[0]
        for day in range(5)
    ]
    assert dated(place) == made[2:]
    assert (place / "bothy-2020-strange").is_dir()


def test_without_keys_none_go_along_but_the_public_one(sqlite_home: Furnished, tmp_path: Path) -> None:
    path, told = make(sqlite_home, tmp_path / "kept", keys=False)
    names = set(told.files)
    assert "keys/journal.ed25519.pub" in names
    assert not names & {"settings.toml", "keys/journal.ed25519", "keys/seal.pem", "keys/snapshot.key"}
    done = bothy(sqlite_home, "backup", tmp_path / "more", "--home", sqlite_home.folder)
    assert "whoever has it can read" in done.stderr
    done = bothy(sqlite_home, "backup", tmp_path / "others", "--home", sqlite_home.folder, "--without-keys")
    assert "whoever has it can read" not in done.stderr


def test_check_says_when_the_last_backup_was_made(sqlite_home: Furnished, tmp_path: Path) -> None:
    def told() -> dict[str, str]:
        done = bothy(sqlite_home, "check", "--home", sqlite_home.folder, "--format", "json")
        (finding,) = [one for one in json.loads(done.stdout)["findings"] if one["name"] == "Backup"]
        return finding

    assert told()["state"] == "mind" and "None was made yet" in told()["sentence"]
    make(sqlite_home, tmp_path / "kept", now=datetime.now(UTC) - timedelta(days=3))
    assert told()["state"] == "mind" and "long ago" in told()["sentence"]
    make(sqlite_home, tmp_path / "kept")
    assert told()["state"] == "fit" and str(tmp_path / "kept") in told()["sentence"]


def test_asked_wrongly_is_told_so(sqlite_home: Furnished, tmp_path: Path) -> None:
    for words, said in (
        (("backup", tmp_path / "a.tar", "--keep", "3"), "--keep looks after dated backups"),
        (("backup", tmp_path / "kept", "--home", tmp_path / "nowhere"), "There is no home at"),
    ):
        done = bothy(sqlite_home, *words)
        assert done.returncode == 2 and said in done.stderr, done.stderr
    (tmp_path / "file").write_text("")
    done = bothy(sqlite_home, "backup", tmp_path / "file", "--home", sqlite_home.folder)
    assert done.returncode == 1 and "cannot be written" in done.stderr
