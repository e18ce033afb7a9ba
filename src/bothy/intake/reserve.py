"""Room that is kept for emergencies: a file that is let go when the disk is full, and made again when there is room.

While it is not whole, ordinary commands wait on the tablets; an emergency is written into the room that was
let go, a quarter at a time, so that another program that fills the disk does not take all of it at once.
"""

import errno
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bothy.care.commands import Command
from bothy.care.rules import EMERGENCY_ACTS
from bothy.intake.errors import NotNow

log = logging.getLogger(__name__)

FILE_NAME = "reserve.bothy"
CODE = "disk_full"
MOST_BYTES = 32 * 1024 * 1024
"""An entry of an emergency takes 4 to 20 KiB with its indexes and the log: some thousands of them."""
_SHARE_OF_DISK = 16
_PART = 1024 * 1024


class Reserve:
    """The reserve of one home. `full`: whether ordinary commands wait. Thread-safe."""

    def __init__(self, home: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = home / FILE_NAME
        self._home = home
        self._lock = threading.Lock()
        disk = os.statvfs(home)
        self._wanted = min(most_bytes, disk.f_blocks * disk.f_frsize // _SHARE_OF_DISK)
        self._quarter = max(1, self._wanted // 4)
        self.full = False
        self.on_change: list[Callable[[], None]] = []

    def open(self) -> "Reserve":
        """Make it where there is room; where the disk is full already, let go of enough to start with."""
        held, free = self._held(), self._free()
        enough = held + free >= self._wanted + self._quarter
        if held and not enough and (held < self._wanted or free < self._quarter):
            self._begin_full()
            if free < self._quarter:
                self._shrink()
        elif enough:
            self._make()
        else:
            log.warning("the disk with %s has no room for a reserve of %d MiB", self._home, self._wanted >> 20)
        return self

    def remove(self) -> None:
        """None is needed here."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    @property
    def sentence(self) -> str:
        """Why ordinary commands wait."""
        return (
            "The disk is full. What you enter is kept on this device and sent when there is room. An emergency is "
            f"still written. Somebody must make room on the disk with {self._home}."
        )

    def gate(self, commands: Sequence[Command]) -> None:
        """`NotNow` for ordinary commands while the disk is full."""
        if self.full and not all(command.kind in EMERGENCY_ACTS for command in commands) and not self.look():
            raise NotNow(CODE, self.sentence)

    def let_go(self) -> bool:
        """The disk is full: give a quarter of the room back. False when there is none left to give."""
        with self._lock:
            self._begin_full()
            return self._shrink()

    def look(self) -> bool:
        """Whether there is room; where there is again, the reserve is made whole and ordinary commands go on."""
        if not self.full:
            return True
        with self._lock:
            if self._held() + self._free() < self._wanted + self._quarter or not self._make():
                return False
            self.full = False
        log.warning("there is room on the disk again, and the reserve is whole")
        self._tell()
        return True

    def _begin_full(self) -> None:
        if not self.full:
            self.full = True
            log.error("%s", self.sentence)
            self._tell()

    def _tell(self) -> None:
        for callback in self.on_change:
            callback()

    def _shrink(self) -> bool:
        held = self._held()
        if held == 0:
            return False
        try:
            # Shortening a file needs no room of its own, which removing one may on some file systems.
            os.truncate(self._path, max(0, held - self._quarter))
        except OSError as fault:
            log.error("the reserve %s could not be let go (%s)", self._path, fault)
            return False
        return True

    def _make(self) -> bool:
        """Have the whole file on the disk. A file of holes would be no room at all."""
        held = self._held()
        if held >= self._wanted:
            return True
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _allocate(descriptor, held, self._wanted - held)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as fault:
            log.warning("the reserve %s could not be made (%s)", self._path, fault)
            self._cut_to(held)
            return False
        return True

    def _cut_to(self, length: int) -> None:
        try:
            os.truncate(self._path, length)
        except OSError as fault:
            log.warning("the reserve %s could not be shortened (%s)", self._path, fault)

    def _held(self) -> int:
        """Bytes that the file really has on the disk."""
        try:
            return min(self._path.stat().st_size, self._path.stat().st_blocks * 512)
        except OSError:
            return 0

    def _free(self) -> int:
        disk = os.statvfs(self._home)
        return disk.f_bavail * disk.f_frsize


def _allocate(descriptor: int, start: int, length: int) -> None:
    try:
        os.posix_fallocate(descriptor, start, length)
    except OSError as fault:
        if fault.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # Bytes that no file system can leave out.
        os.lseek(descriptor, start, os.SEEK_SET)
        while length > 0:
            length -= os.write(descriptor, os.urandom(min(_PART, length)))


__all__ = ["CODE", "FILE_NAME", "MOST_BYTES", "Reserve"]
