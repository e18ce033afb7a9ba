"""What cannot be judged yet, and when it could be: answers of the power calculation, kept with the question that was asked of it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bothy.evidence.claims.claim import Claim
from bothy.evidence.claims.reading import carried, entries, tables
from bothy.evidence.table import BadTable


class Awaited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An outcome of a place of which there is no estimate yet.

    ``fall_percent``: what would have to show with 80 % power. ``months``: after how many months from ``begins`` it would; None: not
    within ``within_months``, when power is ``power_then``. ``command``: how it was worked out, with the seed. ``place``: as the carried series names it.
    """

    claim: str
    place: str
    outcome: str
    fall_percent: float
    begins: str
    months: float | None = None
    within_months: float
    power_then: float
    command: str
    source: str


def read_awaited(text: str | None = None, claims: Collection[Claim] = (), name: str = "awaited.toml") -> tuple[Awaited, ...]:
    """What is carried along, or of a file. BadTable for a broken entry."""
    found = entries(tables(carried(name) if text is None else text, name), "awaited", Awaited, name, called="outcome")
    known = {one.id for one in claims}
    for one in found:
        where = f"{name}, {one.outcome!r}"
        if known and one.claim not in known:
            raise BadTable(f"{where}: there is no claim {one.claim!r}.")
        if not 0 < one.fall_percent < 100 or not 0 <= one.power_then <= 1 or one.within_months <= 0:
            raise BadTable(f"{where}: a fall is above 0 % and below 100 %, a power from 0 to 1, and the time is some months.")
        if one.months is not None and not 0 < one.months <= one.within_months:
            raise BadTable(f"{where}: {one.months:g} months do not lie within {one.within_months:g}.")
    return found
