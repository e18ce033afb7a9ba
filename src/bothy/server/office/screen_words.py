"""What the office says of a screen: in contact or not, can it sound, what waits there, is its clock right."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from bothy.care.hours import clock_time
from bothy.care.house import House
from bothy.server.running import running

if TYPE_CHECKING:
    from bothy.floor.screens import ScreenState

FAR_MS = 30_000
_SOUND = {"armed": "", "silent": "cannot sound", "not_tried": "sound not tried"}


def screens_by_device() -> dict[UUID, ScreenState]:
    """Every screen that is in contact or should be; empty while the floor is not open."""
    if running.screens is None or running.facility is None:
        return {}
    return {one.device: one for one in running.screens.screen_states()}


def words_for(state: ScreenState | None, house: House) -> tuple[str, ...]:
    """In few words, what is wrong first; empty for a screen that nobody uses now."""
    if state is None:
        return ()
    said = []
    if state.in_contact:
        said.append("in contact")
    elif state.last_heard is not None:
        said.append(f"out of contact since {clock_time(house, state.last_heard)}")
    else:
        said.append("out of contact, not heard since the server was started")
    if state.sound is not None and _SOUND[state.sound]:
        said.append(_SOUND[state.sound])
    if state.waiting:
        said.append(
            "1 entry waiting there" if state.waiting == 1 else f"{state.waiting} entries waiting there"
        )
    if state.skew_ms is not None and abs(state.skew_ms) >= FAR_MS:
        said.append(f"clock {_span(abs(state.skew_ms))} {'ahead' if state.skew_ms > 0 else 'behind'}")
    return tuple(said)


def _span(milliseconds: int) -> str:
    minutes = milliseconds / 60_000
    if minutes < 2:
        return f"{round(milliseconds / 1000)} s"
    if minutes < 100:
        return f"{round(minutes)} min"
    hours = minutes / 60
    return f"{round(hours)} hours" if hours < 36 else f"{round(hours / 24)} days"
