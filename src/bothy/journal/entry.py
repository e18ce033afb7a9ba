"""The entry: one line of the journal, and what is known of it before it has a number."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

DIGEST_BYTES = 32


class Draft(msgspec.Struct, frozen=True):
    """An entry before it has a number.

    `body` is the JSON exactly as it will be hashed and stored; it is never re-encoded.
    `happened_at` is aware and kept to the microsecond. `signature` is room for a device's own.
    """

    id: UUID
    kind: str
    version: int
    subject: UUID
    body: bytes
    happened_at: datetime
    staff: UUID | None
    device: UUID | None
    signature: bytes | None = None


class Entry(msgspec.Struct, frozen=True):
    """One line of a facility's journal, numbered 1, 2, 3… without a gap, and never changed.

    `digest` (32 bytes) is SHA-256 over the digest of the entry before and the frame of this one
    (docs/journal-format.md). Times come back from a store in UTC.
    """

    facility: UUID
    number: int
    id: UUID
    kind: str
    version: int
    subject: UUID
    body: bytes
    happened_at: datetime
    recorded_at: datetime
    staff: UUID | None
    device: UUID | None
    signature: bytes | None
    digest: bytes


class Head(msgspec.Struct, frozen=True):
    """Where a journal ends: the number and the digest of its last entry."""

    number: int
    digest: bytes


GENESIS = Head(number=0, digest=bytes(DIGEST_BYTES))
"""The head of an empty journal: number 0, a digest of 32 zero bytes."""


def entry_id(command_id: UUID, n: int) -> UUID:
    """The id of the n-th entry (from 0) that a command makes: UUIDv5(command id, str(n)).

    A command decided twice makes the same ids, so it can never be written twice.
    """
    return uuid5(command_id, str(n))
