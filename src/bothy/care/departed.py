"""Every departure from the house rules in a time, one list: those that entries hold, and those of emergencies, which are worked out.

Pure functions of lines and emergencies; `reports.departed` reads the journal for them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care.departures import departed
from bothy.care.history import in_order, standing
from bothy.care.house import Emergency, House, Line
from bothy.care.kinds import KINDS
from bothy.care.vocabulary import Role
from bothy.care.words import WORDS

UNSAID = "not_stated"


class Departed(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was not kept. `entry`, `number`: the entry that tells it; of an emergency the one that raised it.

    `reason`: a code or a short phrase of the app, "" where none was said. `role`: the one in which they were on the floor.
    """

    rule: str
    at: datetime
    kind: str
    subject: UUID
    entry: UUID | None
    number: int
    reason: str = ""
    staff: UUID | None = None
    role: Role | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said why."""
        return not self.reason

    @property
    def rule_words(self) -> str:
        return WORDS.get(f"departure.{self.rule}", self.rule.replace("_", " "))

    @property
    def reason_words(self) -> str:
        """What was said, in words; "" where nothing was."""
        for of in ("departure_why", "not_called_why", "reason"):
            if f"{of}.{self.reason}" in WORDS:
                return WORDS[f"{of}.{self.reason}"]
        return self.reason.replace("_", " ")


RoleThen = Callable[[UUID, datetime], Role | None]
"""The role in which somebody was on the floor at a moment; None where they were not."""


def of_lines(
    lines: Iterable[Line], since: datetime, until: datetime, role_then: RoleThen | None = None
) -> list[Departed]:
    """What entries hold, corrections applied, with since <= happened_at < until. Those of emergencies are left to `of_emergency`."""
    by_subject: dict[UUID, list[Line]] = {}
    for line in lines:
        by_subject.setdefault(line.subject, []).append(line)
    found = []
    for mine in by_subject.values():
        for line in standing(in_order(mine)):
            if KINDS[line.kind].subject == "emergency" or not since <= line.happened_at < until:
                continue
            for one in getattr(line.body, "departures", ()):
                reason = "" if one.reason == UNSAID else one.reason
                role = (
                    None
                    if role_then is None or line.staff is None
                    else role_then(line.staff, line.happened_at)
                )
                found.append(
                    Departed(rule=one.rule, at=line.happened_at, kind=line.kind, subject=line.subject, entry=line.id,
                             number=line.number, reason=reason, staff=line.staff, role=role)
                )  # fmt: skip
    return found


def of_emergency(
    house: House, emergency: Emergency, since: datetime, until: datetime, now: datetime
) -> list[Departed]:
    """What the record of one emergency tells, worked out by the rules of its day. Nothing of a drill."""
    if emergency.drill:
        return []
    raised = next((line for line in emergency.lines if line.kind == "emergency-raised"), None)
    found = []
    for one in departed(house, emergency, now):
        if since <= one.at < until:
            reason = one.why or one.not_called_why or one.reason or ""
            found.append(
                Departed(rule=one.rule, at=one.at, kind="emergency-raised", subject=emergency.id,
                         entry=None if raised is None else raised.id, number=0 if raised is None else raised.number, reason=reason)
            )  # fmt: skip
    return found


def in_time(found: Iterable[Departed]) -> tuple[Departed, ...]:
    """In the order in which they happened."""
    return tuple(sorted(found, key=lambda one: (one.at, one.number, one.rule)))


class OfRule(msgspec.Struct, frozen=True):
    """How often a rule was not kept; `unsaid` of them without a reason; the reasons with their counts, the most frequent first."""

    rule: str
    words: str
    count: int
    unsaid: int
    reasons: tuple[tuple[str, int], ...]


def by_rule(found: Iterable[Departed]) -> tuple[OfRule, ...]:
    """The list counted by rule, the most frequent first."""
    rules: dict[str, list[Departed]] = {}
    for one in found:
        rules.setdefault(one.rule, []).append(one)
    counted = []
    for rule, each in rules.items():
        said = Counter(one.reason_words for one in each if not one.is_open)
        unsaid = sum(one.is_open for one in each)
        counted.append(OfRule(rule, each[0].rule_words, len(each), unsaid, tuple(said.most_common())))
    return tuple(sorted(counted, key=lambda one: (-one.count, one.rule)))


def roles_then(lines: Iterable[Line]) -> RoleThen:
    """The role of anybody at any moment, by the entries `staff-came` among these lines: the last before, else the first after."""
    came: dict[UUID, list[tuple[datetime, Role]]] = {}
    for line in standing(in_order(lines)):
        if line.kind == "staff-came":
            came.setdefault(line.body.staff, []).append((line.happened_at, line.body.role))  # type: ignore[attr-defined]

    def role(staff: UUID, at: datetime) -> Role | None:
        mine = came.get(staff, [])
        before = [one for when, one in mine if when <= at]
        return before[-1] if before else mine[0][1] if mine else None

    return role


__all__ = ["Departed", "OfRule", "by_rule", "in_time", "of_emergency", "of_lines", "roles_then"]
