"""The journal's tables and triggers on SQLite, and whether they stand as shipped."""

import sqlite3

TABLES: dict[str, str] = {
    # number is the rowid: appending goes to the right edge and needs no index of its own.
    "entry": """CREATE TABLE entry (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  facility BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  subject BLOB NOT NULL CHECK (length(subject) = 16),
  happened_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  staff BLOB,
  device BLOB,
  signature BLOB,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  body BLOB NOT NULL
) STRICT""",
    "receipt": """CREATE TABLE receipt (
  command BLOB NOT NULL PRIMARY KEY CHECK (length(command) = 16),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  answer BLOB NOT NULL,
  CHECK ((count > 0 AND first > 0) OR (count = 0 AND first = 0))
) STRICT""",
    "checkpoint": """CREATE TABLE checkpoint (
  made INTEGER PRIMARY KEY,
  facility BLOB NOT NULL,
  number INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  at INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT""",
    "journal_meta": """CREATE TABLE journal_meta (
  facility BLOB NOT NULL PRIMARY KEY CHECK (length(facility) = 16),
  schema_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT""",
}

INDEXES: dict[str, str] = {
    "entry_id": "CREATE UNIQUE INDEX entry_id ON entry (id)",
    "entry_subject": "CREATE INDEX entry_subject ON entry (subject)",
    "receipt_first": "CREATE INDEX receipt_first ON receipt (first) WHERE count > 0",
}


def _refuse(event: str, table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, 'the journal is append only: {event} on {table} is refused'); END"
    )


TRIGGERS: dict[str, str] = {
    # BEFORE INSERT runs ahead of the deleting half of INSERT OR REPLACE, so REPLACE ends here too.
    "entry_append": """CREATE TRIGGER entry_append BEFORE INSERT ON entry BEGIN
  SELECT CASE
    WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
      THEN RAISE(ABORT, 'the journal is append only: the number is not head + 1')
    WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)
      THEN RAISE(ABORT, 'the journal is append only: an entry with this id exists')
    WHEN NEW.facility IS NOT (SELECT facility FROM journal_meta)
      THEN RAISE(ABORT, 'this is the journal of another facility')
  END;
END""",
    "receipt_append": """CREATE TRIGGER receipt_append BEFORE INSERT ON receipt BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM receipt WHERE command = NEW.command)
      THEN RAISE(ABORT, 'the journal is append only: this command has a receipt')
    WHEN NEW.rowid IS NOT -1 AND NEW.rowid IN (SELECT rowid FROM receipt)
      THEN RAISE(ABORT, 'the journal is append only: REPLACE on receipt is refused')
    WHEN NEW.first + NEW.count - 1 > (SELECT coalesce(max(number), 0) FROM entry)
      THEN RAISE(ABORT, 'the receipt names an entry that does not exist')
  END;
END""",
    "checkpoint_append": """CREATE TRIGGER checkpoint_append BEFORE INSERT ON checkpoint
WHEN NEW.made IS NOT -1 AND NEW.made IN (SELECT made FROM checkpoint) BEGIN
  SELECT RAISE(ABORT, 'the journal is append only: REPLACE on checkpoint is refused');
END""",
    "journal_meta_append": """CREATE TRIGGER journal_meta_append BEFORE INSERT ON journal_meta
WHEN EXISTS (SELECT 1 FROM journal_meta) BEGIN
  SELECT RAISE(ABORT, 'this journal has its facility already');
END""",
} | {
    f"{table}_no_{event.lower()}": _refuse(event, table)
    for table in ("entry", "receipt", "checkpoint", "journal_meta")
    for event in ("UPDATE", "DELETE")
}


def make(connection: sqlite3.Connection) -> None:
    """Make tables, indexes and triggers; the caller holds the transaction."""
    for statement in (*TABLES.values(), *INDEXES.values(), *TRIGGERS.values()):
        connection.execute(statement)


def tables_missing(connection: sqlite3.Connection) -> list[str]:
    """Names of the journal's tables that are not there."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [name for name in TABLES if name not in there]


def faults(connection: sqlite3.Connection) -> list[str]:
    """What is missing or not as shipped: 'table entry', 'trigger entry_no_update', …

    The text is compared too: a trigger of the right name that does nothing is no trigger.
    """
    there = {
        (type, name): sql
        for type, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
    }
    found: list[str] = []
    for type, shipped in (("table", TABLES), ("index", INDEXES), ("trigger", TRIGGERS)):
        for name, sql in shipped.items():
            if (type, name) not in there:
                found.append(f"{type} {name} is missing")
            elif there[type, name] != sql:
                found.append(f"{type} {name} is not as shipped")
    # A strange trigger could swallow what is appended (RAISE(IGNORE)) without a word.
    strange = sorted(name for type, name in there if type == "trigger" and name not in TRIGGERS)
    return found + [f"trigger {name} is not one of ours" for name in strange]
