"""The database itself refuses to change what is written."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from bothy.journal import check_triggers, open_store, seal
from bothy.journal.checkpoint import SigningKey, make_checkpoint
from bothy.journal.errors import AppendRefused, MissingTable, MissingTrigger, ReadOnlyJournal
from bothy.journal.postgres import PostgresStore
from bothy.journal.postgres_schema import TRIGGERS as POSTGRES_TRIGGERS
from bothy.journal.postgres_schema import grant_append_only
from bothy.journal.sqlite_schema import TRIGGERS as SQLITE_TRIGGERS
from bothy.journal.verify import verify
from support.journal_place import FACILITY, START, Place, draft, receipt

REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityError)
ALWAYS = [
    "UPDATE entry SET kind = 'other' WHERE number = 2",
    "UPDATE entry SET number = 99 WHERE number = 3",
    "DELETE FROM entry WHERE number = 3",
    "DELETE FROM entry",
    "UPDATE receipt SET count = 2",
    "DELETE FROM receipt",
    "UPDATE checkpoint SET number = 1",
    "DELETE FROM checkpoint",
    "UPDATE journal_meta SET schema_version = 2",
    "DELETE FROM journal_meta",
]
COLUMNS = "kind, version, subject, happened_at, recorded_at, staff, device, signature, digest, body"
OTHER = "facility, zeroblob(16), " + COLUMNS + " FROM entry WHERE number = 2"
ON_SQLITE = [
    "UPDATE OR IGNORE entry SET kind = 'other' WHERE number = 2",
    "UPDATE OR REPLACE entry SET number = 1 WHERE number = 2",
    "REPLACE INTO entry SELECT * FROM entry WHERE number = 2",
    f"INSERT OR REPLACE INTO entry SELECT 4, facility, id, {COLUMNS} FROM entry WHERE number = 2",
    f"INSERT OR REPLACE INTO entry (rowid, facility, id, {COLUMNS}) SELECT 2, {OTHER}",
    f"INSERT INTO entry SELECT 9, {OTHER}",
    f"INSERT INTO entry SELECT NULL, {OTHER}",
    f"INSERT INTO entry SELECT 4, zeroblob(16), zeroblob(16), {COLUMNS} FROM entry WHERE number = 2",
    "INSERT INTO entry SELECT * FROM entry WHERE number = 1 ON CONFLICT DO UPDATE SET kind = 'other'",
    "REPLACE INTO receipt SELECT * FROM receipt",
    (
        "INSERT OR REPLACE INTO receipt (rowid, command, digest, first, count, recorded_at, answer) "
        "SELECT rowid, zeroblob(16), digest, first, count, recorded_at, answer FROM receipt"
    ),
    "REPLACE INTO checkpoint SELECT * FROM checkpoint",
    "REPLACE INTO journal_meta SELECT * FROM journal_meta",
    "INSERT INTO journal_meta SELECT zeroblob(16), 1, 1",
]
ON_POSTGRES = [
    "TRUNCATE entry",
    "TRUNCATE receipt",
    "TRUNCATE checkpoint",
    "TRUNCATE journal_meta",
    "INSERT INTO entry SELECT * FROM entry WHERE number = 1 ON CONFLICT (facility, number) DO UPDATE SET kind = 'x'",
    f"INSERT INTO entry SELECT facility, 9, gen_random_uuid(), {COLUMNS} FROM entry WHERE number = 2",
    f"INSERT INTO entry SELECT facility, 4, id, {COLUMNS} FROM entry WHERE number = 2",
    f"INSERT INTO entry SELECT facility, 2 * number + 2, gen_random_uuid(), {COLUMNS} FROM entry WHERE number < 3",
    f"INSERT INTO entry SELECT gen_random_uuid(), 1, id, {COLUMNS} FROM entry WHERE number = 1",
    "INSERT INTO receipt SELECT facility, gen_random_uuid(), digest, 4, 1, recorded_at, answer FROM receipt LIMIT 1",
    "MERGE INTO entry e USING entry f ON e.number = f.number WHEN MATCHED THEN DELETE",
    "SET session_replication_role = replica; DELETE FROM entry",
]


@pytest.fixture
def filled(place: Place, tmp_path: Path) -> Place:
    place.write(3, each=3)
    place.store.add_checkpoint(make_checkpoint(place.store, SigningKey.of_home(tmp_path / "keys"), START))
    return place


@pytest.mark.parametrize("statement", ALWAYS)
def test_nothing_written_is_changed_or_removed(filled: Place, statement: str) -> None:
    before = list(filled.store.entries()), filled.store.head(), filled.store.checkpoints()
    with pytest.raises(REFUSED, match=r"append only|has its facility"):
        filled.sql(statement)
    assert (list(filled.store.entries()), filled.store.head(), filled.store.checkpoints()) == before
    assert verify(filled.store).ok


@pytest.mark.parametrize("statement", ON_SQLITE)
def test_sqlite_has_no_way_round(sqlite_place: Place, statement: str, tmp_path: Path) -> None:
    sqlite_place.write(3, each=3)
    sqlite_place.store.add_checkpoint(
        make_checkpoint(sqlite_place.store, SigningKey.of_home(tmp_path), START)
    )
    before = list(sqlite_place.store.entries()), list(sqlite_place.store.receipts_in_order())
    with pytest.raises(REFUSED):
        sqlite_place.sql(statement)
    assert (list(sqlite_place.store.entries()), list(sqlite_place.store.receipts_in_order())) == before
    assert verify(sqlite_place.store).ok


@pytest.mark.parametrize("statement", ON_POSTGRES)
def test_postgres_has_no_way_round(postgres_place: Place, statement: str, tmp_path: Path) -> None:
    postgres_place.write(3, each=3)
    postgres_place.store.add_checkpoint(
        make_checkpoint(postgres_place.store, SigningKey.of_home(tmp_path), START)
    )
    before = list(postgres_place.store.entries()), list(postgres_place.store.receipts_in_order())
    with pytest.raises(REFUSED):
        postgres_place.sql(statement)
    assert (list(postgres_place.store.entries()), list(postgres_place.store.receipts_in_order())) == before
    assert verify(postgres_place.store).ok


def test_an_upsert_that_does_nothing_changes_nothing(place: Place) -> None:
    place.write(3)
    before = list(place.store.entries())
    with suppress(*REFUSED):
        place.sql("INSERT INTO entry SELECT * FROM entry WHERE number = 1 ON CONFLICT DO NOTHING")
    assert list(place.store.entries()) == before


@pytest.mark.parametrize("name", sorted(SQLITE_TRIGGERS))
def test_a_missing_or_hollow_trigger_is_named_on_sqlite(sqlite_place: Place, name: str) -> None:
    sqlite_place.write(2)
    check_triggers(sqlite_place.store)
    [(sql, table)] = sqlite_place.sql("SELECT sql, tbl_name FROM sqlite_master WHERE name = ?", name)
    sqlite_place.sql(f"DROP TRIGGER {name}")
    for hollow in (False, True):
        if hollow:
            event = sql.split("BEFORE ")[1].split(" ")[0]
            sqlite_place.sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT 1; END")
        with pytest.raises(MissingTrigger, match=name):
            check_triggers(sqlite_place.store)
        verdict = verify(sqlite_place.store)
        assert (verdict.ok, verdict.fault, verdict.first_bad) == (False, "trigger missing", None)
        assert name in verdict.sentence
        sqlite_place.store.close()
        with pytest.raises(MissingTrigger, match=name):
            open_store(sqlite_place.where)
        sqlite_place.store = sqlite_place.reader()


@pytest.mark.parametrize("name", sorted(POSTGRES_TRIGGERS))
def test_a_missing_or_switched_off_trigger_is_named_on_postgres(postgres_place: Place, name: str) -> None:
    postgres_place.write(2)
    check_triggers(postgres_place.store)
    table = POSTGRES_TRIGGERS[name][0]
    for harm in (
        f"ALTER TABLE {table} DISABLE TRIGGER {name}",
        f"ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}",
        f"DROP TRIGGER {name} ON {table}",
    ):
        postgres_place.sql(harm)
        with pytest.raises(MissingTrigger, match=name):
            check_triggers(postgres_place.store)
        verdict = verify(postgres_place.store)
        assert (verdict.ok, verdict.fault, verdict.first_bad) == (False, "trigger missing", None)
        with pytest.raises(MissingTrigger, match=name):
            open_store(postgres_place.where)


def test_a_trigger_exchanged_for_a_weaker_one_is_named_on_postgres(postgres_place: Place) -> None:
    postgres_place.sql("DROP TRIGGER entry_no_update ON entry")
    postgres_place.sql(
        "CREATE TRIGGER entry_no_update BEFORE UPDATE OF kind ON entry EXECUTE FUNCTION refuse_change()"
    )
    postgres_place.sql("ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_no_update")
    with pytest.raises(MissingTrigger, match="entry_no_update is not as shipped"):
        open_store(postgres_place.where)


def test_a_hollowed_function_is_named_on_postgres(postgres_place: Place) -> None:
    postgres_place.sql(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    )
    with pytest.raises(MissingTrigger, match="refuse_change"):
        open_store(postgres_place.where)


def test_a_strange_trigger_or_rule_that_could_swallow_entries_is_named(place: Place) -> None:
    if place.on_sqlite:
        place.sql("CREATE TRIGGER thief BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END")
    else:
        place.sql("CREATE RULE thief AS ON INSERT TO entry DO INSTEAD NOTHING")
    with pytest.raises(MissingTrigger, match="thief is not one of ours"):
        check_triggers(place.store)
    if not place.on_sqlite:
        place.sql("DROP RULE thief ON entry")
        place.sql(
            "CREATE TRIGGER other_thief BEFORE INSERT ON entry EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        )
        with pytest.raises(MissingTrigger, match="other_thief is not one of ours"):
            check_triggers(place.store)


@pytest.mark.parametrize("table", ["entry", "receipt", "checkpoint", "journal_meta"])
def test_a_missing_table_is_named(place: Place, table: str) -> None:
    place.write(2)
    if place.on_sqlite:
        place.store.copy_back()
        place.sql(f"DROP TABLE {table}") if table != "entry" else place.sql(
            "ALTER TABLE entry RENAME TO other"
        )
    else:
        place.sql(f"DROP TABLE {table}")
    verdict = verify(place.store)
    assert (verdict.ok, verdict.fault) == (False, "table missing")
    assert table in verdict.sentence
    place.store.close()
    with pytest.raises(MissingTable, match=table):
        open_store(place.where)


ROLE = "bothy_test_app"


@pytest.fixture
def app_role(postgres_place: Place) -> str:
    if not postgres_place.sql("SELECT 1 FROM pg_roles WHERE rolname = ?", ROLE):
        postgres_place.sql(f"CREATE ROLE {ROLE} LOGIN")
    with psycopg.connect(str(postgres_place.where), autocommit=True) as owner:
        owner.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA journal TO {ROLE}")
        grant_append_only(owner, ROLE)
    return ROLE


def test_the_applications_role_has_select_and_insert_only(postgres_place: Place, app_role: str) -> None:
    granted = postgres_place.sql(
        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'journal' AND grantee = ?",
        app_role,
    )
    assert {each for (each,) in granted} == {"SELECT", "INSERT"}
    connection = psycopg.connect(str(postgres_place.where), autocommit=True)
    connection.execute(f"SET ROLE {app_role}")
    store = PostgresStore(str(postgres_place.where), connection, FACILITY)
    command = uuid4()
    with store.begin() as batch:
        batch.append([seal(batch.head, FACILITY, draft(command), START)], [receipt(command, 1, 1)])
        with pytest.raises(AppendRefused):
            with batch.savepoint():
                batch.append([], [receipt(command, 1, 1)])
    assert store.head().number == 1
    assert store.faults_of_schema() == []
    for statement in (
        "UPDATE journal.entry SET kind = 'x'",
        "DELETE FROM journal.receipt",
        "TRUNCATE journal.entry",
        "ALTER TABLE journal.entry DISABLE TRIGGER entry_append",
        "DROP TRIGGER entry_append ON journal.entry",
        "SELECT 1 FROM journal.entry FOR UPDATE",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    store.close()


def test_a_role_that_may_only_read_is_told_so(postgres_place: Place, app_role: str) -> None:
    postgres_place.sql(f"REVOKE INSERT ON entry FROM {app_role}")
    connection = psycopg.connect(str(postgres_place.where), autocommit=True)
    connection.execute(f"SET ROLE {app_role}")
    store = PostgresStore(str(postgres_place.where), connection, FACILITY)
    with pytest.raises(ReadOnlyJournal, match="not written by this role"):
        with store.begin() as batch:
            batch.append([seal(batch.head, FACILITY, draft(), START)])
    store.close()


def test_grants_do_not_bind_an_owner_and_that_is_said(postgres_place: Place) -> None:
    with psycopg.connect(str(postgres_place.where), autocommit=True) as owner:
        (me,) = owner.execute("SELECT current_user").fetchone()
        with pytest.raises(ValueError, match="superuser or owns"):
            grant_append_only(owner, me)
        with pytest.raises(ValueError, match="no role"):
            grant_append_only(owner, "nobody_of_this_name")


def test_two_facilities_share_a_database_and_nothing_else(postgres_place: Place) -> None:
    other_facility = UUID(int=42)
    other = PostgresStore.create(str(postgres_place.where), other_facility)
    written = postgres_place.write(3)
    command = uuid4()
    with other.begin() as batch:
        entry = seal(batch.head, other_facility, draft(command), START)
        batch.append([entry], [receipt(command, 1, 1)])
    assert list(other.entries()) == [entry]
    assert list(postgres_place.store.entries()) == written
    assert postgres_place.store.receipts([command]) == {}
    assert verify(other).ok
    assert verify(postgres_place.store).ok
    other.close()
