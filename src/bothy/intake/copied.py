"""How much of the journal stands in a backup or a copy: what tablets need not keep any longer."""

import logging
from datetime import datetime
from pathlib import Path

import msgspec

from bothy.journal.lean import digest_at
from bothy.journal.store import Reader
from bothy.journal.whole_file import write_whole

log = logging.getLogger(__name__)

FILE_NAME = "copied.json"


class Record(msgspec.Struct, frozen=True):
    """HOME/copied.json: up to entry `number`, whose digest (hex) it was, the journal stands in `where` since `at`."""

    number: int
    digest: str
    at: datetime
    where: str


class Copied:
    """The record of one home. Another process (`bothy backup`) writes it; the server looks every few seconds."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME
        self._seen = (0, 0, 0)
        self.record: Record | None = None

    @property
    def number(self) -> int:
        """The highest number that stands in a backup or copy of this line of the journal; 0 for none."""
        return self.record.number if self.record is not None else 0

    def note(self, number: int, digest: bytes, at: datetime, where: str) -> None:
        """Write down that the journal up to `number` stands elsewhere. A smaller number than the one known counts too:
        the newest backup is the one that is looked for when it is needed."""
        write_whole(self._path, msgspec.json.encode(Record(number, digest.hex(), at, where)) + b"\n")

    def changed(self) -> bool:
        """Whether the record is another than the one last read."""
        return self._stands() != self._seen

    def _stands(self) -> tuple[int, int, int]:
        try:
            stat = self._path.stat()
        except OSError:
            return (0, 0, 0)
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def look(self, journal: Reader) -> bool:
        """Read the record; whether `number` moved. One of another line of the journal does not count."""
        seen = self._stands()
        try:
            found: Record | None = msgspec.json.decode(self._path.read_bytes(), type=Record)
        except FileNotFoundError:
            found = None
        except (OSError, msgspec.DecodeError) as fault:
            log.warning("%s cannot be read (%s); tablets keep what they have", self._path, fault)
            return False
        before = self.number
        if found is not None and digest_at(journal, found.number) != bytes.fromhex(found.digest):
            log.warning("%s tells of a copy of another line of the journal; it does not count", self._path)
            found = None
        self._seen, self.record = seen, found
        return self.number != before
