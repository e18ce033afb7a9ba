"""Facts as Parquet, one file a table, each column with its meaning beside it: month by month, never all at once."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bothy.reports.facts import TABLES, Facts
from bothy.reports.leaving.pseudonyms import Pseudonyms
from bothy.reports.leaving.said import ABOUT, said

Progress = Callable[[int, int], None]

TRACE = ("first_number", "last_number")
"""Where a row stands in the journal: whoever has that could join the rows to it again."""
NOT_OUTSIDE = frozenset({"drill"})
_BATCH = r"^[A-Za-z0-9][A-Za-z0-9 ./-]{0,23}$"


def schema_of(name: str, pseudonymous: bool = True) -> pa.Schema:
    """A table's schema as it leaves, with description, unit, code list and what null means on every field."""
    fields = []
    for field in TABLES[name]:
        if pseudonymous and field.name in TRACE:
            continue
        one = said(name, field.name)
        told = {"description": one.about, "unit": one.unit, "codes": one.codes, "null": one.null}
        fields.append(field.with_metadata({key: value for key, value in told.items() if value}))
    return pa.schema(fields, metadata={"description": ABOUT[name], "table": name})


def write_tables(
    facts: Facts, folder: Path, months: Sequence[str], pseudonyms: Pseudonyms | None, tell: Progress = lambda *_: None
) -> dict[str, int]:
    """One Parquet file a table in `folder`, of these months. How many rows each has, by the file's name.

    `pseudonyms`: ids become pseudonyms, and words that staff wrote and the journal's numbers are left out; None: as it
    is. Of people, those who occur in the months, whenever they were registered. OSError.
    """
    names = [name for name in TABLES if pseudonyms is None or name not in NOT_OUTSIDE]
    met: set[bytes] = set()
    rows, done, whole = {}, 0, len(names) * max(1, len(months))
    for name in sorted(names, key="person".__eq__):
        schema = schema_of(name, pseudonyms is not None)
        file = f"{name}.parquet"
        rows[file] = 0
        with pq.ParquetWriter(folder / file, schema, compression="zstd") as writer:
            for table in _pieces(facts, name, months, met, every=pseudonyms is None):
                rows[file] += len(table)
                if len(table):
                    writer.write_table(_outside(table, name, schema, pseudonyms))
                done += 1
                tell(min(done, whole), whole)
    tell(whole, whole)
    return rows


def _pieces(facts: Facts, name: str, months: Sequence[str], met: set[bytes], *, every: bool) -> Iterator[pa.Table]:
    if name != "person" or every:
        for month in months:
            table = facts.table(name, [month])
            if "person" in table.column_names:
                met.update(one for one in pc.unique(table["person"]).to_pylist() if one is not None)
            yield table
        return
    # Who was met in these months, and who they turned out to be, whenever they were registered.
    known = facts.table("person", None, ["subject", "same_as"])
    same_as = dict(zip(known["subject"].to_pylist(), known["same_as"].to_pylist(), strict=True))
    wanted = set(met)
    for one in met:
        other = same_as.get(one)
        while other is not None and other not in wanted:
            wanted.add(other)
            other = same_as.get(other)
    ids = pa.array(sorted(wanted), pa.binary(16))
    for month in facts.months:
        table = facts.table("person", [month])
        yield table.filter(pc.is_in(table["subject"], value_set=ids))


def _outside(table: pa.Table, name: str, schema: pa.Schema, pseudonyms: Pseudonyms | None) -> pa.Table:
    """The table as it may leave: ids as pseudonyms, no word that staff wrote."""
    columns = []
    for field in schema:
        column = table[field.name]
        if pseudonyms is not None and said(name, field.name).id_of:
            column = _pseudonymous(column, pseudonyms)
        elif pseudonyms is not None and (name, field.name) == ("opening", "reason"):
            column = pa.nulls(len(table), field.type)
        elif pseudonyms is not None and (name, field.name) == ("action", "batch"):
            plain = column.cast(pa.string())
            fits = pc.match_substring_regex(plain, _BATCH)
            digits = pc.match_substring_regex(plain, "[0-9]")
            column = pc.if_else(pc.and_(fits, digits), plain, pa.scalar(None, pa.string())).cast(field.type)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def _pseudonymous(column: pa.ChunkedArray, pseudonyms: Pseudonyms) -> pa.ChunkedArray:
    return pa.chunked_array([pseudonyms.column(part) for part in column.chunks], column.type)


def read_description(path: Path) -> dict[str, dict[str, str]]:
    """What a Parquet file says of its columns: description, unit, codes and null by column, for who reads it elsewhere."""
    schema = pq.read_schema(path)
    return {
        field.name: {key.decode(): value.decode() for key, value in (field.metadata or {}).items()} for field in schema
    }


class Left(msgspec.Struct, frozen=True):
    """Which months an export is of: all there are, or those asked for. `since` and `until` as they are said of it."""

    months: tuple[str, ...]
    since: str
    until: str


def months_of(facts: Facts, since: str | None, until: str | None) -> Left:
    """The months from `since` to `until` ("2025-01") in which anything stands; ValueError where there is none."""
    chosen = tuple(
        month for month in facts.months if (since is None or month >= since) and (until is None or month <= until)
    )
    if not chosen:
        there = f"{facts.months[0]} to {facts.months[-1]}" if facts.months else "no month at all"
        raise ValueError(f"Nothing is recorded in that time; there is {there}.")
    return Left(chosen, since or chosen[0], until or chosen[-1])


__all__ = ["Left", "months_of", "read_description", "schema_of", "write_tables"]
