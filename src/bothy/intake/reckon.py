"""When was it? What a device tells of the time, weighed against what the house itself can reckon.

A device tells, with each command, the facility time it went by (``at``), its wall clock and its
monotonic clock; and with each list the same for the moment of sending. From these, three estimates:

- *told*: ``at``. Right while the server's word about the time still holds on that device (``synced``);
- *ticks*: arrival less the ticks since. Never earlier than the truth, since ticks only ever stand
  still (a tablet asleep), and only within one boot of the page;
- *offset*: the wall clock then, put right by how far it is off now. Wrong if it was set in between.

Pure: no clock of its own. Never ahead of now, never before the founding, and never another order than
that in which the device made its commands. What staff dated back stays as far back as they said.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from bothy.care.commands import Command
from bothy.care.vocabulary import TimedBy
from bothy.intake.clock import FacilityClock

TOLERANCE = timedelta(seconds=2)
"""Nearer than this the device and the house agree, and what the device told stands."""

_NONE = timedelta(0)
_TICKS_BACK = -1_000.0
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class DeviceNow(msgspec.Struct, frozen=True):
    """The device's own clocks as it sends: wall time, monotonic tick, which boot the tick counts from, and the
    facility time that it reckons."""

    wall: datetime | None = None
    tick_ms: float | None = None
    boot: UUID | None = None
    facility: datetime | None = None


class Noted(msgspec.Struct, frozen=True):
    """What is to be written down about the time of a command's entries. See `care.bodies_time.TimeReckoned`."""

    told: datetime
    by: TimedBy
    uncertain_ms: int
    skew_ms: int | None


class Timed(msgspec.Struct, frozen=True):
    """A command at the time the house reckons.

    `made`: the facility time at which it was made, which is later than when it happened where staff
    dated it back; None where the device did not say. `uncertain`: how wrong that may be.
    """

    command: Command
    made: datetime | None = None
    uncertain: timedelta = _NONE
    noted: Noted | None = None


class _Made(msgspec.Struct, frozen=True):
    at: datetime
    by: TimedBy
    uncertain: timedelta = _NONE


class _Last(msgspec.Struct, frozen=True):
    boot: UUID
    tick_ms: float
    made: datetime


class Reckoner:
    """Reckons lists of commands as they arrive. Remembers of each device only where its last list ended."""

    def __init__(self) -> None:
        self._last: dict[UUID, _Last] = {}

    def rows(
        self,
        device: UUID,
        commands: Sequence[Command],
        now: DeviceNow | None,
        arrived: datetime,
        clock: FacilityClock,
        founded_at: datetime | None = None,
    ) -> list[Timed]:
        """The commands of one list, in their order. `arrived`: the house's wall time, aware UTC."""
        now = now or DeviceNow()
        before = self._last.get(device)
        floor: datetime | None = None
        timed = []
        for command in commands:
            if command.at is None:
                timed.append(Timed(command))
                continue
            if floor is None and before is not None and _goes_on(command, before):
                floor = before.made
            one = one_row(command, now, arrived, clock, founded_at, floor)
            # One whose time cannot be read says nothing of those after it.
            floor = one.made or floor
            timed.append(one)
            if command.boot is not None and command.tick_ms is not None and one.made is not None:
                self._last[device] = _Last(command.boot, command.tick_ms, one.made)
        return timed


def _goes_on(command: Command, before: _Last) -> bool:
    return command.boot == before.boot and command.tick_ms is not None and command.tick_ms >= before.tick_ms


def one_row(
    command: Command,
    now: DeviceNow,
    arrived: datetime,
    clock: FacilityClock,
    founded_at: datetime | None = None,
    not_before: datetime | None = None,
) -> Timed:
    """One command, which must say ``at``. `not_before`: when the device made the one before it."""
    try:
        return _one_row(command, now, arrived, clock, founded_at, not_before)
    except OverflowError:
        return Timed(command)  # times at the ends of the calendar: care pulls them to where they can stand


def _one_row(
    command: Command,
    now: DeviceNow,
    arrived: datetime,
    clock: FacilityClock,
    founded_at: datetime | None,
    not_before: datetime | None,
) -> Timed:
    assert command.at is not None
    told, happened_at = _utc(command.at, arrived), _utc(command.happened_at, arrived)
    tolerance = TOLERANCE * max(1.0, clock.rate)
    house_now = clock.now(arrived)
    made = _made(command, told, now, arrived, clock, tolerance)
    at = min(made.at, house_now)
    if founded_at is not None:
        at = max(at, founded_at)
    if not_before is not None:
        at = max(at, not_before)
    if at == told:
        happened = happened_at
    else:
        # What was dated back stays as far back; nothing is dated ahead.
        happened = at - max(told - happened_at, _NONE)
        if founded_at is not None:
            happened = max(happened, founded_at)
    noted = None
    if abs(happened - happened_at) > tolerance or made.uncertain > tolerance:
        noted = Noted(happened_at, made.by, _milliseconds(made.uncertain), _skew(now, arrived))
    return Timed(replace(command, happened_at=happened), at, made.uncertain, noted)


def _made(
    command: Command, told: datetime, now: DeviceNow, arrived: datetime, clock: FacilityClock, tolerance: timedelta
) -> _Made:
    house_now = clock.now(arrived)
    ticks = _at(clock, _by_ticks(command, now, arrived))
    offset = _at(clock, _by_offset(command, now, arrived))
    latest = house_now if ticks is None else ticks
    if command.synced and told <= latest + tolerance:
        # The server's word still held there: nothing that happened to its clocks afterwards matters.
        return _Made(told, "told")
    if ticks is not None:
        if abs(told - ticks) <= tolerance:
            return _Made(min(told, ticks), "told")
        # A wall clock that says it was longer ago: it was moved, or the tablet slept. Nobody can tell.
        slept = ticks - offset if offset is not None and offset < ticks - tolerance else _NONE
        return _Made(ticks, "ticks", slept)
    if offset is not None and offset <= house_now + tolerance:
        if abs(told - offset) <= tolerance:
            return _Made(told, "told")
        return _Made(offset, "offset", abs(told - offset))
    ahead = max(told - house_now, _NONE)
    return _Made(told, "told", max(ahead, abs(told - offset)) if offset is not None else ahead)


def _by_ticks(command: Command, now: DeviceNow, arrived: datetime) -> datetime | None:
    """The house's wall time when it was made, by the device's monotonic clock."""
    if command.boot is None or command.boot != now.boot or command.tick_ms is None or now.tick_ms is None:
        return None
    age_ms = now.tick_ms - command.tick_ms
    if not age_ms >= _TICKS_BACK:
        return None
    try:
        return arrived - timedelta(milliseconds=max(0.0, age_ms))
    except (OverflowError, ValueError):
        return None


def _by_offset(command: Command, now: DeviceNow, arrived: datetime) -> datetime | None:
    """The house's wall time when it was made, by the device's wall clock put right."""
    if command.wall is None or now.wall is None:
        return None
    try:
        return arrived + (command.wall - now.wall)
    except (OverflowError, TypeError):
        return None


def _at(clock: FacilityClock, wall: datetime | None) -> datetime | None:
    if wall is None:
        return None
    try:
        return clock.now(wall)
    except OverflowError:
        return None


def _skew(now: DeviceNow, arrived: datetime) -> int | None:
    if now.wall is None:
        return None
    try:
        skew = now.wall - arrived
    except (OverflowError, TypeError):
        return None
    return round(skew / timedelta(milliseconds=1))


def _milliseconds(span: timedelta) -> int:
    return max(0, round(span / timedelta(milliseconds=1)))


def _utc(told: datetime, arrived: datetime) -> datetime:
    """The moment in UTC; one at the very ends of the calendar is as good as the end."""
    try:
        return told.astimezone(UTC)
    except (OverflowError, ValueError):
        return _LAST if told.year > arrived.year else _FIRST


__all__ = ["DeviceNow", "Noted", "Reckoner", "Timed", "one_row"]
