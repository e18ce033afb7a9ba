"""Looking at a backup as it lies: every file by its digest, the journal by its chain, the head by its signature."""

from __future__ import annotations

from pathlib import Path

from bothy.journal.checkpoint import KEY_FILE, parse, read_public_key
from bothy.journal.errors import JournalError
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.store import Checkpoint
from bothy.journal.verify import Verdict
from bothy.server.backup import manifest as listing
from bothy.server.backup.manifest import BackupTrouble, Manifest, Tell
from bothy.server.lines import verify_lines


def walk(folder: Path, manifest: Manifest, tell: Tell = lambda *_: None) -> Verdict:
    """Check a backup's folder against its manifest. `BackupTrouble` names what is wrong with it."""
    listing.check_files(folder, manifest, tell)
    signed = head_checkpoint(folder)
    public = folder / KEY_FILE.with_suffix(".ed25519.pub")
    keys = [read_public_key(public)] if public.is_file() else []
    try:
        reader = SqliteReader.at(folder / listing.JOURNAL)
        try:
            verdict = verify_lines(
                reader, [signed], keys, lambda done, whole: tell(done, whole, "Walking the chain")
            )
            facility = reader.facility
        finally:
            reader.close()
    except JournalError as fault:
        raise BackupTrouble(f"The journal in the backup {folder} cannot be read: {fault}") from fault
    if not verdict.ok:
        raise BackupTrouble(
            f"The journal in the backup {folder} is not as it was written. {verdict.sentence}"
        )
    said = (manifest.facility, manifest.number, manifest.digest)
    if said != (facility, verdict.head.number, verdict.head.digest.hex()) or signed.number != manifest.number:
        raise BackupTrouble(
            f"The backup {folder} says that its journal ends at entry {manifest.number}, but the one in it ends at "
            f"{verdict.head.number}. It was put together from two; use another backup."
        )
    return verdict


def head_checkpoint(folder: Path) -> Checkpoint:
    """The signed head that travels with the backup. `BackupTrouble`."""
    try:
        return parse((folder / listing.CHECKPOINT).read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise BackupTrouble(
            f"The {listing.CHECKPOINT} of the backup {folder} cannot be read: {fault}"
        ) from fault
