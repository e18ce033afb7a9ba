"""What a device may ask to be written: one strict Struct a kind, imperative where entries are past tense.

A command is about one ``subject``; ids of new people, visits, emergencies and referrals are made on
the device. ``private`` never reaches the journal: names, codes and free text go to people.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    Assessed,
    Clock,
    ClockSet,
    Debriefed,
    DepartureExplained,
    DutyDone,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    EpisodeEnded,
    FacilityFounded,
    Observed,
    OtherwisePlace,
    PersonLinked,
    PersonRegistered,
    PlaceChanged,
    Preparations,
    PresentationSaid,
    ReferralMoved,
    ReferralOffered,
    RulesSigned,
    ServiceGiven,
    StaffCame,
    StaffJoined,
    StaffWent,
    StockNoted,
    SuppliedItem,
    TurnedAway,
)  # fmt: skip
from bothy.care.bodies_basis import (
    ProposalWithdrawn,
    ProtocolReviewed,
    ProtocolSigned,
    ReadinessSaid,
    RulesProposed,
)  # fmt: skip
from bothy.care.bodies_batch import BatchFlagEnded, BatchFlagged, SubstanceDescribed
from bothy.care.bodies_export import DataExported
from bothy.care.bodies_inspection import InspectionMade
from bothy.care.bodies_people import (
    HeldShown,
    PersonForgotten,
    WordsErased,
)  # fmt: skip
from bothy.care.bodies_publication import (
    EntryNumber,
    Month,
    PublicationChecked,
    PublicationSent,
    PublicationWithdrawn,
    SetName,
    Sha256,
)  # fmt: skip
from bothy.care.bodies_register import (
    DutyKept,
    IncidentMoved,
    IncidentOpened,
    ItemFound,
    ItemMoved,
    ItemsCounted,
    RestrictionMoved,
    RestrictionSet,
    VisitorCame,
    VisitorWent,
)  # fmt: skip
from bothy.care.bodies_staff import (
    AccessChanged,
    CompetenceNoted,
    GuessingNoticed,
)  # fmt: skip
from bothy.care.bodies_vault import (
    ConsentSaid,
    LinkageExported,
    LookReviewed,
    RequestAnswered,
    RequestDecided,
    RequestReceived,
    VaultKept,
    VaultOpened,
)  # fmt: skip
from bothy.care.body import Code, MaybeRaw, PlaceNumber, Reason, Time, null_is_nothing
from bothy.care.vocabulary import EndedHow, Purpose, Role, SeenState, Stage, Unasked


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The root of command bodies that are not the entry's own body."""


class OpenFloor(Act, frozen=True, kw_only=True):
    reason: Reason = ""


class CloseFloor(Act, frozen=True, kw_only=True):
    reason: Reason = "end_of_day"


class StartVisit(Act, frozen=True, kw_only=True):
    """``reason`` stands for a departure from the house rules (full house, after last entry)."""

    person: UUID
    purposes: Annotated[tuple[Purpose, ...], Meta(min_length=1, max_length=20)]
    reason: Reason = ""


class EnterStage(Act, frozen=True, kw_only=True):
    stage: Stage
    with_staff: UUID | None = None
    reason: Reason = ""


class GivePlace(Act, frozen=True, kw_only=True):
    """The episode starts with it where the house rules say so; ``preparations`` default to the assessment's."""

    place: PlaceNumber
    preparations: Preparations | Unasked | None = None
    reason: Reason = ""


class StartEpisode(Act, frozen=True, kw_only=True):
    preparations: Preparations | Unasked | None = None


class See(Act, frozen=True, kw_only=True):
    """One tap a card, or "round done": every visit named was looked at."""

    visits: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=200)]
    state: SeenState = "awake"
    round: bool = False


class GiveSupplies(Act, frozen=True, kw_only=True):
    items: Annotated[tuple[SuppliedItem, ...], Meta(max_length=40)]
    for_others: bool | Unasked = "not_asked"
    returned: Annotated[int, Meta(ge=0, le=5000)] | None = None
    reason: Reason = ""


class EndVisit(Act, frozen=True, kw_only=True):
    how: EndedHow = "left"
    reason: Reason = ""


class MissWatch(Act, frozen=True, kw_only=True):
    """Written by the house itself, never by a person. ``out_of_contact``: see `WatchMissed`."""

    watch: UUID
    rule: Code
    level: Annotated[int, Meta(ge=1, le=99)]
    due_at: Time
    out_of_contact: Annotated[tuple[UUID, ...], Meta(max_length=200)] = ()


class SettleContest(Act, frozen=True, kw_only=True):
    """``about``: "place 3" or "person"; ``keeps``: the visit that holds the place or stays open."""

    about: Code
    keeps: UUID | None = None
    reason: Reason = ""


class MergePerson(Act, frozen=True, kw_only=True):
    """The subject was registered twice: they are ``same_as``, who stands for themselves. Nothing is moved."""

    same_as: UUID


class Correct(Act, frozen=True, kw_only=True):
    entry: UUID
    reason: Reason
    void: bool = False
    body: MaybeRaw = None
    happened_at: Time | None = None

    def __post_init__(self) -> None:
        null_is_nothing(self, "body")


class Note(Act, frozen=True, kw_only=True):
    """``digest``: salted SHA-256 of the words, which travel in ``private``."""

    about: Annotated[str, Meta(min_length=1, max_length=60)]
    digest: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]


class SignPublication(Act, frozen=True, kw_only=True):
    """What was checked, signed. ``reason``: why the same person checked and signed, where it was so."""

    set: SetName
    since: Month
    until: Month
    revision: Annotated[int, Meta(ge=0, le=10_000)] = 0
    number: EntryNumber
    digest: Sha256
    sha256: Sha256
    made_with: Annotated[str, Meta(max_length=60)] = ""
    revises: UUID | None = None
    reason: Reason = ""


COMMANDS: dict[str, type[msgspec.Struct]] = {
    "found-facility": FacilityFounded,
    "set-clock": ClockSet,
    "sign-rules": RulesSigned,
    "open-floor": OpenFloor,
    "close-floor": CloseFloor,
    "change-place": PlaceChanged,
    "come-on-shift": StaffCame,
    "go-off-shift": StaffWent,
    "turn-away": TurnedAway,
    "note-stock": StockNoted,
    "note": Note,
    "register-person": PersonRegistered,
    "link-person": PersonLinked,
    "merge-person": MergePerson,
    "start-visit": StartVisit,
    "enter-stage": EnterStage,
    "assess": Assessed,
    "give-place": GivePlace,
    "start-episode": StartEpisode,
    "end-episode": EpisodeEnded,
    "see": See,
    "give-service": ServiceGiven,
    "give-supplies": GiveSupplies,
    "end-visit": EndVisit,
    "miss-watch": MissWatch,
    "settle-contest": SettleContest,
    "offer-referral": ReferralOffered,
    "move-referral": ReferralMoved,
    "raise-emergency": EmergencyRaised,
    "place-emergency": EmergencyPlaced,
    "join-emergency": StaffJoined,
    "observe": Observed,
    "say-presentation": PresentationSaid,
    "act": Acted,
    "move-ambulance": AmbulanceMoved,
    "close-emergency": EmergencyClosed,
    "explain-departure": DepartureExplained,
    "debrief": Debriefed,
    "do-duty": DutyDone,
    "describe-substance": SubstanceDescribed,
    "flag-batch": BatchFlagged,
    "end-flag": BatchFlagEnded,
    "note-export": DataExported,
    "check-publication": PublicationChecked,
    "sign-publication": SignPublication,
    "withdraw-publication": PublicationWithdrawn,
    "send-publication": PublicationSent,
    "forget-person": PersonForgotten,
    "erase-words": WordsErased,
    "note-held-shown": HeldShown,
    "say-consent": ConsentSaid,
    "keep-in-vault": VaultKept,
    "open-vault": VaultOpened,
    "review-look": LookReviewed,
    "export-linkage": LinkageExported,
    "receive-request": RequestReceived,
    "decide-request": RequestDecided,
    "answer-request": RequestAnswered,
    "note-competence": CompetenceNoted,
    "note-access": AccessChanged,
    "notice-guessing": GuessingNoticed,
    "propose-rules": RulesProposed,
    "withdraw-proposal": ProposalWithdrawn,
    "say-readiness": ReadinessSaid,
    "sign-protocol": ProtocolSigned,
    "review-protocol": ProtocolReviewed,
    "find-item": ItemFound,
    "move-item": ItemMoved,
    "count-items": ItemsCounted,
    "open-incident": IncidentOpened,
    "move-incident": IncidentMoved,
    "set-restriction": RestrictionSet,
    "move-restriction": RestrictionMoved,
    "let-visitor-in": VisitorCame,
    "let-visitor-out": VisitorWent,
    "keep-duty": DutyKept,
    "note-inspection": InspectionMade,
    "correct": Correct,
}

FACTS: frozenset[str] = frozenset(
    {
        "see", "give-service", "give-supplies", "assess", "end-episode", "note", "turn-away",
        "register-person", "raise-emergency", "place-emergency", "join-emergency", "observe", "act",
        "move-ambulance", "close-emergency", "offer-referral", "move-referral", "change-place",
        "come-on-shift", "go-off-shift", "miss-watch", "describe-substance", "flag-batch",
        "note-export",
        "erase-words", "note-held-shown", "say-consent", "keep-in-vault", "open-vault", "note-competence", "note-access", "notice-guessing", "find-item", "move-item", "count-items", "open-incident", "move-incident", "move-restriction", "let-visitor-in", "let-visitor-out", "keep-duty", "note-inspection",
    }
)  # fmt: skip
"""Always taken; marked for review where they do not fit. Everything else is a decision and can be refused."""


WITH_A_SECOND: frozenset[str] = frozenset({"find-item", "move-item", "count-items", "set-restriction"})
"""Of these a second person may be named who confirmed at the same tablet (``Actor.beside``)."""


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The envelope as a device sends it. ``happened_at`` is facility time as the device reckons it.

    ``seen``: the last entry number its screen had folded. ``acted``: already done in the room.
    ``tick_ms``, ``boot``: the device's monotonic clock, so that a wrong wall clock does no harm.
    ``at``: the facility time the device reckoned when the command was made (``happened_at`` is earlier
    where staff dated it back); ``wall``: its wall clock then; ``synced``: the house's word about the
    time still held there, so that ``at`` hangs on no wall clock. All may be missing from older apps.
    """

    id: UUID
    kind: Code
    subject: UUID
    body: msgspec.Raw
    happened_at: Time
    private: MaybeRaw = None
    seen: Annotated[int, Meta(ge=0, le=2**53)] = 0
    acted: bool = False
    staff: UUID | None = None
    tick_ms: float | None = None
    boot: UUID | None = None
    at: Time | None = None
    wall: Time | None = None
    synced: bool = False

    def __post_init__(self) -> None:
        null_is_nothing(self, "private")


class Actor(msgspec.Struct, frozen=True):
    """Who stands behind a command: the claim of a person on shift (role None: no claim), and the device.

    ``beside``: who else confirmed with a PIN or a password of their own, just then and there.
    """

    staff: UUID | None = None
    role: Role | None = None
    device: UUID | None = None
    system: bool = False
    beside: tuple[UUID, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """Why not, in words for the person who tapped. ``code`` is stable, ``sentence`` is for people."""

    code: str
    sentence: str


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The receipt's answer, the same for every repeat. ``answer`` of the first time; ``again`` marks a repeat."""

    id: UUID
    answer: Literal["recorded", "refused", "contested"]
    numbers: tuple[int, ...] = ()
    refusal: Refusal | None = None
    review: str | None = None
    again: bool = False


__all__ = ["COMMANDS", "FACTS", "Act", "Actor", "Answer", "Clock", "Command", "OtherwisePlace", "Refusal"]
