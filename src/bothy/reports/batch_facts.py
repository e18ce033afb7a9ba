"""The running test for a bad batch, over the facts of a facility."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bothy.care.rules import BatchAlarm
from bothy.reports.batch import Case, Finding, Use, look
from bothy.reports.facts import Facts

POOR_AFTER_DOSES = 3
"""So many doses of naloxone, or not reversed after two, is a poor response."""


def findings(facts: Facts, settings: BatchAlarm, now: datetime) -> tuple[Finding, ...]:
    """What stands out by `now` and is not flagged yet; nothing where the house rules switch the test off."""
    if not settings.on:
        return ()
    months = _months(facts, settings, now)
    uses = _uses(facts, months)
    cases = _cases(facts, months)
    return look(uses, cases, settings, now, _flagged_until(facts, cases))


def _months(facts: Facts, settings: BatchAlarm, now: datetime) -> list[str]:
    first = (now - timedelta(days=settings.watch_days + settings.baseline_days + 1)).isoformat()[:7]
    return [month for month in facts.months if month >= first]


def _uses(facts: Facts, months: Sequence[str]) -> list[Use]:
    table = facts.table("episode", months, ["at", "used", "substances"])
    rows = zip(
        table["at"].to_pylist(), table["used"].to_pylist(), table["substances"].to_pylist(), strict=True
    )
    uses = [Use(at, None if told is None else tuple(told)) for at, used, told in rows if used != "no"]
    return sorted(uses, key=lambda use: use.at)


def _cases(facts: Facts, months: Sequence[str]) -> list[Case]:
    """Real emergencies, each with what was described of it, or else what its visit's last use before it was."""
    by_visit: dict[bytes, list[tuple[datetime, tuple[str, ...] | None]]] = {}
    episodes = facts.table("episode", months, ["subject", "at", "substances"]).to_pylist()
    for row in sorted(episodes, key=lambda row: row["at"]):
        told = row["substances"]
        by_visit.setdefault(row["subject"], []).append((row["at"], None if told is None else tuple(told)))
    wanted = [
        "subject",
        "at",
        "visit",
        "outcome",
        "naloxone_doses",
        "reversed",
        "substances",
        "appearances",
    ]
    cases = []
    for row in facts.table("emergency", months, wanted).to_pylist():
        if row["outcome"] == "raised_in_error":
            continue
        substances = None if row["substances"] is None else tuple(row["substances"])
        if substances is None:
            before = [said for at, said in by_visit.get(row["visit"], ()) if at <= row["at"]]
            substances = before[-1] if before else None
        doses = row["naloxone_doses"]
        poor = doses >= POOR_AFTER_DOSES or (doses == POOR_AFTER_DOSES - 1 and row["reversed"] == "not")
        cases.append(
            Case(UUID(bytes=row["subject"]), row["at"], substances, tuple(row["appearances"] or ()), poor)
        )
    return sorted(cases, key=lambda case: case.at)


def _flagged_until(facts: Facts, cases: Sequence[Case]) -> Mapping[tuple[str, str], datetime]:
    """Of each kind that was ever flagged, when the last emergency was that the flag names."""
    at = {case.id: case.at for case in cases}
    until: dict[tuple[str, str], datetime] = {}
    for row in facts.table("flag").to_pylist():
        times = [at[id] for one in row["emergencies"] if (id := UUID(bytes=one)) in at]
        kind = (row["about"], row["code"])
        if times:
            until[kind] = max(times + ([until[kind]] if kind in until else []))
    return until
