"""POST /floor/sealed: boxes that a tablet sealed when it was let go, opened and written as if it had sent the rows itself.

A box holds a list of {"command": {...}, "numbers": [...] or null}: what was not answered when it was sealed, and what
was answered but did not yet stand in a copy. A command that was written already gets its first answer.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from bothy.care.body import MaybeRaw
from bothy.care.commands import Refusal
from bothy.floor.commands import MOST_COMMANDS, UNREADABLE, not_too_many, post_commands, read_list
from bothy.floor.door import Device, Door
from bothy.floor.http import Told
from bothy.floor.refill import bring, read_row
from bothy.intake.mending import Mending, Row
from bothy.intake.sealing import Box, BoxTrouble, SealKey
from bothy.intake.writer import Writer

MOST_BOXES = 20


class PostedBoxes(msgspec.Struct, frozen=True):
    """What a tablet sends: the boxes as it keeps them, and its clocks now."""

    boxes: list[msgspec.Raw]
    now: MaybeRaw = None


class SealedRow(msgspec.Struct, frozen=True):
    """One command as the outbox kept it, and the entries it was answered with, if it was."""

    command: msgspec.Raw
    numbers: tuple[int, ...] | None = None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a box, in its position: an answer a command, as POST /floor/commands gives them."""

    box: Literal["opened"] = "opened"
    answers: list[Any]


class NotOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A box that cannot be opened here. The tablet keeps it."""

    box: Literal["refused"] = "refused"
    refusal: Refusal


class AnsweredBoxes(msgspec.Struct, frozen=True):
    """What the tablet gets: `Opened` or `NotOpened` a box, the last entry's number, the facility time."""

    boxes: list[Any]
    number: int
    now: datetime


class _Answers(msgspec.Struct):
    answers: list[msgspec.Raw]


_posted = msgspec.json.Decoder(PostedBoxes)
_box = msgspec.json.Decoder(Box)
_rows = msgspec.json.Decoder(list[SealedRow])
_answers = msgspec.json.Decoder(_Answers)
_encoder = msgspec.json.Encoder()


async def post_sealed(
    writer: Writer, door: Door, device: Device, key: SealKey | None, content: bytes, mending: Mending | None = None
) -> bytes:
    """Open, submit, and answer when everything is kept. `Told` where the request as a whole cannot be taken.

    One box that cannot be opened, or holds no rows, is refused in its position; its neighbours are unharmed.
    `mending`: after a restore, rows that had numbers beyond the copy fill the gap.
    """
    if key is None:
        raise Told(503, "no_seal_key", "Bothy cannot read its seal key now. The box is kept on this device.", ((b"retry-after", b"60"),))
    posted = read_list(_posted, content, "sealed boxes")
    not_too_many(posted.boxes, MOST_BOXES, "boxes")
    answered: list[Opened | NotOpened] = []
    for raw in posted.boxes:
        try:
            rows = _open(key, raw)
        except BoxTrouble as fault:
            answered.append(NotOpened(refusal=Refusal("box_unreadable", str(fault))))
            continue
        answers: list[msgspec.Raw] = []
        if mending is not None and mending.is_open:
            await _fill_the_gap(mending, door, device, rows)
        for first in range(0, len(rows), MOST_COMMANDS):
            told = {"commands": [row.command for row in rows[first : first + MOST_COMMANDS]], "now": posted.now}
            answers += _answers.decode(await post_commands(writer, door, device, _encoder.encode(told))).answers
        answered.append(Opened(answers=answers))
    return _encoder.encode(AnsweredBoxes(answered, writer.head.number, writer.clock.now()))


async def _fill_the_gap(mending: Mending, door: Door, device: Device, rows: list[SealedRow]) -> None:
    """Hand over what stood in the part of the journal that was lost. `Told` 503 while it waits for others: the box is kept."""
    lost = [row for row in rows if row.numbers and max(row.numbers) > mending.restored.head]
    read = [read_row(door, device, row.command, row.numbers or ()) for row in lost]
    # Not heard out by this: the rows of this tablet that are not in a box come by themselves.
    answers = await bring(mending, None, [row for row in read if isinstance(row, Row)])
    if any(answer is None for answer in answers):
        raise Told(503, "mending", mending.sentence(), ((b"retry-after", b"5"),))


def _open(key: SealKey, raw: msgspec.Raw) -> list[SealedRow]:
    try:
        return _rows.decode(key.open(_box.decode(raw)))
    except UNREADABLE as fault:
        raise BoxTrouble(f"This is no box of rows ({fault}). It is kept on the tablet.") from fault


__all__ = ["MOST_BOXES", "AnsweredBoxes", "NotOpened", "Opened", "PostedBoxes", "SealedRow", "post_sealed"]
