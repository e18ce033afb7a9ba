"""The house looks for a bad batch after every emergency: flagged once, after a restart too, and never by a drill."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from bothy.intake.facility import Facility
from bothy.intake.reserve import Reserve
from bothy.server.batch_watch import BatchWatch
from bothy.server.opening import _not_now
from support.open_house import LEAD, command, open_it, open_with_floor, say


def emergencies(
    facility: Facility, count: int, appearance: str | None = "green", **raised: Any
) -> list[UUID]:
    made = []
    for _ in range(count):
        id = uuid4()
        say(facility, command("raise-emergency", id, raised), actor=LEAD)
        if appearance:
            say(
                facility,
                command("describe-substance", id, {"substances": ["heroin"], "appearances": [appearance]}),
                actor=LEAD,
            )
        made.append(id)
    return made


def kinds(facility: Facility) -> set[tuple[str, str]]:
    return {(flag.said.about, flag.said.code) for flag in facility.house.flags}


def test_five_in_an_hour_are_flagged_once_with_what_they_are(tmp_path: Path) -> None:
    with open_with_floor(tmp_path) as facility:
        watch = BatchWatch(facility, tmp_path)
        made = emergencies(facility, 2)
        assert watch.look() == 0, "two are not many"
        made += emergencies(facility, 3)
        assert watch.look() >= 1
        assert ("appearance", "green") in kinds(facility)
        (green,) = [flag for flag in facility.house.flags if flag.said.about == "appearance"]
        assert set(green.said.emergencies) <= set(made) and len(green.said.emergencies) >= 3
        assert green.said.expected < 1 and green.said.false_alarm_years > 1
        assert watch.look() == 0
        before = facility.writer.head.number
    with open_it(tmp_path) as again:
        assert BatchWatch(again, tmp_path).look() == 0
        assert again.writer.head.number == before, "a restart flags nothing twice"
        assert kinds(again) >= {("appearance", "green")}


@pytest.mark.parametrize("how", ["drill", "raised_in_error"])
def test_what_was_no_emergency_raises_no_flag(tmp_path: Path, how: str) -> None:
    with open_with_floor(tmp_path) as facility:
        raised = {"drill": True} if how == "drill" else {}
        for id in emergencies(facility, 8, **raised):
            if how == "raised_in_error":
                say(facility, command("close-emergency", id, {"outcome": "raised_in_error"}), actor=LEAD)
        assert BatchWatch(facility, tmp_path).look() == 0
        assert facility.house.flags == ()


def test_the_watch_wakes_by_itself_and_a_person_takes_the_flag_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bothy.server.batch_watch.SETTLE_SECONDS", 0.05)
    with open_with_floor(tmp_path) as facility:
        watch = BatchWatch(facility, tmp_path).start()
        try:
            emergencies(facility, 6)
            until(lambda: facility.house.flags)
        finally:
            watch.close()
        for flag in facility.house.flags:
            say(
                facility,
                command("end-flag", facility.id, {"flag": str(flag.id), "why": "found_harmless"}),
                actor=LEAD,
            )
        assert all(flag.ended_at is not None for flag in facility.house.flags)


def test_on_a_full_disk_nobody_looks_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bothy.server.batch_watch.SETTLE_SECONDS", 0.05)
    with open_with_floor(tmp_path) as facility:
        reserve = facility.writer.reserve = Reserve(tmp_path, 64 * 1024).open()
        reserve.full = True
        not_now, asked = _not_now(facility), list[str | None]()
        watch = BatchWatch(facility, tmp_path, lambda: asked.append(not_now()) or asked[-1]).start()
        try:
            emergencies(facility, 6)
            until(lambda: len(asked) > 2)
            assert facility.house.flags == () and all(asked)
            assert not (tmp_path / "facts").exists(), "what is left of the disk is for emergencies"
            reserve.full = False
            until(lambda: facility.house.flags)
        finally:
            watch.close()


def until(look: Any) -> Any:
    import time

    for _ in range(600):
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")
