"""What an entry says of an inspection pack: that it was made, of which time, and how to know it again."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from bothy.care.body import Body

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class InspectionMade(Body, frozen=True, kw_only=True):
    """``since``, ``until``: first and last day. ``number``: the last entry it rests on. ``holds``: whether everything did."""

    since: date
    until: date
    number: Annotated[int, Meta(ge=1, le=2**53)]
    sha256: Sha256
    holds: bool
    findings: Annotated[int, Meta(ge=0)] = 0
