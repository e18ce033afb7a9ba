"""What a folder holds, said so that it can be checked: every file with its length and its digest."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

_PART = 1024 * 1024


class Held(msgspec.Struct, frozen=True):
    """One file: its length in bytes and its SHA-256 in hex."""

    bytes: int
    sha256: str


def held(path: Path) -> Held:
    """Length and digest of a file, read from the disk."""
    with path.open("rb") as file:
        return held_in(file)


def held_in(file: IO[bytes]) -> Held:
    """The same of an open file, from where it stands."""
    digest, length = sha256(), 0
    while part := file.read(_PART):
        digest.update(part)
        length += len(part)
    return Held(length, digest.hexdigest())


def files_of(folder: Path, but: str) -> Iterator[str]:
    """Every file below a folder but one (its manifest), by its path inside it, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != but:
            yield name


def outside(names: Iterable[str]) -> str | None:
    """The first of these names that would lead out of the folder; None where none does.

    Who hands over a folder writes its manifest too: followed, such a name is a file of the reader's own disk.
    """
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            return name
    return None


def put(path: Path, manifest: object) -> str:
    """Write a manifest as JSON to be read by people; its own SHA-256 in hex."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    path.write_bytes(body)
    return sha256(body).hexdigest()
