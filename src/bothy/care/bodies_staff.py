"""What entries say of those who work here: what they are trained for, what they may, and who guesses at their PIN.

The subject of `competence-noted` is the person on the staff; the rest is about the facility.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.bodies_emergency import Reference
from bothy.care.body import Body
from bothy.care.vocabulary import AccessChange, Competence, Role


class CompetenceNoted(Body, frozen=True, kw_only=True):
    """Trained ``on`` that day, and good ``until`` that day (None: for good). ``held`` false: it does not hold any more."""

    competence: Competence
    on: date
    until: date | None = None
    held: bool = True
    evidence: Reference | None = None


class AccessChanged(Body, frozen=True, kw_only=True):
    """Who may do what here was changed. ``whose``: a random id of the staff or ``device``; ``role``: the one they have now."""

    what: AccessChange
    whose: UUID | None = None
    device: UUID | None = None
    role: Role | None = None


class GuessingNoticed(Body, frozen=True, kw_only=True):
    """Somebody tries PINs, passwords or codes. ``tries``: so many wrong ones in a row."""

    at: Annotated[str, Meta(pattern="^(pin|password|second_factor|enrolment)$")]
    tries: Annotated[int, Meta(ge=1)]
    whose: UUID | None = None
    device: UUID | None = None
