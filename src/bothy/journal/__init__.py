"""The record: envelope, chain, stores, checkpoints, verify, export. No Django; knows no kinds."""

from bothy.journal.chain import frame, seal
from bothy.journal.entry import GENESIS, Draft, Entry, Head, entry_id
from bothy.journal.errors import CommitUnknown, JournalError
from bothy.journal.opening import check_triggers, create_store, open_reader, open_store
from bothy.journal.sqlite import SqliteStore
from bothy.journal.store import Batch, Checkpoint, Reader, Receipt, Store

__all__ = [
    "GENESIS",
    "Batch",
    "Checkpoint",
    "CommitUnknown",
    "Draft",
    "Entry",
    "Head",
    "JournalError",
    "Reader",
    "Receipt",
    "SqliteStore",
    "Store",
    "check_triggers",
    "create_store",
    "entry_id",
    "frame",
    "open_reader",
    "open_store",
    "seal",
]
