"""The verdict on a claim: a pair, what this facility's and city's own figures say, and what published studies say.

Worked out by `weighing`; nothing of it is stored or typed. Law and money are told as what they are: no effect was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from bothy.evidence.claims.awaited import Awaited
from bothy.evidence.claims.claim import Claim, read_claims
from bothy.evidence.claims.estimate import Estimate, findings_of
from bothy.evidence.claims.finding import Finding, Vote, counts, finding_of
from bothy.evidence.claims.quotation import Quotation, read_words
from bothy.evidence.claims.study import Library, Study, read_library
from bothy.evidence.claims.weighing import OWN, PUBLISHED, Direction, Weight, weigh

ENOUGH = 100
"""More further studies than this are not counted up to."""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """What published studies say. ``outcomes``: entries that count. ``models``: papers that assume the effect, by what they say.

    ``more_for``, ``more_against``: how many further studies of that finding would carry it, None where more than `ENOUGH`.
    """

    weight: Weight
    outcomes: int
    models: dict[Vote, int]
    studies: tuple[Study, ...]
    more_for: int | None
    more_against: int | None


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures of this city say. ``months``: the fewest after which one of its outcomes can be judged, where somebody asked."""

    weight: Weight
    estimates: tuple[Estimate, ...]
    awaited: tuple[Awaited, ...]
    together: int
    months: float | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The claim, both halves, and the words of the debate about it."""

    claim: Claim
    here: Here
    elsewhere: Elsewhere
    words: tuple[Quotation, ...]


def judge(
    estimates: Sequence[Estimate] = (),
    claims: Sequence[Claim] | None = None,
    library: Library | None = None,
    words: Sequence[Quotation] | None = None,
    awaited: Sequence[Awaited] = (),
) -> tuple[Verdict, ...]:
    """A verdict on every claim. ``estimates``: of this city, all that are shown together; ``awaited``: what of it cannot be judged yet."""
    claims = read_claims() if claims is None else claims
    library = read_library(claims=claims) if library is None else library
    words = read_words(claims=claims) if words is None else words
    own = findings_of(estimates, claims)
    return tuple(
        Verdict(
            claim=claim, here=_here(claim, own.get(claim.id, []), estimates, awaited), elsewhere=elsewhere(claim, library),
            words=tuple(one for one in words if one.claim == claim.id),
        )
        for claim in claims
    )  # fmt: skip


def elsewhere(claim: Claim, library: Library) -> Elsewhere:
    """What published studies say of one claim."""
    studies = library.of(claim.id)
    counted = [one for one in studies if counts(one)]
    findings = [finding_of(one, claim) for one in counted]
    together = [one.papers for one in library.dependences]
    weight = weigh(findings, PUBLISHED, together)
    return Elsewhere(
        weight=weight, outcomes=len(counted), models=_models(claim, studies), studies=studies,
        more_for=_more(weight.findings, "for"), more_against=_more(weight.findings, "against"),
    )  # fmt: skip


def _here(claim: Claim, findings: Sequence[Finding], every: Sequence[Estimate], awaited: Sequence[Awaited]) -> Here:
    mine = tuple(one for one in every if one.claim == claim.id)
    waits = tuple(one for one in awaited if one.claim == claim.id)
    open_yet = [Finding(source=one.outcome, place=one.place, vote="unknown", rung=0) for one in waits]
    months = [one.months_to_power for one in mine if one.months_to_power] + [one.months for one in waits if one.months is not None]
    return Here(weight=weigh([*findings, *open_yet], OWN), estimates=mine, awaited=waits, together=len(every), months=min(months, default=None))


def _models(claim: Claim, studies: Sequence[Study]) -> dict[Vote, int]:
    papers: dict[str, set[str]] = {}
    for one in studies:
        if one.role == "model" and not one.retracted:
            papers.setdefault(one.paper, set()).add(one.says(claim.id) or "mixed")
    votes: tuple[Literal["for", "against", "null", "mixed"], ...] = ("for", "against", "null", "mixed")
    said = ["mixed" if len(one) > 1 else min(one) for one in papers.values()]
    return {vote: said.count(vote) for vote in votes}


def _more(findings: Sequence[Finding], direction: Direction) -> int | None:
    """The fewest further findings with a comparison, each from another place, after which the direction is carried on that rung."""
    for more in range(ENOUGH + 1):
        new = [Finding(source=f"further {n}", place=f"elsewhere {n}", vote=direction, rung=2) for n in range(more)]
        made = weigh([*findings, *new], PUBLISHED)
        if made.direction == direction and made.level >= 2:
            return more
    return None
