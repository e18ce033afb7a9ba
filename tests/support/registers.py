"""What the journal of an open facility holds of a rare kind."""

from __future__ import annotations

from typing import Any

from bothy.care.kinds import REGISTER_KINDS, decode
from bothy.journal import open_reader


def entries(facility: Any, kind: str) -> list[Any]:
    """The bodies of every entry of that kind, in order."""
    reader = open_reader(facility.home / "journal.sqlite3")
    try:
        return [decode(one.kind, one.body) for one in reader.of_kinds((kind,), REGISTER_KINDS)]
    finally:
        reader.close()
