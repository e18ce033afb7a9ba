"""The journal of a home, read by a verb beside whoever writes it; and the checkpoints and keys that somebody brings along."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, stop
from bothy.journal.checkpoint import parse, read_public_key
from bothy.journal.errors import JournalError, JournalMissing
from bothy.journal.store import Checkpoint, Reader
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


def read_checkpoint(path: Path) -> Checkpoint:
    """A checkpoint in either form; a sentence and exit 2 where it is none."""
    try:
        return parse(path.read_text("utf-8"))
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The checkpoint {path} cannot be read ({fault.strerror}).")
    except ValueError as fault:
        stop(ASKED_WRONGLY, f"{path}: {fault}")


def read_key(path: Path) -> bytes:
    """A public key, raw; a sentence and exit 2 where it is none."""
    try:
        return read_public_key(path)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The key {path} cannot be read ({fault.strerror}).")
    except ValueError:
        stop(ASKED_WRONGLY, f"{path} is not an Ed25519 public key in PEM form.")
