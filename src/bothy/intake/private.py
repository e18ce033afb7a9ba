"""The private part of a command: names, codes and free text, which go to people and never to the journal."""

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from bothy.care.commands import Command, Refusal
from bothy.intake.errors import PrivateRefused

log = logging.getLogger(__name__)


class PrivatePart(msgspec.Struct, frozen=True):
    """What people keep for one command. `private` is JSON as the device sent it."""

    command: UUID
    kind: str
    subject: UUID
    private: msgspec.Raw


PrivateSink = Callable[[Sequence[PrivatePart]], None]
"""Keeps the parts, all or none, idempotently by command. Raises `PrivateRefused` for a part that can
never be kept; any other exception means "not now"."""

CANNOT_KEEP = Refusal(
    "private_not_kept", "There is nowhere to keep a name or a note on this installation. Nothing was written."
)


def hand_over(sink: PrivateSink | None, commands: Sequence[Command]) -> dict[UUID, Refusal | Exception]:
    """Give the private parts of new commands to people, before the journal says a word of them.

    Returns what went wrong, by command: a `Refusal` for a part that cannot be kept, the exception
    for one that could not be kept now. One that fails does no harm to the others.
    """
    parts = [
        PrivatePart(command.id, command.kind, command.subject, command.private)
        for command in commands
        if command.private is not None
    ]
    if not parts:
        return {}
    if sink is None:
        return {part.command: CANNOT_KEEP for part in parts}
    if len(parts) > 1:
        try:
            sink(parts)
            return {}
        except Exception as fault:
            # One of them, or the store of them all: each on its own says which.
            log.info("private parts are handed over one by one (%s)", fault)
    troubles: dict[UUID, Refusal | Exception] = {}
    for part in parts:
        try:
            sink((part,))
        except PrivateRefused as why:
            troubles[part.command] = Refusal(why.code, why.sentence)
        except Exception as fault:
            troubles[part.command] = fault
    return troubles
