"""Putting a part into the vault and taking it out again for good. Reading is in `opening`, and asks for more.

A part is put beside the old one first, unsettled; then the journal says that it was kept; then it takes the old one's
place. So a part never stands without its entry, and no crash loses both. What is left behind unsettled is swept at the
next start, like a name whose command the journal did not take.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max

from bothy.care.vocabulary import VaultPart
from bothy.people.vault import envelope, key_file
from bothy.people.vault.key_file import Keys
from bothy.people.vault.models import PersonKey, Sealed
from bothy.people.vault.parts import Part
from bothy.people.vault.trouble import VaultTrouble


def put(person: UUID, part: VaultPart, said: Part, command: UUID) -> None:
    """Seal it beside what stands; the same command again changes nothing. `settle` it or `drop` it. `VaultTrouble`."""
    keys = _keys()
    data_key = _data_key(person, keys)
    plain = msgspec.json.encode(said)
    with transaction.atomic():
        if Sealed.objects.filter(command=command).exists():
            return
        last = Sealed.objects.filter(person=person, part=part).aggregate(last=Max("version"))["last"] or 0
        box = envelope.seal(data_key, person, part, last + 1, plain)
        Sealed.objects.create(person=person, part=part, version=last + 1, box=box, command=command)


def settle(command: UUID, at: datetime | None = None) -> None:
    """The journal has it: it takes the place of what stood before. `at`: the facility's time of it."""
    with transaction.atomic():
        row = Sealed.objects.filter(command=command).first()
        if row is None:
            return
        Sealed.objects.filter(command=command).update(settled=True, created_at=at or row.created_at)
        Sealed.objects.filter(person=row.person, part=row.part, version__lt=row.version).delete()


def stands(command: UUID) -> bool:
    """Whether it was kept by this command already, and nothing newer took its place."""
    return Sealed.objects.filter(command=command, settled=True).exists()


def drop(command: UUID) -> None:
    """The journal would not have it: what stood before stands."""
    Sealed.objects.filter(command=command, settled=False).delete()


def remove(person: UUID, part: VaultPart) -> int:
    """Let go of one part; with the last one the person's key goes, too. How many rows went."""
    with transaction.atomic():
        gone = Sealed.objects.filter(person=person, part=part).delete()[0]
        if not Sealed.objects.filter(person=person).exists():
            PersonKey.objects.filter(person=person).delete()
    return gone


def _keys() -> Keys:
    """The keys; made now where nothing was ever sealed under others."""
    if not key_file.place().exists() and PersonKey.objects.exists():
        return key_file.read()  # says what to do
    return key_file.make()


def _data_key(person: UUID, keys: Keys) -> bytes:
    row = PersonKey.objects.filter(person=person).first()
    if row is None:
        fresh = envelope.new_data_key()
        PersonKey.objects.bulk_create(
            [PersonKey(person=person, vault_key=keys.now.id, wrapped=envelope.wrap(keys.now, person, fresh))],
            ignore_conflicts=True,
        )
        row = PersonKey.objects.get(person=person)
    data_key = envelope.unwrap(keys.of(row.vault_key), person, bytes(row.wrapped))
    again = key_file.read()
    if all(one.id != row.vault_key for one in again.keys):
        # The vault key was rotated between reading it and writing this row, and passed this row by.
        rewrap(person, data_key, again)
    return data_key


def rewrap(person: UUID, data_key: bytes, keys: Keys) -> None:
    """Wrap a person's key under the vault key in use."""
    PersonKey.objects.filter(person=person).update(
        vault_key=keys.now.id, wrapped=envelope.wrap(keys.now, person, data_key)
    )


__all__ = ["VaultTrouble", "drop", "put", "remove", "rewrap", "settle", "stands"]
