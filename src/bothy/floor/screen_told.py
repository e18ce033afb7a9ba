"""POST /floor/screen: a screen says whether it can sound, whether it stays on, and how much waits at it."""

import msgspec

from bothy.floor.commands import UNREADABLE
from bothy.floor.door import Device
from bothy.floor.http import Told
from bothy.floor.hub import Hub
from bothy.floor.screens import ScreenTold

MOST_BYTES = 4096
_told = msgspec.json.Decoder(ScreenTold)


def post_screen(hub: Hub, device: Device, content: bytes) -> bytes:
    """Take what a screen says of itself. `Told` 400 where it cannot be read."""
    try:
        told = _told.decode(content)
    except UNREADABLE as fault:
        raise Told(400, "unreadable", f"This is not how a screen tells how it is ({fault}). Update the app.") from fault
    hub.screen_said(device, told)
    return b"{}"
