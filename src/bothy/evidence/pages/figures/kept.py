"""Editions of the city's figures: those that are carried with the product and those that somebody brought here."""

from __future__ import annotations

from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from bothy.evidence.figures.bundled import carried
from bothy.evidence.figures.editions import Edition, Withdrawn, standing
from bothy.evidence.figures.shape import Provenance, Series
from bothy.evidence.pages import models
from bothy.evidence.pages.roles import Somebody

MOST_EDITIONS = 1_000
LEAST_WHY = 4


class Refused(Exception):
    """It cannot be done; the message says why."""


def every() -> dict[str, tuple[Edition, ...]]:
    """By series every edition, the earliest first, withdrawn ones too; those that are carried before the others."""
    found: dict[str, list[Edition]] = {}
    for one in (*carried(), *map(_edition, models.Edition.objects.order_by("brought_at"))):
        found.setdefault(one.key, []).append(one)
    return {key: tuple(sorted(each, key=lambda one: one.provenance.brought_at)) for key, each in found.items()}


def of(key: str) -> tuple[Edition, ...]:
    """The editions of one series, the earliest first; none where there is no such series."""
    here = [*(one for one in carried() if one.key == key), *map(_edition, models.Edition.objects.filter(key=key))]
    return tuple(sorted(here, key=lambda one: one.provenance.brought_at))


def stands(editions: tuple[Edition, ...]) -> Edition | None:
    """The edition that stands now."""
    return standing(editions, timezone.now())


def _edition(row: models.Edition) -> Edition:
    withdrawn = None
    if row.withdrawn_at is not None:
        withdrawn = Withdrawn(at=row.withdrawn_at, why=row.withdrawn_why, by=None if row.withdrawn_by is None else str(row.withdrawn_by), role=row.withdrawn_role)
    provenance = Provenance(file=row.file, sha256=row.sha256, brought_at=row.brought_at, by=None if row.brought_by is None else str(row.brought_by), role=row.role)
    return Edition(key=row.key, id=str(row.id), series=msgspec.json.decode(bytes(row.series), type=Series), provenance=provenance, withdrawn=withdrawn)


def new_key(title: str) -> str:
    """The name of a series in its address, made of its title. `Refused` where there is none, or a series has it already."""
    key = slugify(title)[:80].strip("-")
    if not key:
        raise Refused("Give the series a title with letters in it.")
    if of(key):
        raise Refused("There is a series of that title already. Bring this as a new edition of it, or give it another title.")
    return key


def keep(key: str, series: Series, file: str, sha256: str, who: Somebody) -> models.Edition:
    """Write an edition down. `Refused` where the very same figures stand already, or too many editions are kept."""
    with transaction.atomic():
        now = stands(of(key))
        if now is not None and now.series == series:
            raise Refused("These very figures stand already: nothing was added.")
        if models.Edition.objects.count() >= MOST_EDITIONS:
            raise Refused(f"{MOST_EDITIONS:,} editions are kept, and no more can be.")
        row: models.Edition = models.Edition.objects.create(key=key, series=msgspec.json.encode(series), file=file, sha256=sha256, brought_by=who.id, role=who.role)
    return row


def withdraw(id: UUID, why: str, who: Somebody) -> bool:
    """Take an edition back, with a reason in words; whether it stood until now. `Refused` without a reason."""
    why = " ".join(why.replace("\0", "").split())[:200]
    if len(why) < LEAST_WHY:
        raise Refused("Say why it is withdrawn, in a few words.")
    return bool(
        models.Edition.objects.filter(id=id, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now(), withdrawn_by=who.id, withdrawn_role=who.role, withdrawn_why=why)
    )
