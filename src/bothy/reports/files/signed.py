"""Who signed a release, as it is printed beside the figures; it is no part of the bytes that are frozen."""

from datetime import datetime

import msgspec


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: an aware time. `entry`: the journal's entry that carries the signature, None where there is none yet."""

    name: str
    role: str
    at: datetime
    entry: int | None = None
