"""Small files that are there whole or not at all, and for their owner's eyes only (mode 0600)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in the place of whatever stands at `path`, in one step and synced. OSError; then it is as it was."""
    with _fresh(path, content) as fresh:
        fresh.replace(path)


def make_once(path: Path, content: bytes) -> None:
    """Put `content` at `path` where nothing stands yet: of several that do so at once, the first stands. OSError.

    Its folder is made where it is missing (mode 0700).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _fresh(path, content) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        except OSError:
            # A file system without hard links; two processes at once are not to be had on it.
            if not path.exists():
                fresh.replace(path)


@contextmanager
def _fresh(path: Path, content: bytes) -> Iterator[Path]:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


__all__ = ["make_once", "write_whole"]
