"""House rules: what a facility has decided, as data with a day from which it holds and a signer.

Every number here is a setting of the house, signed by its clinical lead; Bothy ships examples of
published practice, not advice. A departure from a rule is recorded with its reason, never blocked.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bothy.care.vocabulary import Role, Route, SupplyItem

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
    """The order of an emergency. ``ambulance``: when the house asks for one; never enforced, always recorded."""

    look_again_seconds: Seconds = 60
    next_dose_seconds: Seconds = 150
    naloxone_im_dose_mg: float = 0.4
    naloxone_nasal_dose_mg: float = 1.8
    raised_in_error_seconds: Seconds = 10
    ambulance: Literal["always", "not_rousable_after_two_doses", "lead_decides"] = "lead_decides"


class LegalBasis(Rule, frozen=True, kw_only=True):
    """By whose leave the house stands."""

    kind: Literal["prosecution_policy", "licence", "pilot_act", "other"]
    title: str
    conditions: tuple[str, ...] = ()
    review_on: str | None = None


class Duty(Rule, frozen=True, kw_only=True):
    """Something that must be done or sent, and by when."""

    name: str
    within_hours: int | None = None
    every: Literal["day", "week", "month", "quarter", "year"] | None = None


class HouseRules(Rule, frozen=True, kw_only=True):
    name: str
    jurisdiction: str
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)]
    legal_basis: LegalBasis
    minimum_age_years: Annotated[int, Meta(ge=0, le=120)] = 18
    routes: tuple[Route, ...] = ("vein", "muscle", "under_skin")
    capacity_people: Annotated[int, Meta(ge=1, le=10_000)] = 20
    opening_hours: Annotated[tuple[OpeningHours, ...], Meta(max_length=50)] = ()
    last_entry_minutes_before_close: Annotated[int, Meta(ge=0, le=1440)] = 30
    day_starts: TimeOfDay = "05:00"
    limits: Limits = Limits()
    emergency: EmergencyLadder = EmergencyLadder()
    barred_supplies: tuple[SupplyItem, ...] = ()
    cleaning_between: bool = True
    episode_starts_with_place: bool = True
    ask_otherwise_once_a_day: bool = True
    roles_for_acts: dict[str, tuple[Role, ...]] = {}
    duties: tuple[Duty, ...] = ()
    exempt_publications: tuple[str, ...] = ()
    suppress_below: Annotated[int, Meta(ge=0, le=1000)] = 5


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
    "note": (*_FLOOR, "manager"),
    "register-person": _FLOOR,
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
    "settle-contest": _CARE,
    "offer-referral": _FLOOR,
    "move-referral": (*_FLOOR, "manager"),
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
        "act",
        "move-ambulance",
        "close-emergency",
    }
)

SCOTLAND = HouseRules(
    name="Scotland: the Thistle's published practice",
    jurisdiction="Scotland",
    time_zone="Europe/London",
    legal_basis=LegalBasis(
        kind="prosecution_policy",
        title="Lord Advocate's statement of prosecution policy: simple possession within the facility",
        conditions=("footprint as on the site plan", "staff never handle, supply or prepare drugs"),
    ),
    opening_hours=_every_day("09:00", "21:00"),
    barred_supplies=("tourniquet", "pipe"),
    exempt_publications=("thistle",),
    duties=(Duty(name="figures to the health and social care partnership", every="month"),),
)

GENERIC = HouseRules(
    name="Generic",
    jurisdiction="not stated",
    time_zone="UTC",
    legal_basis=LegalBasis(kind="other", title="to be stated before the first visit"),
    opening_hours=_every_day("09:00", "21:00"),
    suppress_below=10,
)

INHALATION = msgspec.structs.replace(
    GENERIC,
    name="Generic, with inhalation room",
    routes=("vein", "muscle", "under_skin", "smoked", "foil", "pipe"),
)

SHIPPED: dict[str, HouseRules] = {"scotland": SCOTLAND, "generic": GENERIC, "inhalation": INHALATION}
