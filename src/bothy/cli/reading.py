"""The journal of a home, read by a verb beside whoever writes it."""

import contextlib
from collections.abc import Iterator

from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, stop
from bothy.journal.errors import JournalError, JournalMissing
from bothy.journal.store import Reader
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home


@contextlib.contextmanager
def reading(home: Home) -> Iterator[Reader]:
    """The journal, read-only; a sentence and exit 2 where there is none, 1 where it cannot be read."""
    try:
        reader = open_journal(home)
    except JournalMissing as fault:
        stop(ASKED_WRONGLY, str(fault))
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))
    try:
        yield reader
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))
    finally:
        reader.close()
