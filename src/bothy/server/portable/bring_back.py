"""An export of everything made a home again: every file by its digest, the chain by its links, and only then anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from bothy.journal.checkpoint import is_signed_by, key_id, parse, read_public_key
from bothy.journal.held import files_of, held, outside
from bothy.journal.opening import create_store, is_address
from bothy.journal.whole_folder import whole_folder
from bothy.server.backup.database import must_be_empty
from bothy.server.backup.manifest import BackupTrouble
from bothy.server.boot import prepare
from bothy.server.home import Home, HomeTrouble
from bothy.server.lines import verify_lines
from bothy.server.portable import chain, rows
from bothy.server.portable import manifest as listing
from bothy.server.portable.manifest import ENTRIES, Manifest, PortableTrouble, Tell


def check(folder: Path, tell: Tell = lambda *_: None) -> Manifest:
    """Look at an export as it lies. `PortableTrouble` names the file that is not as it was written, and the line if it can."""
    told = listing.read(folder)
    strayed = outside(told.files)
    if strayed is not None:
        raise PortableTrouble(f"The {listing.NAME} of {folder} names a file outside it: {strayed}. Bothy did not write it; use another copy.")
    for done, (name, said) in enumerate(told.files.items(), 1):
        path = folder / name
        if not path.is_file():
            raise PortableTrouble(f"The export {folder} is not whole: {name} is missing.")
        if held(path) != said:
            raise PortableTrouble(
                f"The export {folder} is damaged: {name} is not as it was written{_line(folder, name)}. "
                "Nothing was made; use another copy of it."
            )
        tell(done, len(told.files), "Checking the files")
    strange = sorted(set(files_of(folder, listing.NAME)) - set(told.files))
    if strange:
        raise PortableTrouble(f"The export {folder} holds a file that Bothy did not put there: {strange[0]}.")
    needed = [ENTRIES, listing.SIGNED, listing.RECEIPTS, listing.CHECKPOINTS, *(f"{listing.HOUSE}/{one.label}.jsonl" for one in told.tables)]
    missing = [name for name in needed if name not in told.files]
    if missing:
        raise PortableTrouble(f"The {listing.NAME} of {folder} does not name {missing[0]}. Use another copy of it.")
    chain.check_entries(folder, told, tell)
    _check_signature(folder, told)
    return told


def _check_signature(folder: Path, told: Manifest) -> None:
    """The end of the journal is signed with a key whose public half is in the export."""
    try:
        signed = parse((folder / listing.SIGNED).read_text("utf-8"))
        keys = [read_public_key(path) for path in sorted((folder / listing.KEYS).glob("*.pub"))]
    except (OSError, ValueError) as fault:
        raise PortableTrouble(f"The {listing.SIGNED} of {folder}, or a key, cannot be read ({fault}).") from fault
    true = any(is_signed_by(signed, key) for key in keys)
    if not true or (signed.number, signed.digest.hex()) != (told.number, told.digest):
        raise PortableTrouble(
            f"The {listing.SIGNED} of {folder} does not sign the journal in it. It was put together from two exports, or "
            "changed; use another copy."
        )


def _line(folder: Path, name: str) -> str:
    """Where a file of lines is damaged, if that can be told: the first line that is no JSON, or does not follow."""
    if not name.endswith(".jsonl"):
        return ""
    if name == ENTRIES:
        try:
            for _ in chain.entries(folder):
                pass
        except PortableTrouble as fault:
            return f" ({str(fault).split('. ')[0].removeprefix(ENTRIES).strip(', :')})"
        return ""
    with (folder / name).open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                msgspec.json.decode(raw)
            except ValueError:
                return f" (line {number})"
    return ""


def bring_back(
    folder: Path, home: Home, *, url: str | None = None, tell: Tell = lambda *_: None
) -> Manifest:
    """Make the new home `home` (and fill the empty PostgreSQL of `url`) from the export in `folder`.

    `PortableTrouble`, `FolderTrouble`, `JournalError`; then no home stands. Nothing that is there is ever overwritten.
    """
    if home.folder.exists() and any(home.folder.iterdir()):
        raise PortableTrouble(
            f"{home.folder} is not empty. An export is brought back into a new home only: name another with --home."
        )
    told = check(folder, tell)
    address = url if url is not None and is_address(url) else None
    if address is not None:
        try:
            must_be_empty(address)
        except BackupTrouble as fault:
            raise PortableTrouble(str(fault)) from fault
    if home.folder.exists():
        home.folder.rmdir()
    with whole_folder(home.folder) as part:
        _home_files(folder, part)
        store = create_store(address or part, told.facility)
        try:
            chain.fill(store, folder, told, tell)
            keys = [read_public_key(path) for path in sorted((part / "keys").glob("*.pub"))]
            verdict = verify_lines(
                store, store.checkpoints(), keys, lambda done, whole: tell(done, whole, "Walking the chain")
            )
        finally:
            store.close()
        if not verdict.ok:
            raise PortableTrouble(f"The journal could not be brought back whole. {verdict.sentence}")
        _django(part)
        with rows.database("coming", address or Home(part).house):
            rows.load("coming", folder, told, tell)
        for left in part.glob("*.lock"):
            left.unlink()
    return told


def _home_files(folder: Path, part: Path) -> None:
    if (folder / listing.SETTINGS).is_file():
        shutil.copyfile(folder / listing.SETTINGS, part / "settings.toml")
    if (folder / listing.HOME_CHECKPOINTS).is_dir():
        shutil.copytree(folder / listing.HOME_CHECKPOINTS, part / "checkpoints")
    (part / "keys").mkdir(mode=0o700)
    for public in sorted((folder / listing.KEYS).glob("*.pub")):
        # The new home signs with a key of its own; with the old public half old checkpoints can still be checked.
        shutil.copyfile(public, part / "keys" / f"before-{_key_id(public)}.ed25519.pub")


def _key_id(path: Path) -> str:
    try:
        return key_id(read_public_key(path))
    except ValueError as fault:
        raise PortableTrouble(f"{listing.KEYS}/{path.name} is no public key. Use another copy of the export.") from fault


def _django(part: Path) -> None:
    """Django reads its settings once a process; the tables themselves are reached by a connection of their own."""
    from django.conf import settings

    if settings.configured:
        return
    try:
        prepare(Home(part), migrate=False, people=False)
    except HomeTrouble as fault:
        raise PortableTrouble(str(fault)) from fault


__all__ = ["bring_back", "check"]
