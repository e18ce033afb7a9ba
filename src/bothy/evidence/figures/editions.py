"""Every edition that was ever brought of a series: which one stands, which one stood on a day, and what a later one changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from bothy.evidence.figures.shape import Figure, Provenance, Series

Change = Literal["changed", "added", "gone", "shown now", "hidden now", "status"]

CHANGES: dict[Change, str] = {
    "changed": "another number, mark or population",
    "added": "new",
    "gone": "no longer there",
    "shown now": "was suppressed or not known, is shown now",
    "hidden now": "was shown, is suppressed or not known now",
    "status": "the same number, now with another status",
}


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that was taken back, and why. It stays readable as it stood."""

    at: datetime
    why: str
    by: str | None = None
    role: str = ""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of a series. ``key``: the series; ``id``: this edition."""

    key: str
    id: str
    series: Series
    provenance: Provenance
    withdrawn: Withdrawn | None = None

    def stood(self, at: datetime) -> bool:
        """Whether it was here, and not taken back, at that time."""
        return self.provenance.brought_at <= at and (self.withdrawn is None or self.withdrawn.at > at)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a later edition says otherwise of one place, group and period. ``was`` or ``now`` is None where there is no such row."""

    change: Change
    was: Figure | None
    now: Figure | None

    @property
    def figure(self) -> Figure:
        """The figure for its place, group and period."""
        found = self.now or self.was
        assert found is not None
        return found


def standing(editions: Sequence[Edition], at: datetime) -> Edition | None:
    """The edition that stood at that time: the last that was brought by then and had not been taken back. None where none did."""
    there = [one for one in editions if one.stood(at)]
    return max(there, key=lambda one: one.provenance.brought_at) if there else None


def differences(before: Series, after: Series) -> tuple[Difference, ...]:
    """Figure by figure what ``after`` says otherwise than ``before``, by place, group and time."""
    was, now = {one.key: one for one in before.figures}, {one.key: one for one in after.figures}
    found = [_difference(was.get(key), now.get(key)) for key in sorted(was.keys() | now.keys())]
    return tuple(one for one in found if one is not None)


def _difference(was: Figure | None, now: Figure | None) -> Difference | None:
    if was is None or now is None:
        return Difference(change="added" if was is None else "gone", was=was, now=now)
    if was.count != now.count:
        change: Change = "changed" if was.known and now.known else "shown now" if now.known else "hidden now"
        return Difference(change=change, was=was, now=now)
    if was.suppressed != now.suppressed or was.exposure != now.exposure:
        return Difference(change="changed", was=was, now=now)
    return Difference(change="status", was=was, now=now) if was.status != now.status else None
