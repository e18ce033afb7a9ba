"""The command line: names, exit codes and what is printed are a contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bothy.journal.checkpoint import SigningKey, make_checkpoint, to_json, to_text
from bothy.journal.opening import open_reader, open_store
from support.open_house import open_with_floor, register, say


def bothy(*words: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "COLUMNS": "200", **variables}
    if "DATABASE_URL" not in variables:
        environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "bothy.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environ, cwd=cwd)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a short journal, closed."""
    folder = tmp_path / "the home"
    with open_with_floor(folder) as facility:
        for _ in range(5):
            say(facility, register())
    return folder


def tamper(home: Path, statement: str) -> None:
    """As the file's owner would: triggers off, one change, triggers back."""
    import sqlite3

    with sqlite3.connect(home / "journal.sqlite3") as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


def table_of_entries(home: Path) -> str:
    import sqlite3

    with sqlite3.connect(home / "journal.sqlite3") as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
    connection.close()
    return next(name for name in names if "entr" in name)


def test_verify_is_one_line_and_exit_0(home: Path) -> None:
    done = bothy("journal", "verify", "--home", home)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")
    assert done.stdout.startswith("All 8 entries are as they were written")


def test_verify_names_the_first_bad_entry_and_exits_1(home: Path) -> None:
    tamper(
        home,
        f'UPDATE {table_of_entries(home)} SET body = CAST(\'{{"age_band":"65+"}}\' AS BLOB) WHERE number = 5',
    )
    done = bothy("journal", "verify", "--home", home)
    assert done.returncode == 1 and done.stdout.startswith("Entry 5 was changed")


def test_a_checkpoint_held_elsewhere_finds_a_journal_that_was_cut_off(home: Path, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    reader = open_reader(home)
    held = make_checkpoint(reader, SigningKey.of_home(home), datetime.now(UTC))
    reader.close()
    for name, told in (("paper.txt", to_text(held)), ("file.json", to_json(held).decode())):
        (tmp_path / name).write_text(told)
    assert bothy("journal", "verify", "--home", home, "--checkpoint", tmp_path / "paper.txt").returncode == 0
    import sqlite3

    with sqlite3.connect(home / "journal.sqlite3") as connection:
        receipts = next(
            n
            for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if "receipt" in n
        )
    connection.close()
    tamper(home, f"DELETE FROM {table_of_entries(home)} WHERE number > 6")
    tamper(home, f"DELETE FROM {receipts} WHERE first > 6")
    for name in ("paper.txt", "file.json"):
        done = bothy("journal", "verify", "--home", home, "--checkpoint", tmp_path / name)
        assert done.returncode == 1 and "cut off after entry 6" in done.stdout


def test_a_checkpoint_signed_by_another_key_is_told(home: Path, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    SigningKey.of_home(home)
    reader = open_reader(home)
    forged = make_checkpoint(reader, SigningKey.of_home(tmp_path / "elsewhere"), datetime.now(UTC))
    reader.close()
    (tmp_path / "forged.txt").write_text(to_text(forged))
    done = bothy("journal", "verify", "--home", home, "--checkpoint", tmp_path / "forged.txt")
    assert done.returncode == 1 and "not signed by a key" in done.stdout
    key = tmp_path / "elsewhere" / "keys" / "journal.ed25519.pub"
    assert (
        bothy(
            "journal", "verify", "--home", home, "--checkpoint", tmp_path / "forged.txt", "--key", key
        ).returncode
        == 0
    )


def test_a_checkpoint_is_printed_and_kept(home: Path) -> None:
    printed = bothy("journal", "checkpoint", "--home", home)
    assert printed.returncode == 0 and printed.stdout.startswith("BOTHY CHECKPOINT 1 entry 8 ")
    told = json.loads(bothy("journal", "checkpoint", "--home", home, "--format", "json").stdout)
    assert set(told) >= {"bothy_checkpoint", "facility", "number", "digest", "at", "key_id", "signature"}
    reader = open_reader(home)
    assert [one.number for one in reader.checkpoints()] == [8, 8]
    reader.close()


def test_a_checkpoint_is_not_made_beside_a_writer_that_cannot_be_asked(home: Path) -> None:
    store = open_store(home)
    try:
        done = bothy("journal", "checkpoint", "--home", home)
    finally:
        store.close()
    assert done.returncode == 1 and "is being written by process" in done.stderr and done.stdout == ""


def test_an_export_has_a_line_an_entry(home: Path, tmp_path: Path) -> None:
    lines = bothy("journal", "export", "--home", home).stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, 9))
    file = tmp_path / "out.jsonl"
    assert bothy("journal", "export", "--home", home, "--to", file).returncode == 0
    assert file.read_text().splitlines() == lines


def test_a_parquet_export_reads_back_the_same(home: Path, tmp_path: Path) -> None:
    from bothy.journal.export import read_parquet

    file = tmp_path / "out.parquet"
    assert bothy("journal", "export", "--home", home, "--format", "parquet", "--to", file).returncode == 0
    reader = open_reader(home)
    assert list(read_parquet(file)) == list(reader.entries())
    reader.close()


def test_an_export_that_cannot_be_written_leaves_nothing(home: Path, tmp_path: Path) -> None:
    done = bothy("journal", "export", "--home", home, "--to", tmp_path / "no such folder" / "out.jsonl")
    assert done.returncode == 2 and "cannot be written" in done.stderr
    assert bothy("journal", "export", "--home", home, "--format", "parquet").returncode == 2


def test_an_export_piped_into_head_is_no_fault(home: Path) -> None:
    line = f'"{sys.executable}" -m bothy.cli journal export --home "{home}" | head -n 1 | wc -l; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "1", "")


@pytest.mark.parametrize(
    "words",
    [
        ("dance",), ("journal", "dance"), ("journal", "verify", "--dance"), ("run", "--port", "many"), ("run", "--port", "70000"),
        ("report", "thistle", "--format", "pdf"), ("journal", "export", "--format", "xls"), ("report",), ("journal",),
    ],
)  # fmt: skip
def test_asked_wrongly_is_exit_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = bothy(*words, BOTHY_HOME=str(tmp_path))
    assert done.returncode == 2 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("journal", "verify"), ("journal", "checkpoint"), ("journal", "export"), ("report", "thistle")]
)
def test_where_there_is_no_journal_a_sentence_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    done = bothy(*words, "--home", tmp_path / "nothing here")
    assert done.returncode == 2 and done.stdout == "" and "no journal" in done.stderr.lower()
    assert not (tmp_path / "nothing here").exists()


def test_a_checkpoint_that_is_none_is_asked_wrongly(home: Path, tmp_path: Path) -> None:
    (tmp_path / "no.txt").write_text("hello")
    for path in (tmp_path / "no.txt", tmp_path / "missing.txt"):
        done = bothy("journal", "verify", "--home", home, "--checkpoint", path)
        assert done.returncode == 2 and str(path) in done.stderr
    assert bothy("journal", "verify", "--home", home, "--key", tmp_path / "no.txt").returncode == 2


def test_a_real_facility_is_never_filled_with_a_demo(home: Path) -> None:
    before = bothy("journal", "verify", "--home", home).stdout
    done = bothy("demo", "--home", home)
    assert done.returncode == 2 and "holds a real facility" in done.stderr
    assert bothy("journal", "verify", "--home", home).stdout == before


def test_the_report_has_its_columns_first(home: Path) -> None:
    csv = bothy("report", "thistle", "--home", home, "--format", "csv")
    assert csv.returncode == 0, csv.stderr
    assert csv.stdout.splitlines()[0].startswith(
        "month,service_accessed,injecting_episodes,medical_emergencies"
    )
    assert isinstance(json.loads(bothy("report", "thistle", "--home", home, "--format", "json").stdout), dict)


def test_check_tells_of_everything_as_json(tmp_path: Path) -> None:
    done = bothy("check", "--home", tmp_path, "--port", str(free_port()), "--format", "json")
    told = json.loads(done.stdout)
    states = {one["name"]: one["state"] for one in told["findings"]}
    assert set(states) >= {"Python", "SQLite", "Home", "Disk space", "Disk durability", "Clock", "Port"}
    assert done.returncode == (1 if "unfit" in states.values() else 0) and told["fit"] == (
        "unfit" not in states.values()
    )


def test_check_finds_a_port_in_use_and_a_postgresql_that_is_not_there(tmp_path: Path) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        url = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
        done = bothy("check", "--home", tmp_path, "--port", str(other.getsockname()[1]), DATABASE_URL=url)
    assert done.returncode == 1
    assert "unfit  Port" in done.stdout and "unfit  PostgreSQL: It cannot be reached" in done.stdout


def test_check_finds_a_postgresql_that_answers(tmp_path: Path, postgres_url: str) -> None:
    done = bothy("check", "--home", tmp_path, "--port", str(free_port()), DATABASE_URL=postgres_url)
    # A cluster for tests only may run with fsync off, and then check is right to say so.
    assert "PostgreSQL: Version" in done.stdout


@pytest.mark.parametrize(
    ("version", "state", "safe"),
    [
        ((3, 34, 1), "unfit", False), ((3, 40, 1), "fit", False), ((3, 44, 5), "fit", False), ((3, 44, 6), "fit", True),
        ((3, 45, 0), "fit", False), ((3, 50, 6), "fit", False), ((3, 50, 7), "fit", True), ((3, 51, 2), "fit", False),
        ((3, 51, 3), "fit", True), ((3, 52, 0), "fit", True),
    ],
)  # fmt: skip
def test_house_sqlite_uses_wal_only_where_the_fault_is_mended(
    version: tuple[int, int, int], state: str, safe: bool
) -> None:
    from bothy.cli.check import sqlite_version
    from bothy.server.databases import house_database

    assert sqlite_version(version).state == state
    command: str = house_database(Path("x"), version)["OPTIONS"]["init_command"]
    assert ("journal_mode=WAL" in command) is safe and "synchronous=FULL" in command


def test_the_house_file_is_in_the_mode_that_was_chosen() -> None:
    import sqlite3

    from support.django_home import django_home

    home = django_home()
    from django.db import connection

    from bothy.server.databases import wal_is_safe

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    assert home.house.exists() and mode == ("wal" if wal_is_safe(sqlite3.sqlite_version_info) else "truncate")


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
