"""What the facts on disk were built from, and where each month's tables lie.

`state.json` is replaced in one step after the files it names are written, so a reader sees the facts
before an update or after it. It is a cache and not trusted: number and digest must be those of the
journal it is opened beside.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.journal.whole_file import write_whole
from bothy.reports.facts.tables import VERSION

FILE_NAME = "state.json"
KEEP_SECONDS = 120.0


class Piece(msgspec.Struct, frozen=True):
    """One Parquet file: one table's rows of one month."""

    file: str
    rows: int
    bytes: int


class Setting(msgspec.Struct, frozen=True, array_like=True):
    """A line of the facility that tables depend on: its founding, its rules, its clock."""

    number: int
    kind: str
    version: int
    at_us: int
    body: bytes


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one facility up to an entry. `latest_us`: the latest happened_at of all entries."""

    version: int = VERSION
    facility: UUID
    number: int = 0
    digest: bytes = bytes(32)
    settings: tuple[Setting, ...] = ()
    settings_upto: int = 0
    facility_corrected: bool = False
    latest_us: int | None = None
    months: dict[str, dict[str, Piece]] = {}


def folder_of(home: Path, facility: UUID) -> Path:
    """Where the facts of a facility lie."""
    return home / "facts" / str(facility)


def read_state(folder: Path) -> State | None:
    """The state kept in a folder; None where there is none, or none that this Bothy can use."""
    try:
        state = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return None
    return state if state.version == VERSION else None


def write_state(folder: Path, state: State) -> None:
    """Replace the state in one step. OSError when the disk is full or the folder cannot be written."""
    write_whole(folder / FILE_NAME, msgspec.json.encode(state))


def sweep(folder: Path, before: State, after: State) -> None:
    """Remove files that no state names any more, KEEP_SECONDS after they were last named.

    Until then whoever opened the facts before this update still reads them whole.
    """
    named = _files(after)
    now = time.time()
    for file in _files(before) - named:
        os.utime(folder / file)
    for path in folder.glob("????-??/*.parquet*"):
        if f"{path.parent.name}/{path.name}" not in named and now - path.stat().st_mtime > KEEP_SECONDS:
            path.unlink(missing_ok=True)


def _files(state: State) -> set[str]:
    return {piece.file for tables in state.months.values() for piece in tables.values()}


@contextmanager
def updating(folder: Path) -> Iterator[None]:
    """One process brings facts up to date at a time; another waits here for its turn."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
