"""The House: what the entries add up to now. Frozen, small, the same in Python and in the browser.

Every visit, emergency and referral keeps its own lines (its entries as care reads them) and what they
add up to when put in the order in which they happened. Nothing that joins two subjects is stored: who
holds a place, who is here twice, what is contested are read from the visits (see ``board``). So the
order in which entries arrive cannot matter, and a correction only re-adds its own subject.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec
from immutables import Map

from bothy.care.bodies import Assessed, Clock, PlaceSpec, Preparation
from bothy.care.bodies_batch import BatchFlagged, SubstanceDescribed
from bothy.care.body import Body, Departure
from bothy.care.rules import HouseRules
from bothy.care.vocabulary import (
    DebriefOf,
    DebriefOutcome,
    DepartureWhy,
    DutyHow,
    EndedHow,
    PlaceStatus,
    Purpose,
    RestrictionKind,
    RestrictionWhy,
    Role,
    SeenState,
    Stage,
    StockItem,
    StockStatus,
    Unasked,
)  # fmt: skip

FOLD_VERSION = 3
KEEP_HOURS = 36
"""How long an ended visit or closed emergency stays in the House, so that it can be put right at once."""


class Line(msgspec.Struct, frozen=True):
    """One entry as care reads it: body decoded, upcast to the latest version of its kind."""

    number: int
    id: UUID
    kind: str
    subject: UUID
    body: Body
    happened_at: datetime
    recorded_at: datetime
    staff: UUID | None = None
    device: UUID | None = None


class Review(msgspec.Struct, frozen=True):
    """A fact that was taken though it does not fit; a person should look at it."""

    entry: UUID
    why: str


class Episode(msgspec.Struct, frozen=True):
    id: UUID
    place: int
    started_at: datetime
    preparations: tuple[Preparation, ...] | Unasked
    ended_at: datetime | None = None
    used: str | None = None


class Visit(msgspec.Struct, frozen=True):
    """``place`` is held while the person sits in it. ``lines`` in order of (happened_at, number).

    ``said_left_at``: the visit was said to have ended, and then something was decided on it: it is
    open again until a person settles "left or here". ``corrected``: a line of it was put right.
    """

    id: UUID
    lines: tuple[Line, ...] = ()
    person: UUID | None = None
    started_at: datetime | None = None
    purposes: tuple[Purpose, ...] = ()
    stage: Stage = "waiting"
    stage_since: datetime | None = None
    with_staff: UUID | None = None
    place: int | None = None
    place_since: datetime | None = None
    vacated: tuple[tuple[int, datetime], ...] = ()
    assessment: Assessed | None = None
    assessed_at: datetime | None = None
    episodes: tuple[Episode, ...] = ()
    seen_at: datetime | None = None
    seen_state: SeenState | None = None
    services: tuple[str, ...] = ()
    supplies: tuple[tuple[str, int], ...] = ()
    departures: tuple[Departure, ...] = ()
    watches_missed: tuple[tuple[UUID, int], ...] = ()
    settled: tuple[str, ...] = ()
    ended_at: datetime | None = None
    ended_how: EndedHow | None = None
    said_left_at: datetime | None = None
    said_left_how: EndedHow | None = None
    reviews: tuple[Review, ...] = ()
    corrected: bool = False

    @property
    def is_open(self) -> bool:
        return self.started_at is not None and self.ended_at is None


class Debrief(msgspec.Struct, frozen=True):
    of: DebriefOf
    outcome: DebriefOutcome
    at: datetime
    by: UUID | None = None


class Explained(msgspec.Struct, frozen=True):
    """Why a rule was not kept, as said afterwards; of two the later holds."""

    rule: str
    why: DepartureWhy
    at: datetime


class DutyKept(msgspec.Struct, frozen=True):
    duty: str
    how: DutyHow
    at: datetime
    evidence: str | None = None


class Emergency(msgspec.Struct, frozen=True):
    """``seizure_at``: since when one has been going on. ``presentation``: the last one said.

    ``moved_at``: when the person was last taken somewhere else, which is then ``where``.
    """

    id: UUID
    lines: tuple[Line, ...] = ()
    raised_at: datetime | None = None
    raised_by: UUID | None = None
    where: str = "not_known"
    place: int | None = None
    visit: UUID | None = None
    staff: tuple[UUID, ...] = ()
    last_look_at: datetime | None = None
    oxygen_at: datetime | None = None
    naloxone_at: datetime | None = None
    naloxone_doses: int = 0
    ambulance: str | None = None
    ambulance_at: datetime | None = None
    watches_missed: tuple[tuple[UUID, int], ...] = ()
    closed_at: datetime | None = None
    outcome: str | None = None
    presentation: str | None = None
    drill: bool = False
    moved_at: datetime | None = None
    seizure_at: datetime | None = None
    ambulance_why: str | None = None
    debriefs: tuple[Debrief, ...] = ()
    explained: tuple[Explained, ...] = ()
    duties_kept: tuple[DutyKept, ...] = ()
    described: SubstanceDescribed | None = None
    departures: tuple[Departure, ...] = ()
    reviews: tuple[Review, ...] = ()
    corrected: bool = False

    @property
    def is_open(self) -> bool:
        return self.raised_at is not None and self.closed_at is None


class Referral(msgspec.Struct, frozen=True):
    id: UUID
    lines: tuple[Line, ...] = ()
    person: UUID | None = None
    to: str | None = None
    visit: UUID | None = None
    step: str | None = None
    step_at: datetime | None = None
    said_by: str | None = None
    engagement: str | None = None
    offered_at: datetime | None = None
    corrected: bool = False


class RegisterFile(msgspec.Struct, frozen=True):
    """A left-behind item, an incident or a visitor. ``lines`` say all of it: `register_items`,
    `register_incidents` and `register_visitors` read them. ``over_at``: since when nothing is open on it.
    """

    id: UUID
    lines: tuple[Line, ...] = ()
    over_at: datetime | None = None


class Restriction(msgspec.Struct, frozen=True):
    """Somebody may not come in, or not to a part. ``id``: the entry that set it. ``lifted_at``: ended before ``until``.

    It ends by itself at ``until`` (None: when it is lifted); ``review_on``: when it is to be looked at again.
    """

    id: UUID
    what: RestrictionKind
    why: RestrictionWhy
    since: datetime
    set_at: datetime
    set_by: UUID | None = None
    until: datetime | None = None
    review_on: date | None = None
    told_at: datetime | None = None
    lifted_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.since <= at and self.lifted_at is None and (self.until is None or at < self.until)

    def over(self, at: datetime) -> bool:
        return self.lifted_at is not None or (self.until is not None and self.until <= at)


class Before(msgspec.Struct, frozen=True):
    """What visits that have left the House still say of a person."""

    last_visit_at: datetime | None = None
    last_assessment: Assessed | None = None
    last_assessed_at: datetime | None = None
    otherwise_asked_at: datetime | None = None


class Person(msgspec.Struct, frozen=True):
    """What the desk needs: running counts, and the last assessment for "same as last time".

    Counts are those of this id; who was entered under several is added up by `links`. ``same_as``: who
    this is, of someone who was not ``looked_up`` or was registered twice; ``linked_at``: when that was said
    (``same_as`` None then says "someone new"). ``forgotten_at``: their name and words are gone, and what was last
    told of use is not brought up again; the counts stand.
    ``lines``: the registration and its corrections. ``before``: see `Before`; no screen needs either.
    """

    id: UUID
    lines: tuple[Line, ...] = ()
    registered_at: datetime | None = None
    age_band: str = "not_asked"
    sex: str = "not_asked"
    visits: int = 0
    episodes: int = 0
    last_visit_at: datetime | None = None
    last_assessment: Assessed | None = None
    last_assessed_at: datetime | None = None
    otherwise_asked_at: datetime | None = None
    before: Before = Before()
    corrected: bool = False
    looked_up: bool = True
    same_as: UUID | None = None
    linked_at: datetime | None = None
    restrictions: tuple[Restriction, ...] = ()
    forgotten_at: datetime | None = None


class SignedRules(msgspec.Struct, frozen=True):
    rules: HouseRules
    effective_from: datetime
    signer: UUID
    number: int


class OnFloor(msgspec.Struct, frozen=True):
    staff: UUID
    role: Role
    since: datetime
    here: bool


class PlaceNow(msgspec.Struct, frozen=True):
    """What staff last said of a place; taken or being cleaned follows from the visits."""

    status: PlaceStatus
    since: datetime
    reason: str = ""


class Flag(msgspec.Struct, frozen=True):
    """A bad batch may be about, until a person takes the flag down."""

    id: UUID
    at: datetime
    said: BatchFlagged
    ended_at: datetime | None = None


class Batch(msgspec.Struct, frozen=True):
    """A batch of something for emergencies, as last noted."""

    item: StockItem
    batch: str
    expires: date | None
    status: StockStatus
    since: datetime


class House(msgspec.Struct, frozen=True):
    """``facility_lines``: the facility's own entries that still matter or are younger than KEEP_HOURS.

    ``open_visits``: those of ``visits`` that have not ended, so that nobody has to look for them.
    ``not_looked_up``: of ``people``, who was entered without being looked up or registered twice, and whom each was
    found to be (None: nobody has said yet); those who were found to be someone new are not among them.
    ``restricted``: of ``people``, who has a restriction that nobody lifted; it may have ended by itself.
    ``registers``: left-behind items, incidents and visitors of which something is open or was of late.
    ``turned_away``: when somebody was, of the time for which facility lines are kept.
    ``swept_at``: the full hour up to which what is over and old has been let go.
    """

    number: int = 0
    facility: UUID | None = None
    name: str = ""
    time_zone: str = "UTC"
    demo: bool = False
    clock: Clock | None = None
    specs: tuple[PlaceSpec, ...] = ()
    rules: tuple[SignedRules, ...] = ()
    facility_lines: tuple[Line, ...] = ()
    facility_corrected: bool = False
    floor_open: bool = False
    floor_since: datetime | None = None
    on_floor: Map[UUID, OnFloor] = Map()
    places: Map[int, PlaceNow] = Map()
    turned_away: tuple[datetime, ...] = ()
    flags: tuple[Flag, ...] = ()
    stock: tuple[Batch, ...] = ()
    visits: Map[UUID, Visit] = Map()
    open_visits: Map[UUID, Visit] = Map()
    emergencies: Map[UUID, Emergency] = Map()
    referrals: Map[UUID, Referral] = Map()
    people: Map[UUID, Person] = Map()
    not_looked_up: Map[UUID, UUID | None] = Map()
    restricted: Map[UUID, bool] = Map()
    registers: Map[UUID, RegisterFile] = Map()
    swept_at: datetime | None = None
