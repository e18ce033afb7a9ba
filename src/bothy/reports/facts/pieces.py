"""One table of one month as a Parquet file."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bothy.reports.facts.state import Piece
from bothy.reports.facts.tables import TABLES, WORD

_WORDS = pa.list_(pa.string())
_REPEATED = {
    name: [
        *(field.name for field in schema if field.type == WORD),
        *(f"{field.name}.list.element" for field in schema if field.type == _WORDS),
    ]
    for name, schema in TABLES.items()
}


def add_piece(folder: Path, month: str, name: str, table: pa.Table, upto: int) -> Piece:
    """Write one table of one month, in the order in which things happened, beside what was read before."""
    table = table.unify_dictionaries().sort_by([("at", "ascending"), ("first_number", "ascending")])
    file = f"{month}/{name}-{upto}.parquet"
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    # The same number is written again when untrusted facts are built anew: never over a file in use.
    temporary = path.with_suffix(".parquet.new")
    write_piece(table, name, temporary)
    temporary.replace(path)
    return Piece(file, len(table), path.stat().st_size)


def write_piece(table: pa.Table, name: str, path: Path) -> None:
    """One table's rows as a Parquet file; words as places in a list of those that occur."""
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=_REPEATED[name],
    )


def read_piece(path: Path, columns: list[str] | None = None, *, lists: Sequence[str] = ()) -> pa.Table:
    """The rows of a Parquet file, or some columns of them, in the order asked for.

    `lists`: columns whose lists of words are given as places in what occurs, as the file holds them.
    """
    with pq.ParquetFile(path, read_dictionary=[f"{name}.list.element" for name in lists]) as file:
        if lists and file.num_row_groups > 1:
            # Each group of rows has places of its own, which are read one after another.
            groups = [file.read_row_group(i, columns, use_threads=False) for i in range(file.num_row_groups)]
            table = pa.concat_tables(groups).unify_dictionaries()
        else:
            table = file.read(columns, use_threads=columns is None)
    return table if columns is None else table.select(columns)
