"""The leave by which the house stands: proposals of rules, readiness, and protocols."""

import msgspec

from bothy.care import proposals
from bothy.care.bodies_basis import (
    ProposalWithdrawn,
    ProtocolReviewed,
    ProtocolSigned,
    ReadinessSaid,
    RulesProposed,
)  # fmt: skip
from bothy.care.decide_facility import known_time_zone
from bothy.care.house import Line
from bothy.care.leads import not_theirs_to_sign
from bothy.care.protocol import told as protocol_told
from bothy.care.wish import Case, Outcome, departure, refuse


def _lines(case: Case) -> tuple[Line, ...]:
    return () if case.recall is None else tuple(case.recall(case.subject))


def propose_rules(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RulesProposed)
    if not known_time_zone(body.rules.time_zone):
        return refuse("unknown_time_zone", time_zone=body.rules.time_zone)
    if proposals.told(_lines(case)) is not None:
        return refuse("propose_anew")
    return (case.wish("rules-proposed", body),)


def withdraw_proposal(case: Case) -> Outcome:
    assert isinstance(case.body, ProposalWithdrawn)
    made = proposals.told(_lines(case))
    if made is None:
        return refuse("unknown_proposal")
    if made.state == "withdrawn":
        return refuse("proposal_withdrawn")
    return (case.wish("proposal-withdrawn", case.body),)


def say_readiness(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ReadinessSaid)
    # Opened though something was missing: never blocked, always told.
    departures = (departure("opened_with_gaps", body.reason),) if body.gaps and body.done else ()
    return (case.wish("readiness-said", msgspec.structs.replace(body, departures=departures)),)


def sign_protocol(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ProtocolSigned)
    objection = not_theirs_to_sign(case, body.signer)
    if objection is not None:
        return objection
    if body.data_until is not None and body.data_until < body.data_from:
        return refuse("ends_before_it_begins")
    known = protocol_told(_lines(case))
    if known is None:
        # An amendment of something that is not there would look like a first version that has a past.
        return refuse("unknown_subject") if body.amends is not None else (case.wish("protocol-signed", body),)
    if body.amends != known.versions[-1].entry:
        return refuse("amend_the_last")
    if not body.reason.strip():
        return refuse("amendment_needs_reason")
    return (case.wish("protocol-signed", body),)


def review_protocol(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ProtocolReviewed)
    objection = not_theirs_to_sign(case, None)
    if objection is not None:
        return objection
    if protocol_told(_lines(case)) is None:
        return refuse("unknown_subject")
    return (case.wish("protocol-reviewed", body),)
