"""Small files stand whole or not at all, whoever writes them at once and whatever the disk says."""

import errno
import os
import threading
from pathlib import Path

import pytest

from bothy.journal.whole_file import make_once, write_whole


def test_what_stood_there_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "told.json"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert [each.name for each in tmp_path.iterdir()] == ["told.json"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_will_not_take_it_leaves_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "told.json"
    write_whole(path, b"first")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for write in (write_whole, make_once):
        with pytest.raises(OSError, match="No space"):
            write(path, b"second")
    assert path.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["told.json"]


def test_of_two_that_make_it_the_first_stands(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "one.key"
    make_once(path, b"first")
    make_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert [each.name for each in path.parent.iterdir()] == ["one.key"]
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_reader_never_sees_half_of_it(tmp_path: Path) -> None:
    path = tmp_path / "told.json"
    texts = {bytes([letter]) * 200_000 for letter in b"ab"}
    write_whole(path, b"a" * 200_000)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for text in texts:
                write_whole(path, text)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert all(path.read_bytes() in texts for _ in range(300))
    finally:
        stop.set()
        thread.join()
