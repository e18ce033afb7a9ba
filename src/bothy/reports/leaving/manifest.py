"""What records that left say of themselves: where the journal ended, of what time they are, and every file by its digest."""

from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from bothy.journal.held import Held, files_of, held, put

NAME = "manifest.json"


class File(msgspec.Struct, frozen=True):
    """One file: its length in bytes, its SHA-256 in hex, and how many records are in it (None: it holds no records)."""

    bytes: int
    sha256: str
    records: int | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`number`, `digest` (hex): the last journal entry behind it. `pseudonyms`: made by a key of this export, or by one given."""

    bothy_records: int = 1
    what: Literal["fhir", "facts"]
    bothy: str
    facility: UUID
    name: str
    demo: bool
    made_at: datetime
    reason: str
    number: int
    digest: str
    since: str
    until: str
    pseudonyms: Literal["by a key that was not kept", "by a key that was given"]
    files: dict[str, File]


def files_in(folder: Path, records: dict[str, int]) -> dict[str, File]:
    """Every file below a folder but the manifest; or the one file that `folder` is."""
    names = {folder.name: folder} if folder.is_file() else {name: folder / name for name in files_of(folder, NAME)}
    return {name: _file(held(path), records.get(name)) for name, path in names.items()}


def _file(found: Held, records: int | None) -> File:
    return File(found.bytes, found.sha256, records)


def write(folder: Path, manifest: Manifest) -> str:
    """Put the manifest beside its files; its own SHA-256 in hex."""
    return put(folder / NAME, manifest)
