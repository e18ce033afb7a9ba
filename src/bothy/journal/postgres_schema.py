"""The journal's tables and triggers on PostgreSQL, whether they stand, and the app's role."""

from typing import Any

import psycopg
from psycopg import sql

SCHEMA = "journal"

TABLES: dict[str, str] = {
    "journal_meta": """CREATE TABLE journal.journal_meta (
  facility uuid PRIMARY KEY,
  schema_version integer NOT NULL,
  created_at bigint NOT NULL
)""",
    "entry": """CREATE TABLE journal.entry (
  facility uuid NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  id uuid NOT NULL,
  kind text NOT NULL,
  version integer NOT NULL,
  subject uuid NOT NULL,
  happened_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  staff uuid,
  device uuid,
  signature bytea,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  body bytea NOT NULL,
  PRIMARY KEY (facility, number)
)""",
    "receipt": """CREATE TABLE journal.receipt (
  facility uuid NOT NULL,
  command uuid NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  first bigint NOT NULL,
  count integer NOT NULL,
  recorded_at bigint NOT NULL,
  answer bytea NOT NULL,
  PRIMARY KEY (facility, command),
  CHECK ((count > 0 AND first > 0) OR (count = 0 AND first = 0))
)""",
    "checkpoint": """CREATE TABLE journal.checkpoint (
  made bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  facility uuid NOT NULL,
  number bigint NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  at bigint NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL
)""",
}

INDEXES: dict[str, str] = {
    "entry_id": "CREATE UNIQUE INDEX entry_id ON journal.entry (facility, id)",
    "entry_subject": "CREATE INDEX entry_subject ON journal.entry (facility, subject, number)",
    "receipt_first": "CREATE INDEX receipt_first ON journal.receipt (facility, first, command) WHERE count > 0",
}

# Once a statement, not once a row: the rows of a batch are checked together against what was there.
BODIES: dict[str, str] = {
    "refuse_change": """
BEGIN
  RAISE EXCEPTION 'the journal is append only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
""",
    "check_entries": """
DECLARE part record;
BEGIN
  FOR part IN
    SELECT facility, min(number) AS low, max(number) AS high, count(*) AS n FROM added GROUP BY facility
  LOOP
    IF part.high - part.low + 1 <> part.n OR part.low <> 1 + coalesce(
      (SELECT max(number) FROM journal.entry WHERE facility = part.facility AND number < part.low), 0)
    THEN
      RAISE EXCEPTION 'the journal is append only: the number is not head + 1'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM journal.journal_meta WHERE facility = part.facility) THEN
      RAISE EXCEPTION 'there is no journal of this facility' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END
""",
    "check_receipts": """
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT facility, max(first + count - 1) AS high FROM added WHERE count > 0 GROUP BY facility) part
    WHERE part.high > coalesce((SELECT max(number) FROM journal.entry e WHERE e.facility = part.facility), 0)
  ) THEN
    RAISE EXCEPTION 'the receipt names an entry that does not exist'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
""",
}

TRIGGERS: dict[str, tuple[str, str, str]] = {
    "entry_append": ("entry", "AFTER INSERT", "check_entries"),
    "receipt_append": ("receipt", "AFTER INSERT", "check_receipts"),
} | {
    f"{table}_no_{event.lower()}": (table, f"BEFORE {event}", "refuse_change")
    for table in TABLES
    for event in ("UPDATE", "DELETE", "TRUNCATE")
}


def _trigger(name: str, table: str, when: str, function: str) -> str:
    added = "REFERENCING NEW TABLE AS added " if when == "AFTER INSERT" else ""
    return (
        f"CREATE TRIGGER {name} {when} ON journal.{table} {added}"
        f"FOR EACH STATEMENT EXECUTE FUNCTION journal.{function}()"
    )


def make(connection: psycopg.Connection[Any]) -> None:
    """Make schema, tables, indexes and triggers where there are none; in one transaction.

    Several workers may start at once: the first makes them, the others wait and find them.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('bothy journal schema', 0))")
        if not tables_missing(connection):
            return
        connection.execute("CREATE SCHEMA IF NOT EXISTS journal")
        for statement in (*TABLES.values(), *INDEXES.values()):
            connection.execute(statement.encode())
        for name, body in BODIES.items():
            connection.execute(
                f"CREATE FUNCTION journal.{name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$".encode()
            )
        for name, (table, when, function) in TRIGGERS.items():
            connection.execute(_trigger(name, table, when, function).encode())
            # ALWAYS: session_replication_role = replica does not switch these off.
            connection.execute(f"ALTER TABLE journal.{table} ENABLE ALWAYS TRIGGER {name}".encode())


def tables_missing(connection: psycopg.Connection[Any]) -> list[str]:
    """Names of the journal's tables that are not there."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'journal'").fetchall()
    there = {row[0] for row in rows}
    return [name for name in TABLES if name not in there]


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """What is missing or not as shipped: tables, indexes, triggers, and what the triggers do."""
    found = [f"table {name} is missing" for name in tables_missing(connection)]
    indexes = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'journal'"
        )
    }
    for name in ("entry_pkey", "receipt_pkey", *INDEXES):
        if name not in indexes:
            found.append(f"index {name} is missing")
    if "entry_id" in indexes and "UNIQUE" not in indexes["entry_id"]:
        found.append("index entry_id is not as shipped")
    triggers = {
        row[0]: row[1:]
        for row in connection.execute(
            """SELECT t.tgname, c.relname, p.proname, t.tgenabled::text, pg_get_triggerdef(t.oid)
               FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
               WHERE n.nspname = 'journal' AND NOT t.tgisinternal"""
        )
    }
    for name, (table, when, function) in TRIGGERS.items():
        if name not in triggers:
            found.append(f"trigger {name} is missing")
            continue
        on, calls, enabled, definition = triggers[name]
        if enabled != "A":
            found.append(f"trigger {name} is switched off")
        elif (on, calls) != (table, function) or definition != _trigger(name, table, when, function):
            found.append(f"trigger {name} is not as shipped")
    bodies = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = 'journal'"
        )
    }
    for name, body in BODIES.items():
        if bodies.get(name) != body:
            found.append(f"function {name} is {'not as shipped' if name in bodies else 'missing'}")
    # A strange trigger or rule could swallow what is appended without a word.
    found += [f"trigger {name} is not one of ours" for name in sorted(triggers) if name not in TRIGGERS]
    rules = connection.execute("SELECT rulename FROM pg_rules WHERE schemaname = 'journal' ORDER BY 1")
    return found + [f"rule {row[0]} is not one of ours" for row in rules]


def grant_append_only(connection: psycopg.Connection[Any], role: str) -> None:
    """Leave `role` with SELECT and INSERT on the journal's tables and nothing else there.

    ValueError when the role owns a table or is a superuser: grants do not bind such a role.
    """
    row = connection.execute(
        """SELECT r.rolsuper, EXISTS (
             SELECT 1 FROM pg_tables t WHERE t.schemaname = 'journal' AND pg_has_role(r.rolname, t.tableowner, 'USAGE'))
           FROM pg_roles r WHERE r.rolname = %s""",
        (role,),
    ).fetchone()
    if row is None:
        raise ValueError(f"There is no role {role!r}. Make it first: CREATE ROLE … LOGIN.")
    if row[0] or row[1]:
        raise ValueError(
            f"The role {role!r} is a superuser or owns the journal, so it could take the triggers away. "
            "Let another role own the database and give the application one that does not."
        )
    name = sql.Identifier(role)
    with connection.transaction():
        for statement in (
            "REVOKE ALL ON ALL TABLES IN SCHEMA journal FROM PUBLIC",
            "REVOKE ALL ON ALL TABLES IN SCHEMA journal FROM {}",
            "REVOKE ALL ON SCHEMA journal FROM {}",
            "GRANT USAGE ON SCHEMA journal TO {}",
            "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA journal TO {}",
        ):
            connection.execute(sql.SQL(statement).format(name))
