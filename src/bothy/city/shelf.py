"""The signed publications of a box elsewhere, kept beside its copy: taken only where the copy says that they were signed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from bothy.journal.errors import JournalMissing
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.whole_file import write_whole
from bothy.reports.publish.entries import Publication, read_one
from bothy.reports.release import Release, read

SHELF = "publications"


class NotSigned(Exception):
    """These are not the bytes of a publication that stands; the message says why."""


def put_on_shelf(copy: Path, id: UUID, frozen: bytes) -> None:
    """Keep the bytes of a publication. `NotSigned`; `JournalError`; OSError."""
    try:
        reader = SqliteReader.at(copy)
    except JournalMissing as fault:
        raise NotSigned("Nothing of this journal was shipped yet. Ship its entries first.") from fault
    try:
        one = read_one(reader, id)
    finally:
        reader.close()
    if one is None or one.signed is None:
        raise NotSigned(
            "The journal that was shipped does not say that this was signed. Ship its entries first."
        )
    if hashlib.sha256(frozen).hexdigest() != one.sha256:
        raise NotSigned("These are not the bytes that were signed.")
    try:
        read(frozen)
    except ValueError as fault:
        raise NotSigned(str(fault)) from fault
    shelf = copy / SHELF
    shelf.mkdir(mode=0o700, exist_ok=True)
    write_whole(shelf / f"{id}.json", frozen)


def on_shelf(copy: Path) -> list[Release]:
    """The newest revision of each publication that is kept and stands. `JournalError`, OSError; one that was changed is left out."""
    try:
        reader = SqliteReader.at(copy)
    except JournalMissing:
        return []
    kept: dict[UUID, bytes] = {}
    signed: list[Publication] = []
    try:
        for path in sorted((copy / SHELF).glob("*.json")):
            frozen = path.read_bytes()
            one = read_one(reader, UUID(path.stem))
            if (
                one is not None
                and one.signed is not None
                and hashlib.sha256(frozen).hexdigest() == one.sha256
            ):
                kept[one.id] = frozen
                signed.append(one)
    finally:
        reader.close()
    return [read(kept[one.id]) for one in newest(signed)]


def newest(signed: Sequence[Publication]) -> list[Publication]:
    """The newest revision of each publication, and none whose newest was withdrawn."""
    ordered = sorted(signed, key=lambda one: one.signed.number if one.signed else 0)
    return [
        one
        for one in {(one.set, one.since, one.until): one for one in ordered}.values()
        if one.state != "withdrawn"
    ]


__all__ = ["SHELF", "NotSigned", "newest", "on_shelf", "put_on_shelf"]
