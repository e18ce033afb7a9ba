"""GET /floor/stream: Server-Sent Events. A snapshot or what was missed first, then every commit."""

import asyncio
from urllib.parse import parse_qs

from bothy.floor.door import Device
from bothy.floor.http import Receive, Scope, Send, Told, header
from bothy.floor.hub import Hub
from bothy.floor.screen import Screen

MOST_SCREENS = 1_000
MOST_OF_A_DEVICE = 12
"""A tablet's tabs share one stream; those of a line that broke linger a while. One device shuts nobody else out."""
RETRY_MS = 2_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def stream(hub: Hub, device: Device, facility: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one screen until it goes, its device is revoked, or the house shuts down."""
    _end_oldest(hub, device)
    if sum(not each.over for each in hub.screens) >= MOST_SCREENS:
        raise Told(503, "too_many_screens", "Too many screens are open. Close some that nobody looks at.", ((b"retry-after", b"10"),))
    after = starts_after(scope, facility)
    screen = Screen(device)
    # Before anything is awaited: a device that is revoked while we wait must be found among the screens.
    hub.join(screen, after)
    listening = asyncio.ensure_future(_until_gone(receive, screen))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": b"retry: %d\n\n" % RETRY_MS, "more_body": True})
        while not screen.over:
            if hub.is_shut:
                screen.say_bye("shutdown")
            data = hub.snapshot_for(screen) if screen.wants_snapshot else b""
            data += screen.take()
            if data:
                await send({"type": "http.response.body", "body": data, "more_body": True})
            else:
                await screen.wake.wait()
            screen.wake.clear()
        await send({"type": "http.response.body", "body": b""})
    finally:
        hub.leave(screen)
        listening.cancel()


def _end_oldest(hub: Hub, device: Device) -> None:
    """Room for one more screen of this device: without a goodbye, so that a page that still listens comes back."""
    its = sorted((each for each in hub.screens if each.device.id == device.id and not each.over), key=lambda each: each.opened)
    for old in its[: max(0, len(its) - MOST_OF_A_DEVICE + 1)]:
        old.hang_up()


def starts_after(scope: Scope, facility: str) -> int | None:
    """The last entry the screen has folded; None when it has none of this facility's. `Last-Event-ID` wins.

    `Told` 400 for an `after` that is no number; a header that is none, which no page of ours sends, counts as absent.
    """
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    asked = _number(query["after"][0]) if "after" in query else None
    if "after" in query and asked is None:
        raise Told(400, "unreadable", "after must be the number of an entry, 0 or more.")
    if "facility" in query and query["facility"][0] != facility:
        return None
    told = header(scope, b"last-event-id")
    last = _number(told) if told else None
    after = last if last is not None else asked
    # 0 is "nothing yet": a snapshot is shorter than the journal from its first entry.
    return after or None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def _until_gone(receive: Receive, screen: Screen) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            screen.hang_up()
            return
