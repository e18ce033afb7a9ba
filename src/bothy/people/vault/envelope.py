"""Sealing: AES-256-GCM under a key of the person's own, which is wrapped by the vault key.

What a box belongs to is bound into it, so that no box can be put in another's place: a person's under another
person, a part under another part, a version under another version. A wrapped key is bound to its person.
A box is 12 random bytes, then the ciphertext with its tag of 16 bytes.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bothy.people.vault.key_file import KEY_BYTES, VaultKey
from bothy.people.vault.trouble import NotAsSealed

_NONCE_BYTES = 12


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap(vault_key: VaultKey, person: UUID, data_key: bytes) -> bytes:
    return _seal(vault_key.key, data_key, _about_key(vault_key, person))


def unwrap(vault_key: VaultKey, person: UUID, wrapped: bytes) -> bytes:
    """The person's key. `NotAsSealed`."""
    return _open(vault_key.key, wrapped, _about_key(vault_key, person))


def seal(data_key: bytes, person: UUID, part: str, version: int, plain: bytes) -> bytes:
    return _seal(data_key, plain, _about(person, part, version))


def unseal(data_key: bytes, person: UUID, part: str, version: int, box: bytes) -> bytes:
    """What was sealed for exactly this person, part and version. `NotAsSealed`."""
    return _open(data_key, box, _about(person, part, version))


def _about_key(vault_key: VaultKey, person: UUID) -> bytes:
    return b"bothy vault key 1\0" + vault_key.id.encode() + b"\0" + person.bytes


def _about(person: UUID, part: str, version: int) -> bytes:
    return b"bothy vault 1\0" + person.bytes + version.to_bytes(8, "big") + part.encode()


def _seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def _open(key: bytes, box: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as fault:
        raise NotAsSealed(
            "What lies in the vault here is not what was sealed: it was changed, or put in another's place. Nothing of it is "
            "shown. Tell whoever looks after this machine; a backup may still hold it whole."
        ) from fault


__all__ = ["new_data_key", "seal", "unseal", "unwrap", "wrap"]
