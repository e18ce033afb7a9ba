"""Facts that leave: what each column means goes with it, nobody's name does, and two exports cannot be joined by id."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bothy.journal.whole_folder import FolderTrouble
from bothy.reports.facts import TABLES, Facts, fresh
from bothy.reports.indicators import INDICATORS
from bothy.reports.leaving import codebook
from bothy.reports.leaving.export_facts import export_facts
from bothy.reports.leaving.facts import read_description, write_tables
from bothy.reports.leaving.pseudonyms import KeyTrouble, Pseudonyms
from bothy.reports.leaving.said import COLUMNS, list_of, said
from reports.journals import write
from support.leaving import NAMES, bytes_below, everything


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    home = tmp_path_factory.mktemp("facts") / "home"
    write(home, everything().drafts)
    return fresh(home)


def column(folder: Path, table: str, name: str) -> list[object]:
    return pq.read_table(folder / f"{table}.parquet")[name].to_pylist()


def test_every_column_is_said_and_nothing_is_said_of_a_column_that_is_not_there() -> None:
    for table, schema in TABLES.items():
        assert all(said(table, name).about for name in schema.names)
        assert set(COLUMNS[table]) <= set(schema.names), table
    assert set(COLUMNS) == set(TABLES)


def test_every_value_that_stands_in_the_facts_is_in_its_code_list(facts: Facts) -> None:
    for table, schema in TABLES.items():
        for field in schema:
            codes = said(table, field.name).codes
            if codes:
                values = facts.table(table)[field.name].to_pylist()
                flat = {one for value in values for one in (value if isinstance(value, list) else [value])}
                assert flat - {None} <= set(list_of(codes)), (table, field.name)


def test_what_may_never_be_null_is_not(facts: Facts) -> None:
    for table, schema in TABLES.items():
        for field in schema:
            if not said(table, field.name).null:
                assert facts.table(table)[field.name].null_count == 0, (table, field.name)


def test_an_export_says_what_its_columns_are_and_names_its_files(facts: Facts, tmp_path: Path) -> None:
    made = export_facts(facts, tmp_path / "out", "a test")
    told = read_description(tmp_path / "out" / "observation.parquet")
    assert told["spo2_percent"] == {
        "description": "oxygen saturation by pulse oximeter", "unit": "%", "null": "not recorded; never zero",
    }  # fmt: skip
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["number"], manifest["digest"]) == (facts.number, facts.digest.hex())
    for name, file in manifest["files"].items():
        assert sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == file["sha256"]
    assert made.files["visit.parquet"].records == facts.rows("visit")
    assert (made.since, made.until) == ("2025-02", "2025-03")


def test_no_name_no_word_no_true_id_and_no_drill_leaves(facts: Facts, tmp_path: Path) -> None:
    export_facts(facts, tmp_path / "out", "a test")
    found = bytes_below(tmp_path / "out")
    for name in NAMES:
        assert name.encode() not in found
    assert b"AB 12/3" in found, "a batch number is no name"
    for table in ("visit", "person", "emergency", "referral"):
        for id in facts.table(table)["subject"].to_pylist():
            assert id not in found and repr(id).encode() not in found and id.hex().encode() not in found
    assert not (tmp_path / "out" / "drill.parquet").exists()
    assert "first_number" not in read_description(tmp_path / "out" / "visit.parquet")


def test_two_exports_cannot_be_joined_by_id_unless_a_key_is_given(facts: Facts, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_facts(facts, tmp_path / name, "a test")
    one, two = (set(column(tmp_path / name, "visit", "person")) for name in ("one", "two"))
    assert len(one) == len(two) and not one & two
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    for name in ("three", "four"):
        export_facts(facts, tmp_path / name, "a test", pseudonyms=Pseudonyms.by_key_file(key))
    assert column(tmp_path / "three", "visit", "person") == column(tmp_path / "four", "visit", "person")
    key.write_bytes(b"short")
    with pytest.raises(KeyTrouble, match="shorter than 32 bytes"):
        Pseudonyms.by_key_file(key)


def test_within_one_export_the_tables_still_join_and_the_counts_are_the_facts(facts: Facts, tmp_path: Path) -> None:
    export_facts(facts, tmp_path / "out", "a test")
    out = tmp_path / "out"
    assert set(column(out, "episode", "subject")) <= set(column(out, "visit", "subject"))
    assert set(column(out, "visit", "person")) <= set(column(out, "person", "subject"))
    assert set(column(out, "observation", "subject")) <= set(column(out, "emergency", "subject"))
    for table in TABLES:
        if table not in ("drill", "person"):
            assert pq.read_metadata(out / f"{table}.parquet").num_rows == facts.rows(table)
    assert column(out, "visit", "at") == facts.table("visit")["at"].to_pylist()


def test_of_one_month_only_those_people_leave_who_came_in_it_whenever_they_were_registered(
    facts: Facts, tmp_path: Path
) -> None:
    export_facts(facts, tmp_path / "out", "a test", since="2025-03", until="2025-03")
    came = set(column(tmp_path / "out", "visit", "person"))
    there = set(column(tmp_path / "out", "person", "subject"))
    assert came <= there and len(there - came) <= 1, "one more: whom the stranger turned out to be"
    with pytest.raises(ValueError, match="there is 2025-02 to 2025-03"):
        export_facts(facts, tmp_path / "none", "a test", since="2031-01")


def test_as_it_is_everything_stays(facts: Facts, tmp_path: Path) -> None:
    write_tables(facts, tmp_path, facts.months, None)
    for table in TABLES:
        read = pq.read_table(tmp_path / f"{table}.parquet")
        assert read.to_pylist() == facts.table(table).to_pylist()


def test_what_cannot_be_written_down_leaves_nothing(facts: Facts, tmp_path: Path) -> None:
    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(FolderTrouble, match="No space left on device"):
        export_facts(facts, tmp_path / "out", "a test", note=refused)
    assert list(tmp_path.iterdir()) == []


def test_the_codebook_has_every_table_column_code_and_indicator_three_ways() -> None:
    rows = list(csv.DictReader(io.StringIO(codebook.as_csv().decode())))
    columns = {(row["of"], row["name"]) for row in rows if row["record"] == "column"}
    assert columns == {(table, name) for table, schema in TABLES.items() for name in schema.names}
    assert {row["name"] for row in rows if row["record"] == "indicator"} == {one.name for one in INDICATORS}
    named = {row["codes"] for row in rows if row["codes"]}
    assert named == {row["of"] for row in rows if row["record"] == "code"}
    book = json.loads(codebook.as_json())
    assert set(book["tables"]) == set(TABLES) and set(book["code_lists"]) == named
    text = codebook.as_markdown()
    assert all(f"## {one.name}" in text for one in INDICATORS) and "never zero" in text
