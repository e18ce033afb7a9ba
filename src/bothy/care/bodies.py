"""What entries say: one frozen Struct a kind, decoded strictly from the body's bytes.

A body holds no personal data: a service user, a member of staff, a device is a random id; free
text is a salted digest whose words live in an erasable row elsewhere. Names of kinds are past
tense: an entry is something that happened. ``KINDS`` is the whole list; the data dictionary and
the browser's copy are made from it.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Meta

from bothy.care.rules import HouseRules
from bothy.care.vocabulary import (
    ActionTaken,
    AgeBand,
    Alone,
    AmbulanceStep,
    Breathing,
    Consciousness,
    EmergencyOutcome,
    EmergencyWhere,
    EndedHow,
    Engagement,
    LastUsed,
    NaloxoneRoute,
    Otherwise,
    PlaceKind,
    PlaceStatus,
    Presentation,
    Pupils,
    Purpose,
    ReferralStep,
    ReferralTo,
    RiskFlag,
    Role,
    Route,
    SaidBy,
    SeenState,
    Service,
    Sex,
    Site,
    Skin,
    Stage,
    Substance,
    SupplyItem,
    TurnedAwayReason,
    Unasked,
    Used,
)  # fmt: skip

Time = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset; a time without one says nothing."""
Code = Annotated[str, Meta(min_length=1, max_length=60)]
Reason = Annotated[str, Meta(max_length=300)]
PlaceNumber = Annotated[int, Meta(ge=1, le=999)]
FewSubstances = Annotated[tuple[Substance, ...], Meta(max_length=12)]


# JSON as it came, kept unread, or nothing. msgspec takes no `Raw | None`: it would read only null.
if TYPE_CHECKING:
    MaybeRaw: TypeAlias = msgspec.Raw | None
else:
    MaybeRaw = msgspec.Raw


def null_is_nothing(struct: msgspec.Struct, field: str) -> None:
    """For ``__post_init__``: a MaybeRaw that came as JSON null is None."""
    if getattr(struct, field) == _NULL:
        msgspec.structs.force_setattr(struct, field, None)


_NULL = msgspec.Raw(b"null")


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The root of every entry body: strict, and small because defaults are not written."""


class Departure(Body, frozen=True, kw_only=True):
    """A house rule was not kept, and why. Recorded, never blocked."""

    rule: Code
    reason: Reason = "not_stated"


Departures = Annotated[tuple[Departure, ...], Meta(max_length=20)]


class Decision(Body, frozen=True, kw_only=True):
    """A body that could have been refused. ``contested``: it was acted on before the house could say no."""

    departures: Departures = ()
    contested: bool = False


# --- the facility (subject: the facility) --------------------------------------------------------


class PlaceSpec(Body, frozen=True, kw_only=True):
    """One place of the house. ``number`` is what is written on its wall."""

    number: PlaceNumber
    kind: PlaceKind = "inject"
    accessible: bool = False


class Clock(Body, frozen=True, kw_only=True):
    """The facility clock: facility time = origin + rate x (wall time - wall). Rate 0 is a pause."""

    origin: Time
    wall: Time
    rate: Annotated[float, Meta(ge=0, le=10_000)] = 1.0


class FacilityFounded(Body, frozen=True, kw_only=True):
    """Entry 1. ``demo``: the people are invented, and only then may the clock run off real time."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)]
    places: Annotated[tuple[PlaceSpec, ...], Meta(max_length=200)]
    demo: bool = False
    clock: Clock | None = None


class ClockSet(Body, frozen=True, kw_only=True):
    clock: Clock


class RulesSigned(Body, frozen=True, kw_only=True):
    """House rules, whole, in force from ``effective_from`` until later ones; ``signer`` answers for them."""

    rules: HouseRules
    effective_from: Time
    signer: UUID
    reason: Reason = ""


class FloorOpened(Decision, frozen=True, kw_only=True):
    pass


class FloorClosed(Decision, frozen=True, kw_only=True):
    reason: Reason = "end_of_day"


class PlaceChanged(Body, frozen=True, kw_only=True):
    place: PlaceNumber
    status: PlaceStatus
    reason: Reason = ""


class StaffCame(Body, frozen=True, kw_only=True):
    """A member of staff is on the floor in a role. ``cut_off``: the PIN was checked by a tablet on its own."""

    staff: UUID
    role: Role
    cut_off: bool = False


class StaffWent(Body, frozen=True, kw_only=True):
    staff: UUID


class TurnedAway(Body, frozen=True, kw_only=True):
    reason: TurnedAwayReason
    purpose: Purpose = "not_known"
    person: UUID | None = None


class Noted(Body, frozen=True, kw_only=True):
    """Free text was written (subject: what it is about). The words are erasable, this digest is not."""

    about: Annotated[str, Meta(min_length=1, max_length=60)]
    digest: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]


# --- a person (subject: the person) --------------------------------------------------------------


class PersonRegistered(Body, frozen=True, kw_only=True):
    """Age band and sex stand in the chain so that counts outlive a forgotten person."""

    age_band: AgeBand = "not_asked"
    sex: Sex = "not_asked"


# --- a visit (subject: the visit) ----------------------------------------------------------------


class VisitStarted(Decision, frozen=True, kw_only=True):
    person: UUID
    purposes: Annotated[tuple[Purpose, ...], Meta(min_length=1, max_length=20)]


class StageEntered(Decision, frozen=True, kw_only=True):
    """``with_staff``: who takes the assessment or watches over aftercare."""

    stage: Stage
    with_staff: UUID | None = None


class Preparation(Body, frozen=True, kw_only=True):
    """What goes into one use. Heroin and cocaine in one preparation is a snowball."""

    substances: FewSubstances | Unasked
    route: Route = "not_asked"
    site: Site = "not_asked"


Preparations = Annotated[tuple[Preparation, ...], Meta(max_length=12)]


class OtherwisePlace(Body, frozen=True, kw_only=True):
    """Where the person would have used otherwise, and alone? Asked once a day, skippable."""

    where: Otherwise
    alone: Alone = "not_asked"


class Assessed(Body, frozen=True, kw_only=True):
    """The talk before use. ``same_as_last``: confirmed by one tap, not retyped."""

    preparations: Preparations | Unasked
    last_used: LastUsed = "not_asked"
    risk_flags: Annotated[tuple[RiskFlag, ...], Meta(max_length=20)] | Unasked = "not_asked"
    otherwise: OtherwisePlace | None = None
    same_as_last: bool = False


class PlaceGiven(Decision, frozen=True, kw_only=True):
    place: PlaceNumber


class EpisodeStarted(Decision, frozen=True, kw_only=True):
    """One supervised use begins in a place. The episode's id is this entry's id."""

    place: PlaceNumber
    preparations: Preparations | Unasked


class EpisodeEnded(Body, frozen=True, kw_only=True):
    """``episode``: the entry that started it. ``used`` says whether the person did use."""

    episode: UUID
    used: Used = "yes"


class Seen(Body, frozen=True, kw_only=True):
    """Staff looked: awake, breathing. ``round``: part of "round done: all seen"."""

    state: SeenState = "awake"
    round: bool = False


class ServiceGiven(Body, frozen=True, kw_only=True):
    service: Service


class SuppliedItem(Body, frozen=True, kw_only=True):
    item: SupplyItem
    count: Annotated[int, Meta(ge=1, le=500)]


class SuppliesGiven(Decision, frozen=True, kw_only=True):
    """``returned``: used needles brought back; None where nobody counted (never zero by default)."""

    items: Annotated[tuple[SuppliedItem, ...], Meta(max_length=40)]
    for_others: bool | Unasked = "not_asked"
    returned: Annotated[int, Meta(ge=0, le=5000)] | None = None


class VisitEnded(Decision, frozen=True, kw_only=True):
    how: EndedHow = "left"


class WatchMissed(Body, frozen=True, kw_only=True):
    """Nobody looked in time. ``watch`` names what was watched; ``level`` counts escalations from 1."""

    watch: UUID
    rule: Code
    level: Annotated[int, Meta(ge=1, le=99)]
    due_at: Time


class ContestSettled(Body, frozen=True, kw_only=True):
    """A person decided between two truths. ``keeps``: the visit that holds the place or stays open."""

    about: Code
    keeps: UUID | None = None
    reason: Reason = ""


# --- a referral (subject: the referral) ----------------------------------------------------------


class ReferralOffered(Body, frozen=True, kw_only=True):
    person: UUID
    to: ReferralTo
    visit: UUID | None = None


class ReferralMoved(Body, frozen=True, kw_only=True):
    """One step towards an outcome. ``on`` is the day it happened, which may be before it was heard of."""

    step: ReferralStep
    on: date | None = None
    said_by: SaidBy = "staff"
    engagement: Engagement | None = None


# --- an emergency (subject: the emergency) -------------------------------------------------------


class EmergencyRaised(Body, frozen=True, kw_only=True):
    """One tap. Place and person may follow by ``emergency-placed``."""

    where: EmergencyWhere = "not_known"
    place: PlaceNumber | None = None
    visit: UUID | None = None


class EmergencyPlaced(Body, frozen=True, kw_only=True):
    where: EmergencyWhere
    place: PlaceNumber | None = None
    visit: UUID | None = None


class StaffJoined(Body, frozen=True, kw_only=True):
    """Staff who are with the person."""

    staff: UUID


class Observed(Body, frozen=True, kw_only=True):
    """What was seen of the person at one moment. Every field may be unknown; None is "not recorded"."""

    breathing: Breathing | None = None
    breaths_per_minute: Annotated[int, Meta(ge=0, le=80)] | None = None
    spo2_percent: Annotated[int, Meta(ge=0, le=100)] | None = None
    on_oxygen: bool | None = None
    consciousness: Consciousness | None = None
    skin: Skin | None = None
    pupils: Pupils | None = None
    pulse_per_minute: Annotated[int, Meta(ge=0, le=300)] | None = None
    systolic_mmhg: Annotated[int, Meta(ge=0, le=350)] | None = None
    diastolic_mmhg: Annotated[int, Meta(ge=0, le=250)] | None = None
    temperature_celsius: Annotated[float, Meta(ge=15, le=50)] | None = None
    glucose_mmol_per_litre: Annotated[float, Meta(ge=0, le=100)] | None = None


class Acted(Body, frozen=True, kw_only=True):
    action: ActionTaken
    dose_mg: Annotated[float, Meta(ge=0, le=100)] | None = None
    route: NaloxoneRoute | None = None
    batch: Annotated[str, Meta(max_length=60)] | None = None
    litres_per_minute: Annotated[float, Meta(ge=0, le=100)] | None = None
    by: UUID | None = None


class AmbulanceMoved(Body, frozen=True, kw_only=True):
    """``reason``: required by the house rules where no ambulance was called though they ask for one."""

    step: AmbulanceStep
    reason: Reason = ""
    departures: Departures = ()


class EmergencyClosed(Body, frozen=True, kw_only=True):
    outcome: EmergencyOutcome
    presentation: Presentation = "not_known"
    debrief_done: bool | None = None
    departures: Departures = ()


# --- any subject ---------------------------------------------------------------------------------


class Corrected(Body, frozen=True, kw_only=True):
    """Puts an earlier entry right; the subject is that entry's. ``void``: it did not happen.

    ``body``: what the corrected entry should have said, whole, as the latest version of its kind;
    ``happened_at``: when it should have said it happened. Absent parts stand.
    """

    entry: UUID
    kind: Code
    reason: Reason
    void: bool = False
    body: MaybeRaw = None
    happened_at: Time | None = None

    def __post_init__(self) -> None:
        null_is_nothing(self, "body")


class Kind(msgspec.Struct, frozen=True):
    name: str
    version: int
    body: type[Body]
    subject: str


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("facility-founded", 1, FacilityFounded, "facility"),
        Kind("clock-set", 1, ClockSet, "facility"),
        Kind("rules-signed", 1, RulesSigned, "facility"),
        Kind("floor-opened", 1, FloorOpened, "facility"),
        Kind("floor-closed", 1, FloorClosed, "facility"),
        Kind("place-changed", 1, PlaceChanged, "facility"),
        Kind("staff-came", 1, StaffCame, "facility"),
        Kind("staff-went", 1, StaffWent, "facility"),
        Kind("turned-away", 1, TurnedAway, "facility"),
        Kind("noted", 1, Noted, "any"),
        Kind("person-registered", 1, PersonRegistered, "person"),
        Kind("visit-started", 1, VisitStarted, "visit"),
        Kind("stage-entered", 1, StageEntered, "visit"),
        Kind("assessed", 1, Assessed, "visit"),
        Kind("place-given", 1, PlaceGiven, "visit"),
        Kind("episode-started", 1, EpisodeStarted, "visit"),
        Kind("episode-ended", 1, EpisodeEnded, "visit"),
        Kind("seen", 1, Seen, "visit"),
        Kind("service-given", 1, ServiceGiven, "visit"),
        Kind("supplies-given", 1, SuppliesGiven, "visit"),
        Kind("visit-ended", 1, VisitEnded, "visit"),
        Kind("watch-missed", 1, WatchMissed, "visit or emergency"),
        Kind("contest-settled", 1, ContestSettled, "visit"),
        Kind("referral-offered", 1, ReferralOffered, "referral"),
        Kind("referral-moved", 1, ReferralMoved, "referral"),
        Kind("emergency-raised", 1, EmergencyRaised, "emergency"),
        Kind("emergency-placed", 1, EmergencyPlaced, "emergency"),
        Kind("staff-joined", 1, StaffJoined, "emergency"),
        Kind("observed", 1, Observed, "emergency"),
        Kind("acted", 1, Acted, "emergency"),
        Kind("ambulance-moved", 1, AmbulanceMoved, "emergency"),
        Kind("emergency-closed", 1, EmergencyClosed, "emergency"),
        Kind("corrected", 1, Corrected, "any"),
    )
}

DECISIONS: frozenset[str] = frozenset(name for name, kind in KINDS.items() if issubclass(kind.body, Decision))

_encoder = msgspec.json.Encoder()
_decoders = {name: msgspec.json.Decoder(kind.body) for name, kind in KINDS.items()}


def encode(body: Body) -> bytes:
    """The bytes that are hashed and stored: compact JSON, fields in declared order, defaults left out."""
    return _encoder.encode(body)


def decode(kind: str, data: bytes) -> Body:
    """Read a stored body. KeyError for an unknown kind, msgspec.ValidationError for a body that does not fit."""
    return _decoders[kind].decode(data)
