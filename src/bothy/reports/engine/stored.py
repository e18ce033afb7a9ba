"""Where the tables of facts lie when another engine reads them: Parquet files here, or tables by name there.

Both give the same columns, so that a measure is said once for either. Nothing here is loaded unless that
engine is asked for.
"""

import weakref
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from bothy.reports.facts.opened import Facts
from bothy.reports.facts.tables import TABLES

PARTITIONS = ("facility", "month")
"""Columns of a table by name that stand for folders: facility=…/month=2025-08, as Hive lays them out."""


class Stored(Protocol):
    """Tables of one facility's facts on some engine."""

    def table(self, name: str, months: Sequence[str] | None) -> ir.Table:
        """A table over some months (None: all). KeyError for an unknown name."""
        ...

    def rows(self, name: str) -> int:
        """How many rows a table has over all months."""
        ...

    def fetch(self, asked: ir.Table) -> pa.Table:
        """What was asked, as Arrow."""
        ...


class Files:
    """The Parquet files that the facts are kept in, through DuckDB: only those of the months asked for are opened."""

    def __init__(self, facts: Facts) -> None:
        # Not the facts themselves: these are kept as long as those are, and must not keep them alive.
        self._files = {(name, month): facts.files(name, [month]) for name in TABLES for month in facts.months}
        self._rows = {name: facts.rows(name) for name in TABLES}
        self._engine = ibis.duckdb.connect()
        self._tables: dict[tuple[str, tuple[str, ...]], ir.Table] = {}

    def table(self, name: str, months: Sequence[str] | None) -> ir.Table:
        wanted = [month for of, month in self._files if of == name] if months is None else months
        files = tuple(str(path) for month in wanted for path in self._files.get((name, month), ()))
        if (name, files) not in self._tables:
            self._tables[name, files] = self._opened(name, files)
        return self._tables[name, files]

    def _opened(self, name: str, files: Sequence[str]) -> ir.Table:
        if not files:
            return ibis.memtable(plain(TABLES[name]).empty_table())
        return self._engine.read_parquet(list(files))

    def rows(self, name: str) -> int:
        return self._rows[name]

    def fetch(self, asked: ir.Table) -> pa.Table:
        return self._engine.to_pyarrow(asked)


class Named:
    """Tables by name in a catalog: on Spark, Trino or any engine that Ibis speaks to.

    `engine`: what `ibis.connect(…)`, `ibis.pyspark.connect(…)` or `ibis.trino.connect(…)` gave. `facility`: whose
    figures are meant; None where the tables hold one facility alone. `database`: where the tables stand, if not
    where the connection looks by itself. Each has the columns of the facts and, as text, the two of PARTITIONS.
    """

    def __init__(self, engine: ibis.BaseBackend, facility: UUID | None, database: str | None = None) -> None:
        self._engine, self._facility, self._database = engine, facility, database

    def table(self, name: str, months: Sequence[str] | None) -> ir.Table:
        held = self._engine.table(name, database=self._database)
        tests = []
        if self._facility is not None:
            tests.append(held.facility == str(self._facility))
        if months is not None:
            tests.append(held.month.isin([str(month) for month in months]))
        ours = held.filter(tests) if tests else held
        return ours.drop(*(column for column in PARTITIONS if column in held.columns))

    def rows(self, name: str) -> int:
        return int(self._engine.to_pyarrow(self.table(name, None).count()).as_py())

    def fetch(self, asked: ir.Table) -> pa.Table:
        return self._engine.to_pyarrow(asked)


def plain(schema: pa.Schema) -> pa.Schema:
    """The columns as other engines know them: words and people as they are, ids as bytes of any length."""
    return pa.schema([field.with_type(_plain(field.type)) for field in schema])


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.binary() if pa.types.is_fixed_size_binary(kind) else kind


_OPENED: "weakref.WeakKeyDictionary[Facts, Files]" = weakref.WeakKeyDictionary()


def stored(facts: "Facts | Stored") -> Stored:
    """Where these facts lie: their own files, unless a place was named. Files stay open as long as the facts do."""
    if not isinstance(facts, Facts):
        return facts
    if facts not in _OPENED:
        _OPENED[facts] = Files(facts)
    return _OPENED[facts]
