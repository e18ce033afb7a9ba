"""HOME/restored.json: this home was brought back from a copy, where that ended, and what has come back since."""

from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from bothy.intake.spans import Spans, without
from bothy.journal.whole_file import write_whole

FILE_NAME = "restored.json"


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: the last entry of the copy. `highest`: the highest number of the ended line that anybody knew of.

    `phase`: "mending" until the gap is filled or given up. `entries`: how many `journal-restored` entries
    were written for it. `heard`: devices that were asked for their rows. `go_on`: no need to wait.
    """

    restore: UUID
    head: int
    digest: str
    highest: int
    at: datetime
    source: str
    phase: Literal["mending", "over"] = "mending"
    entries: int = 0
    go_on: bool = False
    heard: tuple[UUID, ...] = ()
    filled: Spans = ()
    written: Spans = ()

    @property
    def numbers_filled(self) -> set[int]:
        return {number for first, last in self.filled for number in range(first, last + 1)}

    @property
    def missing(self) -> Spans:
        """Numbers of the ended line that nobody brought back."""
        return without(self.head + 1, self.highest, self.numbers_filled)


def read(home: Path) -> Restored | None:
    """What was written down; None in a home that never was restored. ValueError where it cannot be read."""
    try:
        return msgspec.json.decode((home / FILE_NAME).read_bytes(), type=Restored)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as fault:
        raise ValueError(
            f"{home / FILE_NAME} cannot be read ({fault}). Restore the backup again, into another folder."
        ) from fault


def write(home: Path, restored: Restored) -> None:
    """Write it down, whole or not at all. OSError."""
    write_whole(home / FILE_NAME, msgspec.json.format(msgspec.json.encode(restored), indent=1) + b"\n")
