"""The power goes: what was written and never synced is gone. Nothing that was acknowledged may be among it.

The home lies on an ext4 of its own, on a loop device over a file. Written but unsynced pages live in the
kernel's memory only, so a copy of that file, taken between one moment and the next, is the disk as a power
cut leaves it; ext4 itself commits only every five minutes here. The copy is mounted and Bothy starts on it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from support.kept import check_kept, check_start
from support.own_cluster import own_cluster
from support.real_server import Furnished, RealServer, furnish
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800)]

MIB = 1024 * 1024


def mount(image: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    done = subprocess.run(["mount", "-o", "loop,commit=300", str(image), str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a disk of its own cannot be mounted here ({done.stderr.strip()}); only root may")


@contextmanager
def disks() -> Iterator[tuple[Path, Path, ExitStack]]:
    """A fresh image (its file, where it is mounted), and the stack that takes every mount away again."""
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("there is no mkfs.ext4 here")
    # Short: PostgreSQL's socket lies in it.
    folder = Path(tempfile.mkdtemp(prefix="bothy-cut-", dir="/tmp"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        image = folder / "disk.img"
        with image.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 256 * MIB)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], check=True)
        mount(image, folder / "before")
        stack.callback(subprocess.run, ["umount", "-l", str(folder / "before")])
        yield image, folder / "before", stack


def cut(image: Path, server: RealServer, nth: int, stack: ExitStack, also: list[int]) -> Path:
    """The disk as it is now, without anything that is only in memory: mounted, and read as after a power cut."""
    assert server.process is not None
    for pid in (server.process.pid, *also):
        os.kill(pid, signal.SIGSTOP)
    copy = image.with_name(f"cut-{nth}.img")
    shutil.copyfile(image, copy)
    for pid in (server.process.pid, *also):
        os.kill(pid, signal.SIGCONT)
    after = image.parent / f"after-{nth}"
    mount(copy, after)

    def away() -> None:
        subprocess.run(["umount", "-l", str(after)])
        copy.unlink(missing_ok=True)

    stack.callback(away)
    return after


@pytest.mark.parametrize("cuts", [3, pytest.param(30, marks=pytest.mark.long)])
def test_what_was_acknowledged_outlives_a_power_cut(cuts: int) -> None:
    chance = random.Random(cuts)
    with disks() as (image, before, stack):
        home = furnish(before / "home")
        # What was there before the load began is on the disk.
        subprocess.run(["sync", "-f", str(before)], check=True)
        server = RealServer(home)
        server.log = image.parent / "server.log"
        server.start().until_open()
        stack.callback(server.kill)
        tablets = Senders(server, 8, seed=cuts)
        heard: list[tuple[Path, dict, dict]] = []
        for nth in range(cuts):
            assert tablets.wait_for(chance.randint(30, 150)), (tablets.wrong, server.said())
            acknowledged = dict(tablets.acknowledged)
            after = cut(image, server, nth, stack, [])
            heard.append((after, acknowledged, dict(tablets.sent)))
        tablets.finish()
        for after, acknowledged, sent in heard:
            left = Furnished(after / "home", None, home.tablets, home.nurse)
            again = RealServer(left)
            again.log = image.parent / f"{after.name}.log"
            again.start().until_open()
            assert again.stop() == 0
            house = check_kept(left, acknowledged, sent)
            check_start(left, house, from_snapshot=False)


def test_what_was_acknowledged_outlives_a_power_cut_under_postgresql() -> None:
    with disks() as (image, before, stack), own_cluster(before) as cluster:
        home = furnish(image.parent / "home", cluster.url)
        subprocess.run(["sync", "-f", str(before)], check=True)
        server = RealServer(home)
        server.start().until_open()
        stack.callback(server.kill)
        tablets = Senders(server, 8, seed=7)
        assert tablets.wait_for(200), (tablets.wrong, server.said())
        acknowledged = dict(tablets.acknowledged)
        after = cut(image, server, 0, stack, cluster.processes())
        sent = dict(tablets.sent)
        tablets.finish()
        server.kill()
        left = cluster.as_left_in(after / cluster.folder.relative_to(before)).start()
        try:
            kept = Furnished(home.folder, left.url, home.tablets, home.nurse)
            again = RealServer(kept)
            again.start().until_open()
            assert again.stop() == 0
            check_kept(kept, acknowledged, sent)
        finally:
            left.stop(immediate=False)
