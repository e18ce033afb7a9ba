"""Writing everything out beside a running Bothy: the journal first, then what is kept beside it, then what explains it.

In this order every entry in it has its name beside it: a name is kept before the entry that needs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bothy import __version__
from bothy.care.bodies import FacilityFounded
from bothy.care.kinds import decode
from bothy.journal.checkpoint import SigningKey, signed_bytes, to_text
from bothy.journal.entry import Head
from bothy.journal.held import put
from bothy.journal.opening import is_address, open_reader
from bothy.journal.store import Checkpoint, Reader
from bothy.journal.whole_folder import whole_folder
from bothy.reports.facts import fresh
from bothy.reports.leaving.codebook import write_codebook
from bothy.reports.leaving.facts import write_tables
from bothy.server.backup.house import copy_house
from bothy.server.backup.manifest import BackupTrouble
from bothy.server.home import Home
from bothy.server.portable import chain, rows
from bothy.server.portable import manifest as listing
from bothy.server.portable.manifest import Manifest, PortableTrouble, Tell
from bothy.server.portable.readme import readme

LEFT_OUT: dict[str, str] = {
    "keys/*.ed25519, keys/seal.pem": "private keys: a new home makes its own, and signs nothing in the old one's name",
    "keys/vault.key, keys/linkage.key": "the keys of the vault: what is sealed travels as it is, and is opened by them only; carry them by hand, apart from this",
    "tls": "the certificate and its authority: they are this address's, and tablets trust a new one anew",
    "facts, snapshot.bothy": "caches: both are made again from the journal (the facts are here as open files)",
    "restored.json, copied.json, running.json": "what this machine notes of itself",
    **rows.LEFT_OUT,
}
"""What does not travel, each with the reason."""

Note = Callable[[int, str], None]
"""Called with (the last entry that goes along, the manifest's SHA-256) before the export gets its name."""


def write_all(
    home: Home,
    final: Path,
    reason: str,
    *,
    url: str | None = None,
    note: Note = lambda *_: None,
    now: datetime | None = None,
    tell: Tell = lambda *_: None,
) -> Manifest:
    """Write everything of this home into the new folder `final`.

    Raises `PortableTrouble`, `FolderTrouble` or `JournalError`; then nothing stands there. Django must be prepared.
    """
    now = now or datetime.now(UTC)
    with whole_folder(final) as part:
        reader = open_reader(url if url is not None and is_address(url) else home.folder)
        try:
            head, receipts, checkpoints = chain.write(reader, part, tell)
            founded = _founded(reader)
            (part / listing.SIGNED).write_text(_signed(home, reader, head, now), encoding="utf-8")
            tables, migrations = _tables(home, part, url, tell)
            facts = fresh(home.folder, reader, lambda done, whole: tell(done, whole, "Bringing facts up to date"))
            facility = reader.facility
        finally:
            reader.close()
        (part / listing.FACTS).mkdir()
        write_tables(facts, part / listing.FACTS, facts.months, None, lambda done, whole: tell(done, whole, "Writing facts"))
        write_codebook(part / listing.FACTS)
        _home_files(home, part)
        told = Manifest(
            bothy=__version__, facility=facility, name=founded.name, demo=founded.demo, made_at=now, reason=reason,
            number=head.number, digest=head.digest.hex(), kept_in="postgresql" if url and is_address(url) else "sqlite",
            receipts=receipts, checkpoints=checkpoints, tables=tables, migrations=migrations, left_out=LEFT_OUT, files={},
        )  # fmt: skip
        put(part / listing.SCHEMA, [msgspec.to_builtins(table) for table in tables])
        (part / "README.md").write_text(readme(told), encoding="utf-8")
        told = msgspec.structs.replace(told, files=listing.listed(part))
        digest = put(part / listing.NAME, told)
        note(head.number, digest)
    return told


def _tables(
    home: Home, part: Path, url: str | None, tell: Tell
) -> tuple[tuple[listing.Table, ...], tuple[tuple[str, str], ...]]:
    if url is not None and is_address(url):
        with rows.database("leaving", url):
            return rows.write("leaving", part / listing.HOUSE, tell), rows.migrations("leaving")
    copy = part / ".house.sqlite3"
    try:
        copy_house(home.house, copy)
        with rows.database("leaving", copy):
            migrations = rows.migrations("leaving")
            return rows.write("leaving", part / listing.HOUSE, tell), migrations
    except BackupTrouble as fault:
        raise PortableTrouble(str(fault)) from fault
    finally:
        for left in part.glob(".house.sqlite3*"):
            left.unlink()


def _founded(reader: Reader) -> FacilityFounded:
    first = next(iter(reader.entries(0, 1)), None)
    body = decode(first.kind, first.body) if first is not None else None
    if not isinstance(body, FacilityFounded):
        raise PortableTrouble(
            "This journal is empty: its facility was never founded. There is nothing to export yet."
        )
    return body


def _signed(home: Home, reader: Reader, head: Head, now: datetime) -> str:
    """The journal's end as it is in here, signed with the facility's key, in the short form."""
    key = SigningKey.of_home(home.folder)  # made now where there was none, so that its public half goes along
    unsigned = Checkpoint(reader.facility, head.number, head.digest, now, key.key_id, b"")
    return to_text(msgspec.structs.replace(unsigned, signature=key.sign(signed_bytes(unsigned))))


def _home_files(home: Home, part: Path) -> None:
    (part / "home").mkdir()
    if home.settings.is_file():
        shutil.copyfile(home.settings, part / listing.SETTINGS)
    if (home.folder / "checkpoints").is_dir():
        shutil.copytree(home.folder / "checkpoints", part / listing.HOME_CHECKPOINTS)
    (part / listing.KEYS).mkdir()
    for public in sorted(home.keys.glob("*.pub")):
        shutil.copyfile(public, part / listing.KEYS / public.name)


__all__ = ["LEFT_OUT", "write_all"]
