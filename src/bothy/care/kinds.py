"""Which kinds of entry there are, at which version, and how their bodies become bytes and come back.

The data dictionary and the browser's copy are made from this list.
"""

import msgspec

from bothy.care import (
    bodies,
    bodies_basis,
    bodies_batch,
    bodies_inspection,
    bodies_people,
    bodies_publication,
    bodies_register,
    bodies_staff,
    bodies_vault,
)  # fmt: skip
from bothy.care.bodies_export import DataExported
from bothy.care.bodies_restore import JournalRestored
from bothy.care.bodies_time import TimeReckoned
from bothy.care.body import Body, Decision


class Kind(msgspec.Struct, frozen=True):
    name: str
    version: int
    body: type[Body]
    subject: str


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("facility-founded", 1, bodies.FacilityFounded, "facility"),
        Kind("clock-set", 1, bodies.ClockSet, "facility"),
        Kind("rules-signed", 1, bodies.RulesSigned, "facility"),
        Kind("floor-opened", 1, bodies.FloorOpened, "facility"),
        Kind("floor-closed", 1, bodies.FloorClosed, "facility"),
        Kind("place-changed", 1, bodies.PlaceChanged, "facility"),
        Kind("staff-came", 1, bodies.StaffCame, "facility"),
        Kind("staff-went", 1, bodies.StaffWent, "facility"),
        Kind("turned-away", 1, bodies.TurnedAway, "facility"),
        Kind("stock-noted", 1, bodies.StockNoted, "facility"),
        Kind("noted", 1, bodies.Noted, "any"),
        Kind("person-registered", 1, bodies.PersonRegistered, "person"),
        Kind("person-linked", 1, bodies.PersonLinked, "person"),
        Kind("visit-started", 1, bodies.VisitStarted, "visit"),
        Kind("stage-entered", 1, bodies.StageEntered, "visit"),
        Kind("assessed", 1, bodies.Assessed, "visit"),
        Kind("place-given", 1, bodies.PlaceGiven, "visit"),
        Kind("episode-started", 1, bodies.EpisodeStarted, "visit"),
        Kind("episode-ended", 1, bodies.EpisodeEnded, "visit"),
        Kind("seen", 1, bodies.Seen, "visit"),
        Kind("service-given", 1, bodies.ServiceGiven, "visit"),
        Kind("supplies-given", 1, bodies.SuppliesGiven, "visit"),
        Kind("visit-ended", 1, bodies.VisitEnded, "visit"),
        Kind("watch-missed", 1, bodies.WatchMissed, "visit or emergency"),
        Kind("contest-settled", 1, bodies.ContestSettled, "visit"),
        Kind("referral-offered", 1, bodies.ReferralOffered, "referral"),
        Kind("referral-moved", 1, bodies.ReferralMoved, "referral"),
        Kind("emergency-raised", 1, bodies.EmergencyRaised, "emergency"),
        Kind("emergency-placed", 1, bodies.EmergencyPlaced, "emergency"),
        Kind("staff-joined", 1, bodies.StaffJoined, "emergency"),
        Kind("observed", 1, bodies.Observed, "emergency"),
        Kind("presentation-said", 1, bodies.PresentationSaid, "emergency"),
        Kind("acted", 1, bodies.Acted, "emergency"),
        Kind("ambulance-moved", 1, bodies.AmbulanceMoved, "emergency"),
        Kind("emergency-closed", 1, bodies.EmergencyClosed, "emergency"),
        Kind("departure-explained", 1, bodies.DepartureExplained, "emergency"),
        Kind("debriefed", 1, bodies.Debriefed, "emergency"),
        Kind("duty-done", 1, bodies.DutyDone, "emergency"),
        Kind("substance-described", 1, bodies_batch.SubstanceDescribed, "emergency"),
        Kind("batch-flagged", 1, bodies_batch.BatchFlagged, "facility"),
        Kind("batch-flag-ended", 1, bodies_batch.BatchFlagEnded, "facility"),
        Kind("publication-checked", 1, bodies_publication.PublicationChecked, "publication"),
        Kind("publication-signed", 1, bodies_publication.PublicationSigned, "publication"),
        Kind("publication-withdrawn", 1, bodies_publication.PublicationWithdrawn, "publication"),
        Kind("publication-sent", 1, bodies_publication.PublicationSent, "publication"),
        Kind("person-forgotten", 1, bodies_people.PersonForgotten, "person"),
        Kind("words-erased", 1, bodies_people.WordsErased, "facility"),
        Kind("held-shown", 1, bodies_people.HeldShown, "file"),
        Kind("consent-said", 1, bodies_vault.ConsentSaid, "file"),
        Kind("vault-kept", 1, bodies_vault.VaultKept, "file"),
        Kind("vault-opened", 1, bodies_vault.VaultOpened, "file"),
        Kind("look-reviewed", 1, bodies_vault.LookReviewed, "file"),
        Kind("linkage-exported", 1, bodies_vault.LinkageExported, "facility"),
        Kind("request-received", 1, bodies_vault.RequestReceived, "request"),
        Kind("request-decided", 1, bodies_vault.RequestDecided, "request"),
        Kind("request-answered", 1, bodies_vault.RequestAnswered, "request"),
        Kind("competence-noted", 1, bodies_staff.CompetenceNoted, "staff"),
        Kind("access-changed", 1, bodies_staff.AccessChanged, "facility"),
        Kind("guessing-noticed", 1, bodies_staff.GuessingNoticed, "facility"),
        Kind("rules-proposed", 1, bodies_basis.RulesProposed, "proposal"),
        Kind("proposal-withdrawn", 1, bodies_basis.ProposalWithdrawn, "proposal"),
        Kind("readiness-said", 1, bodies_basis.ReadinessSaid, "facility"),
        Kind("protocol-signed", 1, bodies_basis.ProtocolSigned, "protocol"),
        Kind("protocol-reviewed", 1, bodies_basis.ProtocolReviewed, "protocol"),
        Kind("item-found", 1, bodies_register.ItemFound, "item"),
        Kind("item-moved", 1, bodies_register.ItemMoved, "item"),
        Kind("items-counted", 1, bodies_register.ItemsCounted, "facility"),
        Kind("incident-opened", 1, bodies_register.IncidentOpened, "incident"),
        Kind("incident-moved", 1, bodies_register.IncidentMoved, "incident"),
        Kind("restriction-set", 1, bodies_register.RestrictionSet, "person"),
        Kind("restriction-moved", 1, bodies_register.RestrictionMoved, "person"),
        Kind("visitor-came", 1, bodies_register.VisitorCame, "visitor"),
        Kind("visitor-went", 1, bodies_register.VisitorWent, "visitor"),
        Kind("duty-kept", 1, bodies_register.DutyKept, "facility"),
        Kind("inspection-made", 1, bodies_inspection.InspectionMade, "facility"),
        Kind("time-reckoned", 1, TimeReckoned, "facility"),
        Kind("journal-restored", 1, JournalRestored, "facility"),
        Kind("data-exported", 1, DataExported, "facility"),
        Kind("corrected", 1, bodies.Corrected, "any"),
    )
}

REGISTER_KINDS: tuple[str, ...] = (
    "person-forgotten",
    "words-erased",
    "held-shown",
    "consent-said",
    "vault-kept",
    "vault-opened",
    "look-reviewed",
    "linkage-exported",
    "request-received",
    "request-decided",
    "request-answered",
    "competence-noted",
    "access-changed",
    "guessing-noticed",
    "rules-proposed",
    "proposal-withdrawn",
    "readiness-said",
    "protocol-signed",
    "protocol-reviewed",
    "item-found",
    "item-moved",
    "items-counted",
    "incident-opened",
    "incident-moved",
    "restriction-set",
    "restriction-moved",
    "visitor-came",
    "visitor-went",
    "duty-kept",
    "inspection-made",
    "corrected",
)
"""Rare kinds that are read as lists (`Reader.of_kinds`), and what puts them right; most of them are not in the House."""

DECISIONS: frozenset[str] = frozenset(name for name, kind in KINDS.items() if issubclass(kind.body, Decision))

_encoder = msgspec.json.Encoder()
_decoders = {name: msgspec.json.Decoder(kind.body) for name, kind in KINDS.items()}


def encode(body: Body) -> bytes:
    """The bytes that are hashed and stored: compact JSON, fields in declared order, defaults left out."""
    return _encoder.encode(body)


def decode(kind: str, data: bytes) -> Body:
    """Read a stored body. KeyError for an unknown kind, msgspec.ValidationError for a body that does not fit."""
    return _decoders[kind].decode(data)
