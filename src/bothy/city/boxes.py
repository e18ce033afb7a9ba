"""Boxes elsewhere that ship their journals here: a token each, revoked at will, and what was shipped looked after."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.city.folder import Box, CityFolder, CityTrouble, give, must_be_new, must_be_slug
from bothy.journal.copying import copy_file
from bothy.journal.errors import JournalInUse
from bothy.journal.lock import WriterLock
from bothy.journal.shipped import ShippedCopy
from bothy.journal.sqlite import LOCK_NAME

TOKEN_BYTES = 32


def admit(
    folder: CityFolder,
    slug: str,
    facility: UUID | None = None,
    keys: tuple[bytes, ...] = (),
    now: datetime | None = None,
) -> str:
    """A new token for a box; an older one of the same box is no longer good. Only its digest is kept. `CityTrouble`."""
    must_be_slug(slug)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with folder.changing() as change:
        known = change.city.boxes.get(slug)
        if known is None:
            must_be_new(change.city, slug, None)
        before = facility if facility is not None else known.facility if known is not None else None
        box = Box(
            token=hashlib.sha256(token.encode()).hexdigest(),
            made_at=now or datetime.now(UTC),
            facility=before,
        )
        copy = folder.copy(slug)
        for key in keys:
            ShippedCopy(copy).add_key(key)
            for path in (copy, copy / "keys", *(copy / "keys").glob("*.pub")):
                give(path, change.city.user)
        change.put_box(slug, box)
    return token


def revoke(folder: CityFolder, slug: str, now: datetime | None = None) -> None:
    """Its token opens nothing any more; what was shipped stays. `CityTrouble`."""
    with folder.changing() as change:
        box = _box(change.city.boxes, slug)
        change.put_box(slug, msgspec.structs.replace(box, revoked_at=now or datetime.now(UTC)))


def set_aside(folder: CityFolder, slug: str, now: datetime | None = None) -> Path:
    """Keep the copy under another name, so that a new line can be shipped from its first entry. `CityTrouble`."""
    _box(folder.read().boxes, slug)
    copy = folder.copy(slug)
    if not (copy / "journal.sqlite3").exists():
        raise CityTrouble(f"Nothing was shipped by {slug} yet.")
    try:
        lock = WriterLock.take(copy / LOCK_NAME)
    except JournalInUse as fault:
        raise CityTrouble(f"{slug} is shipping just now. Try again in a moment.") from fault
    aside = copy.with_name(f"{slug}.before-{now or datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}")
    try:
        copy.rename(aside)
    finally:
        lock.release()
    return aside


def copy_out(folder: CityFolder, slug: str, to: Path) -> None:
    """The copy as one file, for `bothy restore --copy`. `CityTrouble`, `JournalError`."""
    _box(folder.read().boxes, slug)
    copy_file(folder.copy(slug), to)
    to.chmod(0o600)


def _box(boxes: dict[str, Box], slug: str) -> Box:
    if slug not in boxes:
        raise CityTrouble(f"No box called {slug} ships here. `bothy city list` says which do.")
    return boxes[slug]


__all__ = ["admit", "copy_out", "revoke", "set_aside"]
