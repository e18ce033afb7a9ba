"""The sockets between the front and the processes behind it: made by who looks after them, used by one account each."""

from __future__ import annotations

import os
import socket
from pathlib import Path

BACKLOG = 256


def listen_at(path: Path, owner: int | None = None, front: int | None = None) -> socket.socket:
    """A listening Unix socket at `path`, for the account `owner` and the group `front` alone (the own user where None)."""
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    if owner is not None and front is not None:
        os.chown(path, owner, front)
        path.chmod(0o660)
    listening.listen(BACKLOG)
    return listening


def answers(path: Path) -> bool:
    """Whether a process listens there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


__all__ = ["BACKLOG", "answers", "listen_at"]
