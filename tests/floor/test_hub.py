"""Between a commit and its telling a screen may come: it is told everything once."""

from __future__ import annotations

import asyncio

import pytest

from bothy.floor.hub import Hub
from bothy.floor.screen import Screen
from support.floor_server import Tablets, names_for
from support.open_house import register, say


def lines_in(data: bytes) -> list[int]:
    return [int(part.split(b"\n", 1)[0]) for part in data.split(b"event: lines\nid: ")[1:]]


@pytest.fixture
def hub(facility, tablets: Tablets):
    hub = Hub(tablets, names_for)
    hub.attach(facility.writer)
    return hub


def test_what_a_snapshot_holds_is_not_told_again(hub, facility, tablets):
    async def scene():
        first, second = (Screen(tablets.by_cookie[name]) for name in ("one", "two"))
        hub.join(first, None)
        assert first.wants_snapshot
        hub.snapshot_for(first)
        say(facility, register())  # heard by the hub, not told yet: this loop has not run since
        hub.join(second, None)
        assert second.wants_snapshot
        hub.snapshot_for(second)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        number = facility.writer.head.number
        assert lines_in(first.take()) == [number]
        assert lines_in(second.take()) == []
        assert not second.wants_snapshot
        hub.shut()

    asyncio.run(scene())


def test_what_a_screen_is_told_on_joining_is_not_told_again(hub, facility, tablets):
    async def scene():
        first, second = (Screen(tablets.by_cookie[name]) for name in ("one", "two"))
        at = facility.writer.head.number
        hub.join(first, at)
        say(facility, register())
        hub.join(second, at)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert lines_in(first.take()) == [at + 1]
        assert lines_in(second.take()) == [at + 1]
        hub.shut()

    asyncio.run(scene())


def test_a_gap_is_closed_by_a_snapshot(hub, facility, tablets):
    async def scene():
        screen = Screen(tablets.by_cookie["one"])
        hub.join(screen, facility.writer.head.number)
        screen.number -= 1  # as if one event had been lost
        say(facility, register())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert screen.wants_snapshot
        hub.shut()

    asyncio.run(scene())


def test_a_screen_that_waits_long_holds_little(hub, facility, tablets):
    async def scene():
        screen = Screen(tablets.by_cookie["one"])
        hub.join(screen, facility.writer.head.number)
        for _ in range(10_000):
            screen.push(b"x" * 100)
        assert screen._size <= 512 * 1024
        assert screen.wants_snapshot
        screen.say_bye("shutdown")
        assert b"bye" in screen.take()
        assert screen.over
        hub.shut()

    asyncio.run(scene())
