"""As the database's owner: change, remove, insert, reorder, cut off; each is found by its name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from bothy.journal import Entry, Head, seal
from bothy.journal.chain import digest_after, frame, micros
from bothy.journal.checkpoint import SigningKey, make_checkpoint
from bothy.journal.verify import Verdict, verify
from support.journal_place import FACILITY, START, Place, draft

COUNT = 12


def found(verdict: Verdict) -> tuple[str | None, int | None]:
    assert not verdict.ok
    assert verdict.sentence.endswith(".")
    return verdict.fault, verdict.first_bad


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.of_home(tmp_path)


def insert(place: Place, entry: Entry) -> None:
    """Put a row in by hand, as someone with the database's password would."""
    ids = (entry.id, entry.subject, entry.staff, entry.device)
    id, subject, staff, device = (None if each is None else place.id(each) for each in ids)
    place.sql(
        "INSERT INTO entry (facility, number, id, kind, version, subject, happened_at, recorded_at, staff, device, "
        "signature, digest, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(place.id(entry.facility), entry.number, id, entry.kind, entry.version, subject),
        *(micros(entry.happened_at), micros(entry.recorded_at), staff, device),
        *(entry.signature, entry.digest, entry.body),
    )


def chain_anew(place: Place, first: int) -> None:
    """Give every entry from `first` on a digest that fits."""
    entries = list(place.store.entries())
    digest = entries[first - 2].digest if first > 1 else bytes(32)
    for entry in entries[first - 1 :]:
        digest = digest_after(digest, frame(entry.facility, entry.number, entry, entry.recorded_at))
        place.sql("UPDATE entry SET digest = ? WHERE number = ?", digest, entry.number)


def test_an_untouched_journal_is_said_to_be_whole(place: Place, key: SigningKey) -> None:
    assert verify(place.store).ok
    place.write(COUNT, each=2)
    place.store.add_checkpoint(make_checkpoint(place.store, key, START))
    place.write(5, each=3)
    held = make_checkpoint(place.store, key, START)
    steps: list[tuple[int, int]] = []
    verdict = verify(place.reader(), [held], [key.public], lambda done, of: steps.append((done, of)))
    assert verdict == Verdict(True, 17, place.store.head(), None, None, verdict.sentence)
    assert "All 17 entries" in verdict.sentence
    assert "2 checkpoints agree" in verdict.sentence
    assert steps[-1] == (17, 17)


CHANGES: list[tuple[str, Any]] = [
    ("kind", "visit-ended"),
    ("version", 2),
    ("happened_at", 1),
    ("recorded_at", 2),
    ("signature", b"x"),
    ("body", b'{"n": 99}'),
    ("digest", bytes(32)),
    ("id", uuid4()),
    ("subject", uuid4()),
    ("staff", uuid4()),
    ("staff", None),
    ("device", uuid4()),
]


@pytest.mark.parametrize(("column", "value"), CHANGES)
@pytest.mark.parametrize("number", [1, 5, COUNT])
def test_each_changed_column_is_found(place: Place, column: str, value: Any, number: int) -> None:
    place.write(COUNT)
    value = place.id(value) if hasattr(value, "bytes") else value
    with place.as_owner():
        place.sql(f"UPDATE entry SET {column} = ? WHERE number = ?", value, number)
    verdict = verify(place.store)
    assert found(verdict) == ("changed", number)
    assert verdict.head.number == number - 1


def test_a_changed_facility_is_found(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("UPDATE entry SET facility = ? WHERE number = 5", place.id(uuid4()))
    # On PostgreSQL the entry is then in nobody's or another's journal: missing in this one.
    assert found(verify(place.store)) == ("changed" if place.on_sqlite else "removed", 5)


def test_a_changed_number_is_found_as_out_of_order(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("UPDATE entry SET number = 900 WHERE number = 5")
    assert found(verify(place.store)) == ("reordered", 5)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (5, 5), (5, 7), (COUNT - 1, COUNT - 1)])
def test_removed_entries_are_found(place: Place, first: int, last: int) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number BETWEEN ? AND ?", first, last)
    assert found(verify(place.store)) == ("removed", first)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (5, 5), (5, 7), (COUNT - 1, COUNT - 1)])
def test_removed_entries_are_found_though_the_rest_was_renumbered(
    place: Place, first: int, last: int
) -> None:
    place.write(COUNT)
    gone = last - first + 1
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number BETWEEN ? AND ?", first, last)
        place.renumber([(n, n - gone) for n in range(last + 1, COUNT + 1)])
    assert found(verify(place.store)) == ("removed", first)


@pytest.mark.parametrize("forged_digest", [False, True])
@pytest.mark.parametrize(("first", "count"), [(1, 1), (5, 1), (5, 3), (COUNT, 1)])
def test_inserted_entries_are_found(place: Place, first: int, count: int, forged_digest: bool) -> None:
    entries = place.write(COUNT)
    head = Head(first - 1, entries[first - 2].digest if first > 1 else bytes(32))
    with place.as_owner():
        place.renumber([(n, n + count) for n in range(COUNT, first - 1, -1)])
        for _ in range(count):
            forged = seal(head, FACILITY, draft(), START)
            if forged_digest:
                head = Head(forged.number, forged.digest)
            else:
                head = Head(forged.number, b"\x01" * 32)
                forged = msgspec.structs.replace(forged, digest=head.digest)
            insert(place, forged)
    assert found(verify(place.store)) == ("inserted", first)


@pytest.mark.parametrize(
    ("one", "other"), [(1, 2), (5, 6), (5, 9), (COUNT - 1, COUNT), (1, COUNT), (4, COUNT)]
)
def test_exchanged_entries_are_found(place: Place, one: int, other: int) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.renumber([(one, other), (other, one)])
    assert found(verify(place.store)) == ("reordered", one)


def test_exchanged_entries_are_found_when_the_digests_stayed(place: Place) -> None:
    entries = place.write(COUNT)
    with place.as_owner():
        place.renumber([(5, 9), (9, 5)])
        for number in (5, 9):
            place.sql("UPDATE entry SET digest = ? WHERE number = ?", entries[number - 1].digest, number)
    assert found(verify(place.store)) == ("reordered", 5)


def test_three_entries_that_changed_places_are_found(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.renumber([(3, 9), (5, 3), (9, 5)])
    assert found(verify(place.store)) == ("reordered", 3)


def test_a_block_moved_forward_is_found(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.renumber([(3, 7), (4, 8), (5, 3), (6, 4), (7, 5), (8, 6)])
    assert found(verify(place.store)) == ("reordered", 3)


@pytest.mark.parametrize("left", [0, 1, 7, COUNT - 1])
def test_a_cut_off_journal_is_found_by_a_checkpoint_held_elsewhere(
    place: Place, key: SigningKey, left: int
) -> None:
    place.write(COUNT)
    held = make_checkpoint(place.store, key, START)
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number > ?", left)
        place.sql("DELETE FROM receipt WHERE first > ?", left)
    assert verify(place.store).ok, "without a checkpoint this cannot be seen"
    assert found(verify(place.store, [held], [key.public])) == ("cut off", left + 1)


def test_a_cut_off_journal_is_found_by_its_receipts(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number > 7")
    assert found(verify(place.store)) == ("cut off", 8)


def test_a_cut_off_journal_is_found_by_the_checkpoints_beside_it(place: Place, key: SigningKey) -> None:
    place.write(COUNT)
    place.store.add_checkpoint(make_checkpoint(place.store, key, START))
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number > 7")
        place.sql("DELETE FROM receipt WHERE first > 7")
    assert found(verify(place.store)) == ("cut off", 8)


def test_a_journal_chained_anew_is_found_between_two_checkpoints(place: Place, key: SigningKey) -> None:
    place.write(4)
    early = make_checkpoint(place.store, key, START)
    place.write(4)
    late = make_checkpoint(place.store, key, START + timedelta(days=1))
    place.write(4)
    with place.as_owner():
        place.sql("UPDATE entry SET body = ? WHERE number = 6", b'{"n": 99}')
        chain_anew(place, 6)
    assert verify(place.store).ok, "without a checkpoint this cannot be seen"
    verdict = verify(place.store, [late, early], [key.public])
    assert found(verdict) == ("rewritten", 5)
    assert "between entry 5 and entry 8" in verdict.sentence


def test_a_removal_chained_anew_is_found_by_receipts(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("DELETE FROM entry WHERE number = 5")
        place.renumber([(n, n - 1) for n in range(6, COUNT + 1)])
        chain_anew(place, 5)
    assert found(verify(place.store)) == ("removed", 5)


def test_an_insertion_chained_anew_is_found_by_receipts(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.renumber([(n, n + 1) for n in range(COUNT, 4, -1)])
        insert(place, msgspec.structs.replace(seal(Head(4, bytes(32)), FACILITY, draft(), START)))
        chain_anew(place, 5)
    assert found(verify(place.store)) == ("inserted", 5)


def test_an_exchange_chained_anew_is_found_by_receipts(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.renumber([(5, 9), (9, 5)])
        chain_anew(place, 5)
    assert found(verify(place.store)) == ("reordered", 5)


def test_a_changed_receipt_is_found_where_a_checkpoint_confirms_the_entry(
    place: Place, key: SigningKey
) -> None:
    place.write(COUNT)
    held = make_checkpoint(place.store, key, START)
    with place.as_owner():
        place.sql("UPDATE receipt SET command = ? WHERE first = 5", place.id(uuid4()))
    assert found(verify(place.store)) == ("changed", 5)
    assert found(verify(place.store, [held])) == ("receipt", 5)


def test_two_receipts_for_one_entry_are_found(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("UPDATE receipt SET first = 4 WHERE first = 5")
    assert found(verify(place.store))[1] == 4


def test_a_checkpoint_that_was_forged_is_not_believed(place: Place, key: SigningKey, tmp_path: Path) -> None:
    place.write(COUNT)
    held = make_checkpoint(place.store, key, START)
    forged = msgspec.structs.replace(held, digest=bytes(32))
    assert found(verify(place.store, [forged], [key.public])) == ("checkpoint", None)
    stranger = make_checkpoint(place.store, SigningKey.of_home(tmp_path / "stranger"), START)
    assert found(verify(place.store, [stranger], [key.public])) == ("checkpoint", None)
    elsewhere = msgspec.structs.replace(held, facility=uuid4())
    assert found(verify(place.store, [elsewhere])) == ("checkpoint", None)


def test_the_first_of_several_faults_is_named(place: Place) -> None:
    place.write(COUNT)
    with place.as_owner():
        place.sql("UPDATE entry SET body = ? WHERE number IN (4, 9)", b"{}")
        place.sql("DELETE FROM entry WHERE number = 7")
    assert found(verify(place.store)) == ("changed", 4)


def test_a_missing_trigger_is_told_beside_the_bad_entry(sqlite_place: Place) -> None:
    sqlite_place.write(COUNT)
    sqlite_place.sql("DROP TRIGGER entry_no_update")
    sqlite_place.sql("UPDATE entry SET body = ? WHERE number = 4", b"{}")
    verdict = verify(sqlite_place.store)
    assert found(verdict) == ("changed", 4)
    assert "entry_no_update" in verdict.sentence


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE entry SET id = x'00' WHERE number = 4",
        "UPDATE entry SET staff = x'00' WHERE number = 4",
        "UPDATE entry SET digest = x'00' WHERE number = 4",
        "UPDATE entry SET happened_at = 9223372036854775807 WHERE number = 4",
        "UPDATE entry SET version = -1 WHERE number = 4",
    ],
)
def test_a_row_that_cannot_be_an_entry_is_found(sqlite_place: Place, harm: str) -> None:
    import sqlite3

    sqlite_place.write(COUNT)
    with sqlite_place.as_owner():
        connection = sqlite3.connect(Path(sqlite_place.where) / "journal.sqlite3", isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(harm)
        connection.close()
    assert found(verify(sqlite_place.store)) == ("changed", 4)


def test_numbers_below_1_are_found(sqlite_place: Place) -> None:
    import sqlite3

    sqlite_place.write(COUNT)
    with sqlite_place.as_owner():
        connection = sqlite3.connect(Path(sqlite_place.where) / "journal.sqlite3", isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            "INSERT INTO entry SELECT -3, facility, zeroblob(16), kind, version, subject, happened_at, "
            "recorded_at, staff, device, signature, digest, body FROM entry WHERE number = 2"
        )
        assert found(verify(sqlite_place.store)) == ("inserted", -3)
        connection.execute("DELETE FROM entry WHERE number = -3")
        connection.execute("UPDATE entry SET number = -3 WHERE number = 5")
        connection.close()
    assert found(verify(sqlite_place.store)) == ("reordered", 5)
