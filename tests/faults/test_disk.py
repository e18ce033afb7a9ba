"""The disk is full, write-protected, damaged, or two want it: said in a sentence, and nothing acknowledged that is not kept."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bothy.intake.snapshotting import FILE_NAME as SNAPSHOT
from bothy.journal import open_reader
from bothy.journal.verify import verify
from support.kept import check_kept, check_start, head
from support.open_house import register, see
from support.real_server import Furnished, RealServer, furnish, serving, sign_in

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

DROP_CAPABILITY = 24
OVERRIDE_RIGHTS, READ_ANYTHING = 1, 2


class Kept:
    """What one tablet sent, and the answers it got."""

    def __init__(self, server: RealServer) -> None:
        self.server = server
        self.acknowledged: dict[str, Any] = {}
        self.sent: dict[str, Any] = {}

    def send(self, *commands: Any, expected: tuple[int, ...] = (200,)) -> httpx.Response:
        from support.floor_server import as_json

        response = self.server.post(*commands, tablet=len(self.sent) % 8)
        assert response.status_code in expected, response.text
        self.sent.update((str(each.id), as_json(each)) for each in commands)
        if response.status_code == 200:
            for answer in response.json()["answers"]:
                answer.pop("again", None)
                assert answer["answer"] == "recorded", answer
                self.acknowledged[answer["id"]] = answer
        return response

    def until_it_does_not_fit(self) -> httpx.Response:
        """Register people until the disk will not take one more."""
        together = 20
        for _ in range(3_000):
            response = self.send(*(register() for _ in range(together)), expected=(200, 429, 503))
            if response.status_code == 503 and together == 1:
                return response
            if response.status_code == 503:
                together = 1
            if response.status_code == 429:
                time.sleep(0.1)
        raise AssertionError("the disk never filled")

    def check(self) -> None:
        self.server.kill()
        house = check_kept(self.server.home, self.acknowledged, self.sent)
        check_start(self.server.home, house, from_snapshot=False)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "bothy-test", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root; the same is tried with a limit on the length of files")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_a_full_disk_keeps_what_it_took_and_goes_on_when_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    ballast = small_disk / "ballast"
    home = furnish(small_disk / "home")
    with serving(home) as server:
        tablet = Kept(server)
        tablet.send(register())
        room = os.statvfs(small_disk)
        ballast.write_bytes(b"\0" * (room.f_bavail * room.f_frsize - 200_000))
        told = tablet.until_it_does_not_fit()
        assert told.json()["code"] == "disk_full"
        assert "full" in told.json()["sentence"]
        assert int(told.headers["retry-after"]) >= 1
        before = head(home)
        refused = register()
        tablet.send(refused, see(refused.id), expected=(503,))
        assert head(home) == before, "nothing is written, and nothing is acknowledged"
        assert httpx.get(f"{server.url}/floor/words.json", headers=server.tablet()).status_code == 200, "the board still stands"
        assert httpx.get(f"{server.url}/floor/people?q=x", headers=server.tablet()).status_code == 200
        ballast.unlink()
        tablet.send(refused)
        tablet.send(*(register() for _ in range(50)))
        tablet.check()


def test_on_a_full_disk_no_page_breaks(small_disk: Path) -> None:
    home = furnish(small_disk / "home")
    with serving(home) as server, sign_in(server) as office:
        room = os.statvfs(small_disk)
        (small_disk / "ballast").write_bytes(b"\0" * (room.f_bavail * room.f_frsize))
        for path in ("/office/", "/office/staff", "/office/devices", "/journal/", "/floor/", "/reports/"):
            answer = office.get(path)
            assert answer.status_code in (200, 503), path
            assert "Something broke" not in answer.text, path
        shift = {"staff": str(home.nurse), "pin": "4719"}
        answer = httpx.post(f"{server.url}/floor/shift", json=shift, headers=server.tablet(), timeout=60)
        assert answer.status_code in (200, 503)
        if answer.status_code == 503:
            assert "full" in answer.json()["sentence"]
        form = {"name": "Isla", "role": "nurse", "pin": "4826", "csrfmiddlewaretoken": office.cookies["csrftoken"]}
        answer = office.post("/office/staff/add", data=form)
        assert answer.status_code in (200, 302, 503), answer.status_code
        assert answer.status_code != 503 or "Make room" in answer.text


def test_a_file_that_may_not_grow_is_told_of_and_goes_on_when_it_may(sqlite_home: Furnished) -> None:
    """The disk fails in the middle of a write, not before it; needs no root."""
    with serving(sqlite_home) as server:
        assert server.process is not None
        tablet = Kept(server)
        tablet.send(register())
        log = sqlite_home.folder / "journal.sqlite3-wal"
        no_limit = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        for more in (0, 1_000, 5_000, 20_000):
            longest = log.stat().st_size + more
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (longest, no_limit[1]))
            told = tablet.until_it_does_not_fit()
            assert "journal.sqlite3" in told.json()["sentence"], told.text
            one = register()
            tablet.send(one, expected=(503,))
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, no_limit)
            tablet.send(one)
        tablet.check()


# --- write-protected --------------------------------------------------------------------------------


def rights_count() -> None:
    """In the child, before it becomes Bothy: root's right to write what is write-protected is given up."""
    if os.geteuid() == 0:
        for capability in (OVERRIDE_RIGHTS, READ_ANYTHING):
            ctypes.CDLL(None).prctl(DROP_CAPABILITY, capability, 0, 0, 0)


def ended(server: RealServer) -> int:
    assert server.process is not None
    return server.process.wait(timeout=60)


def test_a_home_that_may_not_be_written_is_told_of_at_once(sqlite_home: Furnished) -> None:
    sqlite_home.folder.chmod(0o555)
    try:
        server = RealServer(sqlite_home, before=rights_count).start()
        assert ended(server) == 2
        told = " ".join(server.said().split())
        assert "Make it writable for this user" in told, told
        assert "Traceback" not in told
    finally:
        sqlite_home.folder.chmod(0o755)


def test_of_a_journal_that_may_not_be_written_the_board_is_shown_and_every_tap_is_told_why(sqlite_home: Furnished) -> None:
    journal = sqlite_home.folder / "journal.sqlite3"
    before = head(sqlite_home)
    journal.chmod(0o444)
    with serving(sqlite_home, before=rights_count) as server:
        tablet, one = Kept(server), register()
        told = tablet.send(one, expected=(503,))
        assert told.json()["code"] == "not_kept"
        assert "can be read but not written" in told.json()["sentence"]
        assert "Traceback" not in server.said()
        assert head(sqlite_home) == before
        for file in sqlite_home.folder.glob("journal.sqlite3*"):
            file.chmod(0o644)
        tablet.send(one)
        tablet.check()


def test_where_names_may_not_be_written_no_person_is_registered_without_one(sqlite_home: Furnished) -> None:
    from support.floor_server import as_json

    house = sqlite_home.folder / "house.sqlite3"
    house.chmod(0o444)
    with serving(sqlite_home, before=rights_count) as server:
        named = {**as_json(register()), "private": {"name": "Lark"}}
        told = server.post(named)
        assert told.status_code == 503
        assert len(told.json()["sentence"]) > 20
        assert server.post(register(), tablet=1).status_code == 200, "what needs no name goes on"
        shift = {"staff": str(sqlite_home.nurse), "pin": "4719"}
        told = httpx.post(f"{server.url}/floor/shift", json=shift, headers=server.tablet(), timeout=60)
        assert told.status_code == 503
        assert "writable" in told.json()["sentence"]
        house.chmod(0o644)
        assert server.post(named).json()["answers"][0]["answer"] == "recorded"
        server.kill()
        assert check_kept(sqlite_home, {}, {}).people


# --- two at once ------------------------------------------------------------------------------------


def test_a_second_bothy_on_the_same_home_is_turned_away_and_the_first_goes_on(sqlite_home: Furnished) -> None:
    with serving(sqlite_home) as first:
        second = RealServer(sqlite_home)
        second.log = sqlite_home.folder.parent / "second.log"
        assert ended(second.start()) == 2
        told = " ".join(second.said().split())
        assert f"process {first.process.pid}" in told  # type: ignore[union-attr]
        assert "stop that one first" in told
        tablet = Kept(first)
        tablet.send(register())
        tablet.check()
    with serving(sqlite_home) as third:
        assert third.post(register()).status_code == 200, "a killed one leaves no lock behind"


def test_of_several_that_start_at_the_same_moment_one_serves(sqlite_home: Furnished) -> None:
    servers = []
    for n in range(4):
        server = RealServer(sqlite_home)
        server.log = sqlite_home.folder.parent / f"{n}.log"
        servers.append(server.start())
    try:
        deadline = time.monotonic() + 90
        while sum(server.process.poll() is None for server in servers) > 1 and time.monotonic() < deadline:  # type: ignore[union-attr]
            time.sleep(0.05)
        (alive,) = [server for server in servers if server.process.poll() is None]  # type: ignore[union-attr]
        for server in servers:
            if server is not alive:
                assert server.process.returncode == 2, server.said()  # type: ignore[union-attr]
                assert "is being written by process" in " ".join(server.said().split()), server.said()
        alive.until_open()
        tablet = Kept(alive)
        tablet.send(register())
        tablet.check()
    finally:
        for server in servers:
            server.kill()


# --- damaged ----------------------------------------------------------------------------------------


def bothy(home: Furnished, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bothy.cli", *words, "--home", str(home.folder)], env=home.environment, capture_output=True, text=True
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture
def lived_in(sqlite_home: Furnished) -> Furnished:
    """Some pages of entries, closed in order: a snapshot, and nothing left in the log."""
    with serving(sqlite_home) as server:
        for n in range(60):
            assert server.post(*(register() for _ in range(30)), tablet=n % 8).status_code == 200
        assert server.stop() == 0
    assert (sqlite_home.folder / SNAPSHOT).exists()
    return sqlite_home


def spoil_pages(home: Furnished, *, root_of: str = "entry", count: int = 3) -> bytes:
    """Overwrite leaf pages in the middle of the file that hold rows of a table; the file as it is then."""
    path = home.folder / "journal.sqlite3"
    connection = sqlite3.connect(path)
    (name,) = connection.execute("SELECT name FROM sqlite_master WHERE name = ?", (root_of,)).fetchone()
    connection.close()
    reader = open_reader(home.journal)
    middle = reader.head().number // 2
    entries = list(reader.entries(middle, middle + 200 * count))
    receipts = list(reader.receipts([])) or [each.digest for each in reader.receipts_in_order()]
    reader.close()
    raw = bytearray(path.read_bytes())
    needles = [entry.digest for entry in entries] if name == "entry" else receipts[middle:]
    pages: list[int] = []
    for needle in needles:
        at = raw.find(needle)
        if at >= 0 and at // 4096 not in pages:
            pages.append(at // 4096)
        if len(pages) == count:
            break
    for page in pages:
        raw[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
    path.write_bytes(raw)
    return bytes(raw)


def test_a_damaged_page_keeps_bothy_from_starting_without_a_snapshot_and_the_entry_is_named(lived_in: Furnished) -> None:
    (lived_in.folder / SNAPSHOT).unlink()
    spoiled = spoil_pages(lived_in)
    server = RealServer(lived_in).start()
    assert ended(server) == 1
    told = " ".join(server.said().split())
    assert "damaged" in told
    assert "bothy journal verify" in told
    assert "Traceback" not in told
    code, said = bothy(lived_in, "journal", "verify")
    assert code == 1
    assert "entry" in said.lower()
    assert any(word.strip(".,:").isdigit() for word in said.split()), said
    assert (lived_in.folder / "journal.sqlite3").read_bytes() == spoiled, "nobody mends it behind our back"


@pytest.mark.parametrize("table", ["entry", "receipt"])
def test_a_page_that_is_damaged_while_the_house_is_open_acknowledges_nothing_that_is_not_kept(
    lived_in: Furnished, table: str
) -> None:
    spoil_pages(lived_in, root_of=table, count=6)
    server = RealServer(lived_in).start()
    try:
        # From the snapshot no old page is read, so the house may open; what is told must be true all the same.
        try:
            server.until_open()
        except AssertionError:
            assert ended(server) == 1
            assert "damaged" in " ".join(server.said().split())
            return
        tablet = Kept(server)
        for _ in range(40):
            answered = tablet.send(register(), register(), expected=(200, 503))
            if answered.status_code == 503:
                assert "damaged" in answered.json()["sentence"], answered.text
        server.kill()
        reader = open_reader(lived_in.journal)
        last = list(reader.entries(1_800))
        reader.close()
        ids = {entry.number for entry in last}
        assert {number for answer in tablet.acknowledged.values() for number in answer["numbers"]} <= ids
        assert "Traceback" not in server.said(), server.said()
    finally:
        server.kill()
    code, said = bothy(lived_in, "journal", "verify")
    assert code == 1, said


def test_a_snapshot_that_is_damaged_costs_only_time(lived_in: Furnished) -> None:
    path = lived_in.folder / SNAPSHOT
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    with serving(lived_in) as server:
        tablet = Kept(server)
        tablet.send(register())
        tablet.check()


def test_a_house_file_that_is_damaged_is_told_of(lived_in: Furnished) -> None:
    house = lived_in.folder / "house.sqlite3"
    whole = house.read_bytes()
    house.write_bytes(b"this is no database" * 1_000)
    server = RealServer(lived_in).start()
    assert ended(server) in (1, 2)
    told = " ".join(server.said().split())
    assert "house.sqlite3" in told
    assert "Traceback" not in told
    house.write_bytes(whole)
    with serving(lived_in) as again:
        Kept(again).send(register())


def test_the_journal_is_found_whole_after_a_copy_to_another_disk(lived_in: Furnished, tmp_path: Path) -> None:
    """What an operator does with a disk that fails: copy the home, start it there."""
    shutil.copytree(lived_in.folder, tmp_path / "copy")
    copy = Furnished(tmp_path / "copy", None, lived_in.tablets, lived_in.nurse)
    with serving(copy) as server:
        tablet = Kept(server)
        tablet.send(register())
        tablet.check()
    reader = open_reader(copy.journal)
    assert verify(reader).ok
    reader.close()
