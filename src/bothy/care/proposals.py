"""House rules that somebody would have: proposed, then signed or withdrawn. Several may stand; none is forgotten."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care.bodies import RulesSigned
from bothy.care.bodies_basis import ProposalWithdrawn, RulesProposed
from bothy.care.history import in_order, standing
from bothy.care.house import Line
from bothy.care.rules import HouseRules


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """`signed`: the entry number of the rules that came of it."""

    id: UUID
    number: int
    at: datetime
    by: UUID | None
    rules: HouseRules
    effective_from: datetime
    reason: str
    withdrawn_at: datetime | None = None
    withdrawn_by: UUID | None = None
    withdrawn_why: str = ""
    signed: int | None = None

    @property
    def state(self) -> Literal["waits", "signed", "withdrawn"]:
        """Where it stands. What was signed stays so, also where somebody withdrew it afterwards."""
        if self.signed is not None:
            return "signed"
        return "withdrawn" if self.withdrawn_at is not None else "waits"


def told(lines: Iterable[Line], signed: int | None = None) -> Proposal | None:
    """What one proposal's lines say; None where nothing was proposed under this id."""
    found: Proposal | None = None
    for line in standing(in_order(lines)):
        body = line.body
        if isinstance(body, RulesProposed) and found is None:
            found = Proposal(
                id=line.subject, number=line.number, at=line.happened_at, by=line.staff, rules=body.rules,
                effective_from=body.effective_from, reason=body.reason, signed=signed,
            )  # fmt: skip
        elif isinstance(body, ProposalWithdrawn) and found is not None and found.withdrawn_at is None:
            found = msgspec.structs.replace(
                found, withdrawn_at=line.happened_at, withdrawn_by=line.staff, withdrawn_why=body.reason
            )
    return found


def proposals(lines: Iterable[Line], facility_lines: Iterable[Line] = ()) -> tuple[Proposal, ...]:
    """Every proposal, the newest first. `facility_lines`: the facility's own, which say what was signed."""
    by_subject: dict[UUID, list[Line]] = {}
    for line in lines:
        by_subject.setdefault(line.subject, []).append(line)
    signed = {
        line.body.proposal: line.number
        for line in standing(in_order(facility_lines))
        if isinstance(line.body, RulesSigned) and line.body.proposal is not None
    }
    found = [told(mine, signed.get(subject)) for subject, mine in by_subject.items()]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.number))
