"""Rotating the vault key: a new key, every person's key wrapped under it, and the old one gone.

Boxes are not touched. Cut short at any point, the file holds both keys and the next call goes on; what a running server
wraps meanwhile under the old key is found by the last look, after the old key has left the file.
"""

from uuid import UUID

from bothy.people.vault import envelope, key_file
from bothy.people.vault.keeping import rewrap
from bothy.people.vault.key_file import Keys, VaultKey
from bothy.people.vault.models import PersonKey


def rotate(with_passphrase: bytes | None = None) -> int:
    """How many people's keys were wrapped anew. `with_passphrase`: the file is locked with it from now on. `VaultTrouble`."""
    before = key_file.read()
    if len(before.keys) == 1:
        before = Keys((key_file.new_key(), *before.keys), before.locked)
    # A rotation that was cut short is gone on with: its new key is the first already.
    key_file.write(before.keys, with_passphrase)
    done = _wrap_all(before)
    key_file.write((before.now,), with_passphrase)
    return done + _wrap_all(before)


def lock(with_passphrase: bytes | None) -> None:
    """The same keys, locked with a passphrase or with none. `VaultTrouble`."""
    key_file.write(key_file.read().keys, with_passphrase)


def _wrap_all(keys: Keys) -> int:
    done = 0
    for person, old, wrapped in _others(keys.now):
        rewrap(person, envelope.unwrap(keys.of(old), person, wrapped), keys)
        done += 1
    return done


def _others(now: VaultKey) -> list[tuple[UUID, str, bytes]]:
    rows = PersonKey.objects.exclude(vault_key=now.id).values_list("person", "vault_key", "wrapped")
    return [(person, old, bytes(wrapped)) for person, old, wrapped in rows]


__all__ = ["lock", "rotate"]
