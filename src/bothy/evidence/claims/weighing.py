"""The rule: many findings become one reading, which is never stronger than they are.

A direction is carried on a rung when enough findings on that rung or above point that way, in enough places, and they are
more than all findings that do not, whatever the design of those. So a weaker design, a wider interval or one more finding of no
change can only take a reading down (docs/evidence/claims.md; the tests try it on random bundles).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from bothy.evidence.claims.design import RUNGS
from bothy.evidence.claims.finding import Finding, Vote

Direction = Literal["for", "against"]

Reading = Literal["none", "not_yet", "too_little", "not_settled", "no_clear_change", "ruled_out", "carried"]


class Needs(msgspec.Struct, frozen=True):
    """How many findings, from how many places, a reading takes."""

    findings: int
    places: int


PUBLISHED = Needs(2, 2)
"""One paper, or one facility, settles nothing."""
OWN = Needs(1, 1)
"""A house and a city have only themselves; what is said of them is said of them alone."""


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """``level``: 1 to 3, the rung on which a direction is carried; 0 where none is. ``papers``: before those that depend were joined."""

    reading: Reading
    direction: Direction | None = None
    level: int = 0
    papers: int = 0
    findings: tuple[Finding, ...] = ()

    def count(self, vote: Vote) -> int:
        """How many findings vote so."""
        return sum(one.vote == vote for one in self.findings)

    @property
    def within(self) -> int:
        """How many rule out a change larger than the margin."""
        return sum(one.within for one in self.findings)


def weigh(findings: Sequence[Finding], needs: Needs = PUBLISHED, together: Sequence[Sequence[str]] = ()) -> Weight:
    """One reading of all findings on one claim. ``together``: sources that rest on the same data and count once."""
    papers = len({one.source for one in findings})
    joined = _joined(findings, together)
    for direction in ("for", "against"):
        level = _carried(joined, direction, needs)
        if level:
            return Weight(reading="carried", direction=direction, level=level, papers=papers, findings=joined)
    return Weight(reading=_otherwise(joined, needs), papers=papers, findings=joined)


def _carried(findings: Sequence[Finding], direction: Direction, needs: Needs) -> int:
    others = sum(one.vote != direction for one in findings)
    for level in range(len(RUNGS) - 1, 0, -1):
        on = [one for one in findings if one.vote == direction and one.rung >= level]
        if _enough(on, needs) and len(on) > others:
            return level
    return 0


def _otherwise(findings: Sequence[Finding], needs: Needs) -> Reading:
    if not findings:
        return "none"
    if any(one.vote == "unknown" for one in findings):
        return "not_yet"
    if not _enough(findings, needs):
        return "too_little"
    if all(one.vote == "null" for one in findings) and _enough([one for one in findings if one.within and one.rung], needs):
        return "ruled_out"
    nulls = [one for one in findings if one.vote == "null"]
    pointing = max(sum(one.vote == way for one in findings) for way in ("for", "against"))
    # Half found nothing, and no more than a quarter found something in one direction: else it is a quarrel, not a null.
    if 2 * len(nulls) >= len(findings) >= 4 * pointing and _enough([one for one in nulls if one.rung], needs):
        return "no_clear_change"
    return "not_settled"


def _enough(findings: Sequence[Finding], needs: Needs) -> bool:
    return len(findings) >= needs.findings and len({one.place for one in findings}) >= needs.places


def _joined(findings: Sequence[Finding], together: Sequence[Sequence[str]]) -> tuple[Finding, ...]:
    """One finding for each paper, and for papers that rest on the same data; what they do not agree on is mixed."""
    group = {source: min(papers) for papers in together for source in papers}
    bundles: dict[str, list[Finding]] = {}
    for one in findings:
        bundles.setdefault(group.get(one.source, one.source), []).append(one)
    return tuple(_one(bundle) for bundle in bundles.values())


def _one(bundle: Sequence[Finding]) -> Finding:
    votes = {one.vote for one in bundle}
    # The best of them lends its rung only where they agree; mixed counts against every direction anyway.
    best = max(bundle, key=lambda one: one.rung)
    return Finding(
        source=", ".join(dict.fromkeys(one.source for one in bundle)), place=min(one.place for one in bundle), vote=votes.pop() if len(votes) == 1 else "mixed", rung=best.rung,
        taken_off=best.taken_off, within=all(one.within for one in bundle),
    )  # fmt: skip
