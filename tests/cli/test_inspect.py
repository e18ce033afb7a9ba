"""`bothy inspect`: exit codes and what is said are a contract; what the inspector brings is compared."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from bothy.care.bodies_inspection import InspectionMade
from bothy.care.kinds import decode
from bothy.journal import open_reader, open_store
from bothy.journal.checkpoint import SigningKey, make_checkpoint, to_json, to_text
from reports.inspection.house import DAY, good, keep


def inspect(*words: str | Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "COLUMNS": "200"}
    environ.pop("DATABASE_URL", None)
    return subprocess.run([sys.executable, "-m", "bothy.cli", "inspect", *map(str, words)], capture_output=True, text=True, env=environ)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that keeps its rules, with one checkpoint held outside it."""
    home = tmp_path_factory.mktemp("house") / "home"
    keep(home, good())
    store = open_store(home)
    held = make_checkpoint(store, SigningKey.of_home(home), datetime(2025, 3, 14, tzinfo=UTC))
    store.close()
    (home.parent / "held.txt").write_text(to_text(held))
    wrong = msgspec.structs.replace(held, digest=bytes(32))
    (home.parent / "forged.json").write_bytes(to_json(wrong))
    return home


def last_entry(home: Path):
    reader = open_reader(home)
    try:
        number = reader.head().number
        return next(reader.entries(number - 1, number))
    finally:
        reader.close()


def test_what_holds_is_zero_and_what_does_not_is_one_and_says_what(house: Path) -> None:
    pack = house.parent / "good.zip"
    told = inspect("--from", DAY, "--to", "2025-03-13", "--home", house, "--out", pack, "--checkpoint", house.parent / "held.txt")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "holds           Was somebody who may watch on the floor at every second of every episode?" in told.stdout
    entry = last_entry(house)
    body = decode(entry.kind, entry.body)
    assert isinstance(body, InspectionMade)
    assert (body.holds, body.sha256) == (True, sha256(pack.read_bytes()).hexdigest()), "the journal says which pack was made"
    assert pack.stat().st_mode & 0o077 == 0

    again = house.parent / "again.zip"
    told = inspect("--from", DAY, "--to", "2025-03-13", "--home", house, "--out", again, "--checkpoint", house.parent / "held.txt", "--number", body.number)
    assert again.read_bytes() == pack.read_bytes(), "as the journal stood then, it is the same to the byte"

    told = inspect("--from", DAY, "--to", DAY, "--home", house, "--out", house.parent / "forged.zip", "--checkpoint", house.parent / "forged.json")
    assert told.returncode == 1
    assert "DOES NOT HOLD   Does the journal agree with the checkpoints" in told.stdout and "not signed by a key given here" in told.stdout

    told = inspect("--check", pack, "--key", house / "keys" / "journal.ed25519.pub")
    assert told.returncode == 0 and "Good." in told.stdout and f"{DAY} to 2025-03-13" in told.stdout
    broken = house.parent / "broken.zip"
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(bytes(data))
    assert inspect("--check", broken).returncode == 1


def test_what_is_asked_wrongly_is_two_and_writes_nothing(house: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"")
    new = tmp_path / "new.zip"
    for words, says in (
        (("--from", DAY), "Say where the pack is to be written"),
        (("--out", new), "Say of which time"),
        (("--from", "March", "--out", new), "--from March is no day"),
        (("--from", DAY, "--to", "2025-03-01", "--out", new), "ends (2025-03-01) before it begins"),
        (("--from", "2031-01-01", "--out", new), "Nothing is recorded of 2031-01-01 yet"),
        (("--from", DAY, "--out", there), "is there already"),
        (("--from", DAY, "--out", new, "--number", "99999"), "there is none with number 99,999"),
        (("--from", DAY, "--out", new, "--checkpoint", house), "cannot be read"),
    ):
        told = inspect(*words, "--home", house)
        assert told.returncode == 2 and says in told.stderr, (words, told.stderr)
    assert inspect("--from", DAY, "--out", new, "--home", tmp_path / "nothing").returncode == 2
    assert not new.exists() and there.read_bytes() == b""
