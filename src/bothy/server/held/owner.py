"""Whose something is: the person of a visit, an emergency, a referral, an incident or a request."""

from __future__ import annotations

from uuid import UUID

from bothy.care.bodies import EmergencyPlaced, EmergencyRaised, ReferralOffered, VisitStarted
from bothy.care.bodies_register import IncidentOpened
from bothy.care.bodies_vault import RequestReceived
from bothy.care.fold import Recall, find_lines
from bothy.care.history import standing
from bothy.care.house import House

_DEPTH = 3
"""An emergency has a visit, a visit has a person."""


def owner_of(house: House, subject: UUID, recall: Recall | None, depth: int = _DEPTH) -> UUID | None:
    """The person a subject is about, as it stands after corrections; None where it is about nobody or nobody knows."""
    if subject in house.people:
        return subject
    found: UUID | None = None
    for line in standing(find_lines(house, subject, recall)):
        body = line.body
        if isinstance(body, VisitStarted | ReferralOffered):
            found = body.person
        elif isinstance(body, IncidentOpened | RequestReceived):
            found = body.about
        elif isinstance(body, EmergencyRaised | EmergencyPlaced) and body.visit is not None and depth:
            found = owner_of(house, body.visit, recall, depth - 1) or found
    return found
