"""What an export of everything says of itself: whose it is, where its journal ends, and the digest of every file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.journal.held import Held, files_of, held

NAME = "manifest.json"
FORMAT = 1
ENTRIES = "journal/entries.jsonl"
RECEIPTS = "journal/receipts.jsonl"
CHECKPOINTS = "journal/checkpoints.jsonl"
SIGNED = "journal/checkpoint.txt"
HOUSE = "house"
SCHEMA = "house/schema.json"
SETTINGS = "home/settings.toml"
HOME_CHECKPOINTS = "home/checkpoints"
KEYS = "keys"
FACTS = "facts"

Tell = Callable[[int, int, str], None]
"""Called with (done, of how many, what is being done)."""


class PortableTrouble(Exception):
    """It cannot be exported or brought back; the message says what to do."""


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column. `references`: the table and column whose values it has."""

    name: str
    type: str
    null: bool
    primary_key: bool = False
    unique: bool = False
    max_length: int | None = None
    references: str = ""


class Table(msgspec.Struct, frozen=True):
    """One table beside the journal. `label`: its name here and the name of its file; `about`: what a row is."""

    label: str
    about: str
    rows: int
    columns: tuple[Column, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`number` and `digest` (hex): the last entry. `migrations`: the last of each app, by which tables are made again."""

    bothy_export: int = FORMAT
    bothy: str
    facility: UUID
    name: str
    demo: bool
    made_at: datetime
    reason: str
    number: int
    digest: str
    kept_in: str
    receipts: int
    checkpoints: int
    tables: tuple[Table, ...]
    migrations: tuple[tuple[str, str], ...]
    left_out: dict[str, str]
    files: dict[str, Held]


def listed(folder: Path) -> dict[str, Held]:
    """Every file below `folder` but the manifest, with its length and digest."""
    return {name: held(folder / name) for name in files_of(folder, NAME)}


def read(folder: Path) -> Manifest:
    """The manifest of an export's folder. `PortableTrouble` where it is none, or of a newer Bothy."""
    try:
        found = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except OSError as fault:
        raise PortableTrouble(
            f"{folder} is no export of Bothy: its {NAME} cannot be read ({fault.strerror})."
        ) from fault
    except msgspec.DecodeError as fault:
        raise PortableTrouble(
            f"The {NAME} of {folder} cannot be read ({fault}). Export again; this one is damaged."
        ) from fault
    if found.bothy_export > FORMAT:
        raise PortableTrouble(f"{folder} was made by a newer Bothy ({found.bothy}). Import it with that one.")
    return found
