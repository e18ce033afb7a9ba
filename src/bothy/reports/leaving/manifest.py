"""What records that left say of themselves: where the journal ended, of what time they are, and every file by its digest."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

NAME = "manifest.json"
_PART = 1024 * 1024


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
    if folder.is_file():
        return {folder.name: File(folder.stat().st_size, _digest(folder), records.get(folder.name))}
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME:
            found[name] = File(path.stat().st_size, _digest(path), records.get(name))
    return found


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()


def write(folder: Path, manifest: Manifest) -> str:
    """Put the manifest beside its files; its own SHA-256 in hex."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    (folder / NAME).write_bytes(body)
    return sha256(body).hexdigest()
