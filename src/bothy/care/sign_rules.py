"""What a signature under house rules rests on: the proposal that it names, and who proposed, who signs, who leads."""

from bothy.care import proposals
from bothy.care.bodies import RulesSigned
from bothy.care.body import Departure
from bothy.care.commands import Refusal
from bothy.care.hours import rules_at
from bothy.care.rules import Lead
from bothy.care.wish import Case, departure, refuse


def signed_otherwise(case: Case, body: RulesSigned) -> tuple[Departure, ...] | Refusal:
    """The departures of this signature, or why it does not fit the proposal that it names.

    One person who proposes and signs, and one lead who changes the leads alone, are not stopped: a small
    house may have nobody else. Both stand in the entry.
    """
    if case.actor.system:
        return body.departures
    found: list[Departure] = []
    if body.proposal is not None:
        made = proposals.told(() if case.recall is None else case.recall(body.proposal))
        if made is None:
            return refuse("unknown_proposal")
        if made.state == "withdrawn":
            return refuse("proposal_withdrawn")
        if made.rules != body.rules or body.effective_from < made.effective_from:
            return refuse("not_as_proposed")
        if made.by == case.actor.staff:
            found.append(departure("proposed_and_signed_by_one", body.reason))
    before = rules_at(case.house, case.now).leads
    if before and case.house.rules and _by_name(before) != _by_name(body.rules.leads):
        found.append(departure("leads_changed_by_one", body.reason))
    return tuple(found)


def _by_name(leads: tuple[Lead, ...]) -> set[tuple[str, object]]:
    return {(one.post, one.staff) for one in leads}
