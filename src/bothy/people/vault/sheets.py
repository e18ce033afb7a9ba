"""Consent sheets: the words that are read to somebody, by version. What a version said can always be read again."""

import hashlib
import re
from datetime import datetime

from django.utils import timezone

from bothy.care.vocabulary import ConsentTo
from bothy.people.models import Staff
from bothy.people.vault.models import Sheet
from bothy.people.vault.trouble import VaultTrouble

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}")
MOST_LETTERS = 20_000


def add(to: ConsentTo, version: str, text: str, by: Staff | None, at: datetime | None = None) -> Sheet:
    """A new version, made at the facility's time `at`. `VaultTrouble` where it stands already, or cannot be kept."""
    version, text = version.strip(), text.replace("\r\n", "\n").strip()
    if not _VERSION.fullmatch(version):
        raise VaultTrouble(
            "A version is a short name such as 2 or 2026-03: letters, digits and . / - in up to 40 signs."
        )
    if not text or len(text) > MOST_LETTERS or "\x00" in text:
        raise VaultTrouble(f"The sheet needs its words, up to {MOST_LETTERS:,} letters.")
    if Sheet.objects.filter(to=to, version=version).exists():
        raise VaultTrouble(
            f"Version {version} of this sheet stands already and is never changed. Give the new words another version."
        )
    return Sheet.objects.create(to=to, version=version, text=text, sha256=digest(text), made_by=by, made_at=at or timezone.now())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def in_use(to: ConsentTo) -> Sheet | None:
    """The newest version."""
    return Sheet.objects.filter(to=to).first()


__all__ = ["add", "digest", "in_use"]
