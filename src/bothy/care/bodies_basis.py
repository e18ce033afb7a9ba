"""What entries say of the leave by which the house stands: rules proposed, readiness, and what was promised to be found out.

Rules and readiness are about the facility; a pilot protocol is a subject of its own.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from bothy.care.bodies_emergency import Reference
from bothy.care.body import Body, Code, Departures, Reason, Time
from bothy.care.rules import HouseRules
from bothy.care.vocabulary import ProtocolVerdict

Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Line = Annotated[str, Meta(min_length=1, max_length=400)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class RulesProposed(Body, frozen=True, kw_only=True):
    """Rules that somebody would have; they hold once a lead has signed them (`rules-signed` names this proposal)."""

    rules: HouseRules
    effective_from: Time
    reason: Reason = ""


class ProposalWithdrawn(Body, frozen=True, kw_only=True):
    """It is not to be signed any more; it stays readable."""

    reason: Reason = ""


class ReadinessSaid(Body, frozen=True, kw_only=True):
    """A point of the opening checklist that nobody but a person can say. ``done`` false takes it back.

    ``item`` "opening": the house is opened. ``gaps``: the points that were open then; with any it is a departure.
    """

    item: Code
    done: bool = True
    evidence: Reference | None = None
    gaps: Annotated[tuple[Code, ...], Meta(max_length=60)] = ()
    reason: Reason = ""
    departures: Departures = ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that will be measured. ``indicator``: one that Bothy counts; else ``source`` says where it comes from.

    ``better``: which way it should move. ``smallest_effect``: the least change that would matter, in words with its unit.
    """

    name: Line
    primary: bool = False
    indicator: Code | None = None
    source: Annotated[str, Meta(max_length=400)] = ""
    better: Annotated[str, Meta(pattern="^(more|fewer|neither)$")] = "neither"
    smallest_effect: Annotated[str, Meta(max_length=400)] = ""


class ProtocolSigned(Body, frozen=True, kw_only=True):
    """What will be asked of the figures, said before they are there. ``signer`` answers for it.

    ``amends``: the entry `protocol-signed` that this takes the place of, with ``reason``; both stay.
    ``data_from``, ``data_until``: the days whose data it is about. ``go_on``, ``stop``: rules, each a sentence.
    ``document``: SHA-256 of the longer text, where there is one.
    """

    title: Line
    version: Annotated[str, Meta(min_length=1, max_length=40)]
    signer: UUID
    question: Text
    outcomes: Annotated[tuple[Outcome, ...], Meta(min_length=1, max_length=60)]
    analysis: Text
    data_from: date
    data_until: date | None = None
    reviews: Annotated[tuple[date, ...], Meta(max_length=60)] = ()
    go_on: Annotated[tuple[Line, ...], Meta(max_length=20)] = ()
    stop: Annotated[tuple[Line, ...], Meta(max_length=20)] = ()
    document: Sha256 | None = None
    amends: UUID | None = None
    reason: Annotated[str, Meta(max_length=1000)] = ""


class ProtocolReviewed(Body, frozen=True, kw_only=True):
    """A review that the protocol asked for. ``due_on``: which one; ``number``: the entry up to which the figures were looked at."""

    due_on: date
    verdict: ProtocolVerdict
    number: Annotated[int, Meta(ge=1, le=2**53)]
    publication: UUID | None = None
    reason: Annotated[str, Meta(max_length=1000)] = ""
