"""One table of one month as a Parquet file."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bothy.reports.facts.state import Piece
from bothy.reports.facts.tables import PERSON, TABLES, WORD

_REPEATED = {
    name: [field.name for field in schema if field.type in (WORD, PERSON)] for name, schema in TABLES.items()
}
_DICTIONARY_BYTES = 64 * 1024 * 1024


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
    """One table's rows as a Parquet file; words and people as dictionaries, however many people there are."""
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=_REPEATED[name],
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
    )


def read_piece(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of a Parquet file, or some columns of them, in the order asked for."""
    with pq.ParquetFile(path) as file:
        table = file.read(columns, use_threads=columns is None)
    return table if columns is None else table.select(columns)
