"""What the journal says of its own times: that a device told one thing and the house reckoned another."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.body import Body, Time
from bothy.care.vocabulary import TimedBy

Milliseconds = Annotated[int, Meta(ge=0, le=2**53)]


class TimeReckoned(Body, frozen=True, kw_only=True):
    """The house timed a device's entries by its own clock, or cannot be sure of their time (subject: the facility).

    ``entry``: the first of ``count`` entries that one command made. ``told``: when the device said it
    happened. ``by``: what the house went by: the device's ``ticks`` since then, the ``offset`` of its
    wall clock, or nothing better than what was ``told``. ``uncertain_ms``: how far the sources are
    apart that could be right. ``skew_ms``: how far ahead the device's wall clock was when it sent.
    """

    entry: UUID
    count: Annotated[int, Meta(ge=1, le=1000)] = 1
    device: UUID | None = None
    told: Time
    by: TimedBy
    uncertain_ms: Milliseconds = 0
    skew_ms: Annotated[int, Meta(ge=-(2**53), le=2**53)] | None = None
