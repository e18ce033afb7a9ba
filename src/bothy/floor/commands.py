"""POST /floor/commands: a list of commands, each answered in its position."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from bothy.care.body import MaybeRaw
from bothy.care.commands import Actor, Answer, Command, Refusal
from bothy.care.roles import OFFICE_ACTS
from bothy.care.rules import EMERGENCY_ACTS
from bothy.care.wish import founded_at, refuse
from bothy.floor.door import Device, Door
from bothy.floor.http import Told
from bothy.intake.errors import IntakeClosed, NotNow, StorageFault
from bothy.intake.reckon import DeviceNow, Timed
from bothy.intake.tentative import unreadable
from bothy.intake.writer import Writer

T = TypeVar("T")
MOST_COMMANDS = 200
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What JSON that somebody sent may come to."""

# An escape of JSON: a pair of surrogates, one that stands alone (the group), or any other.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
MOST_WAITING = 2_000
"""More lists than this before the writer: whoever comes now would wait for seconds without a word."""


class Posted(msgspec.Struct, frozen=True):
    """What a device sends. Each command is read on its own, so that one cannot spoil the others, and so are its
    clocks: one that cannot be read must not hold back what hands did."""

    commands: list[msgspec.Raw]
    now: MaybeRaw = None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command that could not be read: its id where that much could be."""

    id: UUID | None
    answer: Literal["refused"] = "refused"
    refusal: Refusal


class Answered(msgspec.Struct, frozen=True):
    """What the device gets: an `Answer` or `Unread` a command, the last entry's number, the facility time."""

    answers: list[Any]
    number: int
    now: datetime


class _OnlyId(msgspec.Struct):
    id: UUID


_posted = msgspec.json.Decoder(Posted)
_command = msgspec.json.Decoder(Command)
_device_now = msgspec.json.Decoder(DeviceNow | None)
_only_id = msgspec.json.Decoder(_OnlyId)
_encoder = msgspec.json.Encoder()


async def post_commands(writer: Writer, door: Door, device: Device, content: bytes) -> bytes:
    """Read, submit, and answer when everything is kept. `Told` where the list as a whole cannot be taken."""
    answers: list[Answer | Unread | None] = []
    commands: list[Command] = []
    posted, arrived = read_list(_posted, content, "commands"), datetime.now(UTC)
    not_too_many(posted.commands, MOST_COMMANDS, "commands")
    device_now = _now(posted)
    for raw in posted.commands:
        one = read_command(raw)
        if isinstance(one, Unread):
            answers.append(one)
        else:
            answers.append(None)
            commands.append(one)
    # An emergency is never told to wait, and neither is what is sent along with it.
    if not any(command.kind in EMERGENCY_ACTS for command in commands):
        door.not_a_flood(device.id, len(answers))
        if writer.waiting > MOST_WAITING:
            busy = "The house is busy writing. What you entered is kept on this device and sent again in a moment."
            raise Told(503, "busy", busy, ((b"retry-after", b"1"),))
    if commands:
        clock = writer.clock
        timed = door.reckoner.rows(device.id, commands, device_now, arrived, clock, founded_at(writer.house))
        actors = [door.actor(device.id, one, clock) for one in timed]
        try:
            kept = iter(
                await writer.submit_async([one.command for one in timed], actors, [one.noted for one in timed])
            )
        except IntakeClosed as fault:
            raise Told(503, "closing", str(fault), ((b"retry-after", b"2"),)) from fault
        except NotNow as fault:
            await _emergencies_at_once(writer, timed, actors)
            raise Told(503, fault.code, str(fault), ((b"retry-after", b"5"),)) from fault
        except StorageFault as fault:
            raise Told(503, "not_kept", str(fault), ((b"retry-after", b"5"),)) from fault
    else:
        kept = iter(())
    whole = [one if one is not None else next(kept) for one in answers]
    return _encoder.encode(Answered(whole, writer.head.number, writer.clock.now()))


async def _emergencies_at_once(writer: Writer, timed: Sequence[Timed], actors: Sequence[Actor]) -> None:
    """What is ordinary waits, also on the tablet; acts of an emergency beside it do not. Sent again, they get this answer."""
    urgent = [(one, actor) for one, actor in zip(timed, actors, strict=True) if one.command.kind in EMERGENCY_ACTS]
    if not urgent or len(urgent) == len(timed):
        return
    with suppress(StorageFault, IntakeClosed):
        await writer.submit_async(
            [one.command for one, _ in urgent], [actor for _, actor in urgent], [one.noted for one, _ in urgent]
        )


def read_list(decoder: msgspec.json.Decoder[T], content: bytes, what: str) -> T:
    """What was posted: a list of `what`, and more. `Told` 400 where it cannot be read as a whole."""
    try:
        try:
            return decoder.decode(content)
        except msgspec.DecodeError:
            return decoder.decode(well_formed(content))
    except UNREADABLE as fault:
        raise Told(400, "unreadable", f"This is no list of {what} ({fault}). Update the app.") from fault


def not_too_many(posted: Sequence[object], most: int, what: str) -> None:
    """`Told` 413."""
    if len(posted) > most:
        raise Told(413, "too_many", f"{len(posted)} {what} at once; {most} are the most. Send fewer in one go.")


def read_command(raw: msgspec.Raw) -> Command | Unread:
    """One command, or the answer to what is none, or none that a tablet may send."""
    try:
        command = _command.decode(raw)
    except UNREADABLE as fault:
        why = unreadable(str(fault))
    else:
        return Unread(id=command.id, refusal=refuse("office_only")) if command.kind in OFFICE_ACTS else command
    try:
        return Unread(id=_only_id.decode(raw).id, refusal=why)
    except UNREADABLE:
        return Unread(id=None, refusal=why)


def _now(posted: Posted) -> DeviceNow | None:
    if posted.now is None:
        return None
    try:
        now: DeviceNow | None = _device_now.decode(posted.now)
    except UNREADABLE as fault:
        if not bytes(posted.now).startswith(b"{"):
            raise Told(400, "unreadable", f"This is no list of commands ({fault}). Update the app.") from fault
        return None
    return now


def well_formed(content: bytes) -> bytes:
    """JSON with half signs (a text cut off inside an emoji) put as U+FFFD, as browsers do with text they send.

    Left as they are, one in one command would make the whole list unreadable.
    """
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], content)
