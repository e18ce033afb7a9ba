"""Between a commit and its telling a screen may come: it is told everything once."""

from __future__ import annotations

import asyncio

import pytest

from bothy.floor.hub import Hub
from bothy.floor.screen import Screen
from bothy.floor.stream import stream
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


def test_a_revoked_screen_is_told_nothing_more(hub, facility, tablets):
    async def scene():
        behind, new = (Screen(tablets.by_cookie[name]) for name in ("one", "two"))
        hub.join(behind, facility.writer.head.number)
        hub.join(new, None)
        say(facility, register())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for screen in (behind, new):
            screen.say_bye("revoked")
            screen.push(b"event: lines")
            screen.renew()
            assert not screen.wants_snapshot, "a snapshot holds everybody's name"
            assert screen.take() == b'event: bye\ndata: {"why":"revoked"}\n\n'
            assert screen.over
        hub.shut()

    asyncio.run(scene())


def test_a_device_revoked_while_its_stream_begins_hears_nothing(hub, facility, tablets):
    """The answer's first bytes may take long on a slow line."""
    heard = []

    async def send(message):
        if message["type"] == "http.response.start":
            tablets.revoke("one")
            await asyncio.sleep(0)
        heard.append(message.get("body", b""))

    async def receive():
        await asyncio.Event().wait()

    async def scene():
        scope = {"headers": [], "query_string": b""}
        device = tablets.by_cookie["one"]
        await asyncio.wait_for(stream(hub, device, str(facility.id), scope, receive, send), 10)
        assert not hub.screens
        hub.shut()

    asyncio.run(scene())
    assert b"snapshot" not in b"".join(heard)
    assert b"revoked" in b"".join(heard)
