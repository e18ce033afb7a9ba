"""The disk is full: emergencies are written into the room that was kept for them, everything else waits and comes in after."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from support.floor_server import Events, as_json
from support.kept import check_kept, check_start
from support.open_house import command, register
from support.real_server import RealServer, furnish, serving, sign_in

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

MIB = 1024 * 1024


@pytest.fixture(params=["tmpfs", "ext4"])
def small_disk(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A real file system of a few MiB; only root can mount one."""
    folder = Path(tempfile.mkdtemp())
    image = folder.with_suffix(".img")
    if request.param == "tmpfs":
        mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "bothy-test", str(folder)]
    else:
        if shutil.which("mkfs.ext4") is None:
            folder.rmdir()
            pytest.skip("there is no mkfs.ext4 here")
        image.touch()
        os.truncate(image, 40 * MIB)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], check=True)
        mount = ["mount", "-o", "loop", str(image), str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        folder.rmdir()
        image.unlink(missing_ok=True)
        pytest.skip(f"a small disk cannot be mounted here ({mounted.stderr.strip()}); tests/intake/test_reserve.py needs none")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()
    image.unlink(missing_ok=True)


class Outbox:
    """Rows of one tablet, sent again until they are answered; emergencies by themselves."""

    def __init__(self, server: RealServer) -> None:
        self.server = server
        self.sent: dict[str, Any] = {}
        self.answered: dict[str, Any] = {}
        self.waiting: list[Any] = []
        self.last = 0
        self.made_on: dict[str, int] = {}

    def send(self, *commands: Any) -> httpx.Response:
        rows = [as_json(each) for each in commands]
        self.last = (self.last + 1) % 8
        response = self.server.post(*rows, tablet=self.last)
        self.sent |= {row["id"]: row for row in rows}
        self.made_on |= {row["id"]: self.last for row in rows}
        if response.status_code == 200:
            for answer in response.json()["answers"]:
                answer.pop("again", None)
                assert answer["answer"] == "recorded", answer
                self.answered[answer["id"]] = answer
        else:
            assert response.status_code in (429, 503), response.text
            self.waiting += rows
        return response

    def drain(self) -> None:
        """Send what waits, each row from the tablet it was made on."""
        rows, self.waiting = self.waiting, []
        for tablet in range(8):
            its = [row for row in rows if self.made_on[row["id"]] == tablet]
            for at in range(0, len(its), 40):
                self.last = tablet - 1
                assert self.send(*its[at : at + 40]).status_code == 200


def fill(disk: Path, leave: int) -> Path:
    """Another program fills the disk, but for `leave` bytes."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    length = max(0, room.f_bavail * room.f_frsize - leave)
    # The file system keeps books of its own, so that the last of it may not be had.
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while length > 0:
            length -= file.write(b"\0" * min(length, 65_536))
    return ballast


def until_full(tablet: Outbox) -> httpx.Response:
    for _ in range(2_000):
        told = tablet.send(*(register() for _ in range(10)))
        if told.status_code == 503:
            return told
    raise AssertionError("the disk never filled")


def emergency() -> Any:
    return command("raise-emergency", body={"where": "aftercare"})


def test_on_a_full_disk_an_emergency_is_written_the_rest_waits_and_comes_in_when_there_is_room(small_disk: Path) -> None:
    home = furnish(small_disk / "home")
    reserve = home.folder / "reserve.bothy"
    with serving(home) as server:
        whole = reserve.stat().st_size
        assert whole >= MIB and reserve.stat().st_blocks * 512 >= whole, "room that is really there, not a hole"
        tablet = Outbox(server)
        ballast = fill(small_disk, 200_000)
        told = until_full(tablet)
        assert told.json()["code"] == "disk_full" and "An emergency is still written" in told.json()["sentence"]
        assert reserve.stat().st_size < whole
        for _ in range(5):
            raised = emergency()
            acts = [
                command("act", UUID(str(raised.subject)), {"action": "oxygen"}),
                command("close-emergency", UUID(str(raised.subject)), {"outcome": "recovered_here"}),
            ]
            assert tablet.send(raised, *acts).status_code == 200
            waits = register()
            beside = emergency()
            assert tablet.send(waits, beside).status_code == 503
            again = server.post(beside, tablet=tablet.last).json()["answers"][0]
            assert again.get("again"), "the emergency in a list that waits was written all the same"
        with httpx.stream("GET", f"{server.url}/floor/stream", headers=server.tablet(), timeout=60) as response:
            told = Events(response).next("trouble").data["troubles"]
        assert ["make room" in one["sentence"] for one in told if one["code"] == "disk_full"] == [True]
        with sign_in(server) as office:
            assert "The disk is full" in office.get("/office/").text
        ballast.unlink()
        tablet.drain()
        assert reserve.stat().st_size == whole, "made again as soon as there is room"
        with httpx.stream("GET", f"{server.url}/floor/stream", headers=server.tablet(), timeout=60) as response:
            assert "disk_full" not in {one["code"] for one in Events(response).next("trouble").data["troubles"]}
        assert len(tablet.answered) == len(tablet.sent)
        server.kill()
    house = check_kept(home, tablet.answered, tablet.sent)
    check_start(home, house, from_snapshot=False)


def test_a_start_on_a_full_disk_finds_room_for_emergencies(small_disk: Path) -> None:
    home = furnish(small_disk / "home")
    with serving(home) as server:
        assert server.stop() == 0
    ballast = fill(small_disk, 0)
    with serving(home) as server:
        tablet = Outbox(server)
        assert tablet.send(register()).json()["code"] == "disk_full"
        assert tablet.send(emergency()).status_code == 200
        ballast.unlink()
        tablet.drain()
        server.kill()
    check_kept(home, tablet.answered, tablet.sent)
