"""Which screens are in contact, and what each says of itself: can it sound, does it stay on, what waits there.

In memory only. A screen that is silent or gone is told on every other; that is not for the journal.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

CONTACT_SECONDS = 12.0
"""Without a stream, or without a word on one, for longer than this a screen is out of contact."""

Sound = Literal["armed", "silent", "not_tried"]


class ScreenTold(msgspec.Struct, frozen=True):
    """What a screen says of itself. ``skew_ms``: how far its wall clock is ahead of the house."""

    sound: Sound = "not_tried"
    wake_lock: bool = False
    waiting: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    skew_ms: Annotated[int, Meta(ge=-(2**53), le=2**53)] | None = None
    version: Annotated[str, Meta(max_length=60)] = ""


class ScreenState(msgspec.Struct, frozen=True):
    """A screen as the others are told of it. ``last_heard``: facility time; None where it was never heard here.

    ``staffed``: somebody is on shift at it.
    """

    device: UUID
    name: str
    in_contact: bool
    staffed: bool
    last_heard: datetime | None = None
    sound: Sound | None = None
    wake_lock: bool | None = None
    skew_ms: int | None = None
    waiting: int | None = None
    version: str = ""


class _Contact:
    """Monotonic seconds: when it was `first` heard, last `heard`, when this contact `began` and the one before ended."""

    __slots__ = ("began", "ended_before", "first", "heard", "heard_at", "name", "speaks", "streams", "told")

    def __init__(self, name: str) -> None:
        self.name = name
        self.streams = 0
        self.first = 0.0
        self.began = 0.0
        self.heard = 0.0
        self.heard_at: datetime | None = None
        self.ended_before: float | None = None
        self.speaks = False
        self.told: ScreenTold | None = None

    def until(self, now: float) -> float:
        """Until when it is or was in contact: now, or the moment it was lost."""
        # A stream whose other end is gone without a word stays open for minutes: whoever speaks must go on speaking.
        standing = self.streams > 0 and not self.speaks
        return now if standing else min(now, self.heard + CONTACT_SECONDS)

    def stood(self, at: float, now: float) -> bool:
        """Whether it was in contact at a moment up to now."""
        if self.began <= at <= self.until(now):
            return True
        return self.ended_before is not None and self.first <= at <= self.ended_before


class Contacts:
    """Every device that was heard since this process began."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._contacts: dict[UUID, _Contact] = {}

    def joined(self, device: UUID, name: str, at: datetime) -> None:
        """A stream of the device was opened. `at`: facility time, here and below."""
        contact = self._hear(device, name, at)
        contact.streams += 1
        contact.speaks = False

    def left(self, device: UUID, at: datetime) -> None:
        """A stream of the device ended."""
        contact = self._contacts.get(device)
        if contact is None or contact.streams == 0:
            return
        if contact.until(self._clock()) == self._clock():
            contact.heard, contact.heard_at = self._clock(), at
        contact.streams -= 1

    def said(self, device: UUID, name: str, told: ScreenTold, at: datetime) -> None:
        """The device said how it is."""
        contact = self._hear(device, name, at)
        contact.told, contact.speaks = told, True

    def forget(self, device: UUID) -> None:
        """The device was revoked."""
        self._contacts.pop(device, None)

    def _hear(self, device: UUID, name: str, at: datetime) -> _Contact:
        now = self._clock()
        contact = self._contacts.get(device)
        if contact is None:
            contact = self._contacts[device] = _Contact(name)
            contact.first = contact.began = now
        elif contact.until(now) < now:
            contact.ended_before, contact.began = contact.until(now), now
        contact.name, contact.heard, contact.heard_at = name, now, at
        return contact

    def states(self, staffed: Mapping[UUID, str], at: datetime) -> list[ScreenState]:
        """Devices with somebody on shift (`staffed`: their names) or in contact, by name."""
        now = self._clock()
        found = []
        for device in {*staffed, *self._contacts}:
            contact = self._contacts.get(device)
            here = contact is not None and contact.stood(now, now)
            if not here and device not in staffed:
                continue
            name = staffed.get(device) or (contact.name if contact is not None else "")
            found.append(_state(device, name, contact, here, device in staffed, at))
        return sorted(found, key=lambda one: (one.name, one.device.bytes))

    def out_of_contact(self, staffed: Mapping[UUID, str], seconds_ago: float = 0.0) -> tuple[UUID, ...]:
        """Of the devices with somebody on shift, those that were out of contact so many seconds ago."""
        now = self._clock()
        at = now - max(0.0, seconds_ago)
        gone = []
        for device in staffed:
            contact = self._contacts.get(device)
            if contact is None or not contact.stood(at, now):
                gone.append(device)
        return tuple(sorted(gone))


def _state(
    device: UUID, name: str, contact: _Contact | None, here: bool, staffed: bool, at: datetime
) -> ScreenState:
    if contact is None:
        return ScreenState(device, name, here, staffed)
    told = contact.told
    said: dict[str, Any] = {} if told is None else msgspec.structs.asdict(told)
    return ScreenState(device, name, here, staffed, at if here else contact.heard_at, **said)


def essence(states: list[ScreenState]) -> object:
    """What of it is worth telling anew: not each moment it was heard, nor each second of skew."""
    return [
        msgspec.structs.replace(
            one,
            last_heard=None if one.in_contact else one.last_heard,
            skew_ms=None if one.skew_ms is None else round(one.skew_ms / 30_000),
        )
        for one in states
    ]
