"""One process writes a journal: a lock file in its home says which."""

import fcntl
import os
import time
from pathlib import Path

from bothy.journal.errors import JournalInUse, ReadOnlyJournal


class WriterLock:
    """Held from `take` to `release`, or until the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path) -> "WriterLock":
        """`JournalInUse` when another process, or another store of this one, holds it."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise ReadOnlyJournal(
                f"The lock file {path} cannot be opened ({fault.strerror}). "
                "Make the home writable for this user, or choose another --home."
            ) from fault
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            holder = _holder(descriptor)
            os.close(descriptor)
            who = f"process {holder}" if holder else "another process"
            raise JournalInUse(
                f"The journal in {path.parent} is being written by {who}. One process writes a journal: "
                "stop that one first, or use the Bothy that is running, or choose another --home."
            ) from fault
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let another process write. The file stays: removing it would race with the next."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _holder(descriptor: int) -> str:
    """The process id in a held lock file: whoever has just taken it needs a moment to write it down."""
    for _ in range(50):
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        if holder:
            return holder
        time.sleep(0.01)
    return ""
