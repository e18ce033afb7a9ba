"""What may happen to a referral. Outcomes are facts: whatever is heard of is written down."""

from bothy.care.bodies import ReferralMoved, ReferralOffered
from bothy.care.wish import Case, Outcome, refuse


def offer_referral(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ReferralOffered)
    if body.person not in case.house.people:
        return refuse("unknown_person")
    return (case.wish("referral-offered", body),)


def move_referral(case: Case) -> Outcome:
    assert isinstance(case.body, ReferralMoved)
    if case.referral() is None:
        return refuse("unknown_referral")
    return (case.wish("referral-moved", case.body),)
