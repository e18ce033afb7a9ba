"""House rules: what a facility has decided, as data with a day from which it holds and a signer.

Every number here is a setting of the house, signed by its clinical lead; Bothy ships examples of
published practice, not advice. A departure from a rule is recorded with its reason, never blocked.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from bothy.care.vocabulary import AmbulanceCondition, Competence, IncidentAct, Role, Route, SupplyItem

Minutes = Annotated[int, Meta(ge=1, le=1440)]
Seconds = Annotated[int, Meta(ge=1, le=3600)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The root of every part of the house rules."""


class OpeningHours(Rule, frozen=True, kw_only=True):
    """Local times "09:00"; the day after when ``closes`` is not later than ``opens``. Days without hours are closed."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    opens: TimeOfDay
    closes: TimeOfDay


class Limits(Rule, frozen=True, kw_only=True):
    """How long each stage may last, and how often someone must look. Minutes; None is "no limit"."""

    waiting_due_minutes: Minutes | None = 15
    assessment_due_minutes: Minutes | None = 20
    place_due_minutes: Minutes | None = 30
    place_limit_minutes: Minutes | None = 45
    seen_every_minutes: Minutes = 5
    seen_every_minutes_aftercare: Minutes = 10
    aftercare_minimum_minutes: Annotated[int, Meta(ge=0, le=1440)] = 15
    after_naloxone_watch_minutes: Minutes = 60
    after_naloxone_seen_every_minutes: Minutes = 5
    escalate_after_minutes: Minutes = 2
    escalate_levels: Annotated[int, Meta(ge=0, le=99)] = 3


class EmergencyLadder(Rule, frozen=True, kw_only=True):
    """The order of an emergency. ``ambulance``: when the house asks for one; never enforced, always recorded.

    ``ambulance_when``: what else asks for one, whatever ``ambulance`` says. ``most_doses_before_review``:
    after so many doses of naloxone, think again before the next. ``low_*``, ``cool_from_celsius``,
    ``hot_from_celsius``: from where the pad prompts. The watch after the last dose is in the limits
    (``after_naloxone_watch_minutes``, ``after_naloxone_seen_every_minutes``).
    """

    look_again_seconds: Seconds = 60
    next_dose_seconds: Seconds = 150
    naloxone_im_dose_mg: float = 0.4
    naloxone_nasal_dose_mg: float = 1.8
    raised_in_error_seconds: Seconds = 10
    ambulance: Literal["always", "not_rousable_after_two_doses", "lead_decides"] = "lead_decides"
    ambulance_when: Annotated[tuple[AmbulanceCondition, ...], Meta(max_length=20)] = ()
    oxygen_first: bool = True
    most_doses_before_review: Annotated[int, Meta(ge=1, le=20)] = 3
    low_breaths_per_minute: Annotated[int, Meta(ge=1, le=30)] = 10
    low_spo2_percent: Annotated[int, Meta(ge=50, le=100)] = 94
    low_glucose_mmol_per_litre: Annotated[float, Meta(ge=1, le=10)] = 4.0
    cool_from_celsius: Annotated[float, Meta(ge=36, le=43)] = 38.5
    hot_from_celsius: Annotated[float, Meta(ge=37, le=44)] = 40.0
    long_seizure_seconds: Seconds = 300


class BatchAlarm(Rule, frozen=True, kw_only=True):
    """The running test on emergencies for a bad batch (``reports.batch``).

    ``ratio``: how many times the usual rate it looks for; fewer than ``at_least`` are never flagged. The usual rate is the house's own, over the
    ``baseline_days`` before the last ``watch_days``, drawn towards ``prior_per_1000`` uses as if that had
    been seen in ``prior_uses``; ``rate_quantile`` of what it may be is taken, since it is only estimated.
    """

    on: bool = True
    ratio: Annotated[float, Meta(ge=1.5, le=20)] = 5.0
    false_alarms_per_year: Annotated[float, Meta(gt=0, le=50)] = 2.0
    at_least: Annotated[int, Meta(ge=2, le=50)] = 3
    watch_days: Annotated[int, Meta(ge=1, le=60)] = 14
    baseline_days: Annotated[int, Meta(ge=14, le=1500)] = 365
    prior_per_1000: Annotated[float, Meta(gt=0, le=500)] = 10.0
    prior_uses: Annotated[float, Meta(ge=1, le=100_000)] = 200.0
    rate_quantile: Annotated[float, Meta(ge=0.05, le=0.99)] = 0.5


class LegalBasis(Rule, frozen=True, kw_only=True):
    """By whose leave the house stands.

    ``reference``: number or name of the document, ``given_by`` whom, holding from ``since`` to ``until``.
    ``footprint``: the rooms and doors it covers, as on the plan; ``capacity_people``, ``capacity_places``: the most it
    allows, where it says so. ``review_on``, ``reviews``: when it is looked at again (dates as 2026-01-31).
    """

    kind: Literal["prosecution_policy", "licence", "pilot_act", "other"]
    title: str
    conditions: tuple[str, ...] = ()
    review_on: str | None = None
    reference: Annotated[str, Meta(max_length=200)] = ""
    given_by: Annotated[str, Meta(max_length=200)] = ""
    since: date | None = None
    until: date | None = None
    footprint: Annotated[tuple[str, ...], Meta(max_length=100)] = ()
    capacity_people: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    capacity_places: Annotated[int, Meta(ge=1, le=999)] | None = None
    reviews: Annotated[tuple[date, ...], Meta(max_length=60)] = ()


class Staffing(Rule, frozen=True, kw_only=True):
    """Who must be on the floor while it is open. ``of_role``: so many of a role at least, a higher one counting too
    where ``senior_counts``; ``places_per_watcher``: so many people in places for each who may watch (None: no rule)."""

    on_floor_at_least: Annotated[int, Meta(ge=0, le=200)] = 2
    of_role: dict[Role, Annotated[int, Meta(ge=0, le=50)]] = {}
    senior_counts: bool = True
    watchers: tuple[Role, ...] = ("worker", "nurse", "shift_lead")
    places_per_watcher: Annotated[int, Meta(ge=1, le=50)] | None = None


class CompetenceRule(Rule, frozen=True, kw_only=True):
    """What somebody must be trained for. ``roles``: everyone of these; ``on_floor``: so many of those on the floor at any time.

    ``valid_months``: how long a training holds where its own end is not told; ``remind_days`` before that.
    """

    competence: Competence
    roles: tuple[Role, ...] = ()
    on_floor: Annotated[int, Meta(ge=0, le=50)] = 0
    valid_months: Annotated[int, Meta(ge=1, le=120)] = 12
    remind_days: Annotated[int, Meta(ge=0, le=365)] = 30


class Lead(Rule, frozen=True, kw_only=True):
    """Who answers for the house rules, by name: ``staff`` is the random id of somebody who works here."""

    post: Literal["clinical_lead", "service_lead"]
    staff: UUID


class Retention(Rule, frozen=True, kw_only=True):
    """How long what may be forgotten is kept. ``backups_days``: the oldest backup that the house keeps.

    ``person_idle_months``: names of people who have not come for so long go; ``notes_months``: typed words go. None: until asked.
    """

    backups_days: Annotated[int, Meta(ge=1, le=3660)] = 90
    person_idle_months: Annotated[int, Meta(ge=1, le=240)] | None = None
    notes_months: Annotated[int, Meta(ge=1, le=240)] | None = None


class Duty(Rule, frozen=True, kw_only=True):
    """Something that must be done or sent, and by when.

    ``after``: it hangs on each emergency (counted from its raising), on each for which an ambulance was
    called (from the call), on a death (from the closing), or on each complaint (from its opening), which the act
    ``kept_by`` keeps; ``within_hours`` from then. ``every``: it comes again each day, week, month, quarter or year, and is
    due at the end of it, or ``within_hours`` after that.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    within_hours: Annotated[int, Meta(ge=1, le=8784)] | None = None
    every: Literal["day", "week", "month", "quarter", "year"] | None = None
    after: Literal["emergency", "ambulance", "death", "complaint"] | None = None
    kept_by: IncidentAct | None = None


class Return(Rule, frozen=True, kw_only=True):
    """Figures that somebody waits for: which set of tables, to whom, how often, and by when.

    ``within_days`` after the period's last day, in working days where ``working_days`` says so (weekends
    and ``bank_holidays`` are none). ``months`` so_far: the publication prints its year up to the period,
    else the period alone. ``remind_days``: from so many days before it is due the office is reminded.
    """

    set: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
    to: Annotated[str, Meta(min_length=1, max_length=200)]
    every: Literal["month", "quarter", "year"] = "month"
    within_days: Annotated[int, Meta(ge=1, le=366)] = 3
    working_days: bool = True
    months: Literal["so_far", "period"] = "so_far"
    remind_days: Annotated[int, Meta(ge=0, le=60)] = 5


class HouseRules(Rule, frozen=True, kw_only=True):
    """``leads``: who signs these rules; nobody named: whoever has the role for it. ``two_person_acts``: commands that
    need a second person; without one they are recorded as a departure. ``break_glass_minutes``: how long the vault stays
    open to somebody who broke the glass.

    ``suppress_below``: counts from 1 to under it are kept back in what leaves the house, except in
    ``exempt_publications``; ``round_to``: the rest is rounded to a multiple of it (0: not)."""

    name: str
    jurisdiction: str
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)]
    legal_basis: LegalBasis
    leads: Annotated[tuple[Lead, ...], Meta(max_length=20)] = ()
    minimum_age_years: Annotated[int, Meta(ge=0, le=120)] = 18
    routes: tuple[Route, ...] = ("vein", "muscle", "under_skin")
    capacity_people: Annotated[int, Meta(ge=1, le=10_000)] = 20
    opening_hours: Annotated[tuple[OpeningHours, ...], Meta(max_length=50)] = ()
    last_entry_minutes_before_close: Annotated[int, Meta(ge=0, le=1440)] = 30
    day_starts: TimeOfDay = "05:00"
    limits: Limits = Limits()
    emergency: EmergencyLadder = EmergencyLadder()
    batch: BatchAlarm = BatchAlarm()
    barred_supplies: tuple[SupplyItem, ...] = ()
    cleaning_between: bool = True
    episode_starts_with_place: bool = True
    ask_otherwise_once_a_day: bool = True
    roles_for_acts: dict[str, tuple[Role, ...]] = {}
    staffing: Staffing = Staffing()
    competences: Annotated[tuple[CompetenceRule, ...], Meta(max_length=30)] = ()
    two_person_acts: Annotated[tuple[str, ...], Meta(max_length=50)] = (
        "find-item",
        "move-item",
        "count-items",
        "export-linkage",
        "decide-request",
    )
    retention: Retention = Retention()
    break_glass_minutes: Minutes = 15
    duties: tuple[Duty, ...] = ()
    returns: Annotated[tuple[Return, ...], Meta(max_length=50)] = ()
    bank_holidays: Annotated[str, Meta(pattern="^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$")] = ""
    exempt_publications: tuple[str, ...] = ()
    suppress_below: Annotated[int, Meta(ge=0, le=1000)] = 5
    round_to: Annotated[int, Meta(ge=0, le=100)] = 0


def _every_day(opens: str, closes: str) -> tuple[OpeningHours, ...]:
    return tuple(OpeningHours(weekday=day, opens=opens, closes=closes) for day in range(7))


_FLOOR: tuple[Role, ...] = ("reception", "worker", "nurse", "shift_lead")
_CARE: tuple[Role, ...] = ("worker", "nurse", "shift_lead")

ROLES_FOR_ACTS: dict[str, tuple[Role, ...]] = {
    "found-facility": ("administrator",),
    "set-clock": ("administrator",),
    "sign-rules": ("manager", "administrator"),
    "open-floor": ("shift_lead", "nurse", "manager"),
    "close-floor": ("shift_lead", "nurse", "manager"),
    "change-place": _FLOOR,
    "come-on-shift": (*_FLOOR, "manager"),
    "go-off-shift": (*_FLOOR, "manager"),
    "turn-away": _FLOOR,
    "note-stock": (*_CARE, "manager"),
    "note": (*_FLOOR, "manager"),
    "register-person": _FLOOR,
    "link-person": _FLOOR,
    "merge-person": ("nurse", "shift_lead", "manager"),
    "start-visit": _FLOOR,
    "enter-stage": _FLOOR,
    "assess": _CARE,
    "give-place": _CARE,
    "start-episode": _CARE,
    "end-episode": _CARE,
    "see": _FLOOR,
    "give-service": _FLOOR,
    "give-supplies": _FLOOR,
    "end-visit": _FLOOR,
    "miss-watch": ("administrator",),
    "flag-batch": ("administrator",),
    "end-flag": ("nurse", "shift_lead", "manager"),
    "settle-contest": _CARE,
    "offer-referral": _FLOOR,
    "move-referral": (*_FLOOR, "manager"),
    "explain-departure": (*_CARE, "manager"),
    "debrief": (*_FLOOR, "manager"),
    "do-duty": ("nurse", "shift_lead", "manager", "administrator"),
    "note-export": ("manager", "administrator"),
    "check-publication": ("analyst", "manager"),
    "sign-publication": ("manager",),
    "withdraw-publication": ("manager",),
    "send-publication": ("analyst", "manager"),
    "forget-person": ("shift_lead", "manager", "administrator"),
    "erase-words": ("shift_lead", "manager", "administrator"),
    "note-held-shown": ("nurse", "shift_lead", "manager"),
    "say-consent": ("worker", "nurse", "shift_lead", "manager"),
    "keep-in-vault": ("nurse", "shift_lead", "manager"),
    "open-vault": ("nurse", "shift_lead", "manager"),
    "review-look": ("manager", "administrator"),
    "export-linkage": ("manager",),
    "receive-request": ("shift_lead", "manager", "administrator"),
    "decide-request": ("manager",),
    "answer-request": ("manager",),
    "note-competence": ("shift_lead", "manager", "administrator"),
    "note-access": ("shift_lead", "manager", "administrator"),
    "notice-guessing": ("administrator",),
    "propose-rules": ("shift_lead", "manager", "administrator"),
    "withdraw-proposal": ("shift_lead", "manager", "administrator"),
    "say-readiness": ("shift_lead", "manager", "administrator"),
    "sign-protocol": ("manager",),
    "review-protocol": ("manager",),
    "find-item": ("reception", "worker", "nurse", "shift_lead", "manager"),
    "move-item": ("worker", "nurse", "shift_lead", "manager"),
    "count-items": ("nurse", "shift_lead", "manager"),
    "open-incident": ("reception", "worker", "nurse", "shift_lead", "manager"),
    "move-incident": ("worker", "nurse", "shift_lead", "manager"),
    "set-restriction": ("nurse", "shift_lead", "manager"),
    "move-restriction": ("reception", "worker", "nurse", "shift_lead", "manager"),
    "let-visitor-in": ("reception", "worker", "nurse", "shift_lead", "manager"),
    "let-visitor-out": ("reception", "worker", "nurse", "shift_lead", "manager"),
    "keep-duty": ("nurse", "shift_lead", "manager", "administrator"),
    "note-inspection": ("shift_lead", "manager", "inspector", "administrator"),
    "correct": (*_FLOOR, "manager"),
}
"""Who may do what, where the house has not said otherwise. Acts of an emergency are open to everyone
with any claim or none: an emergency never waits for a PIN, a lock-out or a conflict."""

EMERGENCY_ACTS: frozenset[str] = frozenset(
    {
        "raise-emergency",
        "place-emergency",
        "join-emergency",
        "observe",
        "say-presentation",
        "act",
        "move-ambulance",
        "close-emergency",
        "describe-substance",
    }
)

SCOTLAND = HouseRules(
    name="Scotland: the Thistle's published practice",
    jurisdiction="Scotland",
    time_zone="Europe/London",
    legal_basis=LegalBasis(
        kind="prosecution_policy",
        title="Lord Advocate's statement of prosecution policy: simple possession within the facility",
        # Only what is published of it; that each line fits this house a lawyer must check (docs/house-rules.md).
        conditions=(
            "footprint as on the site plan",
            "staff never handle, supply or prepare drugs",
            "simple possession within the facility only: possession stays an offence, supply and the journey are outside",
            "drugs seized by the police are never returned",
            "robust evaluation and engagement",
            "the policy is under review",
        ),
        reference="Lord Advocate's statement, September 2023, and guidelines to the police (Annex A: plan of the footprint)",
        given_by="Lord Advocate",
    ),
    staffing=Staffing(on_floor_at_least=3, of_role={"nurse": 1}, places_per_watcher=4),
    competences=(
        CompetenceRule(competence="life_support", roles=("worker", "nurse", "shift_lead"), on_floor=2),
        CompetenceRule(
            competence="naloxone", roles=("worker", "nurse", "shift_lead"), on_floor=2, valid_months=24
        ),
        CompetenceRule(competence="safeguarding", roles=("nurse", "shift_lead"), valid_months=24),
    ),
    opening_hours=_every_day("09:00", "21:00"),
    barred_supplies=("tourniquet", "pipe"),
    exempt_publications=("thistle",),
    emergency=EmergencyLadder(
        ambulance_when=(
            "not_breathing",
            "cpr",
            "not_rousable_after_two_doses",
            "chest_pain",
            "long_seizure",
            "second_seizure",
            "stroke_signs",
            "hot",
            "hot_and_confused",
        ),
    ),
    returns=(Return(set="thistle", to="health and social care partnership"),),
    bank_holidays="GB-SCT",
    duties=(
        Duty(name="notice of the emergency to the service manager", after="emergency", within_hours=24),
        Duty(
            name="notice of a call-out to the health and social care partnership",
            after="ambulance",
            within_hours=48,
        ),
        Duty(name="notice of a death to the procurator fiscal", after="death", within_hours=24),
        Duty(name="notice of a death to the Care Inspectorate", after="death", within_hours=48),
        Duty(name="complaint acknowledged", after="complaint", kept_by="acknowledged", within_hours=72),
        Duty(name="complaint answered", after="complaint", kept_by="answered", within_hours=480),
        Duty(name="count of what was left behind", every="week", within_hours=24),
        Duty(name="test of the alarm and the defibrillator", every="week", within_hours=24),
        Duty(
            name="return of incidents to the health and social care partnership",
            every="month",
            within_hours=240,
        ),
    ),
)

GENERIC = HouseRules(
    name="Generic",
    jurisdiction="not stated",
    time_zone="UTC",
    legal_basis=LegalBasis(
        kind="other",
        title="to be stated before the first visit",
        conditions=("to be stated: what the licence, act or policy asks for, in its own words",),
    ),
    opening_hours=_every_day("09:00", "21:00"),
    suppress_below=10,
)

INHALATION = msgspec.structs.replace(
    GENERIC,
    name="Generic, with inhalation room",
    routes=("vein", "muscle", "under_skin", "smoked", "foil", "pipe"),
)

SHIPPED: dict[str, HouseRules] = {"scotland": SCOTLAND, "generic": GENERIC, "inhalation": INHALATION}
