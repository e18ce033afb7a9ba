"""The running test for a bad batch, over the facts of a facility."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bothy.care.rules import BatchAlarm
from bothy.reports.batch import Case, Finding, Uses, look
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


def _uses(facts: Facts, months: Sequence[str]) -> Uses:
    table = facts.table("episode", months, ["at", "used", "substances"])
    table = table.filter(
        pc.fill_null(pc.not_equal(table["used"].cast(pa.string()), "no"), True)
    ).combine_chunks()
    every = table["at"].cast(pa.int64()).to_numpy()
    lists = table["substances"]
    when, told = every[pc.list_parent_indices(lists).to_numpy()], pc.list_flatten(lists)
    of = {code: np.sort(when[pc.equal(told, code).to_numpy()]) for code in pc.unique(told).to_pylist()}
    return Uses(np.sort(every), of)


def _cases(facts: Facts, months: Sequence[str]) -> list[Case]:
    """Real emergencies, with what was described of each."""
    wanted = ["subject", "at", "visit", "outcome", "naloxone_doses", "reversed", "substances", "appearances"]
    rows = [
        row
        for row in facts.table("emergency", months, wanted).to_pylist()
        if row["outcome"] != "raised_in_error"
    ]
    substances = stated(facts, rows)
    cases = []
    for row in rows:
        told, doses = substances.get(row["subject"]), row["naloxone_doses"]
        poor = doses >= POOR_AFTER_DOSES or (doses == POOR_AFTER_DOSES - 1 and row["reversed"] == "not")
        id = UUID(bytes=row["subject"])
        cases.append(
            Case(id, row["at"], tuple(told) if told else None, tuple(row["appearances"] or ()), poor)
        )
    return sorted(cases, key=lambda case: case.at)


def stated(facts: Facts, emergencies: Iterable[Mapping[str, Any]]) -> dict[bytes, list[str]]:
    """By emergency: the substances described, or else those of its visit's last use before it. Only those known.

    `emergencies`: rows of the facts' table with `subject`, `at`, `visit` and `substances`.
    """
    rows = list(emergencies)
    found = {row["subject"]: row["substances"] for row in rows if row["substances"] is not None}
    asked = {row["visit"]: row for row in rows if row["visit"] is not None and row["subject"] not in found}
    if asked:
        episodes = facts.table("episode", columns=["subject", "at", "substances"])
        theirs = pc.is_in(episodes["subject"], value_set=pa.array(list(asked), pa.binary(16)))
        for use in sorted(episodes.filter(theirs).to_pylist(), key=lambda use: use["at"]):
            case = asked[use["subject"]]
            if use["at"] <= case["at"] and use["substances"]:
                found[case["subject"]] = use["substances"]
    return found


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
