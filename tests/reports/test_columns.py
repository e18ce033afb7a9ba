"""Lists of words are read as places in what occurs, however the file holds them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bothy.reports.engine.columns import Lists, _decoded
from bothy.reports.engine.people import Everyone
from bothy.reports.facts.pieces import read_piece
from bothy.reports.facts.tables import TABLES
from bothy.reports.whose import PEOPLE_COLUMNS

PURPOSES = [["use", "shower"], None, [], ["use", "use", "meal"], ["meal"], ["advice", "use", "advice"]]


@pytest.mark.parametrize("rows", [1, 2, 4, 100])
@pytest.mark.parametrize("places", [True, False], ids=("as places", "as words"))
def test_a_file_in_several_groups_of_rows_reads_as_one(tmp_path: Path, rows: int, places: bool) -> None:
    table = pa.table({"purposes": pa.array(PURPOSES, pa.list_(pa.string()))})
    pq.write_table(table, tmp_path / "visit.parquet", row_group_size=rows, use_dictionary=places)
    read = read_piece(tmp_path / "visit.parquet", ["purposes"], lists=["purposes"])["purposes"].combine_chunks()
    nobody = Everyone(TABLES["person"].empty_table().select(PEOPLE_COLUMNS), "nobody")
    found = _decoded(read, "purposes", nobody)
    assert isinstance(found, Lists)
    said = [[found.names[at] for at in found.at[found.row == row]] for row in range(len(PURPOSES))]
    assert said == [["use", "shower"], [], [], ["use", "meal"], ["meal"], ["advice", "use"]]
    assert found.known.tolist() == [True, False, False, True, True, True]
