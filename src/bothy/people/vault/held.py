"""What the vault holds of a person, without opening it, and letting all of it go."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from bothy.care.vocabulary import VaultPart
from bothy.care.words import label
from bothy.people.vault.models import PersonKey, Sealed


class HeldPart(msgspec.Struct, frozen=True):
    """One part that is kept. `says`: what it is, in words; never what is in it."""

    part: VaultPart
    says: str
    since: datetime


def held(person: UUID) -> tuple[HeldPart, ...]:
    """What is kept of this id. Nothing is opened, so it needs no key, no permission and no entry."""
    rows = Sealed.objects.filter(person=person, settled=True).order_by("part", "version")
    latest = {row.part: row for row in rows}
    return tuple(HeldPart(part, label("vault_part", part), row.created_at) for part, row in latest.items())  # type: ignore[arg-type]


def parts_of(persons: Iterable[UUID]) -> dict[UUID, set[VaultPart]]:
    """Which parts are kept of which of these."""
    found: dict[UUID, set[VaultPart]] = {}
    for person, part in Sealed.objects.filter(person__in=list(persons), settled=True).values_list(
        "person", "part"
    ):
        found.setdefault(person, set()).add(part)  # type: ignore[arg-type]
    return found


def forget(person: UUID) -> int:
    """Let go of all of this id: the boxes, and the key without which a copy of them is noise. How many rows went.

    A backup made before still holds both; how long is in the house rules (`retention.backups_days`).
    """
    with transaction.atomic():
        gone = Sealed.objects.filter(person=person).delete()[0]
        gone += PersonKey.objects.filter(person=person).delete()[0]
    return gone


__all__ = ["HeldPart", "forget", "held", "parts_of"]
