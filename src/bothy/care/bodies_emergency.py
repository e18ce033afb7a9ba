"""What entries of an emergency say, from the first tap to the duties after it (subject: the emergency).

Every reading may be absent: None is "not recorded", never zero. What several readings say together is
checked where they are told (``ranges``), so that an old entry can always be read.
"""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.body import Body, Departures, PlaceNumber, Reason
from bothy.care.vocabulary import (
    ActionTaken,
    Agitation,
    AmbulanceStep,
    Breathing,
    Consciousness,
    DebriefOf,
    DebriefOutcome,
    DepartureWhy,
    DutyHow,
    EmergencyOutcome,
    EmergencyRule,
    EmergencyWhere,
    NaloxoneRoute,
    NotCalledWhy,
    Presentation,
    Pupils,
    Seizure,
    Skin,
)  # fmt: skip

LitresPerMinute = Annotated[float, Meta(ge=0, le=100)]
Reference = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=r"^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./:_#-]*$")
]
"""A number by which another service or a file knows something: letters and digits, at least one digit."""


class EmergencyRaised(Body, frozen=True, kw_only=True):
    """One tap. Place and person may follow by ``emergency-placed``. ``drill``: invented, kept out of every figure."""

    where: EmergencyWhere = "not_known"
    place: PlaceNumber | None = None
    visit: UUID | None = None
    drill: bool = False


class EmergencyPlaced(Body, frozen=True, kw_only=True):
    """Where it is, and who. ``moved``: the person was taken there at this moment."""

    where: EmergencyWhere
    place: PlaceNumber | None = None
    visit: UUID | None = None
    moved: bool = False


class StaffJoined(Body, frozen=True, kw_only=True):
    """Staff who are with the person."""

    staff: UUID


class Observed(Body, frozen=True, kw_only=True):
    """What was seen of the person at one moment. Every field may be unknown; None is "not recorded".

    ``consciousness`` is AVPU with "confused"; the Glasgow Coma Scale may be told in parts, as a total, or both.
    """

    breathing: Breathing | None = None
    breaths_per_minute: Annotated[int, Meta(ge=0, le=80)] | None = None
    spo2_percent: Annotated[int, Meta(ge=0, le=100)] | None = None
    on_oxygen: bool | None = None
    oxygen_litres_per_minute: LitresPerMinute | None = None
    consciousness: Consciousness | None = None
    gcs_eye: Annotated[int, Meta(ge=1, le=4)] | None = None
    gcs_verbal: Annotated[int, Meta(ge=1, le=5)] | None = None
    gcs_motor: Annotated[int, Meta(ge=1, le=6)] | None = None
    gcs_total: Annotated[int, Meta(ge=3, le=15)] | None = None
    skin: Skin | None = None
    pupils: Pupils | None = None
    pulse_per_minute: Annotated[int, Meta(ge=0, le=300)] | None = None
    systolic_mmhg: Annotated[int, Meta(ge=0, le=350)] | None = None
    diastolic_mmhg: Annotated[int, Meta(ge=0, le=250)] | None = None
    temperature_celsius: Annotated[float, Meta(ge=15, le=50)] | None = None
    glucose_mmol_per_litre: Annotated[float, Meta(ge=0, le=100)] | None = None
    chest_pain: bool | None = None
    stroke_signs: bool | None = None
    seizure: Seizure | None = None
    agitation: Agitation | None = None


class PresentationSaid(Body, frozen=True, kw_only=True):
    """What it looks like, as far as staff can say now; the last one said holds."""

    presentation: Presentation


class Acted(Body, frozen=True, kw_only=True):
    """``batch``: as printed on the box. ``batch_unread``: what was typed there was no batch number, and was not kept."""

    action: ActionTaken
    dose_mg: Annotated[float, Meta(ge=0, le=100)] | None = None
    route: NaloxoneRoute | None = None
    batch: Annotated[str, Meta(max_length=60)] | None = None
    batch_unread: bool = False
    litres_per_minute: LitresPerMinute | None = None
    by: UUID | None = None


class AmbulanceMoved(Body, frozen=True, kw_only=True):
    """``why``: of an ambulance that was not called. ``reason``: the same in free words, of older entries."""

    step: AmbulanceStep
    why: NotCalledWhy | None = None
    reason: Reason = ""
    departures: Departures = ()


class EmergencyClosed(Body, frozen=True, kw_only=True):
    outcome: EmergencyOutcome
    presentation: Presentation = "not_known"
    debrief_done: bool | None = None
    departures: Departures = ()


class DepartureExplained(Body, frozen=True, kw_only=True):
    """Why a house rule was not kept, said afterwards. Words beyond the code are a note about "departure"."""

    rule: EmergencyRule
    why: DepartureWhy


class Debriefed(Body, frozen=True, kw_only=True):
    """``of``: the staff who were there, or the person. What was learnt is a note about "debrief"."""

    of: DebriefOf
    outcome: DebriefOutcome = "done"
    led_by: UUID | None = None


class DutyDone(Body, frozen=True, kw_only=True):
    """A report that the house rules ask for was sent. ``duty``: its name there; ``evidence``: a reference number."""

    duty: Annotated[str, Meta(min_length=1, max_length=200)]
    how: DutyHow
    evidence: Reference | None = None
