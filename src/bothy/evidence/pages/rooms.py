"""Pages of the evidence that are no design: what the first page leads to, beside the designs."""

import msgspec


class Room(msgspec.Struct, frozen=True):
    """``url``: the name of its address; ``says``: what is there, in a sentence."""

    url: str
    title: str
    says: str


ROOMS: tuple[Room, ...] = ()
