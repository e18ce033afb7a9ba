"""What entries say in the registers. There is no act by which staff receive, weigh, prepare or hand on a drug:
what is left behind is sealed by two, and goes to the police or is destroyed.

Each item, incident, visitor and restriction has an id of its own, the subject of its entries; a restriction's subject
is the person, so that the board knows. Words are notes beside the entry, which can be forgotten.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.bodies_emergency import Reference
from bothy.care.body import Body, Departures, Reason, Time
from bothy.care.vocabulary import (
    CountFinding,
    DutyHow,
    EmergencyWhere,
    IncidentAct,
    IncidentKind,
    IncidentOutcome,
    ItemLooks,
    ItemTo,
    RestrictionKind,
    RestrictionStep,
    RestrictionWhy,
    VisitorKind,
    VisitorPurpose,
)  # fmt: skip

Bag = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]*$")]
"""The number printed on a sealed bag."""


class ItemFound(Body, frozen=True, kw_only=True):
    """Left behind, and sealed in a numbered bag by two: whoever entered it and ``second``. Never weighed, opened or tested."""

    where: EmergencyWhere
    looks: ItemLooks = "not_known"
    bag: Bag
    second: UUID | None = None
    place: Annotated[int, Meta(ge=1, le=999)] | None = None
    departures: Departures = ()


class ItemMoved(Body, frozen=True, kw_only=True):
    """Where the sealed bag went. ``bag``: as read on it then; ``receipt``: what the police or the destroyer gave for it."""

    to: ItemTo
    bag: Bag
    second: UUID | None = None
    receipt: Reference | None = None
    departures: Departures = ()


class ItemsCounted(Body, frozen=True, kw_only=True):
    """Two counted the safe. ``bags``: those that lay there; what follows (missing, not known) is worked out and kept."""

    bags: Annotated[tuple[Bag, ...], Meta(max_length=500)] = ()
    second: UUID | None = None
    finding: CountFinding = "as_it_should_be"
    missing: Annotated[tuple[Bag, ...], Meta(max_length=500)] = ()
    unknown: Annotated[tuple[Bag, ...], Meta(max_length=500)] = ()
    departures: Departures = ()


class IncidentOpened(Body, frozen=True, kw_only=True):
    """An incident, a complaint, or dealing suspected inside. ``about``: the person, where one is known and meant."""

    what: IncidentKind
    where: EmergencyWhere = "not_known"
    inside: bool | None = None
    about: UUID | None = None
    due_on: date | None = None


class IncidentMoved(Body, frozen=True, kw_only=True):
    """What was done. ``outcome``: given once it is over."""

    act: IncidentAct
    outcome: IncidentOutcome | None = None
    evidence: Reference | None = None


class RestrictionSet(Body, frozen=True, kw_only=True):
    """Somebody may not come in, or not to a part, for a time. Decided by whoever entered it and, where rules ask, ``second``.

    ``until``: None is until lifted, with ``review_on``. ``told``: the person has been told, with the reason and how to object.
    """

    what: RestrictionKind
    why: RestrictionWhy
    since: Time
    until: Time | None = None
    review_on: date | None = None
    second: UUID | None = None
    told: bool = False
    departures: Departures = ()


class RestrictionMoved(Body, frozen=True, kw_only=True):
    """``restriction``: the entry `restriction-set`. ``until``: a new end, of `changed`."""

    restriction: UUID
    step: RestrictionStep
    until: Time | None = None
    review_on: date | None = None


class VisitorCame(Body, frozen=True, kw_only=True):
    """Somebody who is neither service user nor staff. Their name is a note beside the entry."""

    what: VisitorKind
    purpose: VisitorPurpose
    accompanied: bool = True
    reference: Reference | None = None


class VisitorWent(Body, frozen=True, kw_only=True):
    reason: Reason = ""


class DutyKept(Body, frozen=True, kw_only=True):
    """A duty of every day, week, month, quarter or year was done. ``period``: its first day."""

    duty: Annotated[str, Meta(min_length=1, max_length=200)]
    period: date
    how: DutyHow
    evidence: Reference | None = None
