"""What entries say of a publication: that frozen figures were checked, signed, sent, or taken back.

The subject is the publication's own id. The figures lie elsewhere, as bytes; the journal holds their digest.
"""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from bothy.care.bodies_emergency import Reference
from bothy.care.body import Body, Decision, Reason
from bothy.care.vocabulary import DutyHow, WithdrawnWhy

Month = Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
SetName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
EntryNumber = Annotated[int, Meta(ge=1, le=2**53)]


class PublicationChecked(Body, frozen=True, kw_only=True):
    """Somebody looked through a draft and stands by it. ``number``, ``digest`` (hex): the entry it was made from.

    ``sha256``: of the draft's bytes, which are the ones that can then be signed.
    """

    set: SetName
    since: Month
    until: Month
    number: EntryNumber
    digest: Sha256
    sha256: Sha256


class PublicationSigned(Decision, frozen=True, kw_only=True):
    """These bytes are published: ``sha256`` of them is here, so that nobody can change them unseen.

    ``revision`` 0 is the first of a period; ``revises`` is then None, else the publication before it.
    ``number``, ``digest`` (hex): the entry of the journal that the figures rest on. ``made_with``: the
    Bothy that made them, as the bytes say it.
    """

    set: SetName
    since: Month
    until: Month
    revision: Annotated[int, Meta(ge=0, le=10_000)] = 0
    number: EntryNumber
    digest: Sha256
    sha256: Sha256
    made_with: Annotated[str, Meta(max_length=60)] = ""
    revises: UUID | None = None


class PublicationWithdrawn(Body, frozen=True, kw_only=True):
    """It does not hold any more. It was out and cannot be taken out of the world, so it stays readable."""

    why: WithdrawnWhy
    reason: Reason = ""


class PublicationSent(Body, frozen=True, kw_only=True):
    """It was given to somebody. ``to``: a body, never a person; ``evidence``: a reference number or address."""

    to: Annotated[str, Meta(min_length=1, max_length=200)]
    how: DutyHow
    evidence: Reference | None = None
