"""A find: on a day, in a square, so many of something, by whom, after how much looking."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from bothy.evidence.finds.grid import Square

What = Literal["needles", "other_litter", "injecting_seen"]
FoundBy = Literal["facility", "outreach", "council", "police", "health", "residents", "business", "survey", "other", "not_known"]
EffortIn = Literal["minutes", "km", "squares", "not_known"]

WHATS: dict[What, str] = {"needles": "Needles and syringes", "other_litter": "Other drug litter", "injecting_seen": "Public injecting seen"}
FOUND_BY: dict[FoundBy, str] = {
    "facility": "staff of the facility",
    "outreach": "outreach workers",
    "council": "the council's cleansing",
    "police": "police",
    "health": "other health services",
    "residents": "residents",
    "business": "businesses",
    "survey": "a survey team",
    "other": "others",
    "not_known": "not known",
}
"""A role or an organisation, never a person."""
EFFORTS: dict[EffortIn, tuple[str, str, float]] = {
    "minutes": ("minutes of looking", "hour of looking", 60.0),
    "km": ("kilometres walked", "kilometre walked", 1.0),
    "squares": ("times the whole square was searched", "search of a square", 1.0),
    "not_known": ("not known", "", 0.0),
}
"""Each kind of effort: in words, the unit of its rate, and how much of it that is."""


class Find(msgspec.Struct, frozen=True, kw_only=True):
    """``count``: 0 where it was looked for and none was found. ``effort``: None where it is not known, else more than 0."""

    on: date
    square: Square
    what: What
    count: int
    found_by: FoundBy = "not_known"
    effort_in: EffortIn = "not_known"
    effort: float | None = None

    @property
    def has_effort(self) -> bool:
        return self.effort is not None
