"""What cannot be read or cannot be is refused with a sentence; a fact is never lost to a wrong clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from bothy.care.commands import Refusal
from bothy.care.decide import decide
from support.acting import Facility


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("observe", {"spo2_percent": "high"}),
        ("observe", {"breathing": "fine"}),
        ("give-place", {"place": 0}),
        ("give-place", {"place": "3"}),
        ("give-place", {"place": 3, "colour": "red"}),
        ("give-place", []),
        ("give-place", {}),
        ("give-supplies", {"items": [{"item": "needle", "count": 501}]}),
        ("start-visit", {"person": "x", "purposes": ["use"]}),
        ("assess", {"preparations": [{"substances": ["heroin"] * 99}]}),
        ("correct", {"entry": "00000000-0000-4000-8000-000000000001", "reason": "x", "happened_at": "2025-09-01T10:00:00"}),
        ("sell", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: str, body: object, house: Facility) -> None:
    no = house.refused(kind, house.visit(), body)
    assert no.code == "unreadable"
    assert "Nothing was recorded" in no.sentence


@pytest.mark.parametrize("raw", [b"", b"{", b"nul", b"\xff\xfe", b'{"place":1e999}', b"[" * 100_000])
def test_broken_json_is_refused_not_raised(raw: bytes, house: Facility) -> None:
    command = house.command("give-place", house.visit(), {})
    command = msgspec.structs.replace(command, body=msgspec.Raw(raw))
    no = decide(house.house, command, house.nurse, house.now)
    assert isinstance(no, Refusal)
    assert no.code == "unreadable"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"]
)
def test_a_tablet_with_an_impossible_clock_loses_no_fact(at: str, house: Facility) -> None:
    visit = house.visit()
    when = msgspec.convert(at, datetime)
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=when)
    assert abs(line.happened_at - house.now) < timedelta(seconds=1)
    answer = house.ask("enter-stage", visit, {"stage": "aftercare"}, at=when)
    assert isinstance(answer, Refusal) == (when.year < 2000)
    body = {"entry": line.id, "reason": "late", "happened_at": at}
    answer = house.ask("correct", visit, body)
    assert isinstance(answer, Refusal) == (when.year < 2000)


def test_time_ahead_is_pulled_to_now_and_older_is_kept_as_told(house: Facility) -> None:
    visit = house.visit()
    now = house.now
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=now + timedelta(hours=2))
    assert line.happened_at == now
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=now - timedelta(minutes=20))
    assert line.happened_at == now - timedelta(minutes=20)


def test_a_round_does_not_fail_for_a_visit_that_nobody_knows(house: Facility) -> None:
    one, two = house.in_place(1), house.in_place(2)
    lines = house.tell("see", one, {"visits": [one, house.new_id(), two, one], "round": True})
    assert [line.subject for line in lines] == [one, two]
