"""What the journal says of its own break: an older copy was restored, and what of the lost line came back."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from bothy.care.body import Body

Number = Annotated[int, Meta(ge=0, le=2**53)]
Spans = Annotated[tuple[tuple[Number, Number], ...], Meta(max_length=20_000)]
"""Numbers of entries as (first, last), both counted in."""


class JournalRestored(Body, frozen=True, kw_only=True):
    """The line that ended at `head` goes on from here (subject: the facility).

    ``restore``: which restore; of several entries with one id the last holds. ``head``, ``digest``
    (hex): the last entry that the copy had. ``highest``: the highest number anybody knew of in the line
    that ended. ``filled``: numbers of that line whose commands came back from tablets, which stand anew
    under the numbers ``written``; vouched for by the tablet, the PINs of that time could not be asked.
    ``missing``: numbers that nobody holds. ``because``: the gap was filled, a person said go on, an
    emergency could not wait, or rows came later. ``by``: who said go on.
    """

    restore: UUID
    head: Number
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    highest: Number
    filled: Spans = ()
    written: Spans = ()
    missing: Spans = ()
    because: Literal["filled", "told_to", "emergency", "came_later"] = "filled"
    by: UUID | None = None
