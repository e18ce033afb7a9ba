"""Adding one line to a referral: from offered to an outcome, each step as it was told."""

from msgspec.structs import replace

from bothy.care.bodies import ReferralMoved, ReferralOffered
from bothy.care.house import Line, Referral

FINAL_STEPS = frozenset({"declined", "engaged", "lost", "not_known"})
"""Nobody has to follow these up; such a referral leaves the House after a while."""


def add(referral: Referral, line: Line) -> Referral:
    """The referral after `line`, which happened last. Lines and corrections are the caller's."""
    body = line.body
    if isinstance(body, ReferralOffered):
        if referral.offered_at is not None:
            return referral
        return replace(
            referral,
            person=body.person,
            to=body.to,
            visit=body.visit,
            offered_at=line.happened_at,
            step=referral.step or "offered",
            step_at=referral.step_at or line.happened_at,
        )
    if isinstance(body, ReferralMoved):
        return replace(
            referral,
            step=body.step,
            step_at=line.happened_at,
            said_by=body.said_by,
            engagement=referral.engagement if body.engagement is None else body.engagement,
        )
    return referral
