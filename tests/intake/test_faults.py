"""When the disk, the database or the connection fails: nothing is answered that is not kept, nothing kept is lost."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from bothy.intake.errors import StorageFault
from bothy.intake.snapshotting import open_house
from bothy.intake.writer import Writer
from bothy.journal import CommitUnknown, create_store, open_reader, open_store
from bothy.journal.errors import (
    ConnectionLost,
    CorruptJournal,
    DiskFull,
    JournalInUse,
    MissingTrigger,
    ReadOnlyJournal,
)
from bothy.journal.verify import verify
from support.open_house import (
    FACILITY,
    folded,
    give_place,
    open_it,
    open_with_floor,
    person_here,
    register,
    say,
    waiting,
)

SPOILED = "00000000-0000-4000-8000-00000000dead"


class Faulty:
    """A store that fails as told: before COMMIT, or after it (the outcome is then unknown)."""

    def __init__(self, store):
        self.store = store
        self.before = []
        self.after = []
        self.reconnects = 0
        self.cannot_reconnect = []

    def __getattr__(self, name):
        return getattr(self.store, name)

    @contextmanager
    def begin(self):
        with self.store.begin() as batch:
            yield batch
            if self.before:
                raise self.before.pop(0)
        if self.after:
            raise self.after.pop(0)

    def reconnect(self):
        self.reconnects += 1
        if self.cannot_reconnect:
            raise self.cannot_reconnect.pop(0)
        self.store.reconnect()


@pytest.fixture
def faulty(home):
    with open_with_floor(home.folder, home.url):
        pass
    store = Faulty(open_store(home.journal))
    writer = Writer(store, *open_house(home.folder, store)).start()
    writer.test_store = store
    yield writer
    writer.close()
    store.close()


def test_what_the_disk_would_not_take_fails_and_is_not_in_the_house(faulty):
    faulty.test_store.before = [DiskFull("The disk is full. Make room, then go on.")]
    one = register()
    with pytest.raises(StorageFault, match="Make room"):
        say(faulty, one)
    assert one.subject not in faulty.house.people
    assert faulty.head.number == faulty.test_store.head().number
    assert faulty.fault == "The disk is full. Make room, then go on."
    (answer,) = say(faulty, one)
    assert answer.answer == "recorded"
    assert not answer.again
    assert faulty.fault is None, "the writer recovers by itself"
    assert faulty.test_store.reconnects == 1, "on a fresh connection: the old one may remember a bad page"


@pytest.mark.parametrize("fault", [ReadOnlyJournal("read only"), CorruptJournal("damaged")])
def test_nothing_is_announced_that_was_not_kept(faulty, fault):
    heard = []
    faulty.subscribe(heard.append)
    faulty.test_store.before = [fault]
    with pytest.raises(StorageFault):
        say(faulty, register())
    assert heard == []
    say(faulty, register())
    assert len(heard) == 1


def test_an_unknown_commit_is_answered_from_the_receipts(faulty):
    faulty.test_store.after = [CommitUnknown("not known whether it was kept")]
    one, other = register(), register()
    before = faulty.head.number
    heard = []
    faulty.subscribe(heard.append)
    answers = say(faulty, one, other)
    assert [answer.answer for answer in answers] == ["recorded", "recorded"]
    assert [answer.again for answer in answers] == [False, False], "it is the first answer"
    assert [answer.numbers for answer in answers] == [(before + 1,), (before + 2,)]
    assert faulty.head.number == faulty.test_store.head().number == before + 2
    assert [line.number for committed in heard for line in committed.lines] == [before + 1, before + 2]
    assert one.subject in faulty.house.people


def test_an_unknown_commit_that_was_none_is_done_again(faulty):
    faulty.test_store.before = [CommitUnknown("not known"), ConnectionLost("gone")]
    one = register()
    (answer,) = say(faulty, one)
    assert answer.answer == "recorded"
    assert faulty.test_store.reconnects == 2
    assert faulty.head.number == faulty.test_store.head().number


def test_while_nobody_can_connect_commands_fail_and_afterwards_the_truth_is_told(faulty):
    faulty.test_store.after = [CommitUnknown("not known")]
    faulty.test_store.cannot_reconnect = [ConnectionLost("no route")] * 5
    one = register()
    with pytest.raises(StorageFault):
        say(faulty, one)
    faulty.test_store.cannot_reconnect = []
    (answer,) = say(faulty, one)
    assert answer.answer == "recorded"
    assert answer.again, "the device sends it again and hears that it was kept"
    assert one.subject in faulty.house.people
    assert faulty.head.number == faulty.test_store.head().number


def spoil(home):
    """Have the database refuse any entry about SPOILED, as a broken extension or a full partition might."""
    if home.url:
        with psycopg.connect(home.url, autocommit=True) as owner:
            owner.execute(
                "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NEW.subject = '{SPOILED}' THEN RAISE check_violation USING MESSAGE = 'spoiled'; END IF; "
                "RETURN NEW; END $$"
            )
            owner.execute("CREATE TRIGGER spoil BEFORE INSERT ON journal.entry FOR EACH ROW EXECUTE FUNCTION spoil()")
    else:
        with sqlite3.connect(home.folder / "journal.sqlite3") as owner:
            owner.execute(
                "CREATE TRIGGER spoil BEFORE INSERT ON entry WHEN NEW.subject = "
                f"x'{SPOILED.replace('-', '')}' BEGIN SELECT RAISE(FAIL, 'spoiled'); END"
            )
        owner.close()


def unspoil(home):
    """`verify` would name a trigger that is not ours."""
    if home.url:
        with psycopg.connect(home.url, autocommit=True) as owner:
            owner.execute("DROP FUNCTION spoil CASCADE")
    else:
        with sqlite3.connect(home.folder / "journal.sqlite3") as owner:
            owner.execute("DROP TRIGGER spoil")
        owner.close()


def test_a_command_that_the_database_refuses_never_fails_its_neighbours(home):
    with open_with_floor(home.folder, home.url) as facility:
        spoil(home)
        bad = register()
        bad = type(bad)(**{name: getattr(bad, name) for name in bad.__struct_fields__} | {"subject": UUID(SPOILED)})
        one, visit = person_here(facility)
        first, second, third, fourth = say(facility, register(), bad, give_place(visit, 2), register())
        assert [first.answer, second.answer, third.answer, fourth.answer] == ["recorded", "refused", "recorded", "recorded"]
        assert second.refusal.code == "not_kept"
        numbers = [*first.numbers, *third.numbers, *fourth.numbers]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "no number is lost to a refusal"
        assert UUID(SPOILED) not in facility.house.people
        assert facility.house.visits[visit].place == 2
        (again,) = say(facility, bad)
        assert again.again
        assert again.refusal == second.refusal
        house = facility.house
    unspoil(home)
    reader = open_reader(home.journal)
    assert folded(reader) == house
    assert verify(reader).ok
    reader.close()


def test_a_second_process_on_the_same_journal_is_refused_with_a_sentence(sqlite_home):
    with open_it(sqlite_home.folder) as facility:
        with pytest.raises(JournalInUse):
            open_it(sqlite_home.folder)
        assert say(facility, register())[0].answer == "recorded", "the first one goes on"


def test_a_journal_without_its_triggers_is_not_opened(home):
    create_store(home.journal, FACILITY).close()
    if home.url:
        with psycopg.connect(home.url, autocommit=True) as owner:
            (name,) = owner.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal LIMIT 1").fetchone()
            (table,) = owner.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", (name,)).fetchone()
            owner.execute(f"DROP TRIGGER {name} ON {table}")
    else:
        with sqlite3.connect(home.folder / "journal.sqlite3") as owner:
            owner.execute("DROP TRIGGER entry_no_update")
        owner.close()
    with pytest.raises(MissingTrigger):
        open_it(home.folder, home.url)


def test_the_lock_is_let_go_when_opening_fails(sqlite_home):
    store = create_store(sqlite_home.journal, FACILITY)
    store.close()
    with pytest.raises(Exception, match="never founded"):
        open_it(sqlite_home.folder, founding=None)
    open_it(sqlite_home.folder).close()


def test_many_senders_and_one_fault_leave_every_answer_true(faulty):
    faulty.test_store.before = [DiskFull("full")]
    futures = {}
    for _ in range(100):
        one = register()
        futures[one.id] = waiting(faulty, one)
    kept, failed = [], []
    for id, future in futures.items():
        (kept if future.exception(30) is None else failed).append(id)
    assert failed
    receipts = faulty.test_store.receipts(list(futures))
    assert set(receipts) == set(kept)
