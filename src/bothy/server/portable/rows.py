"""Django's rows as JSON lines, and back: every model there is, found by looking, so that none is forgotten.

A line is one row: column names and values. Times are RFC 3339 with microseconds, ids are text, bytes base64; everything
else is what Django's own `value_to_string` says and its `to_python` reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import cleandoc
from pathlib import Path
from typing import IO, Any

import msgspec
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from bothy.journal.opening import is_address
from bothy.server.databases import house_database, postgres_database
from bothy.server.portable.manifest import HOUSE, Column, Manifest, PortableTrouble, Table, Tell

LEFT_OUT: dict[str, str] = {
    "sessions.session": "signed-in browsers: they hang on this server's address, and everybody signs in again",
    "people.tries": "wrong PINs and codes in a row: forgotten within a day",
    "axes.accessattempt": "failed sign-ins: forgotten within a day",
    "axes.accessattemptexpiration": "not used",
    "axes.accessfailurelog": "not used",
    "axes.accesslog": "from which address a sign-in came of late: another house has other addresses",
}
"""Models that do not travel, each with the reason."""
_AT_ONCE = 2000


@contextmanager
def database(alias: str, where: str | Path) -> Iterator[Any]:
    """A connection of its own beside Django's default: to a house.sqlite3, or to the PostgreSQL at an address."""
    if isinstance(where, str) and is_address(where):
        from django.db.backends.postgresql.psycopg_any import IsolationLevel

        told = postgres_database(where)
        told["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        told = house_database(Path(where))
    connections.databases[alias] = {**connections["default"].settings_dict, "OPTIONS": {}, **told}
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def travelling() -> list[type[models.Model]]:
    """Every model that travels, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def migrations(alias: str) -> tuple[tuple[str, str], ...]:
    """The last migration of each app. `PortableTrouble` where the tables are of another version."""
    executor = MigrationExecutor(connections[alias])
    leaves = sorted(executor.loader.graph.leaf_nodes())
    if executor.migration_plan(leaves):
        raise PortableTrouble(
            "The tables of this home are of an older version. Start it once with `bothy run`, then export again."
        )
    return tuple((app, name) for app, name in leaves)


def write(alias: str, folder: Path, tell: Tell) -> tuple[Table, ...]:
    """One file a model in `folder`, of one moment where the database gives one. The tables, with their columns."""
    folder.mkdir(mode=0o700)
    tables = []
    with transaction.atomic(using=alias):
        every = travelling()
        for done, model in enumerate(every, 1):
            with (folder / f"{model._meta.label_lower}.jsonl").open("wb") as file:
                count = _write_rows(alias, model, file)
            tables.append(_table(model, count))
            tell(done, len(every), "Writing names, staff and tables")
    return tuple(tables)


def _write_rows(alias: str, model: type[models.Model], file: IO[bytes]) -> int:
    fields = model._meta.concrete_fields
    encoder, count = msgspec.json.Encoder(), 0
    for count, row in enumerate(  # noqa: B007 (it is returned)
        model._base_manager.using(alias).order_by("pk").iterator(chunk_size=_AT_ONCE), 1
    ):
        file.write(encoder.encode({str(field.column): _plain(field, row) for field in fields}))
        file.write(b"\n")
    return count


def _plain(field: Any, row: models.Model) -> object:
    value = field.value_from_object(row)
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return field.value_to_string(row)


def _table(model: type[models.Model], rows: int) -> Table:
    # What Django writes itself where there is no docstring ("Group(id, name)") says nothing.
    said = cleandoc(model.__doc__ or "")
    about = "" if said.startswith(f"{model.__name__}(") else said
    return Table(model._meta.label_lower, about, rows, tuple(map(_column, model._meta.concrete_fields)))


def _column(field: Any) -> Column:
    target = field.target_field if field.is_relation else field
    references = f"{target.model._meta.label_lower}.{target.column}" if field.is_relation else ""
    return Column(
        field.column, _TYPES.get(target.get_internal_type(), target.get_internal_type()), field.null, field.primary_key,
        field.unique, target.max_length, references,
    )  # fmt: skip


_TYPES = {
    "UUIDField": "id (UUID as text)", "CharField": "text", "TextField": "text", "EmailField": "text", "BooleanField": "true or false",
    "DateTimeField": "time (RFC 3339)", "DateField": "day", "BinaryField": "bytes (base64)", "AutoField": "whole number",
    "BigAutoField": "whole number", "IntegerField": "whole number", "PositiveIntegerField": "whole number",
    "PositiveSmallIntegerField": "whole number", "SmallIntegerField": "whole number", "BigIntegerField": "whole number",
    "JSONField": "JSON", "FloatField": "number", "DecimalField": "number as text",
}  # fmt: skip


def load(alias: str, folder: Path, told: Manifest, tell: Tell) -> None:
    """Make the tables as they were when they were exported, fill them, then bring them up to date. `PortableTrouble`."""
    try:
        _make_tables(alias, told)
        with transaction.atomic(using=alias):
            state = MigrationExecutor(connections[alias]).loader.project_state(list(told.migrations)).apps
            of_label = {
                model._meta.label_lower: model for model in state.get_models(include_auto_created=True)
            }
            # What migrations put there by themselves stands in the files too.
            for model in of_label.values():
                model._base_manager.using(alias).all().delete()
            for done, table in enumerate(told.tables, 1):
                _load_rows(alias, of_label, folder / HOUSE / f"{table.label}.jsonl", table)
                tell(done, len(told.tables), "Bringing names, staff and tables back")
            _set_sequences(alias, [of_label[table.label] for table in told.tables])
        executor = MigrationExecutor(connections[alias])
        executor.migrate(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        raise PortableTrouble(f"The tables could not be brought back ({str(fault).strip()}).") from fault


def _make_tables(alias: str, told: Manifest) -> None:
    executor = MigrationExecutor(connections[alias])
    unknown = sorted(set(told.migrations) - set(executor.loader.graph.nodes))
    if unknown:
        raise PortableTrouble(
            f"This export has tables that this Bothy does not know ({unknown[0][0]} {unknown[0][1]}). "
            f"Import it with Bothy {told.bothy} or a newer one."
        )
    executor.migrate(list(told.migrations))


def _load_rows(alias: str, of_label: dict[str, Any], path: Path, table: Table) -> None:
    model = of_label.get(table.label)
    if model is None:
        raise PortableTrouble(f"{path.name} is of a table that its own version of Bothy did not have.")
    fields = {field.column: field for field in model._meta.concrete_fields}
    number = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = msgspec.json.decode(line, type=dict[str, Any])
                one = model(**{fields[name].attname: fields[name].to_python(value) for name, value in row.items()})
            except (ValueError, KeyError, TypeError, ValidationError) as fault:
                raise PortableTrouble(f"{path.name}, line {number}, cannot be read ({fault}).") from fault
            # As it is: nothing is filled in, no clock is asked.
            one.save_base(raw=True, force_insert=True, using=alias)
    if number != table.rows:
        raise PortableTrouble(f"{path.name} has {number:,} lines, not {table.rows:,}.")


def _set_sequences(alias: str, loaded: list[Any]) -> None:
    with connections[alias].cursor() as cursor:
        for statement in connections[alias].ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(statement)


__all__ = ["LEFT_OUT", "database", "load", "migrations", "travelling", "write"]
