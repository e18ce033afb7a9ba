"""A batch is kept whole or not at all, on SQLite and on PostgreSQL."""

from __future__ import annotations

from uuid import uuid4

import msgspec
import pytest

from bothy.journal import GENESIS, Checkpoint, Draft, Entry, Receipt, seal
from bothy.journal.chain import head_after
from bothy.journal.errors import AppendRefused, JournalExists, WrongFacility
from bothy.journal.opening import create_store, open_reader, open_store
from support.journal_place import FACILITY, START, Place, draft, receipt


def sealed(place: Place, *drafts: Draft) -> list[Entry]:
    head, entries = place.store.head(), []
    for each in drafts:
        entries.append(seal(head, FACILITY, each, START))
        head = head_after(entries[-1])
    return entries


def test_an_empty_journal_ends_at_number_0(place: Place) -> None:
    assert place.store.head() == GENESIS
    assert place.store.facility == FACILITY
    assert place.store.count() == 0
    assert list(place.store.entries()) == []


def test_what_is_written_is_read_back_to_the_byte_also_after_a_restart(place: Place) -> None:
    odd = draft(
        kind="ünusual",
        version=3,
        body=b'{ "spaced" :  "out", "\\u00e9": 1.50 }',
        staff=None,
        device=uuid4(),
        signature=b"\x00\xff",
    )
    [plain, unusual] = written = sealed(place, draft(), odd)
    with place.store.begin() as batch:
        batch.append(written)
        assert batch.head == head_after(unusual)
    again = place.opened_again()
    assert list(again.entries()) == written
    assert again.head() == head_after(unusual)
    assert again.entry(plain.id) == plain
    assert again.entry(uuid4()) is None
    assert again.subject(odd.subject) == [unusual]


def test_entries_come_in_order_and_within_bounds(place: Place) -> None:
    written = place.write(25)
    assert list(place.store.entries(chunk=4)) == written
    assert list(place.store.entries(after=8, upto=20, chunk=5)) == written[8:20]
    assert list(place.store.entries(after=25)) == []
    assert place.store.count() == 25


def test_a_subject_is_read_up_to_a_number(place: Place) -> None:
    subject = uuid4()
    written = sealed(place, draft(subject=subject), draft(), draft(subject=subject))
    with place.store.begin() as batch:
        batch.append(written)
    assert place.store.subject(subject) == [written[0], written[2]]
    assert place.store.subject(subject, upto=2) == [written[0]]


def test_an_exception_inside_the_batch_leaves_nothing(place: Place) -> None:
    place.write(3)
    before, command = place.store.head(), uuid4()
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        with place.store.begin() as batch:
            batch.append(sealed(place, draft(command)), [receipt(command, 4, 1)])
            assert batch.receipts([command])
            raise ZeroDivisionError
    assert place.store.head() == before
    assert place.store.receipts([command]) == {}
    assert place.opened_again().count() == 3
    place.write(1)
    assert place.store.head().number == 4


def test_a_savepoint_undone_keeps_its_neighbours(place: Place) -> None:
    first, bad, last = uuid4(), uuid4(), uuid4()
    with place.store.begin() as batch:
        with batch.savepoint():
            one = seal(batch.head, FACILITY, draft(first), START)
            batch.append([one], [receipt(first, 1, 1)])
        with pytest.raises(RuntimeError):  # noqa: PT012
            with batch.savepoint():
                two = seal(batch.head, FACILITY, draft(bad), START)
                batch.append([two], [receipt(bad, 2, 1)])
                assert batch.head.number == 2
                raise RuntimeError
        assert batch.head == head_after(one)
        with pytest.raises(AppendRefused):
            with batch.savepoint():
                batch.append([], [receipt(first, 1, 1)])
        with batch.savepoint():
            three = seal(batch.head, FACILITY, draft(last), START)
            batch.append([three], [receipt(last, 2, 1)])
    assert list(place.opened_again().entries()) == [one, three]
    assert set(place.store.receipts([first, bad, last])) == {first, last}


def test_savepoints_nest(place: Place) -> None:
    with place.store.begin() as batch:
        with batch.savepoint():
            one = seal(batch.head, FACILITY, draft(), START)
            batch.append([one])
            with pytest.raises(RuntimeError):  # noqa: PT012
                with batch.savepoint():
                    batch.append([seal(batch.head, FACILITY, draft(), START)])
                    raise RuntimeError
    assert list(place.store.entries()) == [one]


def test_receipts_are_found_by_command_also_of_refused_ones(place: Place) -> None:
    made, refused = uuid4(), uuid4()
    kept = receipt(made, 1, 1)
    no = Receipt(refused, bytes(32), '{"answer":"refused","sentence":"…"}'.encode(), 0, 0, START)
    with place.store.begin() as batch:
        batch.append(sealed(place, draft(made)), [kept, no])
        assert batch.receipts([made, refused, uuid4()]) == {made: kept, refused: no}
    assert place.opened_again().receipts([made, refused, uuid4()]) == {made: kept, refused: no}
    assert place.store.receipts([]) == {}
    many = [made, *(uuid4() for _ in range(1200)), refused]
    assert set(place.store.receipts(many)) == {made, refused}


def test_receipts_in_order_leave_out_those_without_entries(place: Place) -> None:
    place.write(9, each=2)
    with place.store.begin() as batch:
        batch.append([], [Receipt(uuid4(), bytes(32), b"{}", 0, 0, START)])
    assert [(each.first, each.count) for each in place.store.receipts_in_order()] == [
        (1, 2),
        (3, 2),
        (5, 2),
        (7, 2),
        (9, 1),
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: msgspec.structs.replace(entry, number=entry.number + 1),
        lambda entry: msgspec.structs.replace(entry, digest=bytes(32)),
        lambda entry: msgspec.structs.replace(entry, body=b"{}"),
        lambda entry: msgspec.structs.replace(entry, facility=uuid4()),
    ],
)
def test_entries_that_do_not_follow_are_refused_before_the_database_sees_them(place: Place, spoil) -> None:
    place.write(2)
    [entry] = sealed(place, draft())
    with pytest.raises(AppendRefused, match="Nothing was written"):
        with place.store.begin() as batch:
            batch.append([spoil(entry)])
    assert place.store.count() == 2


def test_an_entry_sealed_for_another_facility_is_refused(place: Place) -> None:
    stranger = seal(place.store.head(), uuid4(), draft(), START)
    with pytest.raises(AppendRefused, match="belongs to facility"), place.store.begin() as batch:
        batch.append([stranger])
    assert place.store.count() == 0


def test_a_known_entry_id_or_command_is_refused_by_the_database(place: Place) -> None:
    command = uuid4()
    with place.store.begin() as batch:
        batch.append(sealed(place, draft(command)), [receipt(command, 1, 1)])
    with pytest.raises(AppendRefused):
        with place.store.begin() as batch:
            batch.append(sealed(place, draft(command)))
    with pytest.raises(AppendRefused):
        with place.store.begin() as batch:
            batch.append(sealed(place, draft()), [receipt(command, 2, 1)])
    with pytest.raises(AppendRefused):
        with place.store.begin() as batch:
            batch.append([], [receipt(uuid4(), 2, 1)])
    assert place.store.count() == 1


def test_a_reader_sees_what_is_committed_and_nothing_else(place: Place) -> None:
    place.write(2)
    reader = place.reader()
    with place.store.begin() as batch:
        batch.append(sealed(place, draft()))
        assert reader.head().number == 2
        assert [each.number for each in batch.entries_after(1)] == [2, 3]
    assert reader.head().number == 3
    assert reader.facility == FACILITY
    reader.close()


def test_checkpoints_are_kept_beside_the_journal(place: Place) -> None:
    place.write(2)
    head = place.store.head()
    kept = Checkpoint(FACILITY, head.number, head.digest, START, "00" * 8, b"s" * 64)
    place.store.add_checkpoint(kept)
    place.store.add_checkpoint(kept)
    assert place.opened_again().checkpoints() == [kept, kept]


def test_reconnect_goes_on_where_the_journal_ends(place: Place) -> None:
    place.write(2)
    place.store.reconnect()
    place.write(2)
    assert [each.number for each in place.store.entries()] == [1, 2, 3, 4]


def test_a_journal_is_not_made_twice_nor_opened_for_another_facility(place: Place) -> None:
    place.store.close()
    with pytest.raises(JournalExists):
        create_store(place.where, FACILITY)
    with pytest.raises(WrongFacility, match="nothing was written"):
        open_store(place.where, uuid4())
    with pytest.raises(WrongFacility):
        open_reader(place.where, uuid4())
    open_store(place.where, FACILITY).close()


def test_a_reader_cannot_write(place: Place) -> None:
    reader = place.reader()
    assert not hasattr(reader, "begin")
    with pytest.raises(Exception, match=r"readonly|read-only"):
        reader._connection.execute("DELETE FROM " + ("entry" if place.on_sqlite else "journal.entry"))
    reader.close()


def test_entries_of_some_kinds_are_found_also_by_their_index(place: Place) -> None:
    rare = ("item-found", "item-moved", "visitor-came")
    written = sealed(place, draft(), draft(kind="item-moved"), draft(), draft(kind="item-found"), draft(kind="visitor-came"))
    with place.store.begin() as batch:
        batch.append(written)
    wanted = [one for one in written if one.kind in ("item-moved", "item-found")]
    for _ in range(2):
        assert place.store.of_kinds(("item-found", "item-moved"), rare) == wanted
        assert place.store.of_kinds(("item-found", "item-moved"), rare, after=wanted[0].number) == wanted[1:]
        assert place.store.of_kinds(("seen",), rare) == []
        place.store.index_kinds(rare)
        place.store.index_kinds(rare)
    assert place.store.faults_of_schema() == []
    with pytest.raises(ValueError, match="no kinds"):
        place.store.of_kinds(("item-found",), ("item-found') OR 1=1 --",))
