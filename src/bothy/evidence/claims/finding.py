"""What one entry may count for: which way it points, and on which rung of the ladder."""

from __future__ import annotations

from typing import Literal

import msgspec

from bothy.evidence.claims.claim import Claim
from bothy.evidence.claims.design import rung_of
from bothy.evidence.claims.study import NO_CHANGE, Says, Study

Vote = Literal["for", "against", "null", "mixed", "unknown"]
"""unknown: there is a figure, and it is too early to read anything into it."""

ALPHA = 0.05


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """``source``: the paper, or the outcome of ours. ``rung``: after what was taken off, for the reasons in ``taken_off``.

    ``within``: its interval lies inside the margin, so that it rules out a change worth the quarrel.
    """

    source: str
    place: str
    vote: Vote
    rung: int
    taken_off: tuple[str, ...] = ()
    within: bool = False


def counts(study: Study) -> bool:
    """Whether it is a measured effect that stands: models, reviews, critiques, descriptions and retracted papers are not."""
    return study.role == "estimate" and not study.retracted


def finding_of(study: Study, claim: Claim) -> Finding:
    """What a study that `counts` says of a claim. A label never outweighs the interval beside it."""
    says = study.says(claim.id)
    if says is None or not counts(study):
        raise ValueError(f"{study.id} does not count for {claim.id}.")
    own = study.has_figure_for(claim.id)
    interval = (study.low, study.high) if own and study.low is not None and study.high is not None else None
    p = study.p_most if own else None
    taken = []
    if interval is None and p is None:
        taken.append("no interval or p-value in the text read")
    if study.proxy:
        taken.append("a neighbouring outcome")
    if study.secondhand:
        taken.append("read in somebody else's account")
    return Finding(
        source=study.paper, place=study.city, vote=_vote(says, study, interval, p), rung=max(0, rung_of(study.design) - len(taken)),
        taken_off=tuple(taken), within=interval is not None and _within(study, interval, claim),
    )  # fmt: skip


def _vote(says: Says, study: Study, interval: tuple[float, float] | None, p: float | None) -> Vote:
    if says not in ("for", "against"):
        return says
    if interval is not None:
        low, high = interval
        return "null" if low <= NO_CHANGE[study.measure] <= high else says
    return "null" if p is not None and p >= ALPHA else says


def _within(study: Study, interval: tuple[float, float], claim: Claim) -> bool:
    """Whether the interval, as a ratio, lies inside the margin; no other measure can be set against a share."""
    low, high = interval
    least, most = claim.bounds
    if study.measure == "percent change":
        low, high = 1 + low / 100, 1 + high / 100
    elif NO_CHANGE.get(study.measure) != 1.0:
        return False
    return least < low and high < most
