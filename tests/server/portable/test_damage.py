"""An export that is damaged, cut off or put together is refused with the file and the line; half of one never has its name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bothy.journal.whole_folder import FolderTrouble
from bothy.server.home import Home
from support.django_home import django_home
from support.real_server import TESTS, furnish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    django_home()
    return Home(furnish(tmp_path_factory.mktemp("a house") / "home", tablets=1).folder)


@pytest.fixture(scope="module")
def sound(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bothy.server.portable.make import write_all

    to = tmp_path_factory.mktemp("sound") / "all"
    write_all(home, to, "a test")
    return to


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "all"))


def refused(copy: Path, tmp_path: Path) -> str:
    """What is said when it is brought back; and nothing stands."""
    from bothy.server.portable.bring_back import bring_back
    from bothy.server.portable.manifest import PortableTrouble

    before = sorted(tmp_path.iterdir())
    with pytest.raises(PortableTrouble) as trouble:
        bring_back(copy, Home(tmp_path / "new"))
    assert sorted(tmp_path.iterdir()) == before, "nothing was left"
    return str(trouble.value)


def change(path: Path, line: int, old: str, new: str) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")


def as_if_whole(copy: Path, **changed: Any) -> None:
    """The manifest written anew by somebody who knows how: the digests fit what lies there."""
    told = json.loads((copy / "manifest.json").read_bytes())
    for name in told["files"]:
        raw = (copy / name).read_bytes()
        told["files"][name] = {"bytes": len(raw), "sha256": sha256(raw).hexdigest()}
    (copy / "manifest.json").write_text(json.dumps(told | changed))


def test_a_sound_one_comes_back(copy: Path, tmp_path: Path) -> None:
    from bothy.server.portable.bring_back import bring_back

    told = bring_back(copy, Home(tmp_path / "new"))
    assert told.number == 3 and (tmp_path / "new" / "journal.sqlite3").exists()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name",
    ["journal/receipts.jsonl", "house/people.staff.jsonl", "house/schema.json", "facts/visit.parquet", "home/settings.toml", "README.md"],
)
def test_any_file_with_one_bit_changed_is_named(copy: Path, tmp_path: Path, name: str) -> None:
    raw = bytearray((copy / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copy / name).write_bytes(raw)
    assert f"damaged: {name}" in refused(copy, tmp_path)


def test_of_the_journal_and_of_a_table_the_line_is_named(copy: Path, tmp_path: Path) -> None:
    staff = copy / "house" / "people.staff.jsonl"
    change(staff, 2, "{", "[")
    assert "people.staff.jsonl is not as it was written (line 2)" in refused(copy, tmp_path)
    change(staff, 2, "[", "{")
    change(copy / "journal" / "entries.jsonl", 2, '"number":2', '"number":3')
    assert "line 2: entry 3 does not follow from the one before" in refused(copy, tmp_path)


def test_a_journal_that_was_changed_with_its_digests_is_refused_by_its_chain(copy: Path, tmp_path: Path) -> None:
    change(copy / "journal" / "entries.jsonl", 2, '"version":1', '"version":2')
    as_if_whole(copy)
    assert "journal/entries.jsonl, line 2: entry 2 does not follow" in refused(copy, tmp_path)


def test_a_journal_cut_off_and_one_signed_by_nobody_are_refused(copy: Path, tmp_path: Path) -> None:
    entries = copy / "journal" / "entries.jsonl"
    lines = entries.read_bytes().splitlines(keepends=True)
    last = json.loads(lines[1])
    entries.write_bytes(b"".join(lines[:2]))
    as_if_whole(copy)
    assert "ends at entry 2, but the manifest says 3" in refused(copy, tmp_path)
    as_if_whole(copy, number=2, digest=last["digest"])
    assert "does not sign the journal in it" in refused(copy, tmp_path)


def test_a_row_that_cannot_be_read_is_named_and_no_home_is_left(copy: Path, tmp_path: Path) -> None:
    change(copy / "house" / "people.device.jsonl", 1, '"enrolled_at":"2', '"enrolled_at":"x')
    as_if_whole(copy)
    assert "people.device.jsonl, line 1, cannot be read" in refused(copy, tmp_path)


def test_rows_that_are_missing_are_missed(copy: Path, tmp_path: Path) -> None:
    staff = copy / "house" / "people.staff.jsonl"
    staff.write_bytes(staff.read_bytes().splitlines(keepends=True)[0])
    as_if_whole(copy)
    assert "people.staff.jsonl has 1 lines, not 2" in refused(copy, tmp_path)


def test_a_file_that_is_missing_or_was_put_there_and_what_is_no_export_are_named(copy: Path, tmp_path: Path) -> None:
    (copy / "more").write_text("hello")
    assert "a file that Bothy did not put there: more" in refused(copy, tmp_path)
    (copy / "more").unlink()
    (copy / "house" / "people.note.jsonl").unlink()
    assert "not whole: house/people.note.jsonl is missing" in refused(copy, tmp_path)
    (copy / "manifest.json").write_text("{")
    assert "manifest.json" in refused(copy, tmp_path)
    (copy / "manifest.json").unlink()
    assert "is no export of Bothy" in refused(copy, tmp_path)


def test_a_manifest_that_names_a_file_outside_the_export_is_refused_before_it_is_read(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a word that is not the export's")
    told = json.loads((copy / "manifest.json").read_bytes())
    for name in ("../secret", str(tmp_path / "secret")):
        raw = (tmp_path / "secret").read_bytes()
        said = told["files"] | {name: {"bytes": len(raw), "sha256": sha256(raw).hexdigest()}}
        (copy / "manifest.json").write_text(json.dumps(told | {"files": said}))
        assert f"names a file outside it: {name}" in refused(copy, tmp_path)


def test_one_of_a_newer_bothy_is_left_to_that_one(copy: Path, tmp_path: Path) -> None:
    as_if_whole(copy, migrations=[["people", "0099_what_is_to_come"]])
    assert "tables that this Bothy does not know (people 0099_what_is_to_come)" in refused(copy, tmp_path)
    as_if_whole(copy, bothy_export=2)
    assert "made by a newer Bothy" in refused(copy, tmp_path)


def test_nothing_that_is_there_is_ever_overwritten(copy: Path, home: Home, tmp_path: Path) -> None:
    from bothy.server.portable.make import write_all

    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").write_text("mine")
    assert "is not empty" in refused(copy, tmp_path)
    with pytest.raises(FolderTrouble, match="is there already"):
        write_all(home, copy, "a test")


_KILLED = """
import os, sys
from support.django_home import django_home
django_home()
from pathlib import Path
from bothy.server.home import Home
from bothy.server.portable.make import write_all
def tell(done, whole, said):
    if said == sys.argv[3]:
        os.kill(os.getpid(), 9)
write_all(Home(Path(sys.argv[1])), Path(sys.argv[2]), "a test", tell=tell)
"""


def test_killed_in_the_middle_nothing_has_its_name_and_the_next_one_clears_up(home: Home, tmp_path: Path) -> None:
    from bothy.server.portable.make import write_all

    for said in ("Writing names, staff and tables", "Writing facts"):
        done = subprocess.run(
            [sys.executable, "-c", _KILLED, str(home.folder), str(tmp_path / "all"), said],
            env=os.environ | {"PYTHONPATH": str(TESTS)}, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == -9, done.stderr
        assert not (tmp_path / "all").exists() and [path.suffix for path in tmp_path.iterdir()] == [".part"]
    write_all(home, tmp_path / "all", "a test")
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


def test_a_full_disk_is_said_and_leaves_nothing(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.server.portable import make

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(make, "write_codebook", full)
    with pytest.raises(FolderTrouble, match=r"No space left on device.*make room"):
        make.write_all(home, tmp_path / "all", "a test")
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_written_down_nothing_leaves(home: Home, tmp_path: Path) -> None:
    from bothy.server.exported import NotNoted
    from bothy.server.portable.make import write_all

    def refuse(*_: object) -> None:
        raise NotNoted("the floor waits for its tablets")

    with pytest.raises(NotNoted):
        write_all(home, tmp_path / "all", "a test", note=refuse)
    assert list(tmp_path.iterdir()) == []


_KILLED_IMPORT = _KILLED.replace("portable.make import write_all", "portable.bring_back import bring_back").replace(
    'write_all(Home(Path(sys.argv[1])), Path(sys.argv[2]), "a test", tell=tell)',
    "bring_back(Path(sys.argv[1]), Home(Path(sys.argv[2])), tell=tell)",
)


def test_brought_back_and_killed_there_is_no_home_and_it_is_brought_back_again(copy: Path, tmp_path: Path) -> None:
    from bothy.server.portable.bring_back import bring_back

    said = "Bringing names, staff and tables back"
    done = subprocess.run(
        [sys.executable, "-c", _KILLED_IMPORT, str(copy), str(tmp_path / "new"), said],
        env=os.environ | {"PYTHONPATH": str(TESTS)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    assert not (tmp_path / "new").exists()
    bring_back(copy, Home(tmp_path / "new"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all", "new"]
