"""Facts, the report and the pages are the same whether the journal lies in SQLite or in PostgreSQL."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from functools import cache

import pytest

from bothy.journal import create_store, open_reader, open_store
from bothy.reports import facts
from bothy.reports.facts.tables import TABLES
from bothy.reports.thistle import render
from reports.journals import FACILITY, INJECT, Pen, append, at, write
from reports.test_pages import text


@cache
def a_month() -> Pen:
    pen = Pen()
    people = [pen.person(at("2025-01-13"), sex="female" if n % 3 else "male") for n in range(5)]
    for n in range(20):
        pen.visit(people[n % 5], at(f"2025-01-{13 + n % 14}", f"{10 + n % 9}:00"), INJECT, place=1 + n % 7)
    pen.visit(people[0], at("2025-02-03"), place=None)
    return pen


@pytest.fixture
def on_postgres(postgres_url, monkeypatch):
    """The address of a database that holds the month's journal, as `DATABASE_URL` names it."""
    append(create_store(postgres_url, FACILITY), a_month().drafts)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    return postgres_url


def of_the_database(home, url):
    reader = open_reader(url)
    try:
        return facts.fresh(home, reader)
    finally:
        reader.close()


def rows(table):
    return sorted(map(repr, table.to_pylist()))


def test_facts_from_postgresql_are_those_from_sqlite(tmp_path, on_postgres):
    write(tmp_path / "sqlite", a_month().drafts)
    here, there = facts.fresh(tmp_path / "sqlite"), of_the_database(tmp_path / "postgres", on_postgres)
    assert here.number == there.number and here.rows("visit") == 21
    for name in TABLES:
        assert rows(here.table(name)) == rows(there.table(name)), name
    for format in ("csv", "text"):
        sides = [render(one, format).split("From entry 1")[0] for one in (here, there)]
        assert sides[0] == sides[1]


def test_facts_from_postgresql_go_on_where_they_stopped(tmp_path, on_postgres):
    before = of_the_database(tmp_path, on_postgres)
    more = Pen(founded=False)
    more.drafts = list(a_month().drafts)
    start = len(more.drafts)
    more.visit(more.person(at("2025-02-04")), at("2025-02-04", "13:00"))
    append(open_store(on_postgres), more.drafts[start:])
    after = of_the_database(tmp_path, on_postgres)
    assert after.rows("visit") == before.rows("visit") + 1 and after.number > before.number


def test_pages_read_the_journal_in_postgresql(visitor, tmp_path, on_postgres):
    visitor.at(tmp_path)
    page = text(visitor.get("/reports/"))
    assert "January 2025" in page and "February 2025" in page
    january = next(csv.DictReader(io.StringIO(visitor.get("/reports/months.csv").content.decode())))
    assert (january["month"], january["service_accessed"], january["injecting_episodes"]) == ("2025-01", "20", "20")
    assert visitor.get("/reports/month/2025-01/").status_code == 200
    assert visitor.get("/reports/chart/all/use-day.svg").status_code == 200


def test_the_command_line_reports_from_postgresql(tmp_path, on_postgres):
    said = subprocess.run(
        [sys.executable, "-m", "bothy.cli", "report", "thistle", "--format", "csv", "--home", str(tmp_path)],
        capture_output=True, text=True, env=os.environ,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert next(csv.DictReader(io.StringIO(said.stdout)))["service_accessed"] == "20"
