"""Clocks lie: over HTTP, a tablet that is a day or ten minutes off tells a rescue in its true order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from support.open_house import command, founding, open_with_floor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def facility(tmp_path):
    """A house that has been there for a week."""
    with open_with_floor(
        tmp_path / "home", founding=founding(at=datetime.now(UTC) - timedelta(days=7))
    ) as facility:
        yield facility


class Lying:
    """A tablet whose wall clock and reckoned time are `off`. Its ticks count from 1,000 s."""

    def __init__(self, floor, off, cookie="one"):
        self.floor, self.off, self.cookie = floor, off, cookie
        self.boot = str(uuid4())
        self.began = datetime.now(UTC)

    def clocks(self, at):
        return {"tick_ms": 1_000_000 + (at - self.began).total_seconds() * 1000, "boot": self.boot}

    def row(self, kind, subject, body, made, back=timedelta(0)):
        told = made + self.off
        said = command(kind, subject, body, happened_at=told - back)
        return {
            "id": str(said.id), "kind": kind, "subject": str(subject), "body": body, "staff": str(self.floor.tablets.NURSE),
            "happened_at": (told - back).isoformat(), "at": told.isoformat(), "wall": told.isoformat(), "acted": True,
            **self.clocks(made),
        }  # fmt: skip

    def post(self, *rows, **changes):
        now = datetime.now(UTC)
        told = {
            "wall": (now + self.off).isoformat(),
            "facility": (now + self.off).isoformat(),
            **self.clocks(now),
        }
        said = {"now": {**told, **changes}, "commands": list(rows)}
        headers = self.floor.headers(self.cookie)
        answer = httpx.post(f"{self.floor.url}/floor/commands", json=said, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["answers"]


def entries(facility):
    return list(facility.store.entries())


@pytest.mark.parametrize("off", [timedelta(days=1), -timedelta(days=1), 10 * MINUTE, -10 * MINUTE])
def test_two_tablets_tell_one_rescue_and_it_is_in_the_order_in_which_it_was_done(floor, facility, off):
    began = datetime.now(UTC)
    wrong, right = Lying(floor, off, "one"), Lying(floor, timedelta(0), "two")
    emergency = uuid4()
    at = [began - timedelta(seconds=each) for each in (300, 240, 180, 120)]
    answers = wrong.post(
        wrong.row("raise-emergency", emergency, {}, at[0]),
        wrong.row("act", emergency, {"action": "naloxone", "dose_mg": 0.4, "route": "im"}, at[2]),
    )
    answers += right.post(
        right.row("act", emergency, {"action": "oxygen", "litres_per_minute": 15}, at[1]),
        right.row("observe", emergency, {"breathing": "normal"}, at[3]),
    )
    assert [one["answer"] for one in answers] == ["recorded"] * 4
    told = facility.house.emergencies[emergency].lines
    assert [line.kind for line in told] == ["emergency-raised", "acted", "acted", "observed"]
    assert [line.body.action for line in told[1:3]] == ["oxygen", "naloxone"]
    for line, true in zip(told, at, strict=True):
        assert abs(line.happened_at - true) < timedelta(seconds=3)


def test_what_was_reckoned_stands_in_the_journal_with_what_was_told(floor, facility):
    tablet = Lying(floor, 10 * MINUTE)
    made = datetime.now(UTC) - timedelta(seconds=60)
    emergency = uuid4()
    (answer,) = tablet.post(tablet.row("raise-emergency", emergency, {}, made))
    raised, reckoned = entries(facility)[-2:]
    assert answer["numbers"] == [raised.number, reckoned.number]
    assert reckoned.kind == "time-reckoned"
    line = facility.house.facility_lines[-1]
    assert line.body.entry == raised.id
    assert line.body.by == "ticks"
    assert line.body.device == floor.tablets.by_cookie["one"].id
    assert abs(line.body.skew_ms - 600_000) < 3000
    assert abs(line.body.told - (made + 10 * MINUTE)) < timedelta(milliseconds=2)


def test_a_tablet_that_agrees_leaves_no_trace_of_it(floor, facility):
    tablet = Lying(floor, timedelta(milliseconds=900))
    tablet.post(tablet.row("raise-emergency", uuid4(), {}, datetime.now(UTC)))
    assert all(entry.kind != "time-reckoned" for entry in entries(facility))


def test_dated_back_by_staff_stays_dated_back(floor, facility):
    tablet = Lying(floor, timedelta(days=1))
    made = datetime.now(UTC) - timedelta(seconds=30)
    emergency = uuid4()
    tablet.post(tablet.row("raise-emergency", emergency, {}, made, back=2 * MINUTE))
    assert abs(facility.house.emergencies[emergency].raised_at - (made - 2 * MINUTE)) < timedelta(seconds=3)


def test_a_clock_that_cannot_be_read_holds_nothing_back(floor, facility):
    tablet = Lying(floor, timedelta(0))
    emergency = uuid4()
    (answer,) = tablet.post(
        tablet.row("raise-emergency", emergency, {}, datetime.now(UTC)), wall="+012026-01-01T00:00:00Z"
    )
    assert answer["answer"] == "recorded"
    assert emergency in facility.house.emergencies


def test_sent_twice_it_is_written_once_whatever_the_clock_says_the_second_time(floor, facility):
    tablet = Lying(floor, 10 * MINUTE)
    row = tablet.row("raise-emergency", uuid4(), {}, datetime.now(UTC) - MINUTE)
    (first,) = tablet.post(row)
    before = facility.writer.head.number
    tablet.off = timedelta(days=2)
    (again,) = tablet.post(row)
    assert again["again"] and again["numbers"] == first["numbers"]
    assert facility.writer.head.number == before


def test_nobody_puts_right_what_the_house_reckoned(floor, facility):
    tablet = Lying(floor, 10 * MINUTE)
    tablet.post(tablet.row("raise-emergency", uuid4(), {}, datetime.now(UTC) - MINUTE))
    reckoned = entries(facility)[-1]
    body = {"entry": str(reckoned.id), "reason": "no", "void": True}
    (answer,) = tablet.post(tablet.row("correct", facility.id, body, datetime.now(UTC)))
    assert answer["answer"] == "refused"
