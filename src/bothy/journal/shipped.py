"""A copy of another Bothy's journal, as it is shipped: it only ever grows by what follows, and nobody writes in it.

A facility has one home. What stands in a copy came from there, entry by entry, each checked against the chain; a
verb that would write is refused (`must_not_be_shipped`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.journal.chain import follows, head_after
from bothy.journal.checkpoint import is_signed_by, read_public_key
from bothy.journal.entry import GENESIS, Entry, Head
from bothy.journal.errors import DiskFull, JournalError, JournalMissing, ReadOnlyJournal, StorageTrouble
from bothy.journal.export import read_json_lines
from bothy.journal.lean import digest_at
from bothy.journal.sqlite import SqliteStore
from bothy.journal.sqlite_reader import FILE_NAME, SqliteReader
from bothy.journal.store import Checkpoint
from bothy.journal.whole_file import write_whole

MARK = "shipped.json"
_NO_SPACE = 28


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """COPY/shipped.json: that this is a copy, whose, and when something last came."""

    facility: UUID
    last_at: datetime


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a copy goes, and up to which entry its checkpoints. `at`: the digest (hex) of the entry that was asked after, or None."""

    facility: UUID | None
    number: int
    digest: str
    checkpoint: int
    at: str | None = None


class NotTaken(JournalError):
    """It was not taken, and nothing of it was kept; `code` is for programs, `number` the entry it is about."""

    def __init__(self, code: str, sentence: str, number: int | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.number = number


def is_shipped(folder: Path) -> bool:
    """Whether this folder is a copy that was shipped here."""
    return (folder / MARK).exists()


def must_not_be_shipped(folder: Path) -> None:
    """`ReadOnlyJournal` where this is a shipped copy: only its facility's own home writes that journal."""
    if is_shipped(folder):
        raise ReadOnlyJournal(
            f"{folder} is a copy that another Bothy ships here: it can be read and verified, and nothing is written in it. "
            "Its facility has one home; use that. After a loss, `bothy restore --copy` takes what this copy holds."
        )


class ShippedCopy:
    """One copy, in a folder of its own. Several may read it; what comes is taken one piece at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self, at: int | None = None) -> State:
        """How far it goes, and what stands at entry `at`. `JournalError`."""
        try:
            reader = SqliteReader.at(self.folder)
        except JournalMissing:
            return State(facility=None, number=0, digest=GENESIS.digest.hex(), checkpoint=0)
        try:
            head = reader.head()
            digest = digest_at(reader, at) if at is not None and 0 <= at <= head.number else None
            return State(
                facility=reader.facility, number=head.number, digest=head.digest.hex(), checkpoint=max((one.number for one in reader.checkpoints()), default=0),
                at=digest.hex() if digest is not None else None,
            )  # fmt: skip
        finally:
            reader.close()

    def take(self, lines: Iterable[bytes], facility: UUID | None = None) -> Head:
        """Take entries (lines of an export) that go on from here; all of them, or none. Where it ends then.

        Those that stand here already are compared and left. `facility`: whose they must be. `NotTaken`: a fork, a
        gap, another facility's, or damaged. Other `JournalError`s where it cannot be kept.
        """
        entries = _read(lines)
        if not entries:
            return Head(self.state().number, bytes.fromhex(self.state().digest))
        first = entries[0]
        for entry in entries:
            if entry.facility != (facility or first.facility):
                raise NotTaken(
                    "other_facility",
                    f"Entry {entry.number:,} is of facility {entry.facility}, and this copy is of {facility or first.facility}. A facility ships under its own token.",
                    entry.number,
                )
        with self._writing(first) as store:
            head = store.head()
            new = list(_beyond(store, head, entries))
            for entry in new:
                if not follows(head, entry):
                    raise _does_not_follow(head, entry)
                head = head_after(entry)
            if new:
                with store.begin() as batch:
                    batch.append(new)
                # When it last came is said for people; on a full disk the entries matter.
                with suppress(OSError):
                    self._mark(store.facility)
            return head

    def take_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> int:
        """Keep signed checkpoints of entries that stand here; how many were new. `NotTaken` for one that does not fit."""
        keys = self.keys()
        with self._writing(None) as store:
            there = {(one.number, one.signature) for one in store.checkpoints()}
            new = [one for one in checkpoints if (one.number, one.signature) not in there]
            for one in new:
                if one.facility != store.facility:
                    raise NotTaken(
                        "other_facility",
                        f"The checkpoint of entry {one.number:,} is another facility's.",
                        one.number,
                    )
                if not any(is_signed_by(one, key) for key in keys):
                    raise NotTaken(
                        "other_key",
                        f"The checkpoint of entry {one.number:,} is signed with a key that is not known here. After a restore without its keys "
                        "a facility has new ones: give the city the new public key.",
                        one.number,
                    )
                if digest_at(store, one.number) != one.digest:
                    raise NotTaken(
                        "other_line",
                        f"The checkpoint of entry {one.number:,} does not fit what was shipped.",
                        one.number,
                    )
            for one in new:
                store.add_checkpoint(one)
            return len(new)

    def keys(self) -> tuple[bytes, ...]:
        """The public keys that checkpoints may be signed with."""
        folder = self.folder / "keys"
        return (
            tuple(read_public_key(path) for path in sorted(folder.glob("*.pub"))) if folder.is_dir() else ()
        )

    def pin(self, keys: Sequence[bytes]) -> None:
        """Keep the first keys that come; later ones only the city itself adds. OSError."""
        if keys and not self.keys():
            for key in keys:
                self.add_key(key)

    def add_key(self, key: bytes) -> None:
        """Trust one more public key (raw, 32 bytes). ValueError when it is none; OSError."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        from bothy.journal.checkpoint import key_id

        pem = Ed25519PublicKey.from_public_bytes(key).public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        folder = self.folder / "keys"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / f"{key_id(key)}.pub", pem)

    @contextmanager
    def _writing(self, first: Entry | None) -> Iterator[SqliteStore]:
        try:
            if (self.folder / FILE_NAME).exists():
                store = SqliteStore.open(self.folder)
            elif first is None:
                raise NotTaken(
                    "nothing_here", "Nothing of this journal was shipped yet. Ship its entries first."
                )
            elif first.number != 1:
                raise NotTaken("gap", "Nothing of this journal stands here yet: ship it from entry 1.", 0)
            elif not follows(GENESIS, first):
                raise _does_not_follow(GENESIS, first)
            else:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Before there is a journal: no moment at which it could be taken for a home.
                self._mark(first.facility)
                store = SqliteStore.create(self.folder, first.facility)
            try:
                yield store
            finally:
                store.close()
        except OSError as fault:
            if fault.errno == _NO_SPACE:
                raise DiskFull("The city's disk is full. Nothing of this was kept.") from fault
            raise StorageTrouble(f"The copy could not be written ({fault.strerror}).") from fault

    def _mark(self, facility: UUID) -> None:
        write_whole(
            self.folder / MARK,
            msgspec.json.encode(Mark(facility=facility, last_at=datetime.now(UTC))) + b"\n",
        )


def _read(lines: Iterable[bytes]) -> list[Entry]:
    try:
        return list(read_json_lines(lines))
    except ValueError as fault:
        raise NotTaken("unreadable", str(fault)) from fault


def _beyond(store: SqliteStore, head: Head, entries: Sequence[Entry]) -> Iterator[Entry]:
    """What comes after the head; what stands here already must be the same."""
    known = {}
    before = [entry.number for entry in entries if entry.number <= head.number]
    if before:
        known = {entry.number: entry.digest for entry in store.entries(min(before) - 1, max(before))}
    for entry in entries:
        if entry.number > head.number:
            yield entry
        elif known.get(entry.number) != entry.digest:
            raise NotTaken(
                "fork",
                f"Entry {entry.number:,} says something else here. Nothing of this was taken.",
                entry.number,
            )


def _does_not_follow(head: Head, entry: Entry) -> NotTaken:
    if entry.number > head.number + 1:
        return NotTaken(
            "gap",
            f"This copy ends at entry {head.number:,}: ship from entry {head.number + 1:,}.",
            head.number,
        )
    return NotTaken(
        "damaged",
        f"Entry {entry.number:,} does not follow the one before it: it was changed on its way, or the journal is damaged. Verify it.",
        entry.number,
    )


__all__ = ["MARK", "Mark", "NotTaken", "ShippedCopy", "State", "is_shipped", "must_not_be_shipped"]
