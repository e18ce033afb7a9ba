"""A briefing made: from one release (protected), the publication that is out, the house rules, the verdicts and the city's figures.

The same of all of these gives the same briefing. Nothing here reads a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from bothy.evidence.briefing.city import City
from bothy.evidence.briefing.house import cut
from bothy.evidence.briefing.notes import Figures, Notes
from bothy.evidence.briefing.parts import (
    city_part,
    claim_note,
    cost_part,
    day_part,
    emergencies_part,
    house_part,
    treatment_part,
)
from bothy.evidence.briefing.published import Published, published_part
from bothy.evidence.briefing.told import Brief, ClaimLine, Dot, Said, Span
from bothy.evidence.claims.judging import Verdict
from bothy.evidence.claims.saying import summary
from bothy.reports.charts import Theme
from bothy.reports.release import Release
from bothy.reports.wording import MONTHS, period_name

DEMO = "Demo: the people and everything they do here are invented. Do not quote these figures."
SETTLES_NOTHING = frozenset({"none", "not_yet", "too_little", "not_settled"})


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The journal as it stood: its last entry, on which day that was written, and what its rules say of the house."""

    facility: str
    demo: bool
    number: int
    digest: str
    day: date
    made_with: str
    pairs: tuple[tuple[str, str], ...]


def brief(
    record: Record,
    release: Release | None,
    verdicts: Sequence[Verdict],
    published: Published | None = None,
    city: City | None = None,
    given: str = "",
    theme: Theme = "day",
) -> Brief:
    """``theme``: of the pictures; paper is by day. ``release``: of the set "briefing"; None where no month is over yet. ``given``: what it costs, as whoever asked has put it."""
    notes = Notes()
    claims = tuple(_claim(one, notes) for one in verdicts)
    figures = None if release is None else Figures(release, notes, theme)
    house, keys = house_part(figures)
    day = day_part(figures)
    table = published_part(published, figures, notes)
    emergencies, treatment, cost = emergencies_part(figures), treatment_part(figures), cost_part(given, verdicts, notes)
    return Brief(
        facility=record.facility,
        stood=_day(record.day),
        period="no month is over yet" if release is None else period_name(release.since, release.until),
        warning=DEMO if record.demo else "",
        lead=_lead(verdicts),
        claims=claims,
        reading=READING,
        house=house,
        house_pairs=tuple((name, cut(says)) for name, says in record.pairs),
        keys=keys,
        day=day,
        published=table,
        emergencies=emergencies,
        treatment=treatment,
        city=city_part(city, notes),
        cost=cost,
        notes=notes.all,
        data=f"Data of each: the words after it, in a shell of the facility’s server{'' if release is None else f', for a period with --from {release.since} --to {release.until}'}.",
        trace=f"From entries 1 to {record.number:,} of the journal, digest {record.digest[:16]}",
        digest=record.digest,
        made=_made(record, release),
    )


READING = (
    "A verdict is worked out from stored estimates by one rule for every claim, whoever makes it: a direction is called only where independent "
    "results that point one way, from at least two places and on a design that can carry it, outnumber all that do not. It is never stronger than the data."
)


def _claim(verdict: Verdict, notes: Notes) -> ClaimLine:
    here, elsewhere = summary(verdict)
    weight = verdict.elsewhere.weight
    note = claim_note(verdict, notes)
    dots = sorted((Dot(one.vote, one.rung) for one in weight.findings), key=lambda one: (_ORDER[one.vote], -one.rung))
    return ClaimLine(
        title=verdict.claim.title, charge=verdict.claim.charge, here=here, elsewhere=elsewhere, tally=_tally(verdict), dots=tuple(dots),
        note=note, change=verdict.claim.would_change[0],
    )  # fmt: skip


_ORDER = {"for": 0, "mixed": 1, "null": 2, "against": 3, "unknown": 4}


def _tally(verdict: Verdict) -> str:
    weight = verdict.elsewhere.weight
    if not weight.findings:
        every = sum(verdict.elsewhere.models.values())
        return f"{every} models" if every else ""
    said = [(weight.count("for"), "for"), (weight.count("mixed"), "mixed"), (weight.count("null"), "no change"), (weight.count("against"), "against")]
    return ", ".join(f"{count} {word}" for count, word in said if count)


def _lead(verdicts: Sequence[Verdict]) -> tuple[Said, ...]:
    effects = [one for one in verdicts if one.claim.kind == "effect"]
    settled = [one for one in effects if one.elsewhere.weight.reading not in SETTLES_NOTHING]
    carried = [one for one in settled if one.elsewhere.weight.direction is not None]
    own = [one for one in effects if one.here.weight.reading not in SETTLES_NOTHING]
    first = (
        f"Of {len(effects)} claims about effects, made for and against such facilities, published studies call a direction for "
        f"{len(carried) or 'none'} and find no clear change for {(len(settled) - len(carried)) or 'none'}; the rest is not settled or too little studied."
    )
    second = (
        "Of this city none can be judged by its own figures yet." if not own else f"Of this city {len(own)} can be judged by its own figures so far."
    )
    third = "The pages that follow say what the facility does. They cannot say what would have happened without it."
    return ((Span(first, strong=True),), (Span(second, strong=True), Span(f" {third}")))


def _made(record: Record, release: Release | None) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Record", f"entries 1 to {record.number:,} of the journal of {record.facility}, the last written on {_day(record.day)}"),
        ("Digest of the journal there", record.digest),
        ("Checked with", f"bothy journal verify, and a checkpoint held elsewhere; bothy brief --number {record.number} makes these pages again, to the byte"),
        ("Made with", f"Bothy {record.made_with}"),
    ]
    if release is not None and release.hidden:
        rows.append(("Kept back", f"{release.hidden} figures: counts from 1 to {(release.rules.suppress_below or 1) - 1}, and what would give them away"))
    return tuple(rows)


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
