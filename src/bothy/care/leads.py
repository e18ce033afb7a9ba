"""Who signs the house rules and the protocol: the leads that the rules in force name, else whoever has the role for it.

Any one lead may sign, also a change of the leads: a lead who is ill or has gone must be replaceable, and
what one alone did stands in the journal as a departure. Two would be safer and could lock a house out.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bothy.care.bodies_staff import AccessChanged
from bothy.care.commands import Refusal
from bothy.care.history import in_order, standing
from bothy.care.hours import rules_at
from bothy.care.house import House, Line
from bothy.care.rules import HouseRules, Lead
from bothy.care.wish import Case, refuse

SIGNED_BY_LEADS: frozenset[str] = frozenset({"sign-rules", "sign-protocol", "review-protocol"})
"""Acts that a named lead may do whatever role they work in, and nobody else where leads are named."""


def leads_of(rules: HouseRules, left: frozenset[UUID] = frozenset()) -> tuple[Lead, ...]:
    """The leads that may sign: those named, without those who left. Nobody: the role decides."""
    return tuple(one for one in rules.leads if one.staff not in left)


def who_left(lines: Iterable[Line]) -> frozenset[UUID]:
    """Who does not work here any more, as the journal tells it (`access-changed`, and corrections of it)."""
    gone: set[UUID] = set()
    for line in standing(in_order(lines)):
        body = line.body
        if isinstance(body, AccessChanged) and body.whose is not None:
            if body.what == "staff_left":
                gone.add(body.whose)
            elif body.what in ("staff_back", "staff_added"):
                gone.discard(body.whose)
    return frozenset(gone)


def leads_now(house: House, at: datetime, lines: Iterable[Line] = ()) -> tuple[Lead, ...]:
    """The leads of the rules in force at a moment. `lines`: the facility's own, for who has left."""
    named = rules_at(house, at).leads
    return leads_of(rules_at(house, at), who_left(lines)) if named else ()


def is_lead(case: Case) -> bool:
    """Whether the person behind the command is a lead of the rules in force."""
    return any(one.staff == case.actor.staff for one in rules_at(case.house, case.now).leads)


def not_theirs_to_sign(case: Case, signer: UUID | None) -> Refusal | None:
    """Why the person behind the command may not sign; None where they may. Their role was looked at before."""
    if case.actor.system:
        return None
    if signer is not None and signer != case.actor.staff:
        return refuse("signed_for_another")
    named = rules_at(case.house, case.now).leads
    if not named or is_lead(case):
        return None
    lines = () if case.recall is None else case.recall(case.house.facility) if case.house.facility else ()
    if not leads_now(case.house, case.now, lines):
        return None
    return refuse("only_a_lead")
