"""Bringing a backup back: checked, made longer by other copies of the same line, and put in its place whole.

The home it makes is *mending* when it is first served: tablets are asked for what they hold beyond the
copy's end before a new line of the journal begins (`bothy.intake.mending`).
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from bothy.intake import restored as note
from bothy.intake.copied import Copied
from bothy.intake.restored import Restored
from bothy.intake.spans import Spans, said
from bothy.journal.checkpoint import KEY_FILE, is_signed_by, parse, read_public_key
from bothy.journal.errors import JournalError, JournalInUse
from bothy.journal.extending import Extended, extend, fill_from
from bothy.journal.lean import digest_at
from bothy.journal.lock import WriterLock
from bothy.journal.opening import create_store, is_address, open_reader, open_store
from bothy.journal.sqlite_reader import SqliteReader
from bothy.journal.store import Checkpoint, Store
from bothy.server.backup import manifest as listing
from bothy.server.backup.check import walk
from bothy.server.backup.database import must_be_empty, put_back
from bothy.server.backup.make import KEYS, OTHERS, PUBLIC, dated
from bothy.server.backup.manifest import BackupTrouble, Manifest, Tell
from bothy.server.held import again
from bothy.server.home import Home
from bothy.server.lines import ended_by


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """What was brought back. `extended`: what each other copy gave. `missing`: entries known to be gone so far."""

    source: Path
    manifest: Manifest
    head: int
    highest: int
    extended: tuple[tuple[Path, Extended], ...]
    missing: Spans
    aside: Path | None
    forget_again: int = 0

    def sentence(self) -> str:
        """What a person should know of the gap."""
        if self.missing:
            return (
                f"{said(self.missing).capitalize()} are missing: a checkpoint knows entry {self.highest:,}."
            )
        return f"The journal ends at entry {self.head:,}. Whether anything was written after it, the tablets will say."

    def forgotten(self) -> str:
        """What a person should know of those who were forgotten after the backup was made."""
        since = f"{self.manifest.made_at:%-d %B %Y, %H:%M} UTC"
        if self.forget_again:
            whom = "1 person who was" if self.forget_again == 1 else f"{self.forget_again:,} people who were"
            return f"{whom} forgotten after {since} came back with it; they are forgotten again when Bothy starts."
        return (
            f"If anybody was forgotten after {since}, this backup brought their name back and no newer journal that was "
            "at hand names them. Look at what you have on paper, and forget them again in the office, under People."
        )


def restore(
    backup: Path,
    home: Home,
    *,
    url: str | None = None,
    copies: Sequence[Path] = (),
    checkpoints: Sequence[Path] = (),
    replace: bool = False,
    go_on: bool = False,
    now: datetime | None = None,
    tell: Tell = lambda *_: None,
) -> Back:
    """Bring `backup` back as the home folder `home` (and into the PostgreSQL of `url`). `BackupTrouble`, `JournalError`.

    Nothing is touched before everything was checked. `replace`: a home that is there is moved aside, never
    removed. `go_on`: do not wait for tablets; what is missing is written down and a new line begins.
    """
    now = now or datetime.now(UTC)
    target = home.folder
    _must_be_free(home, replace)
    with _opened(backup, target) as (source, folder):
        manifest = listing.read(folder)
        walk(folder, manifest, tell)
        on_postgres = url is not None and is_address(url)
        if (manifest.house == "postgresql") != on_postgres:
            raise BackupTrouble(_other_database(manifest))
        if on_postgres:
            must_be_empty(str(url))
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        store: Store | None = None
        try:
            _copy_files(folder, part, manifest)
            store = _journal(folder, part, manifest, url if on_postgres else None, tell)
            aside = (
                target.with_name(f"{target.name}.before-{now:%Y-%m-%dT%H-%M-%SZ}")
                if _holds_anything(target)
                else None
            )
            extended = tuple(_extend(store, copy, tell) for copy in copies)
            head = store.head()
            known = _known(store, part, [*checkpoints, *([target / "checkpoints"] if aside else []), *copies])
            highest = max([head.number, *(each.number for each in known)])
            if not manifest.demo:
                note.write(
                    part,
                    Restored(
                        restore=uuid4(), head=head.number, digest=head.digest.hex(), highest=highest, at=now,
                        source=str(source), go_on=go_on,
                    ),
                )  # fmt: skip
            Copied(part).note(manifest.number, bytes.fromhex(manifest.digest), manifest.made_at, str(source))
            forgotten = again.newer(store, [*([target] if aside else []), *copies])
            again.write(part, forgotten)
            store.close()
            store = None
            if on_postgres:
                put_back(str(url), folder, part, manifest)
            (part / "journal.lock").unlink(missing_ok=True)
            listing.sync(part)
            if aside is not None:
                target.rename(aside)
            elif target.exists():
                target.rmdir()
            part.rename(target)
            listing.sync_one(target.parent)
        except OSError as fault:
            raise BackupTrouble(
                f"{target} could not be made ({fault.strerror or fault}). Nothing stands there; make room, or "
                "choose another --home."
            ) from fault
        finally:
            if store is not None:
                store.close()
            shutil.rmtree(part, ignore_errors=True)
    before = Restored(restore=uuid4(), head=head.number, digest="", highest=highest, at=now, source="")
    return Back(
        source=source, manifest=manifest, head=head.number, highest=highest, extended=extended,
        missing=before.missing, aside=aside, forget_again=len(forgotten),
    )  # fmt: skip


def _must_be_free(home: Home, replace: bool) -> None:
    if not _holds_anything(home.folder):
        return
    if home.lock.exists() or home.running.exists():
        try:
            WriterLock.take(home.lock).release()
        except JournalInUse as fault:
            raise BackupTrouble(f"{fault} A backup is not put under a Bothy that is running.") from fault
    if not replace:
        raise BackupTrouble(
            f"{home.folder} is not empty. Restore into a new folder with --home; or say --replace, and what is there "
            "is moved aside, not removed."
        )


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _other_database(manifest: Manifest) -> str:
    if manifest.house == "postgresql":
        return "This backup was made from PostgreSQL: set DATABASE_URL to a new, empty database and restore again."
    return "This backup was made from SQLite files: unset DATABASE_URL and restore again."


@contextmanager
def _opened(backup: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """The backup that is meant, and a folder with its files: itself, or what was in the .tar."""
    source = backup
    if backup.is_dir() and not (backup / listing.NAME).exists():
        there = dated(backup)
        if not there:
            raise BackupTrouble(f"There is no backup of Bothy in {backup}.")
        source = there[-1]
    if source.is_dir():
        yield source, source
        return
    if not source.is_file():
        raise BackupTrouble(f"There is no backup at {source}.")
    out = target.with_name(f".{target.name}.{os.getpid()}.unpacked")
    shutil.rmtree(out, ignore_errors=True)
    try:
        out.mkdir(mode=0o700, parents=True)
        with tarfile.open(source, "r") as archive:
            archive.extractall(out, filter="data")
        yield source, out
    except (tarfile.TarError, EOFError) as fault:
        raise BackupTrouble(f"{source} is no whole .tar file ({fault}). Use another backup.") from fault
    finally:
        shutil.rmtree(out, ignore_errors=True)


def _copy_files(folder: Path, part: Path, manifest: Manifest) -> None:
    for name in manifest.files:
        top = name.split("/", 1)[0]
        wanted = name == listing.HOUSE or top in (*OTHERS, *KEYS) or name in PUBLIC
        # Without its private half a public key is an older one, kept so that old checkpoints can be checked.
        as_name = name if manifest.keys or name not in PUBLIC else name.replace("journal", "journal-before")
        if wanted:
            (part / as_name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(folder / name, part / as_name)
            (part / as_name).chmod(0o600)


def _journal(folder: Path, part: Path, manifest: Manifest, url: str | None, tell: Tell) -> Store:
    """The journal of the backup, opened for its writer."""
    if url is None:
        shutil.copyfile(folder / listing.JOURNAL, part / listing.JOURNAL)
        (part / listing.JOURNAL).chmod(0o600)
        return open_store(part, manifest.facility)
    store = create_store(url, manifest.facility)
    source = SqliteReader.at(folder / listing.JOURNAL)
    try:
        fill_from(store, source, lambda done, whole: tell(done, whole, "Writing the journal"))
    finally:
        source.close()
    return store


def _extend(store: Store, copy: Path, tell: Tell) -> tuple[Path, Extended]:
    if not copy.exists():
        raise BackupTrouble(f"There is no copy at {copy}.")
    return copy, extend(store, copy, lambda done, whole: tell(done, whole, f"Taking over {copy.name}"))


def _known(store: Store, part: Path, places: Sequence[Path]) -> list[Checkpoint]:
    """Checkpoints that are known and true. `BackupTrouble` where one shows that this journal is of another line."""
    keys = [read_public_key(path) for path in sorted((part / KEY_FILE).parent.glob("*.pub"))]
    found = []
    ended = [line for line in map(ended_by, store.entries()) if line is not None] if places else []
    for where, checkpoint in _read_all([part / "checkpoints", *places]):
        if checkpoint.facility != store.facility or (
            keys and not any(is_signed_by(checkpoint, key) for key in keys)
        ):
            continue
        if any(checkpoint.number > line.head and checkpoint.at < line.at for line in ended):
            continue
        if (
            checkpoint.number <= store.head().number
            and digest_at(store, checkpoint.number) != checkpoint.digest
        ):
            raise BackupTrouble(
                f"The checkpoint in {where} of entry {checkpoint.number:,} does not fit this journal: one of them is of "
                "another line. Find out which before you go on; nothing was changed."
            )
        found.append(checkpoint)
    return found


def _read_all(places: Sequence[Path]) -> Iterator[tuple[Path, Checkpoint]]:
    for place in places:
        files = sorted(place.glob("*.txt")) + sorted(place.glob("*.json")) if place.is_dir() else [place]
        for path in files:
            try:
                yield path, parse(path.read_text("utf-8"))
            except (OSError, ValueError):
                yield from _beside(path)


def _beside(path: Path) -> Iterator[tuple[Path, Checkpoint]]:
    """The checkpoints kept in a journal file."""
    try:
        reader = open_reader(path)
    except (JournalError, OSError):
        return
    try:
        yield from ((path, each) for each in reader.checkpoints())
    except JournalError:
        return
    finally:
        reader.close()
