"""What entries say of the vault and of those who ask from outside. Never what is in it.

Subjects: of consent, of what is kept and of each look, the person's id; of a request by police or court, the request's.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.bodies_emergency import Reference
from bothy.care.body import Body, Time
from bothy.care.vocabulary import (
    ConsentTo,
    ConsentWord,
    LookReason,
    LookReview,
    RequestDecision,
    RequestFrom,
    RequestGiven,
    RequestWants,
    VaultAct,
    VaultPart,
)  # fmt: skip

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ConsentSaid(Body, frozen=True, kw_only=True):
    """``version``: of the sheet that was read to them, ``sheet`` the SHA-256 of its words. ``on``: the day they said it, where that was another."""

    to: ConsentTo
    word: ConsentWord
    version: Annotated[str, Meta(min_length=1, max_length=40)]
    sheet: Sha256 | None = None
    on: date | None = None


class VaultKept(Body, frozen=True, kw_only=True):
    """Something in the vault was written, changed or removed. What, not which."""

    part: VaultPart
    act: VaultAct
    reason: LookReason


class VaultOpened(Body, frozen=True, kw_only=True):
    """Somebody looked. ``break_glass``: without the permission for it, until ``until``; somebody else looks at it afterwards."""

    part: VaultPart
    reason: LookReason
    break_glass: bool = False
    until: Time | None = None


class LookReviewed(Body, frozen=True, kw_only=True):
    """A look that broke the glass was looked at by somebody else. ``look``: the entry `vault-opened`."""

    look: UUID
    finding: LookReview


class LinkageExported(Body, frozen=True, kw_only=True):
    """Identities of those who consented went to somebody who links them. ``second``: the other of the two who let them go.

    ``to``: a body, never a person; ``agreement``: the reference of the agreement; ``sha256`` of the file, ``people`` in it;
    ``left_out``: registered people who did not consent, or withdrew.
    """

    to: Annotated[str, Meta(min_length=1, max_length=200)]
    agreement: Reference
    consent: ConsentTo
    second: UUID
    people: Annotated[int, Meta(ge=0)]
    left_out: Annotated[int, Meta(ge=0)] = 0
    sha256: Sha256


class RequestReceived(Body, frozen=True, kw_only=True):
    """Police, a court or another authority wants to know something. ``about``: the person, where one is meant and known here."""

    who: RequestFrom
    wants: RequestWants
    authority: Annotated[str, Meta(min_length=1, max_length=200)]
    reference: Reference | None = None
    about: UUID | None = None
    due_on: date | None = None


class RequestDecided(Body, frozen=True, kw_only=True):
    """``second``: the other of the two who decided."""

    decision: RequestDecision
    second: UUID | None = None


class RequestAnswered(Body, frozen=True, kw_only=True):
    """What was given, and how it is known again."""

    given: RequestGiven
    reference: Reference | None = None
    sha256: Sha256 | None = None
