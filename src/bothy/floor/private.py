"""Between intake and people: the private part of a command, read and kept."""

from collections.abc import Sequence

from bothy.care.commands import Refusal
from bothy.intake.errors import PrivateRefused
from bothy.intake.private import PrivatePart
from bothy.people.private import read_private, take_private


def keep_private(parts: Sequence[PrivatePart]) -> None:
    """Have people keep these parts, all or none: the writer's `private_sink`."""
    read = []
    for part in parts:
        words = read_private(part.command, part.kind, part.subject, part.private)
        if isinstance(words, Refusal):
            raise PrivateRefused(words.code, words.sentence)
        read.append(words)
    take_private(read)
