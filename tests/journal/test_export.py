"""What is exported is read back to the byte, and an inspector's own program can check it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from bothy.journal import seal
from bothy.journal.chain import head_after
from bothy.journal.export import read_json_lines, read_parquet, write_json_lines, write_parquet
from support.journal_place import FACILITY, START, Place, draft

CHECK = Path(__file__).parents[2] / "docs" / "journal_check.py"
BODIES = [
    b'{"n": 1, "name": "\\u00e9\xc3\xa9"}',
    b'{"spaced" :\t1.50}',
    b'{"a":\n1}',
    b' {"blanks": "around"} ',
    b"not json",
    b"\xff\x00",
    b"",
    b'"text"',
    b"null",
    b'{"body":"body"}',
]


@pytest.fixture
def filled(place: Place) -> Place:
    place.write(2500)
    with place.store.begin() as batch:
        head, entries = batch.head, []
        for n, body in enumerate(BODIES):
            one = draft(
                body=body,
                device=uuid4(),
                staff=None if n % 2 else uuid4(),
                signature=b"\x00s" if n % 3 else None,
            )
            entries.append(seal(head, FACILITY, one, START))
            head = head_after(entries[-1])
        batch.append(entries)
    return place


def test_json_lines_are_read_back_to_the_byte(filled: Place) -> None:
    out = io.BytesIO()
    steps: list[tuple[int, int]] = []
    count = write_json_lines(filled.reader(), out, lambda done, of: steps.append((done, of)))
    assert count == filled.store.count() == 2500 + len(BODIES)
    assert steps == [(2000, count), (count, count)]
    lines = out.getvalue().splitlines(keepends=True)
    assert list(read_json_lines(lines)) == list(filled.store.entries())
    first = json.loads(lines[0])
    assert first["body"] == {"n": 0}
    assert first["happened_at"] == "2025-01-13T09:00:00.123456Z"


def test_parquet_is_read_back_to_the_byte(filled: Place, tmp_path: Path) -> None:
    path = tmp_path / "journal.parquet"
    steps: list[tuple[int, int]] = []
    count = write_parquet(filled.reader(), path, lambda done, of: steps.append((done, of)))
    assert count == 2500 + len(BODIES)
    assert steps[-1] == (count, count)
    assert list(read_parquet(path)) == list(filled.store.entries())


def test_parquet_has_types_a_statistician_can_use(filled: Place, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write_parquet(filled.store, tmp_path / "j.parquet")
    table = pq.read_table(tmp_path / "j.parquet")
    assert str(table.schema.field("happened_at").type) == "timestamp[us, tz=UTC]"
    assert table.column("happened_at")[0].as_py() == START
    assert table.column("number").to_pylist() == list(range(1, 2511))


def test_an_empty_journal_is_exported_too(place: Place, tmp_path: Path) -> None:
    out = io.BytesIO()
    assert write_json_lines(place.store, out) == 0
    assert out.getvalue() == b""
    assert write_parquet(place.store, tmp_path / "j.parquet") == 0
    assert list(read_parquet(tmp_path / "j.parquet")) == []


@pytest.mark.parametrize("line", [b"{}", b"not json", b'{"number": "x"}'])
def test_a_line_that_cannot_be_read_is_named(sqlite_place: Place, line: bytes) -> None:
    sqlite_place.write(2)
    out = io.BytesIO()
    write_json_lines(sqlite_place.store, out)
    with pytest.raises(ValueError, match="Line 3 of the export cannot be read"):
        list(read_json_lines([*out.getvalue().splitlines(), line]))


def check(export: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", CHECK], input=export, capture_output=True, check=False)


def test_the_inspectors_program_of_the_docs_agrees(filled: Place) -> None:
    out = io.BytesIO()
    write_json_lines(filled.store, out)
    good = check(out.getvalue())
    assert good.returncode == 0, good.stderr
    assert filled.store.head().digest.hex().encode() in good.stdout
    lines = out.getvalue().splitlines(keepends=True)
    lines[4] = lines[4].replace(b'{"n": 4}', b'{"n": 5}')
    bad = check(b"".join(lines))
    assert bad.returncode == 1
    assert b"entry 5 does not fit" in bad.stderr
