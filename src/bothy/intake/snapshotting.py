"""The House on disk, so that a start need not fold ten million entries.

A cache that nobody trusts: it counts only when it is whole, was written by this home, by this
version of the fold, and the journal's entry of its number has its digest. Otherwise the journal is
folded from the first entry. The tail is folded on top in any case.
"""

import hmac
import logging
import threading
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

import msgspec

from bothy.care.fold import fold, line
from bothy.care.house import House, Line
from bothy.care.snapshot import house_from_disk, lines_for_disk
from bothy.intake.batch import Committed
from bothy.intake.writer import Writer
from bothy.journal.chain import head_after
from bothy.journal.entry import GENESIS, Head
from bothy.journal.store import Progress, Reader
from bothy.journal.whole_file import make_once, write_whole

log = logging.getLogger(__name__)

FILE_NAME = "snapshot.bothy"
KEY_NAME = "snapshot.key"
EVERY_ENTRIES = 5_000
_TELL_EVERY = 5_000


class Stored(msgspec.Struct, frozen=True):
    """What is in the file: where the journal ended, and the House as care writes it down."""

    facility: UUID
    number: int
    digest: str
    house: msgspec.Raw


_decoder = msgspec.json.Decoder(Stored)
_encoder = msgspec.json.Encoder()


def save(home: Path, house: House, head: Head) -> Path:
    """Write the House as it stood at `head`, whole or not at all. OSError when the disk will not."""
    assert house.facility is not None
    stored = Stored(house.facility, head.number, head.digest.hex(), msgspec.Raw(lines_for_disk(house)))
    body = _encoder.encode(stored)
    path = home / FILE_NAME
    write_whole(path, _seal(home, body).encode() + b"\n" + body)
    return path


def load(home: Path, store: Reader) -> tuple[House, Head] | None:
    """The House of the file and the head it stands at; None, and why in the log, where it does not count."""
    path = home / FILE_NAME
    try:
        sealed, _, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as fault:
        log.warning("the snapshot %s cannot be read (%s); the journal is folded from the start", path, fault)
        return None
    try:
        why = _why_not(home, store, sealed, body)
        if why is None:
            return _house_of(_decoder.decode(body))
    except (msgspec.DecodeError, KeyError, ValueError, TypeError) as fault:
        why = str(fault)
    log.warning("the snapshot %s is ignored (%s); the journal is folded from the start", path, why)
    return None


def open_house(home: Path, store: Reader, progress: Progress | None = None) -> tuple[House, Head]:
    """The House as the journal stands: from the snapshot where it counts, else from the first entry.

    `progress(done, of)` is called now and then while entries are folded.
    """
    house, head = load(home, store) or (House(), GENESIS)
    last = store.head().number
    started, done = head.number, 0

    def recall(subject: UUID) -> list[Line]:
        return [line(entry) for entry in store.subject(subject, upto=head.number)]

    for entry in store.entries(head.number, last):
        house = fold(house, line(entry), recall)
        head = head_after(entry)
        done += 1
        if progress is not None and done % _TELL_EVERY == 0:
            progress(done, last - started)
    if progress is not None:
        progress(done, last - started)
    return house, head


class Snapshots:
    """Writes the House to disk in the background every so many entries, and once more at the end."""

    def __init__(self, home: Path, writer: Writer, every_entries: int = EVERY_ENTRIES) -> None:
        self._home = home
        self._writer = writer
        self._every = every_entries
        self._saved = writer.head.number
        self._wake = threading.Event()
        self._stop = False
        self._unsubscribe = writer.subscribe(self._hear)
        self._thread = threading.Thread(target=self._run, name="bothy-snapshots", daemon=True)

    def start(self) -> "Snapshots":
        """Begin."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Write the last one and stop; after the writer is closed, so that nothing comes later."""
        self._stop = True
        self._unsubscribe()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def save(self) -> None:
        """Write one now, if anything is new. A disk that will not take it is no reason to stop."""
        house, head = self._writer.standing
        if self._writer.reserve is not None and self._writer.reserve.full:
            return  # a slower start is better than an emergency that finds no room
        if house.facility is None or (head.number == self._saved and (self._home / FILE_NAME).exists()):
            return
        try:
            save(self._home, house, head)
            self._saved = head.number
        except OSError as fault:
            log.warning("the snapshot of the house could not be written: %s", fault)

    def _hear(self, committed: Committed) -> None:
        if committed.number - self._saved >= self._every:
            self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._stop:
                return
            self.save()


def _why_not(home: Path, store: Reader, sealed: bytes, body: bytes) -> str | None:
    if not hmac.compare_digest(sealed, _seal(home, body).encode()):
        return "it is damaged or not of this home"
    stored = _decoder.decode(body)
    if stored.facility != store.facility:
        return "it is another facility's"
    entries = list(store.entries(stored.number - 1, stored.number))
    if not entries or entries[0].digest.hex() != stored.digest:
        return "the journal has another entry at its number"
    return None


def _house_of(stored: Stored) -> tuple[House, Head]:
    house = house_from_disk(bytes(stored.house))
    if house.number != stored.number:
        raise ValueError(f"it says entry {stored.number} and holds a house of entry {house.number}")
    return house, Head(stored.number, bytes.fromhex(stored.digest))


def _seal(home: Path, body: bytes) -> str:
    return hmac.digest(_key(home), body, "sha256").hex()


def _key(home: Path) -> bytes:
    path = home / "keys" / KEY_NAME
    try:
        return path.read_bytes()
    except FileNotFoundError:
        make_once(path, token_bytes(32))
        return path.read_bytes()


__all__ = ["EVERY_ENTRIES", "FILE_NAME", "Snapshots", "load", "open_house", "save"]
