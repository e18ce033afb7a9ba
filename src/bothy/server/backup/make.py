"""Making a backup beside a running Bothy: the journal first, then the house, then what belongs to neither.

In this order every entry of the copy has its name beside it: a name is kept before the entry that needs it.
Nothing stands under the backup's name before it was written whole, synced, and its chain walked.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bothy import __version__
from bothy.care.bodies import FacilityFounded
from bothy.care.kinds import decode
from bothy.intake.copied import Copied
from bothy.journal.checkpoint import SigningKey, make_checkpoint, to_text
from bothy.journal.copying import copy_file, copy_postgres, postgres_moment
from bothy.journal.held import held, held_in
from bothy.journal.opening import is_address
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.store import Reader
from bothy.server.backup import manifest as listing
from bothy.server.backup.check import walk
from bothy.server.backup.house import copy_house, dump_tables
from bothy.server.backup.manifest import BackupTrouble, Manifest, Table, Tell
from bothy.server.home import Home

PREFIX = "bothy-"
KEYS: tuple[str, ...] = ("keys", "tls", "settings.toml")
"""What opens sealed boxes, signs checkpoints, keys PINs and speaks TLS in the facility's name."""
PUBLIC: tuple[str, ...] = ("keys/journal.ed25519.pub",)
"""Goes along in any case: with it alone the checkpoints can be checked."""
OTHERS: tuple[str, ...] = ("checkpoints",)
_STALE = timedelta(days=1)


class Made(msgspec.Struct, frozen=True):
    """A backup that stands: where, what it says of itself, and which older ones were removed for it."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...] = ()


def make_backup(
    home: Home,
    destination: Path,
    *,
    url: str | None = None,
    keys: bool = True,
    tar: bool = False,
    keep: int | None = None,
    now: datetime | None = None,
    tell: Tell = lambda *_: None,
) -> Made:
    """Back this home up into a new dated folder (or .tar) in `destination`; or as the .tar file it names.

    `url`: the PostgreSQL that keeps journal and house, where one does. `keep`: how many dated backups of
    this facility stay in `destination`. Raises `BackupTrouble` or `JournalError`; then nothing stands.
    """
    now = now or datetime.now(UTC)
    named = destination.suffix == ".tar"
    place = destination.parent if named else destination
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        final = destination if named else place / _dated(now, tar)
        if final.exists():
            raise BackupTrouble(f"{final} is there already. Choose another name, or remove it first.")
        _clear_halves(place, now)
        part = place / f".{final.name}.{os.getpid()}.part"
        part.mkdir(mode=0o700)
    except OSError as fault:
        raise BackupTrouble(f"{place} cannot be written ({fault.strerror}). Choose another place.") from fault
    try:
        made = _fill(part, home, url, keys, now, tell)
        listing.sync(part)
        # Looked at as it lies there: what is said to be safe was read back.
        walk(part, made, tell)
        if named or tar:
            _pack(part, final, made, tell)
        else:
            part.rename(final)
        listing.sync_one(place)
    except OSError as fault:
        raise BackupTrouble(
            f"The backup could not be written to {place} ({fault.strerror or fault}). Nothing of it was left there; "
            "make room, or choose another place."
        ) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _note(home, made, final)
    removed = _only(place, made, keep, final) if keep is not None and not named else ()
    return Made(final, made, removed)


def _dated(now: datetime, tar: bool) -> str:
    return f"{PREFIX}{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}{'.tar' if tar else ''}"


def _fill(part: Path, home: Home, url: str | None, keys: bool, now: datetime, tell: Tell) -> Manifest:
    journal, tables = part / listing.JOURNAL, tuple[Table, ...]()
    copying = _counted(tell, "Copying the journal")
    if url is not None and is_address(url):
        with postgres_moment(url) as connection:
            copy_postgres(connection, journal, copying)
            tables = dump_tables(connection, part)
    else:
        copy_file(home.folder, journal, copying)
        copy_house(home.house, part / listing.HOUSE)
    key = SigningKey.of_home(home.folder)  # made now where there was none, so that it goes along
    for name in (*OTHERS, *(KEYS if keys else PUBLIC)):
        _copy(home.folder / name, part / name)
    reader = SqliteReader.at(journal)
    try:
        head = reader.head()
        (part / listing.CHECKPOINT).write_text(to_text(make_checkpoint(reader, key, now)), encoding="utf-8")
        founded = _founded(reader)
        facility = reader.facility
    finally:
        reader.close()
    made = Manifest(
        bothy=__version__, facility=facility, name=founded.name, demo=founded.demo, made_at=now,
        number=head.number, digest=head.digest.hex(), house="postgresql" if tables else "sqlite", tables=tables, keys=keys,
        files={name: held(part / name) for name in listing.files_of(part)},
    )  # fmt: skip
    listing.write(part, made)
    return made


def _counted(tell: Tell, what: str) -> Callable[[int, int], None]:
    return lambda done, whole: tell(done, whole, what)


def _founded(reader: Reader) -> FacilityFounded:
    first = next(iter(reader.entries(0, 1)), None)
    body = decode(first.kind, first.body) if first is not None else None
    if not isinstance(body, FacilityFounded):
        raise BackupTrouble(
            "This journal is empty: its facility was never founded. There is nothing to keep yet."
        )
    return body


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        # A file that comes or goes meanwhile (a key made anew) is no reason to fail; links are not followed.
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("*.new", "*.part"))
    elif source.is_file():
        target.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy2(source, target)


def _pack(part: Path, final: Path, made: Manifest, tell: Tell) -> None:
    """The folder as one .tar file, read back before it gets its name."""
    packed = part.with_name(part.name + ".tar")
    names = [listing.NAME, *listing.files_of(part)]
    try:
        with tarfile.open(packed, "w", format=tarfile.PAX_FORMAT) as archive:
            for done, name in enumerate(names, 1):
                archive.add(part / name, arcname=name, recursive=False)
                tell(done, len(names), "Packing")
        listing.sync_one(packed)
        with tarfile.open(packed, "r") as archive:
            for member in archive:
                said = made.files.get(member.name)
                content = archive.extractfile(member)
                if said is not None and (content is None or held_in(content) != said):
                    raise BackupTrouble(
                        f"{member.name} was not written as it was read. Check the disk of {final.parent}."
                    )
        packed.rename(final)
    finally:
        packed.unlink(missing_ok=True)


def _note(home: Home, made: Manifest, final: Path) -> None:
    Copied(home.folder).note(made.number, bytes.fromhex(made.digest), made.made_at, str(final))


def _clear_halves(place: Path, now: datetime) -> None:
    """What a backup that was killed left behind; a fresh one may still be under way."""
    for left in place.glob(f".{PREFIX}*.part*"):
        if now.timestamp() - left.stat().st_mtime > _STALE.total_seconds():
            shutil.rmtree(left, ignore_errors=True)
            left.unlink(missing_ok=True)


def _only(place: Path, made: Manifest, keep: int, final: Path) -> tuple[Path, ...]:
    """Remove the oldest dated backups of this facility beyond `keep`; what is no backup of ours stays."""
    ours = [path for path in dated(place) if _facility_of(path) == made.facility]
    removed = []
    for path in ours[: max(0, len(ours) - max(1, keep))]:
        if path == final:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        removed.append(path)
    return tuple(removed)


def dated(place: Path) -> Sequence[Path]:
    """The dated backups in a folder, oldest first."""
    found = [
        path
        for path in place.glob(f"{PREFIX}[0-9]*")
        if path.suffix == ".tar" or (path / listing.NAME).is_file()
    ]
    return sorted(found, key=lambda path: path.name.removesuffix(".tar"))


def _facility_of(path: Path) -> object:
    try:
        if path.is_dir():
            return listing.read(path).facility
        with tarfile.open(path, "r") as archive:
            content = archive.extractfile(listing.NAME)
            return listing.parse(content.read(), path).facility if content is not None else None
    except (BackupTrouble, OSError, KeyError, tarfile.TarError):
        return None


__all__ = ["KEYS", "Made", "dated", "make_backup"]
