"""Room kept for emergencies, without a small disk: the file lies on this one, and the journal says when it is full."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bothy.intake.errors import NotNow
from bothy.intake.reserve import FILE_NAME, Reserve
from bothy.journal.errors import DiskFull
from support.open_house import command, open_with_floor, register, say

SIZE = 4 * 1024 * 1024


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How much the disk says is free; what the reserve holds is taken from it by the tests."""
    told = {"free": 10**12}
    real = os.statvfs

    def statvfs(path: Any) -> Any:
        as_it_is = list(real(path))
        as_it_is[0] = as_it_is[1] = 1
        as_it_is[2], as_it_is[4] = 10**12, told["free"]
        return os.statvfs_result(as_it_is)

    monkeypatch.setattr("bothy.intake.reserve.os.statvfs", statvfs)
    return told


def held(home: Path) -> int:
    path = home / FILE_NAME
    return path.stat().st_size if path.exists() else 0


def test_it_is_made_whole_let_go_by_quarters_and_made_again(tmp_path: Path, room: dict[str, int]) -> None:
    reserve = Reserve(tmp_path, SIZE).open()
    assert held(tmp_path) == SIZE and (tmp_path / FILE_NAME).stat().st_blocks * 512 >= SIZE
    heard: list[bool] = []
    reserve.on_change.append(lambda: heard.append(reserve.full))
    room["free"] = 0
    for left in (3, 2, 1, 0):
        assert reserve.let_go() and held(tmp_path) == left * SIZE // 4
    assert not reserve.let_go() and reserve.full
    room["free"] = SIZE
    assert not reserve.look(), "as much as it needs and nothing more is no room yet"
    room["free"] = 2 * SIZE
    assert reserve.look() and held(tmp_path) == SIZE
    assert heard == [True, False]


def test_where_there_is_no_room_none_is_made_and_nothing_waits_for_that(tmp_path: Path, room: dict[str, int]) -> None:
    room["free"] = SIZE // 2
    reserve = Reserve(tmp_path, SIZE).open()
    assert held(tmp_path) == 0 and not reserve.full
    reserve.gate([register()])


def test_let_go_before_a_restart_it_is_still_full_after_it(tmp_path: Path, room: dict[str, int]) -> None:
    Reserve(tmp_path, SIZE).open().let_go()
    room["free"] = SIZE // 4
    again = Reserve(tmp_path, SIZE).open()
    assert again.full and held(tmp_path) == SIZE * 3 // 4
    with pytest.raises(NotNow, match="The disk is full"):
        again.gate([register()])
    again.gate([command("raise-emergency")])


class FullDisk:
    """Refuses to commit as a full disk does, until the reserve is smaller than it was."""

    def __init__(self, store: Any, home: Path) -> None:
        self._store = store
        self._home = home
        self.left = held(home)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with self._store.begin() as batch:
            yield batch
            if held(self._home) >= self.left:
                raise DiskFull("The disk is full.")
        self.left = held(self._home)


def test_an_emergency_in_the_batch_that_did_not_fit_is_kept_its_neighbours_wait(
    tmp_path: Path, room: dict[str, int]
) -> None:
    home = tmp_path / "home"
    with open_with_floor(home, reserve_bytes=SIZE) as facility:
        assert facility.reserve is not None
        full = FullDisk(facility.store, home)
        room["free"] = 0
        facility.writer._store = full  # type: ignore[assignment]
        raised = command("raise-emergency", body={"where": "aftercare"})
        (answer,) = say(facility, raised)
        assert answer.answer == "recorded"
        assert facility.reserve.full
        with pytest.raises(NotNow):
            say(facility, register())
        facility.writer._store = full._store
        room["free"] = 10**12
        (answer,) = say(facility, register())
        assert answer.answer == "recorded" and not facility.reserve.full
