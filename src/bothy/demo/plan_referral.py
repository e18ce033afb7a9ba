"""Referrals through weeks: offered, and then what was heard of it, or that nothing was."""

from datetime import date, timedelta
from uuid import UUID

from numpy.random import Generator

from bothy.care.bodies import ReferralMoved, ReferralOffered
from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import made_id, pick
from bothy.demo.plan_write import Scribe

TO = {
    "drug_treatment": 0.34, "housing": 0.22, "bbv_team": 0.1, "gp": 0.07, "mental_health": 0.08, "social_work": 0.05,
    "welfare_rights": 0.06, "wound_clinic": 0.04, "third_sector": 0.03, "legal_advice": 0.01,
}  # fmt: skip
OFFERED_SHARE = 0.085
STEPS = (
    # step, chance of it given the one before, days it takes (low, high), who says so
    ("made", 0.92, 0, 2, "staff"),
    ("acknowledged", 0.8, 1, 9, "service"),
    ("appointment", 0.82, 1, 8, "service"),
    ("attended", 0.58, 3, 20, "service"),
    ("engaged", 0.55, 2, 21, "service"),
)
ENGAGED = {
    "drug_treatment": "opioid_substitution_started", "housing": "tenancy_started", "mental_health": "counselling_started",
    "bbv_team": "treatment_for_virus_started",
}  # fmt: skip


class Referrals:
    """Offers referrals on a day's visits and brings each one's news on the days on which it came."""

    def __init__(self) -> None:
        self._news: dict[date, list[tuple[UUID, ReferralMoved]]] = {}

    def offer(self, scribe: Scribe, rng: Generator, stay: Stay) -> None:
        """Perhaps offer one before the person leaves."""
        at = stay.minutes
        if rng.random() > OFFERED_SHARE or stay.emergency:
            return
        # The draws come first, so that a short visit does not shift anybody else's.
        to, yes = pick(rng, TO), float(rng.random())
        minute = at["leaves"] - min(1.2, (at["leaves"] - at["comes"]) / 3)
        staff = scribe.who(minute, "worker", "nurse")
        subject = made_id(scribe.seed, "referral", stay.id)
        scribe.write(
            minute,
            "offer-referral",
            subject,
            ReferralOffered(person=stay.person.id, to=to, visit=stay.id),
            staff,
        )
        if yes > 0.93:
            return
        told = "declined" if yes > 0.66 else "accepted"
        moved = ReferralMoved(step=told, on=scribe.day, said_by="service_user")
        scribe.write(minute + 0.2, "move-referral", subject, moved, staff)
        if told == "accepted":
            self._course(rng, subject, to, scribe.day)

    def _course(self, rng: Generator, subject: UUID, to: str, day: date) -> None:
        on = heard = day
        for step, chance, low, high, who in STEPS:
            on = on + timedelta(days=int(rng.integers(low, high + 1)))
            heard = max(heard, on + timedelta(days=int(rng.integers(0, 4)) if low else 0))
            if rng.random() > chance:
                lost = rng.random()
                if lost < 0.35:
                    return
                said = "lost" if lost < 0.7 else "not_known"
                self._tell(heard + timedelta(days=14), subject, ReferralMoved(step=said, said_by="staff"))
                return
            engaged = ENGAGED.get(to, "other") if step == "engaged" else None
            told_by = "service_user" if step == "attended" and rng.random() < 0.3 else who
            self._tell(heard, subject, ReferralMoved(step=step, on=on, said_by=told_by, engagement=engaged))

    def _tell(self, day: date, subject: UUID, moved: ReferralMoved) -> None:
        self._news.setdefault(day, []).append((subject, moved))

    def news(self, scribe: Scribe, rng: Generator) -> None:
        """What was heard on this day of earlier referrals, written down at the desk."""
        told = self._news.pop(scribe.day, [])
        # In the order in which it was told, so that no step of one referral overtakes another.
        for (subject, moved), minute in zip(told, sorted(rng.uniform(600, 1140, len(told))), strict=True):
            # Made on the day of the offer: the step must come after it, when the floor has closed.
            minute = 1262.0 if moved.step == "made" and moved.on == scribe.day else float(minute)
            scribe.write(minute, "move-referral", subject, moved, scribe.who(minute, "worker", "nurse"))
