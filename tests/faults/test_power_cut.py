"""The power goes: what was written and never synced is gone. Nothing that was acknowledged may be among it.

The home lies on an ext4 of its own, on a loop device over a file. Written but unsynced pages live in the
kernel's memory only, so a copy of that file, taken between one moment and the next, is the disk as a power
cut leaves it; ext4 itself commits only every five minutes here. The copy is mounted and Bothy starts on it.
"""

from __future__ import annotations

import filecmp
import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

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


def cut(image: Path, server: RealServer, nth: int, also: list[int]) -> Path:
    """A copy of the disk as it is now, without anything that is only in memory."""
    assert server.process is not None
    processes = (server.process.pid, *also)
    copy = image.with_name(f"cut-{nth}.img")
    tell(processes, signal.SIGSTOP)
    try:
        for _ in range(20):
            shutil.copyfile(image, copy)
            # The kernel goes on writing what was synced to where it belongs: a copy of two moments is of no moment.
            if filecmp.cmp(image, copy, shallow=False):
                return copy
    finally:
        tell(processes, signal.SIGCONT)
    raise AssertionError("the disk never kept still long enough to be copied")


def tell(processes: tuple[int, ...], what: signal.Signals) -> None:
    """PostgreSQL's workers come and go: one that has gone needs no telling."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


@contextmanager
def after_the_cut(copy: Path) -> Iterator[Path]:
    """Such a copy mounted, as a start finds it when the power is back; gone when the block ends."""
    after = copy.with_suffix("")
    mount(copy, after)
    try:
        yield after
    finally:
        subprocess.run(["umount", "-l", str(after)])
        copy.unlink()


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
        heard: list[tuple[Path, dict[str, Any], dict[str, Any]]] = []
        for nth in range(cuts):
            assert tablets.wait_for(chance.randint(30, 150)), (tablets.wrong, server.said())
            acknowledged = dict(tablets.acknowledged)
            copy = cut(image, server, nth, [])
            heard.append((copy, acknowledged, dict(tablets.sent)))
        tablets.finish()
        for copy, acknowledged, sent in heard:
            with after_the_cut(copy) as after:
                left = Furnished(after / "home", None, home.tablets, home.nurse)
                start_and_stop(left, image.parent / "again.log")
                check_start(left, check_kept(left, acknowledged, sent), from_snapshot=False)
        commands = len(heard[-1][1])
        print(f"{cuts} power cuts; {commands} commands acknowledged by the last")


def start_and_stop(home: Furnished, log: Path) -> None:
    """What the power cut left starts, and ends in order."""
    server = RealServer(home)
    server.log = log
    server.start().until_open()
    assert server.stop() == 0



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
        copy = cut(image, server, 0, cluster.processes())
        sent = dict(tablets.sent)
        tablets.finish()
        server.kill()
        with after_the_cut(copy) as after:
            left = cluster.as_left_in(after / cluster.folder.relative_to(before)).start()
            try:
                kept = Furnished(home.folder, left.url, home.tablets, home.nurse)
                start_and_stop(kept, image.parent / "again.log")
                check_kept(kept, acknowledged, sent)
            finally:
                left.stop(immediate=False)
