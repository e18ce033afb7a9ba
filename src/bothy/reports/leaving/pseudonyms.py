"""Pseudonyms: an id by which nobody outside knows a person, a visit or anything else of the house again.

A pseudonym is HMAC-SHA256 of the id under a key, cut to 16 bytes. The key is random for each export and kept nowhere,
so two exports cannot be joined by id; who needs that (a cohort, year by year) keeps a key in a file and gives it again.
"""

import hmac
import secrets
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

KEY_BYTES = 32


class KeyTrouble(Exception):
    """The key cannot be used; the message says why."""


class Pseudonyms:
    """`of(id)`: the pseudonym of an id. `key`: 32 bytes or more; made anew without one."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(KEY_BYTES) if key is None else key

    @classmethod
    def by_key_file(cls, path: Path | None) -> "Pseudonyms":
        """With the key in a file (at least 32 bytes, as they are). `KeyTrouble`."""
        if path is None:
            return cls()
        try:
            key = path.read_bytes()
        except OSError as fault:
            raise KeyTrouble(f"The key {path} cannot be read ({fault.strerror}).") from fault
        if len(key.strip()) < KEY_BYTES:
            raise KeyTrouble(
                f"The key {path} is shorter than {KEY_BYTES} bytes. Make one with: head -c 32 /dev/urandom | base64 > KEY"
            )
        return cls(key)

    def of(self, id: bytes) -> bytes:
        """16 bytes; the same for the same id as long as the key is."""
        return hmac.digest(self._key, id, "sha256")[:16]

    def text(self, id: bytes) -> str:
        """The same as a UUID's text."""
        return str(UUID(bytes=self.of(id)))

    def column(self, ids: pa.ChunkedArray | pa.Array) -> pa.Array:
        """A whole column of ids, each different one reckoned once. Nulls stay; lists are taken apart and put together."""
        plain = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
        if pa.types.is_list(plain.type):
            return pa.ListArray.from_arrays(plain.offsets, self.column(plain.values), mask=plain.is_null())
        if pa.types.is_dictionary(plain.type):
            words = [self.of(one) for one in plain.dictionary.to_pylist()]
            return pa.DictionaryArray.from_arrays(plain.indices, pa.array(words, plain.type.value_type))
        coded = pc.dictionary_encode(plain)
        words = pa.array([self.of(one) for one in coded.dictionary.to_pylist()], plain.type)
        return words.take(coded.indices)


__all__ = ["KeyTrouble", "Pseudonyms"]
