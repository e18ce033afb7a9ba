"""The home on its disk, the log and the processes: who may read what Bothy writes, also after a restore and an import.

The server itself is asked once; what a backup holds is in tests/server/test_backup.py, what a tablet keeps in
tests/journeys/test_keeping.py.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest

from support.floor_server import as_json
from support.open_house import raise_emergency, register
from support.real_server import Furnished, furnish, serving, sign_in

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]

NAME = "Skylark Nobody-Else"
PIN, PASSWORD = "4719", "a long password of tests"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A house that was served, founded by a user whose files anybody may read by default; what it said; who it ran as."""
    folder = tmp_path_factory.mktemp("open to all")
    before = os.umask(0)
    try:
        home = furnish(folder / "home", tablets=2)
    finally:
        os.umask(before)
    with serving(home, before=lambda: os.umask(0) and None) as server:
        one = {**as_json(register()), "private": {"name": NAME, "code": "plum-otter-7"}}
        assert server.post(one, raise_emergency()).status_code == 200
        arguments = Path(f"/proc/{server.process.pid}/cmdline").read_bytes() if server.process else b""
        for wrong in ({"staff": str(home.nurse), "pin": "8642"}, {"staff": "x", "pin": PIN}, {"pin": [PIN], "staff": NAME}):
            httpx.post(f"{server.url}/floor/shift", content=json.dumps(wrong), headers=server.tablet())
        httpx.get(f"{server.url}/floor/people", params={"q": NAME}, headers=server.tablet())
        httpx.post(f"{server.url}/sign-in", data={"username": NAME, "password": PASSWORD}, headers={"origin": server.url})
        bad = {**as_json(register()), "private": {"name": NAME, "code": 7}, "body": {"age_band": NAME}}
        server.post(bad, {"id": NAME}, NAME)
        with sign_in(server) as office:
            office.get("/office/staff/add", params={"name": NAME})
            office.post("/journal/checkpoint", data={"csrfmiddlewaretoken": office.cookies["csrftoken"]})
        errors = [httpx.get(server.url + path, headers=server.tablet()).text for path in ("/nowhere", "/office/staff/x", "/floor/people?q=" + "x" * 99, "/floor/stream?after=x")]
        token = json.loads((home.folder / "running.json").read_text())["token"]
        server.stop()
        yield SimpleNamespace(home=home, server=server, log=server.log.read_text("utf-8", "replace"), arguments=arguments, errors=errors, token=token)


def open_to_others(folder: Path) -> list[str]:
    """What others than the owner may read, write or enter, in a folder and below it."""
    everything = [folder, *folder.rglob("*")]
    return [f"{one.relative_to(folder)} {stat.filemode(one.lstat().st_mode)}" for one in everything if one.lstat().st_mode & 0o077]


def test_all_of_the_home_is_for_its_user_alone(lived_in: SimpleNamespace) -> None:
    home = lived_in.home.folder
    assert {"journal.sqlite3", "house.sqlite3", "settings.toml", "snapshot.bothy"} <= {one.name for one in home.iterdir()}
    # The folder itself was made by whoever made it; what lies in it is Bothy's.
    assert [one for one in open_to_others(home) if not one.startswith(". ")] == []


def bothy(home: Furnished, *asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from bothy.cli import main; main()", *asked], env=home.environment, capture_output=True, text=True,
        check=False, preexec_fn=lambda: os.umask(0) and None,
    )  # fmt: skip


def test_a_backup_a_restore_an_export_and_an_import_are_for_their_user_alone(lived_in: SimpleNamespace, tmp_path: Path) -> None:
    home = lived_in.home
    at = str(home.folder)
    backup, back, all_of_it, brought = tmp_path / "backup", tmp_path / "back", tmp_path / "all", tmp_path / "brought"
    for asked in (
        ("backup", str(backup), "--home", at),
        ("export", "all", "--out", str(all_of_it), "--by", "morag", "--reason", "to try it", "--home", at),
        ("import", "all", str(all_of_it), "--home", str(brought)),
    ):
        done = bothy(home, *asked)
        assert done.returncode == 0, (asked, done.stderr, done.stdout)
        assert NAME not in done.stdout + done.stderr
    made = next(one for one in [backup, *backup.iterdir()] if (one / "manifest.json").exists())
    done = bothy(home, "restore", str(made), "--home", str(back))
    assert done.returncode == 0, (done.stderr, done.stdout)
    for folder in (made, back, all_of_it, brought):
        assert open_to_others(folder) == [], folder
    _a_backup_that_was_bent_writes_nowhere_else(home, made, tmp_path / "stick")


def _a_backup_that_was_bent_writes_nowhere_else(home: Furnished, sound: Path, stick: Path) -> None:
    """Handed over on a stick: its manifest leads out of it, and as a .tar its members do."""
    bent, there = stick / "backup", stick / "there"
    shutil.copytree(sound, bent)
    there.mkdir()
    (stick / ".profile").write_bytes(b"run this")
    manifest = json.loads((bent / "manifest.json").read_text())
    manifest["files"]["keys/../../.profile"] = {"bytes": 8, "sha256": sha256(b"run this").hexdigest()}
    (bent / "manifest.json").write_text(json.dumps(manifest))
    done = bothy(home, "restore", str(bent), "--home", str(there / "home"))
    assert done.returncode != 0 and "names a file outside it: keys/../../.profile" in done.stdout + done.stderr
    assert not (there / ".profile").exists() and "Traceback" not in done.stderr
    for name in ("../.profile", str(there / ".profile"), "keys/link"):
        packed = stick / "backup.tar"
        with tarfile.open(packed, "w") as archive:
            archive.add(sound, ".")
            member = tarfile.TarInfo(name)
            if name == "keys/link":
                member.type, member.linkname = tarfile.SYMTYPE, str(there)
            else:
                member.size = 8
            archive.addfile(member, io.BytesIO(b"run this"))
        done = bothy(home, "restore", str(packed), "--home", str(there / "home"))
        assert done.returncode != 0 and "Traceback" not in done.stderr, (name, done.stderr)
        assert sorted(one.name for one in there.iterdir()) == [], name


def test_no_secret_and_no_name_stands_in_the_log_on_error_pages_or_in_the_process_list(lived_in: SimpleNamespace) -> None:
    settings = (lived_in.home.folder / "settings.toml").read_text()
    secret = settings.split('"')[1]
    assert len(secret) > 40
    said = [lived_in.log, lived_in.arguments.decode("utf-8", "replace"), *lived_in.errors]
    for word in (secret, lived_in.token, PASSWORD, *lived_in.home.tablets, NAME, "8642"):
        assert all(word not in each for each in said), word
    for page in lived_in.errors:
        for tell_tale in ("Traceback", str(lived_in.home.folder), "site-packages", "django.", "DEBUG"):
            assert tell_tale not in page


def test_no_name_pin_or_password_is_in_the_journal_its_snapshot_or_its_facts(lived_in: SimpleNamespace) -> None:
    """In bytes, the write-ahead log included: whatever may be shown to others holds no word of anybody's."""
    home: Path = lived_in.home.folder
    files = [one for one in home.rglob("*") if one.is_file() and not one.name.startswith(("house.sqlite3", "keys"))]
    assert any(one.name == "journal.sqlite3" for one in files)
    for one in files:
        content = one.read_bytes()
        for word in (NAME, "plum-otter-7", PASSWORD, "Ailsa"):
            assert word.encode() not in content, (one.name, word)
    house = b"".join(one.read_bytes() for one in home.glob("house.sqlite3*"))
    assert NAME.encode() in house, "here it is, and here the search would have found it"
    assert PASSWORD.encode() not in house and lived_in.home.tablets[0].split(".")[1].encode() not in house


def test_the_command_line_s_token_dies_with_its_server(lived_in: SimpleNamespace) -> None:
    with serving(lived_in.home) as server:
        for given in (lived_in.token, "x", lived_in.token[:-1]):
            answer = httpx.post(f"{server.url}/control/checkpoint", headers={"authorization": f"Bearer {given}"})
            assert answer.status_code == 404 and answer.text == "{}"
        told = json.loads((lived_in.home.folder / "running.json").read_text())["token"]
        answer = httpx.post(f"{server.url}/control/nothing-{uuid4()}", headers={"authorization": f"Bearer {told}"})
        assert answer.status_code == 404


def test_settings_that_are_a_link_are_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").symlink_to(victim)
    home = Furnished(tmp_path / "home", None, [], uuid4())
    done = bothy(home, "check", "--home", str(home.folder))
    assert victim.read_text() == "precious" and "Traceback" not in done.stderr
