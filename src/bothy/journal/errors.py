"""What can go wrong with a journal. Every message says what happened and what to do."""


class JournalError(Exception):
    """The journal cannot do what was asked; nothing was half written."""


class JournalMissing(JournalError):
    """There is no journal at this place."""


class JournalExists(JournalError):
    """A journal is to be made where there is one already."""


class JournalInUse(JournalError):
    """Another process writes this journal."""


class WrongFacility(JournalError):
    """The journal belongs to another facility than the one asked for."""


class DiskFull(JournalError):
    """There is no room left; the batch was not written."""


class ReadOnlyJournal(JournalError):
    """The journal may be read, not written."""


class CorruptJournal(JournalError):
    """The file, a page of it, or a row cannot be read."""


class MissingTable(JournalError):
    """A table of the journal is not there."""


class MissingTrigger(JournalError):
    """A trigger that keeps the journal append only is not there, or not the one we ship."""


class NewerJournal(JournalError):
    """The journal was made by a newer Bothy."""


class AppendRefused(JournalError):
    """The database, or the check before it, refused these rows; none of them was written."""


class ConnectionLost(JournalError):
    """The database went away; nothing of the open batch was written. Call `reconnect()`."""


class StorageTrouble(JournalError):
    """The disk or the database failed in a way that has no name of its own here."""


class CommitUnknown(JournalError):
    """COMMIT was sent and its outcome is not known: `reconnect()`, then ask the receipts."""
