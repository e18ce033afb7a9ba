"""A referral's lines as facts: how far it came, how it ended, and each step with who said so."""

from datetime import date

from bothy.care.bodies import ReferralMoved, ReferralOffered
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows

LADDER = ("offered", "accepted", "made", "acknowledged", "appointment", "attended", "engaged")
"""Each rung implies those before it: nobody attends what was never made."""

ENDINGS = frozenset({"declined", "engaged", "lost", "not_known"})
_RUNG = {step: rung for rung, step in enumerate(LADDER)}
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def add_referral(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one referral's rows into `out`. Steps of a referral that nobody offered make no cohort row."""
    offer: ReferralOffered | None = None
    offered_at = 0
    rung = 0
    step = said_by = engagement = step_at = None
    steps = []
    for at, number, _, _, body in subject.lines:
        if isinstance(body, ReferralOffered) and offer is None:
            offer, offered_at = body, at
            step, step_at = step or "offered", step_at or at
            steps.append((at, number, "offered", None, None, None))
        elif isinstance(body, ReferralMoved):
            step, step_at, said_by = body.step, at, body.said_by
            engagement = body.engagement or engagement
            rung = max(rung, _RUNG.get(body.step, 0))
            steps.append((at, number, body.step, body.on, body.said_by, body.engagement))
    for at, number, moved, on, told, engaged in steps:
        day = None if on is None else on.toordinal() - _EPOCH_DAY
        out["referral_step"].append(
            (subject.id, calendar.day_of(at), at, moved, day, told, engaged, number, subject.last(number))
        )
    if offer is None:
        return
    numbers = [line[1] for line in subject.lines]
    out["referral"].append(
        (
            subject.id,
            calendar.day_of(offered_at),
            offered_at,
            offer.person.bytes,
            offer.visit.bytes if offer.visit else None,
            offer.to,
            LADDER[rung],
            step if step in ENDINGS else None,
            step,
            step_at,
            said_by,
            engagement,
            min(numbers),
            subject.last(max(numbers)),
        )  # fmt: skip
    )
