"""A structured note about a suspected bad batch, for a surveillance service such as Scotland's RADAR.

What such services ask: what was taken, how it looked, when and where, what happened, how it answered to
naloxone, how it ended. No name, age or sex: the numbers are small, and the note goes to a service, not into print.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bothy.care.words import label
from bothy.reports.batch_facts import stated
from bothy.reports.facts import Facts

SCHEMA = "bothy-surveillance-note/1"
UNSAID = "not_recorded"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One flag in full. Counts are emergencies unless the name says otherwise; codes are those of the data dictionary.

    `naloxone_doses`: doses -> emergencies. `reversed`: as derived from what was observed. `expected` more
    were expected at the usual rate after the first. Times are UTC.
    """

    schema: str = SCHEMA
    facility: str
    flag: UUID
    flagged_at: datetime
    about: str
    code: str
    since: datetime
    until: datetime | None
    emergencies: int
    no_longer_counted: int
    uses: int
    expected: float
    usual_per_1000_uses: float
    baseline_emergencies: int
    baseline_uses: int
    false_alarm_years: float
    substances: dict[str, int]
    appearances: dict[str, int]
    where: dict[str, int]
    presentation: dict[str, int]
    naloxone_doses: dict[str, int]
    reversed: dict[str, int]
    severity: dict[str, int]
    ambulance: dict[str, int]
    outcome: dict[str, int]
    journal_entries: int
    journal_digest: str

    @property
    def what(self) -> str:
        """What the flag is about, in words."""
        if self.about in ("substance", "appearance"):
            return label(self.about, self.code)
        return "a poor response to naloxone" if self.about == "poor_response" else "any substance"


def flags(facts: Facts) -> list[dict[str, Any]]:
    """Every flag that was ever raised and stands uncorrected, the latest first."""
    return sorted(facts.table("flag").to_pylist(), key=lambda row: row["at"], reverse=True)


def note(facts: Facts, flag: UUID) -> Note | None:
    """The note about one flag; None where there is no such flag."""
    row = next((one for one in flags(facts) if one["subject"] == flag.bytes), None)
    if row is None:
        return None
    named = set(row["emergencies"])
    cases = [one for one in facts.table("emergency").to_pylist() if one["subject"] in named]
    cases = [one for one in cases if one["outcome"] != "raised_in_error"]
    substances = stated(facts, cases)
    return Note(
        facility=facts.name,
        flag=flag,
        flagged_at=row["at"],
        about=row["about"],
        code=row["code"],
        since=row["since"],
        until=max((one["at"] for one in cases), default=None),
        emergencies=len(cases),
        no_longer_counted=len(named) - len(cases),
        uses=row["uses"],
        expected=row["expected"],
        usual_per_1000_uses=row["usual_per_1000"],
        baseline_emergencies=row["baseline_emergencies"],
        baseline_uses=row["baseline_uses"],
        false_alarm_years=row["false_alarm_years"],
        substances=_tally(code for one in cases for code in _or_unsaid(substances.get(one["subject"]))),
        appearances=_tally(code for one in cases for code in _or_unsaid(one["appearances"])),
        where=_tally(one["where"] for one in cases),
        presentation=_tally(one["presentation"] for one in cases),
        naloxone_doses=_tally(str(one["naloxone_doses"]) for one in cases),
        reversed=_tally(one["reversed"] for one in cases),
        severity=_tally(one["severity"] for one in cases),
        ambulance=_tally(one["ambulance"] for one in cases),
        outcome=_tally(one["outcome"] for one in cases),
        journal_entries=facts.number,
        journal_digest=facts.digest.hex(),
    )


def _or_unsaid(told: list[str] | None) -> list[str]:
    return told or [UNSAID]


def _tally(codes: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(code or UNSAID for code in codes).most_common())
