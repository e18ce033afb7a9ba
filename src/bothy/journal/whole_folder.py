"""A folder, or one file, that is there whole or not at all, for its owner's eyes only (0700 and 0600)."""

import os
import shutil
from collections.abc import Iterator
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
    if final.exists():
        raise FolderTrouble(f"{final} is there already. Choose another name, or remove it first.")
    part = final.with_name(f".{final.name}.{os.getpid()}{_PART}")
    try:
        _clear(final)
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.mkdir(mode=0o700)
    except OSError as fault:
        raise FolderTrouble(
            f"{final.parent} cannot be written ({fault.strerror}). Choose another place."
        ) from fault
    try:
        yield part
        for path in part.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        for path in (*part.rglob("*"), part):
            _sync(path)
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
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def whole_file(final: Path) -> Iterator[Path]:
    """The same for one large file: a path to write to, which gets its name when the block ends. `FolderTrouble`."""
    if final.exists():
        raise FolderTrouble(f"{final} is there already. Choose another name, or remove it first.")
    part = final.with_name(f".{final.name}.{os.getpid()}{_PART}")
    try:
        _clear(final)
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
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
        part.unlink(missing_ok=True)


def _clear(final: Path) -> None:
    for left in final.parent.glob(f".{final.name}.*{_PART}"):
        told = left.name.removesuffix(_PART).rpartition(".")[2]
        if told.isdigit() and not _lives(int(told)):
            shutil.rmtree(left, ignore_errors=True)
            if left.is_file():
                left.unlink()


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
