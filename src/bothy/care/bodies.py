"""What entries say: one frozen Struct a kind, decoded strictly from the body's bytes.

A body holds no personal data: a service user, a member of staff, a device is a random id; free
text is a salted digest whose words live in an erasable row elsewhere. Names of kinds are past
tense: an entry is something that happened (``kinds``).
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.bodies_emergency import (
    Acted as Acted,
)  # fmt: skip
from bothy.care.bodies_emergency import (
    AmbulanceMoved as AmbulanceMoved,
)
from bothy.care.bodies_emergency import (
    Debriefed as Debriefed,
)
from bothy.care.bodies_emergency import (
    DepartureExplained as DepartureExplained,
)
from bothy.care.bodies_emergency import (
    DutyDone as DutyDone,
)
from bothy.care.bodies_emergency import (
    EmergencyClosed as EmergencyClosed,
)
from bothy.care.bodies_emergency import (
    EmergencyPlaced as EmergencyPlaced,
)
from bothy.care.bodies_emergency import (
    EmergencyRaised as EmergencyRaised,
)
from bothy.care.bodies_emergency import (
    Observed as Observed,
)
from bothy.care.bodies_emergency import (
    PresentationSaid as PresentationSaid,
)
from bothy.care.bodies_emergency import (
    StaffJoined as StaffJoined,
)
from bothy.care.body import (
    Body,
    Code,
    Decision,
    Departures,
    MaybeRaw,
    PlaceNumber,
    Reason,
    Time,
    null_is_nothing,
)  # fmt: skip
from bothy.care.rules import HouseRules
from bothy.care.vocabulary import (
    AgeBand,
    Alone,
    EndedHow,
    Engagement,
    LastUsed,
    Otherwise,
    PlaceKind,
    PlaceStatus,
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
    Stage,
    StockItem,
    StockStatus,
    Substance,
    SupplyItem,
    TurnedAwayReason,
    Unasked,
    Used,
)  # fmt: skip

FewSubstances = Annotated[tuple[Substance, ...], Meta(max_length=12)]


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
    """House rules, whole, in force from ``effective_from`` until later ones; ``signer`` answers for them.

    ``proposal``: what was proposed and is signed (the subject of its `rules-proposed`), where they were proposed first.
    """

    rules: HouseRules
    effective_from: Time
    signer: UUID
    reason: Reason = ""
    proposal: UUID | None = None
    departures: Departures = ()


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


BatchCode = Annotated[
    str, Meta(min_length=1, max_length=24, pattern=r"^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./-]*$")
]
"""A batch number as printed on the box: letters and digits, at least one digit, so no name fits."""


class StockNoted(Body, frozen=True, kw_only=True):
    """A batch is in the house, or no longer. ``expires``: the last day on which it may be used."""

    item: StockItem
    batch: BatchCode
    expires: date | None = None
    status: StockStatus = "open"


# --- a person (subject: the person) --------------------------------------------------------------


class PersonRegistered(Body, frozen=True, kw_only=True):
    """Age band and sex stand in the chain so that counts outlive a forgotten person.

    ``looked_up`` false: entered while nobody could be looked up; who it is is said by `person-linked`.
    """

    age_band: AgeBand = "not_asked"
    sex: Sex = "not_asked"
    looked_up: bool = True


class PersonLinked(Body, frozen=True, kw_only=True):
    """Who someone is who was not looked up: ``same_as`` a known person, or null, someone new."""

    same_as: UUID | None = None


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
    departures: Departures = ()


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
    departures: Departures = ()


class Seen(Body, frozen=True, kw_only=True):
    """Staff looked: awake, breathing. ``round``: part of "round done: all seen"."""

    state: SeenState = "awake"
    round: bool = False
    departures: Departures = ()


class ServiceGiven(Body, frozen=True, kw_only=True):
    service: Service
    departures: Departures = ()


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
    """Nobody looked in time. ``watch`` names what was watched; ``level`` counts escalations from 1.

    ``out_of_contact``: devices with somebody on shift that could not be heard when this level came, so
    that a look there may be told late.
    """

    watch: UUID
    rule: Code
    level: Annotated[int, Meta(ge=1, le=99)]
    due_at: Time
    out_of_contact: Annotated[tuple[UUID, ...], Meta(max_length=200)] = ()


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
