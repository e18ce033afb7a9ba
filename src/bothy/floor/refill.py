"""POST /floor/refill: after the restore of an older copy, a tablet brings the rows it had answers to.

{"rows": [{"command": {...}, "numbers": [4811, 4812]}], "knew": 4990, "last": true, "now": {...}}: the rows as
it sent them once, with the numbers they had then; the highest number it ever folded; whether more follows.
A row that has no answer yet is kept by the house in memory and by the tablet for good: it asks again when
`mending` is no longer in the heartbeat.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from bothy.care.body import MaybeRaw
from bothy.care.commands import Actor, Answer, Refusal
from bothy.floor.commands import MOST_COMMANDS, Unread, not_too_many, read_command, read_list
from bothy.floor.door import Device, Door
from bothy.floor.http import Told
from bothy.intake.errors import IntakeClosed, NotNow, StorageFault
from bothy.intake.facility import Facility
from bothy.intake.mending import Mending, Row

EntryNumber = Annotated[int, Meta(ge=1, le=2**53)]


class RefillRow(msgspec.Struct, frozen=True):
    """One command as it was sent, and the numbers that its entries had."""

    command: msgspec.Raw
    numbers: Annotated[tuple[EntryNumber, ...], Meta(max_length=1000)]


class PostedRefill(msgspec.Struct, frozen=True):
    """What a tablet brings. `knew`: the highest entry it had folded; `last`: nothing more comes after this."""

    rows: list[RefillRow]
    knew: Annotated[int, Meta(ge=0, le=2**53)] = 0
    last: bool = True
    now: MaybeRaw = None


class AnsweredRefill(msgspec.Struct, frozen=True):
    """An `Answer` or `Unread` a row in its position; null for a row that is held until the others are heard."""

    answers: list[Any]
    mending: bool
    number: int


_posted = msgspec.json.Decoder(PostedRefill)
_encoder = msgspec.json.Encoder()


async def post_refill(facility: Facility, door: Door, device: Device, content: bytes) -> bytes:
    """Take the rows. `Told` where the request as a whole cannot be taken."""
    mending = facility.mending
    if mending is None or not mending.is_open:
        raise Told(409, "not_mending", "Nothing is missing here: this Bothy was not restored lately. Keep what you have.")
    posted = read_list(_posted, content, "rows")
    not_too_many(posted.rows, MOST_COMMANDS, "rows")
    answers: list[Answer | Unread | None] = []
    rows: list[Row] = []
    for each in posted.rows:
        one = read_row(door, device, each.command, each.numbers)
        answers.append(one if isinstance(one, Unread) else None)
        if isinstance(one, Row):
            rows.append(one)
    taken = iter(await bring(mending, device.id if posted.last else None, rows, posted.knew))
    whole = [one if one is not None else next(taken) for one in answers]
    return _encoder.encode(AnsweredRefill(whole, mending.waits, facility.writer.head.number))


async def bring(mending: Mending, device: UUID | None, rows: Sequence[Row], knew: int = 0) -> list[Answer | None]:
    """Hand rows to the mending without holding up the event loop. `Told` where they cannot be kept now."""
    try:
        return await asyncio.to_thread(mending.take, device, rows, knew)
    except IntakeClosed as fault:
        raise Told(503, "closing", str(fault), ((b"retry-after", b"2"),)) from fault
    except (StorageFault, OSError) as fault:
        code = fault.code if isinstance(fault, NotNow) else "not_kept"
        raise Told(503, code, str(fault), ((b"retry-after", b"5"),)) from fault


def read_row(door: Door, device: Device, raw: msgspec.Raw, numbers: tuple[int, ...]) -> Row | Unread:
    """A row, with who stands behind it: whoever it names. The PIN was asked when it was first written, and that
    claim may be lost with the gap; the entry that ends the mending says which entries came back this way."""
    command = read_command(raw)
    if isinstance(command, Unread):
        return command
    if not numbers:
        return Unread(id=command.id, refusal=Refusal("not_of_the_gap", "A row that had no answer is sent as a command."))
    known = door.devices.staff().get(command.staff) if command.staff is not None else None
    role = known.get("role") if isinstance(known, dict) else None
    return Row(command, numbers, Actor(command.staff, role, device.id, system=True))


__all__ = ["AnsweredRefill", "PostedRefill", "RefillRow", "bring", "post_refill", "read_row"]
