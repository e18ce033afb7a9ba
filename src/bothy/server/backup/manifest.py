"""What a backup says of itself: whose it is, where its journal ends, and the digest of every file in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.journal.held import Held, held, outside, put
from bothy.journal.held import files_of as files_in

NAME = "manifest.json"
JOURNAL = "journal.sqlite3"
HOUSE = "house.sqlite3"
TABLES = "house"
CHECKPOINT = "checkpoint.txt"
FORMAT = 1

Tell = Callable[[int, int, str], None]
"""Called with (done, of how many, what is being done)."""


class BackupTrouble(Exception):
    """The backup cannot be made, read or brought back; the message says what to do."""


class Table(msgspec.Struct, frozen=True):
    """One table of Django's in a backup from PostgreSQL: its columns, in the order of the file."""

    name: str
    columns: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`number` and `digest` (hex): the last entry of the journal in it. `house`: what keeps names, staff and devices."""

    bothy_backup: int = FORMAT
    bothy: str
    facility: UUID
    name: str
    demo: bool
    made_at: datetime
    number: int
    digest: str
    house: str
    tables: tuple[Table, ...] = ()
    keys: bool
    files: dict[str, Held]


def files_of(folder: Path) -> Iterator[str]:
    """Every file of a backup but its manifest, by its path inside it."""
    return files_in(folder, NAME)


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest beside the files it names."""
    put(folder / NAME, manifest)


def read(folder: Path) -> Manifest:
    """The manifest of a backup's folder. `BackupTrouble` where it is none, or of a newer Bothy."""
    try:
        return parse((folder / NAME).read_bytes(), folder)
    except OSError as fault:
        raise BackupTrouble(
            f"{folder} is no backup of Bothy: its {NAME} cannot be read ({fault.strerror})."
        ) from fault


def parse(raw: bytes, where: Path) -> Manifest:
    """The manifest in these bytes. `BackupTrouble`."""
    try:
        found = msgspec.json.decode(raw, type=Manifest)
    except msgspec.DecodeError as fault:
        raise BackupTrouble(
            f"The {NAME} of {where} cannot be read ({fault}). Use another backup; this one is damaged."
        ) from fault
    if found.bothy_backup > FORMAT:
        raise BackupTrouble(
            f"{where} was made by a newer Bothy ({found.bothy}). Restore it with that version or a newer one."
        )
    strayed = outside(found.files)
    if strayed is not None:
        raise BackupTrouble(f"The {NAME} of {where} names a file outside it: {strayed}. Bothy did not write it; use another backup.")
    return found


def check_files(folder: Path, manifest: Manifest, tell: Tell | None = None) -> None:
    """Every file is there and as it was written, and no other is. `BackupTrouble` names the first that is not."""
    whole = len(manifest.files)
    for done, (name, said) in enumerate(manifest.files.items(), 1):
        path = folder / name
        if not path.is_file():
            raise BackupTrouble(f"The backup {folder} is not whole: {name} is missing. Use another backup.")
        if held(path) != said:
            raise BackupTrouble(
                f"The backup {folder} is damaged: {name} is not as it was written "
                f"(its SHA-256 is not the one in {NAME}). Use another backup, and check the disk this one lies on."
            )
        if tell is not None:
            tell(done, whole, "Checking the files")
    strange = sorted(set(files_of(folder)) - set(manifest.files))
    if strange:
        raise BackupTrouble(
            f"The backup {folder} holds a file that was not put there by Bothy: {strange[0]}."
        )


def sync(folder: Path) -> None:
    """Have every file below `folder`, and the folders themselves, on the disk."""
    for path in (*folder.rglob("*"), folder):
        sync_one(path)


def sync_one(path: Path) -> None:
    """Have one file or folder on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
