"""What a check says: what was asked, by which rule, whether it holds, and every finding with its time and entries."""

from datetime import date
from typing import Literal

import msgspec

State = Literal["holds", "explained", "does_not_hold", "cannot_be_said", "no_rule"]
"""``explained``: it was departed from, and each time the reason stands in the journal. ``no_rule``: the house rules ask for nothing."""

STATES: dict[State, str] = {
    "holds": "holds",
    "explained": "holds, with departures that were explained",
    "does_not_hold": "DOES NOT HOLD",
    "cannot_be_said": "cannot be said",
    "no_rule": "no such rule here",
}

Group = Literal["people", "staff", "use", "emergencies", "registers", "record"]
GROUPS: dict[Group, str] = {
    "people": "People and places",
    "staff": "Staff and supervision",
    "use": "Who may use, and how",
    "emergencies": "Emergencies and departures",
    "registers": "Registers and duties",
    "record": "The record itself",
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A check as data. ``rule``: the part of the house rules it is judged by; ``condition``: what of the law's or the
    licence's conditions it answers (E3 of the proof list); ``how``: how it is worked out."""

    id: str
    group: Group
    asks: str
    rule: str
    condition: str
    how: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A time, in microseconds since 1970, and what was so then. ``until`` None: a moment.

    ``explained``: the reason that was recorded for it, "" where none was. ``entries``: the journal entries behind it.
    ``note``: it is told, and is no breach.
    """

    since: int
    until: int | None = None
    says: str
    explained: str = ""
    entries: tuple[int, ...] = ()
    note: bool = False

    @property
    def breach(self) -> bool:
        return not self.note and not self.explained


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """``of``: how much was looked at, in words ("412 episodes"); ``why``: where it cannot be said, why."""

    question: Question
    state: State
    of: str
    findings: tuple[Finding, ...] = ()
    why: str = ""

    @property
    def breaches(self) -> int:
        return sum(one.breach for one in self.findings)

    @property
    def explained(self) -> int:
        return sum(bool(one.explained) and not one.note for one in self.findings)


def judged(question: Question, of: str, findings: list[Finding], unsaid: str = "") -> Answer:
    """The answer that findings come to. ``unsaid``: what is missing for saying that it holds, where nothing breaks it."""
    begun = [msgspec.structs.replace(one, says=one.says[:1].upper() + one.says[1:]) for one in findings]
    told = tuple(sorted(begun, key=lambda one: (one.since, one.until or one.since, one.says)))
    if any(one.breach for one in told):
        state: State = "does_not_hold"
    elif unsaid:
        state = "cannot_be_said"
    elif any(not one.note for one in told):
        state = "explained"
    else:
        state = "holds"
    return Answer(question=question, state=state, of=of, findings=told, why=unsaid)


def no_rule(question: Question, why: str) -> Answer:
    return Answer(question=question, state="no_rule", of="", why=why)


class Period(msgspec.Struct, frozen=True):
    """First and last day, both within. ValueError where it ends before it begins, or is longer than two years."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"The period ends ({self.until}) before it begins ({self.since}).")
        if (self.until - self.since).days > 732:
            raise ValueError("The period is longer than two years. Make a pack for each year.")


def count(number: int, one: str, many: str = "") -> str:
    """ "1 visit", "12,000 visits"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


__all__ = [
    "GROUPS",
    "STATES",
    "Answer",
    "Finding",
    "Group",
    "Period",
    "Question",
    "State",
    "count",
    "judged",
    "no_rule",
]
