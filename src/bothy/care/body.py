"""What all entry bodies share: the root, departures from house rules, and the small types of their fields."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import msgspec
from msgspec import Meta

Time = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset; a time without one says nothing."""
Code = Annotated[str, Meta(min_length=1, max_length=60)]
Reason = Annotated[str, Meta(max_length=300)]
PlaceNumber = Annotated[int, Meta(ge=1, le=999)]


# JSON as it came, kept unread, or nothing. msgspec takes no `Raw | None`: it would read only null.
if TYPE_CHECKING:
    MaybeRaw: TypeAlias = msgspec.Raw | None
else:
    MaybeRaw = msgspec.Raw


def null_is_nothing(struct: msgspec.Struct, field: str) -> None:
    """For ``__post_init__``: a MaybeRaw that came as JSON null is None."""
    if getattr(struct, field) == _NULL:
        msgspec.structs.force_setattr(struct, field, None)


_NULL = msgspec.Raw(b"null")


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The root of every entry body: strict, and small because defaults are not written."""


class Departure(Body, frozen=True, kw_only=True):
    """A house rule was not kept, and why. Recorded, never blocked."""

    rule: Code
    reason: Reason = "not_stated"


Departures = Annotated[tuple[Departure, ...], Meta(max_length=20)]


class Decision(Body, frozen=True, kw_only=True):
    """A body that could have been refused. ``contested``: it was acted on before the house could say no."""

    departures: Departures = ()
    contested: bool = False
