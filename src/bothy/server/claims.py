"""Claims made while a tablet was cut off: their PIN opened with the home's key, their time reckoned by the house."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from bothy.care.commands import Command
from bothy.care.wish import founded_at
from bothy.intake.facility import Facility
from bothy.intake.reckon import DeviceNow, one_row
from bothy.intake.sealing import Box, SealKey, SealKeyTrouble
from bothy.people.ports import OpenedPin, Told

_boxes = msgspec.json.Decoder(Box)
_nows = msgspec.json.Decoder(DeviceNow | None)


def open_pins(facility: Facility) -> Callable[[bytes], OpenedPin]:
    """How a sealed PIN is opened here. What it returns raises ValueError with a sentence."""

    def opened(box: bytes) -> OpenedPin:
        try:
            key = SealKey.of_home(facility.home)
            words = key.open_pin(_boxes.decode(box))
        except SealKeyTrouble as fault:
            raise ValueError(str(fault)) from fault
        except msgspec.DecodeError as fault:
            raise ValueError(f"This is no sealed PIN ({fault}). Sign in again.") from fault
        return OpenedPin(words.staff, words.pin, words.since)

    return opened


def wall_times(facility: Facility) -> Callable[[Told], datetime]:
    """How a moment that a device tells of is put on the house's own wall clock; see `intake.reckon`."""

    def wall_time(told: Told) -> datetime:
        arrived, clock = datetime.now(UTC), facility.clock
        if clock.origin is not None:
            return arrived  # a demo's time is not that of its claims
        try:
            now = None if told.now is None else _nows.decode(told.now)
        except msgspec.DecodeError:
            now = None
        row = Command(
            id=uuid4(),
            kind="come-on-shift",
            subject=facility.id,
            body=msgspec.Raw(b"{}"),
            happened_at=told.at,
            at=told.at,
            wall=told.wall,
            tick_ms=told.tick_ms,
            boot=told.boot,
            synced=told.synced,
        )
        timed = one_row(row, now or DeviceNow(), arrived, clock, founded_at(facility.house))
        return arrived if timed.made is None else min(timed.made, arrived)

    return wall_time
