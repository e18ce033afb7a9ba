"""A table somebody brings: read as it stands, or refused with file, line and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bothy.evidence.table import BadTable, read_csv


def test_columns_are_read_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "deaths.csv"
    file.write_bytes("\ufeffyear, deaths ,place\r\n2019,10,\"Calton, east\"\r\n\r\n2020,0,Gallowgate\r\n".encode())
    table = read_csv(file)
    assert len(table) == 2 and table.lines == (2, 4)
    assert np.array_equal(table.numbers("deaths", least=0, whole=True), [10.0, 0.0])
    assert table.texts("place") == ("Calton, east", "Gallowgate")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"year,deaths\n", "holds no row"),
        (b"year,year\n1,2\n", "names a column twice: 'year'"),
        (b"year,deaths\n2019,1,2\n", "line 2: 3 cells where the first line names 2"),
        (b"year,deaths\n2019,x\n", "line 2, deaths: 'x' is no number"),
        (b'year,deaths\n2019,"1,204"\n', "Write it without commas"),
        (b"year,deaths\n2019,\n", "nothing stands there. Zero is written 0"),
        (b"year,deaths\n2019,nan\n", "no number that can be used"),
        (b"year,deaths\n2019,-1\n", "less than 0"),
        (b"year,deaths\n2019,1.5\n", "not a whole number"),
        (b"year,count\n2019,1\n", "has no column 'deaths'. It has: year, count"),
        (b"PK\x03\x04", "is a workbook"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a\0b", "is not text"),
        (b'year,deaths\n"2019,1\n', "this is no CSV"),
    ],
)
def test_what_cannot_be_used_is_refused_with_where_and_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(BadTable) as told:
        read_csv(raw, "deaths.csv").numbers("deaths", least=0, whole=True)
    assert says in str(told.value) and "deaths.csv" in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"none\.csv cannot be read: No such file"):
        read_csv(tmp_path / "none.csv")


def test_empty_words_are_told_with_their_lines() -> None:
    rows = "\n".join(f"{year}," for year in range(2000, 2006))
    with pytest.raises(BadTable, match="lines 2, 3, 4 and 3 more: nothing stands in 'place'"):
        read_csv(f"year,place\n{rows}\n".encode(), "finds.csv").texts("place")
