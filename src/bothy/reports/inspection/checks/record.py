"""The record itself: the chain, checkpoints held outside, what restores left, and that nothing here handles drugs."""

from collections.abc import Sequence

import msgspec

from bothy.care.words import label
from bothy.journal.checkpoint import key_id
from bothy.journal.store import Checkpoint
from bothy.journal.verify import Verdict
from bothy.reports.inspection import absence
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged

CHAIN = Question(
    id="journal_chain", group="record",
    asks="Is the journal as it was written, from its first entry to its last?",
    rule="None: the journal is append only",
    condition="Register is append only; corrections by counter-entry",
    how="Each entry's digest is worked out anew from the one before (SHA-256), each receipt compared, and the guards in the database that refuse changes are looked for.",
)  # fmt: skip
CHECKPOINTS = Question(
    id="checkpoints", group="record",
    asks="Does the journal agree with the checkpoints that the inspector brought?",
    rule="None",
    condition="The record cannot be rewritten or cut off unnoticed",
    how="Each checkpoint's signature against the facility's key, and its entry and digest against the journal. Those that are kept beside the journal are compared too, and prove less.",
)  # fmt: skip
TOLD_LATE = Question(
    id="told_late", group="record",
    asks="How much was told late or put right afterwards?",
    rule="None",
    condition="Corrections are seen",
    how="Entries that happened in the period and were recorded more than two minutes later, or correct another. They count as they stand now, with the time told.",
)  # fmt: skip
KNOWN = Question(
    id="known_kinds", group="record",
    asks="Is every entry of a kind that this Bothy knows?",
    rule="None",
    condition="Nothing is in the record that cannot be read",
    how="All entries of the whole journal, by kind.",
)  # fmt: skip
ABSENCE = Question(
    id="no_handling", group="record",
    asks="Is there anything by which staff could write down that they received, held, weighed, prepared, tested or handed on a drug?",
    rule="None: it cannot be set",
    condition="Absence proof: staff never handle, supply or prepare drugs",
    how="All kinds of entries and all commands of this version, each told apart by hand, and the name of every field by machine (the list is in data/kinds.csv).",
)  # fmt: skip


class Walked(msgspec.Struct, frozen=True):
    """What a verify of the journal said, and what it was held against. ``brought``: checkpoints held by the inspector; ``key``: raw, 32 bytes."""

    verdict: Verdict
    brought: tuple[Checkpoint, ...] = ()
    beside: int = 0
    key: bytes = b""


def chain(ground: Ground, walked: Walked) -> Answer:
    verdict, number = walked.verdict, ground.record.number
    findings = []
    if not verdict.ok and verdict.fault != "checkpoint":
        entries = () if verdict.first_bad is None else (verdict.first_bad,)
        findings.append(Finding(since=ground.until, says=verdict.sentence, entries=entries))
    findings += [
        Finding(
            since=round(one.at.timestamp() * 1_000_000),
            says=one.sentence,
            entries=(one.number,),
            explained="a restore, written down",
            note="missing" not in one.sentence,
        )
        for one in verdict.ended
        if one.number <= number
    ]
    return judged(CHAIN, f"entries 1 to {number:,}, head digest {ground.record.digest[:16]}", findings)


def checkpoints(ground: Ground, walked: Walked) -> Answer:
    verdict = walked.verdict
    of = f"{count(len(walked.brought), 'checkpoint')} brought, {walked.beside:,} kept beside the journal; key {key_id(walked.key) if walked.key else 'none yet'}"
    by_one = verdict.fault in ("checkpoint", "cut off", "rewritten")
    findings = [Finding(since=ground.until, says=verdict.sentence)] if not verdict.ok and by_one else []
    unsaid = (
        ""
        if walked.brought
        else "None was brought. Whoever keeps one outside the house brings it along: bothy inspect --checkpoint FILE."
    )
    if not verdict.ok and not by_one and not unsaid:
        unsaid = "The journal is not as it was written, so nothing beyond the break can be compared."
    return judged(CHECKPOINTS, of, findings, unsaid)


def told_late(ground: Ground) -> Answer:
    late = ground.record.late
    of = f"{count(late.entries, 'entry', 'entries')}: {late.late:,} told late (at most {late.longest_seconds // 60:,} minutes), {count(late.corrections, 'correction')}"
    return judged(TOLD_LATE, of, [])


def known(ground: Ground) -> Answer:
    findings = [
        Finding(
            since=ground.until,
            says=f"{count(many, 'entry', 'entries')} of the kind “{kind}”, which this Bothy does not know",
        )
        for kind, many in sorted(ground.record.unknown.items())
    ]
    whole = sum(ground.record.kinds.values())
    return judged(
        KNOWN, f"{count(whole, 'entry', 'entries')} of {count(len(ground.record.kinds), 'kind')}", findings
    )


def no_handling(ground: Ground) -> Answer:
    kinds = absence.kinds()
    findings = [Finding(since=ground.until, says=one) for one in absence.troubles()]
    fields = sum(len(one.fields) for one in kinds)
    of = f"{count(len(kinds), 'kind')} of entries with {count(fields, 'field')}, and {count(len(absence.COMMAND_MAKES), 'command')}"
    return judged(ABSENCE, of, findings + list(_checked(ground)))


def _checked(ground: Ground) -> Sequence[Finding]:
    """A service called drug checking says that it took place, and not who had what in their hands."""
    times = ground.record.services_within.get("drug_checking", 0)
    if not times:
        return ()
    said = label("service", "drug_checking").lower()
    return (
        Finding(
            since=ground.since,
            until=ground.until,
            note=True,
            says=f"The service “{said}” was written down {count(times, 'time')}: that it took place, not who did it. By whose licence it is done is not in this record.",
        ),
    )


__all__ = [
    "ABSENCE",
    "CHAIN",
    "CHECKPOINTS",
    "KNOWN",
    "TOLD_LATE",
    "Walked",
    "chain",
    "checkpoints",
    "known",
    "no_handling",
    "told_late",
]
