"""A folder, or one file, that is there whole or not at all, for its owner's eyes only (0700 and 0600)."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PART = ".part"


class FolderTrouble(Exception):
    """It could not be written; the message says why and that nothing was left."""


@contextmanager
def whole_folder(final: Path) -> Iterator[Path]:
    """A fresh folder to fill; when the block ends it is synced and gets its name. `FolderTrouble`.

    Where the block fails, nothing stands under `final`, and what was written is removed. What an earlier one that was
    killed left beside it is removed first.
    """
    with _whole(final, lambda part: part.mkdir(mode=0o700)) as part:
        yield part
        for path in part.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        for path in part.rglob("*"):
            _sync(path)


@contextmanager
def whole_file(final: Path) -> Iterator[Path]:
    """The same for one large file: a path to write to, which gets its name when the block ends. `FolderTrouble`."""
    with _whole(final, lambda part: part.touch(mode=0o600, exist_ok=False)) as part:
        yield part


@contextmanager
def _whole(final: Path, begin: Callable[[Path], None]) -> Iterator[Path]:
    if final.exists():
        raise FolderTrouble(f"{final} is there already. Choose another name, or remove it first.")
    part = final.with_name(f".{final.name}.{os.getpid()}{_PART}")
    try:
        _clear(final)
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        begin(part)
    except OSError as fault:
        raise FolderTrouble(f"{final.parent} cannot be written ({fault.strerror}). Choose another place.") from fault
    try:
        yield part
        _sync(part)
        if final.exists():
            raise FolderTrouble(f"{final} was made meanwhile. Choose another name.")
        part.rename(final)
        _sync(final.parent)
    except OSError as fault:
        raise FolderTrouble(
            f"{final} could not be written ({fault.strerror or fault}). Nothing of it was left there; make room, or "
            "choose another place."
        ) from fault
    finally:
        _remove(part)


def _clear(final: Path) -> None:
    for left in final.parent.glob(f".{final.name}.*{_PART}"):
        told = left.name.removesuffix(_PART).rpartition(".")[2]
        if told.isdigit() and not _lives(int(told)):
            _remove(left)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


__all__ = ["FolderTrouble", "whole_file", "whole_folder"]
