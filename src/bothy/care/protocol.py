"""A pilot protocol as the journal tells it: what was asked, in which version, signed when, and how it was reviewed.

What was signed is never put right: a change is an amendment, which names the version before it, says why, and
stands beside it. A later `corrected` about a version changes nothing here and is told.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care.bodies import Corrected
from bothy.care.bodies_basis import Outcome, ProtocolReviewed, ProtocolSigned
from bothy.care.house import Line


class Version(msgspec.Struct, frozen=True):
    """`entry`, `number`: where it stands in the journal; `recorded_at`: when the house wrote it."""

    entry: UUID
    number: int
    recorded_at: datetime
    by: UUID | None
    body: ProtocolSigned


class Review(msgspec.Struct, frozen=True):
    entry: UUID
    number: int
    at: datetime
    by: UUID | None
    body: ProtocolReviewed


class Protocol(msgspec.Struct, frozen=True):
    """`versions`: in the order in which they were written, at least one. `tampered`: entries that would correct one."""

    id: UUID
    versions: tuple[Version, ...]
    reviews: tuple[Review, ...] = ()
    tampered: tuple[int, ...] = ()

    @property
    def first(self) -> Version:
        return self.versions[0]

    @property
    def now(self) -> Version:
        """The version that holds."""
        return self.versions[-1]


class ReviewDue(msgspec.Struct, frozen=True):
    """A review that the protocol in force asks for. `review`: what came of it last."""

    on: date
    state: Literal["done", "to_come", "soon", "late", "put_off"]
    review: Review | None = None


SOON_DAYS = 28
"""From so many days before it is due a review is reminded of."""


def told(lines: Iterable[Line]) -> Protocol | None:
    """What one protocol's lines say; None where none was signed under this id. By number: the order of writing counts."""
    versions: list[Version] = []
    reviews: list[Review] = []
    tampered: list[int] = []
    subject: UUID | None = None
    for line in sorted(lines, key=lambda one: one.number):
        body = line.body
        if isinstance(body, ProtocolSigned):
            subject = line.subject
            versions.append(Version(line.id, line.number, line.recorded_at, line.staff, body))
        elif isinstance(body, ProtocolReviewed):
            reviews.append(Review(line.id, line.number, line.happened_at, line.staff, body))
        elif isinstance(body, Corrected) and body.kind == "protocol-signed":
            tampered.append(line.number)
    if subject is None:
        return None
    return Protocol(subject, tuple(versions), tuple(reviews), tuple(tampered))


def protocols(lines: Iterable[Line]) -> tuple[Protocol, ...]:
    """Every protocol among these lines, the first signed first."""
    by_subject: dict[UUID, list[Line]] = {}
    for line in lines:
        by_subject.setdefault(line.subject, []).append(line)
    found = [told(mine) for mine in by_subject.values()]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.first.number))


def reviews_due(protocol: Protocol, today: date) -> tuple[ReviewDue, ...]:
    """The reviews that the version in force asks for, by their day."""
    found = []
    for on in sorted(set(protocol.now.body.reviews)):
        last = next((one for one in reversed(protocol.reviews) if one.body.due_on == on), None)
        if last is not None:
            found.append(ReviewDue(on, "put_off" if last.body.verdict == "put_off" else "done", last))
        elif on < today:
            found.append(ReviewDue(on, "late"))
        else:
            found.append(ReviewDue(on, "soon" if (on - today).days <= SOON_DAYS else "to_come"))
    return tuple(found)


class Change(msgspec.Struct, frozen=True):
    """One part of a protocol that an amendment says otherwise."""

    part: str
    was: str
    now: str


_PARTS = {
    "title": "Title", "version": "Version", "question": "Question", "analysis": "Analysis", "data_from": "Data from",
    "data_until": "Data until", "reviews": "Reviews", "go_on": "Rules for going on", "stop": "Rules for stopping",
    "document": "Longer document (SHA-256)",
}  # fmt: skip


def changes(before: ProtocolSigned, after: ProtocolSigned) -> tuple[Change, ...]:
    """What differs between two versions, part by part; outcomes by their name."""
    found = []
    for part, words in _PARTS.items():
        was, now = _said(getattr(before, part)), _said(getattr(after, part))
        if was != now:
            found.append(Change(words, was, now))
    old = {one.name: one for one in before.outcomes}
    new = {one.name: one for one in after.outcomes}
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            found.append(Change(f"Outcome: {name}", in_words(old.get(name)), in_words(new.get(name))))
    return tuple(found)


def in_words(outcome: Outcome | None) -> str:
    """An outcome in one line; "" where there is none."""
    if outcome is None:
        return ""
    parts = ["primary" if outcome.primary else "secondary"]
    parts.append(
        f"counted by Bothy ({outcome.indicator})"
        if outcome.indicator
        else f"from {outcome.source or 'a source that is not stated'}"
    )
    if outcome.better != "neither":
        parts.append(f"{outcome.better} is better")
    if outcome.smallest_effect:
        parts.append(f"least change that matters: {outcome.smallest_effect}")
    return "; ".join(parts)


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(_said(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)
