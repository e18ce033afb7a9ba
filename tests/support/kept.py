"""What was acknowledged against what is there: each once, nothing doubled, and the House as the journal says."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bothy.care.canonical import canonical
from bothy.care.house import House
from bothy.intake.snapshotting import load, open_house
from bothy.journal import entry_id, open_reader
from bothy.journal.verify import verify
from support.open_house import folded
from support.real_server import Furnished


def check_kept(home: Furnished, acknowledged: dict[str, dict[str, Any]], sent: dict[str, dict[str, Any]]) -> House:
    """Every acknowledged command is there once with the answer it got; the chain verifies. The folded House.

    Nobody may be writing. Commands that were sent and never answered may be there or not, but once.
    """
    reader = open_reader(home.journal)
    try:
        verdict = verify(reader)
        assert verdict.ok, verdict.sentence
        entries = list(reader.entries())
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        by_id = {entry.id: entry for entry in entries}
        assert len(by_id) == len(entries), "no entry is there twice"
        receipts = reader.receipts([UUID(id) for id in sent])
        for id, answer in acknowledged.items():
            command = UUID(id)
            kept = receipts[command]
            assert json.loads(kept.answer) == answer, "the receipt says what the tablet heard"
            numbers = [by_id[entry_id(command, n)].number for n in range(kept.count)]
            assert numbers == answer.get("numbers", []), "its entries are there, where the tablet was told"
            assert entry_id(command, kept.count) not in by_id, "and no more than those"
        made = sum(kept.count for kept in reader.receipts_in_order())
        assert made == len(entries), "every entry has its receipt"
        names = names_kept(home)
        for id, row in sent.items():
            if row.get("private") and acknowledged.get(id, {}).get("answer") == "recorded":
                assert names[UUID(row["subject"])] == [row["private"]["name"]], "a name stands beside its entry, once"
        return folded(reader)
    finally:
        reader.close()


def check_start(home: Furnished, house: House, *, from_snapshot: bool) -> None:
    """A start from the snapshot and its tail comes to the House that the whole journal folds to."""
    reader = open_reader(home.journal)
    try:
        if from_snapshot:
            assert load(home.folder, reader) is not None, "a snapshot was written and counts"
        started, head = open_house(home.folder, reader)
        assert head == reader.head()
        assert_same_board(started, house)
        assert started == house
    finally:
        reader.close()


def assert_same_board(one: House, other: House) -> None:
    """The same to the eye: as plain JSON, so that a failure can be read."""
    now = datetime.now(UTC)
    assert canonical(one, now) == canonical(other, now)


def names_kept(home: Furnished) -> dict[UUID, list[str]]:
    """The chosen names as they stand in Django's tables."""
    asked = "SELECT id, chosen_name FROM people_person"
    if home.url:
        with psycopg.connect(home.url) as connection:
            rows = connection.execute(asked).fetchall()
    else:
        house = sqlite3.connect(Path(home.folder) / "house.sqlite3")
        rows = house.execute(asked).fetchall()
        house.close()
    names: dict[UUID, list[str]] = {}
    for id, name in rows:
        names.setdefault(id if isinstance(id, UUID) else UUID(id), []).append(name)
    return names


def head(home: Furnished) -> int:
    """The number of the last entry."""
    reader = open_reader(home.journal)
    try:
        return reader.head().number
    finally:
        reader.close()
