"""Opening a part: the only way from the database to what somebody told. Whoever calls this has an entry that says so.

Only the pages of looks and the linkage call it (`.importlinter`, and a test that walks everything else).
"""

from uuid import UUID

import msgspec

from bothy.care.vocabulary import VaultPart
from bothy.people.vault import envelope, key_file
from bothy.people.vault.key_file import Keys
from bothy.people.vault.models import PersonKey, Sealed
from bothy.people.vault.parts import SHAPES, Part
from bothy.people.vault.trouble import NotAsSealed


def open_part(person: UUID, part: VaultPart, keys: Keys | None = None) -> Part | None:
    """What is kept, or None where nothing is. `VaultTrouble` where it cannot be read."""
    row = Sealed.objects.filter(person=person, part=part, settled=True).order_by("-version").first()
    if row is None:
        return None
    wrapped = PersonKey.objects.filter(person=person).first()
    if wrapped is None:
        raise NotAsSealed(
            "The key of this person is gone, so what lies here can never be read again. Remove it."
        )
    vault_key = (keys or key_file.read()).of(wrapped.vault_key)
    data_key = envelope.unwrap(vault_key, person, bytes(wrapped.wrapped))
    plain = envelope.unseal(data_key, person, part, row.version, bytes(row.box))
    return msgspec.json.decode(plain, type=SHAPES[part])


__all__ = ["open_part"]
