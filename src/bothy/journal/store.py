"""What every store of a journal can do, whichever database keeps it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from bothy.journal.entry import Entry, Head

SCHEMA_VERSION = 1
CHUNK = 2000

Progress = Callable[[int, int], None]
"""Called now and then with (done so far, of how many)."""


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a command, kept in the transaction that wrote its entries, refused or not.

    `digest` (32 bytes) is over the command's body and author, `answer` is JSON as it was sent.
    `first` is the number of its first entry, 0 when it made none; `count` is how many it made.
    """

    command: UUID
    digest: bytes
    answer: bytes
    first: int
    count: int
    recorded_at: datetime


class Checkpoint(msgspec.Struct, frozen=True):
    """A signed statement that at `at` the journal's entry `number` had this digest.

    `key_id` is the first 8 bytes of the SHA-256 of the raw public key, in hex;
    `signature` is Ed25519, 64 bytes (docs/journal-format.md).
    """

    facility: UUID
    number: int
    digest: bytes
    at: datetime
    key_id: str
    signature: bytes


class Damaged(msgspec.Struct, frozen=True):
    """A row whose columns cannot be an entry (a short id, a time that is text)."""

    number: int
    reason: str


class Reader(Protocol):
    """A journal, to be read. Raises `JournalError` subclasses only."""

    @property
    def facility(self) -> UUID:
        """Whose journal this is."""

    def head(self) -> Head:
        """The last entry's number and digest; GENESIS when there is none."""

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one."""

    def receipts_in_order(self) -> Iterator[Receipt]:
        """Every receipt that names entries, ordered by the first entry it names."""

    def refusals(self) -> Iterator[Receipt]:
        """Every receipt that names no entry: of a command that was refused, or needed nothing written."""

    def entries(self, after: int = 0, upto: int | None = None, chunk: int = CHUNK) -> Iterator[Entry]:
        """Entries with after < number <= upto, in order; no long transaction is held."""

    def walk(
        self, after: int | None = None, upto: int | None = None, chunk: int = CHUNK
    ) -> Iterator[Entry | Damaged]:
        """Every row there is, also those that cannot be an entry; for `verify`."""

    def subject(self, subject: UUID, upto: int | None = None) -> list[Entry]:
        """All entries about one subject, in order."""

    def of_kinds(self, kinds: Sequence[str], among: Sequence[str], after: int = 0) -> list[Entry]:
        """Entries of some kinds with number > after, in order; quick where `among` was given to `index_kinds`."""

    def entry(self, id: UUID) -> Entry | None:
        """The entry with this id."""

    def count(self) -> int:
        """How many entries are stored."""

    def checkpoints(self) -> list[Checkpoint]:
        """The checkpoints kept beside the journal, oldest first."""

    def faults_of_schema(self) -> list[str]:
        """Names of the tables and triggers that are not there or not as shipped."""

    def close(self) -> None:
        """Let go of files and connections."""


class Batch(Protocol):
    """One transaction of the writer: all of it is kept, or none."""

    @property
    def head(self) -> Head:
        """The head under the writer's lock, moved on by what this batch appended."""

    def receipts(self, ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """The receipts of those commands that have one, as seen under the lock."""

    def entries_after(self, number: int) -> list[Entry]:
        """Entries that another worker wrote after `number`."""

    def append(self, entries: Sequence[Entry], receipts: Sequence[Receipt] = ()) -> None:
        """Write sealed entries that follow the head, then receipts.

        `AppendRefused` when one does not follow, or an id or a command is known already: leave
        the savepoint or the batch with the exception, nothing of it is kept.
        """

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the batch that is kept or, on an exception, undone alone."""


class Store(Reader, Protocol):
    """A journal, to be read and written by its one writer."""

    def begin(self) -> AbstractContextManager[Batch]:
        """A batch, committed when the block ends, rolled back when it raises.

        `CommitUnknown` when COMMIT was sent and the outcome cannot be known.
        """

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint beside the journal. Append only, like the entries."""

    def index_kinds(self, kinds: Sequence[str]) -> None:
        """Have entries of these kinds found quickly by `of_kinds`. Where it may not be made, they are found slowly."""

    def reconnect(self) -> None:
        """A fresh connection after `ConnectionLost` or `CommitUnknown`; safe at any time."""
