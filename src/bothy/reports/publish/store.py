"""The bytes of drafts and publications in Django's tables, where backups carry them.

The bytes are kept before the entry that signs them, so no publication can be signed without; what no
entry stands behind gives its place back (`sweep`).
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from bothy.reports.models import Frozen
from bothy.reports.publish.entries import Publication
from bothy.reports.release import Release, canonical, read

DRAFT_DAYS = 62
"""A draft that nobody checked or signed for so long is let go."""


class NotAsSigned(ValueError):
    """The bytes that are kept are not those that were signed, or are gone; the message says which."""


def sha256_of(frozen: bytes) -> str:
    """What the journal keeps of the bytes."""
    return hashlib.sha256(frozen).hexdigest()


def keep_draft(release: Release, made_by: UUID | None, id: UUID | None = None) -> Frozen:
    """Keep a draft under a new id, or the one given. The same draft, made again, is the one that is there."""
    frozen = canonical(release)
    sha256 = sha256_of(frozen)
    same = Frozen.objects.filter(sha256=sha256, place=None).first()
    if same is not None and bytes(same.frozen) == frozen:
        return same
    return Frozen.objects.create(
        id=id or uuid4(), set=release.set, since=release.since, until=release.until, revision=release.revision,
        number=release.number, sha256=sha256, frozen=frozen, made_by=made_by,
    )  # fmt: skip


def row_of(id: UUID) -> Frozen | None:
    """The row with this id."""
    return Frozen.objects.filter(id=id).first()


def drafts() -> list[Frozen]:
    """Every draft, the newest first, without its bytes."""
    return list(Frozen.objects.filter(place=None).defer("frozen"))


def let_go(id: UUID) -> bool:
    """Let a draft go; whether there was one. What is signed stays."""
    return bool(Frozen.objects.filter(id=id, place=None).delete()[0])


def frozen_of(publication: Publication) -> bytes:
    """The kept bytes. `NotAsSigned` where they are not those whose digest was signed."""
    row = row_of(publication.id)
    if row is None:
        raise NotAsSigned(
            f"The bytes of {named(publication)} are gone. `bothy publish --rebuild {publication.id}` makes them again from the journal."
        )
    frozen = bytes(row.frozen)
    if sha256_of(frozen) != publication.sha256:
        raise NotAsSigned(
            f"The bytes of {named(publication)} are not the ones that were signed: somebody or something changed them. "
            f"`bothy publish --rebuild {publication.id}` makes the signed ones again from the journal."
        )
    return frozen


def release_of(publication: Publication) -> Release:
    """The release as it was signed. `NotAsSigned`."""
    return read(frozen_of(publication))


def named(one: Publication | Frozen | Release) -> str:
    """ "thistle, 2025-01 to 2025-08, revision 1"."""
    months = one.until if one.since == one.until else f"{one.since} to {one.until}"
    return f"{one.set}, {months}" + (f", revision {one.revision}" if one.revision else "")


def put_back(publication: Publication, frozen: bytes) -> None:
    """Keep bytes again that were rebuilt. ValueError where they are not the signed ones."""
    if sha256_of(frozen) != publication.sha256:
        raise ValueError("These are not the bytes that were signed.")
    with transaction.atomic():
        row = row_of(publication.id) or Frozen(id=publication.id, made_at=timezone.now())
        row.set, row.since, row.until, row.revision = (
            publication.set, publication.since, publication.until, publication.revision,
        )  # fmt: skip
        row.number, row.sha256, row.frozen = publication.number, publication.sha256, frozen
        row.save(force_insert=row._state.adding)


def take_place(id: UUID, place: int) -> bool:
    """Take a place in the order of signing; False where another publication has it."""
    try:
        with transaction.atomic():
            return bool(Frozen.objects.filter(id=id).update(place=place))
    except IntegrityError:
        return False


def give_place_back(id: UUID) -> None:
    """It was not signed after all."""
    Frozen.objects.filter(id=id).update(place=None)


def sweep(signed: Sequence[Publication]) -> int:
    """Give the places back of what is not signed (a crash came between), and let old drafts go; how many of both.

    Call it where nothing is being signed.
    """
    known = {one.id for one in signed}
    orphans = Frozen.objects.filter(place__isnull=False).exclude(id__in=known)
    mended = orphans.update(place=None)
    for place, one in enumerate(signed, 1):
        # After a restore, or where a row was put back, the order is the journal's.
        Frozen.objects.filter(id=one.id).exclude(place=place).update(place=None)
    for place, one in enumerate(signed, 1):
        Frozen.objects.filter(id=one.id, place=None).update(place=place)
    old = timezone.now() - timedelta(days=DRAFT_DAYS)
    return mended + Frozen.objects.filter(place=None, made_at__lt=old).exclude(id__in=known).delete()[0]
