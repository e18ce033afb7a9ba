"""The live day when its server stops and is opened again: it goes on where it was, and nothing is dated from afar."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from bothy.care import board
from bothy.care.bodies import Clock, ClockSet
from bothy.care.commands import Actor, Command
from bothy.care.fold import line
from bothy.care.watches import missed
from bothy.demo.history import set_clock
from bothy.demo.live import LiveDay
from bothy.server.home import Home
from bothy.server.opening import open_house
from support.django_home import django_home


def run_on(facility, hours, rate):
    """The clock as a killed server leaves it: running, since so many hours ago."""
    ago = datetime.now(UTC) - timedelta(hours=hours)
    clock = ClockSet(clock=Clock(origin=facility.clock.now(), wall=ago, rate=rate))
    command = Command(
        id=uuid4(), kind="set-clock", subject=facility.id, body=msgspec.Raw(msgspec.json.encode(clock)),
        happened_at=facility.clock.now(),
    )  # fmt: skip
    facility.writer.submit([command], Actor(system=True)).result()


@pytest.mark.parametrize("rate", [1.0, 20.0, 120.0])
def test_after_a_hard_stop_the_day_goes_on_where_it_was_and_no_watch_is_written_from_afar(
    little, small, rate
):
    small.memory.registered |= set(little.house.people)
    last = little.clock.now()
    sitting = len(board.open_visits(little.house))
    before = little.writer.head.number
    assert sitting
    # Given a server that was killed five hours ago, with people in their places
    run_on(little, 5, rate)
    assert little.clock.now() - last >= timedelta(hours=5)
    home = little.home
    little.close()
    # When it is opened as the server opens it
    with opened(home) as again:
        assert missed(again.house, again.clock.now()), "from afar every watch looks missed"
        time.sleep(0.5)
        live = LiveDay(again, small, lambda state: None).start()
        time.sleep(0.5)
        live.close()
        # Then it is the moment of the last thing done, and nothing is dated after it
        assert timedelta(0) <= live.now - last < timedelta(minutes=2)
        new = list(map(line, again.store.entries(before + 2)))
        assert new
        assert max(max(each.happened_at, each.recorded_at) for each in new) - live.now < timedelta(seconds=1)
        assert len(board.open_visits(again.house)) >= sitting - 2


def test_after_a_clean_stop_the_day_goes_on_to_the_second_however_long_nobody_served_it(little, small):
    small.memory.registered |= set(little.house.people)
    first = LiveDay(little, small, lambda state: None)
    first.set_rate(120.0)
    time.sleep(0.2)
    first.close()
    stood = little.clock.now()
    home = little.home
    little.close()
    time.sleep(0.1)
    with opened(home) as again:
        assert again.clock.now() == stood
        assert again.clock.rate == 0
        live = LiveDay(again, small, lambda state: None)
        assert live.rate == 1
        assert timedelta(0) <= live.now - stood < timedelta(minutes=1)


def test_the_house_watches_again_once_the_live_day_runs(little, small):
    small.memory.registered |= set(little.house.people)
    home = little.home
    little.close()
    with opened(home) as again:
        before = again.writer.head.number
        live = LiveDay(again, small, lambda state: None)
        live.take_over()
        live.start()
        set_clock(again, again.clock.now() + timedelta(minutes=30), 1.0, uuid4()).result()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            kinds = {line(entry).kind for entry in again.store.entries(before)}
            if "watch-missed" in kinds:
                break
            time.sleep(0.1)
        live.close()
        assert "watch-missed" in kinds


@contextmanager
def opened(home):
    """As `bothy run` opens a home that exists."""
    django_home()
    facility = open_house(Home(home))
    try:
        yield facility
    finally:
        facility.close()
