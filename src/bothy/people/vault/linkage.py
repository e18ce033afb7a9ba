"""Identities that leave for linkage: of those who agreed to it and have not taken it back, and of nobody else.

The file holds a study id and the fields that the agreement names, and is sealed for its receiver before it leaves this
process: age (age-encryption.org), to a public key or a passphrase. The study id is HMAC-SHA256 of the person's id under a
key of the agreement's own, so two agreements cannot be joined by it; `bothy export facts --key` with the same key
gives the same ids, which is how attendance meets the linked records, where an agreement says so.
"""

from __future__ import annotations

import base64
import csv
import hmac
import io
import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from bothy.journal.whole_file import make_once
from bothy.people.vault import key_file
from bothy.people.vault.opening import open_part
from bothy.people.vault.parts import Identity
from bothy.people.vault.trouble import VaultTrouble

if TYPE_CHECKING:
    from bothy.care.consents import Consent

FIELDS: dict[str, str] = {
    "number": "health number", "born": "day of birth", "full_name": "name", "postcode": "postcode"
}  # fmt: skip
"""What may go along, by its name in `Identity`."""
SHORTEST_PASSPHRASE = 16


class Candidate(msgspec.Struct, frozen=True):
    """A registered person: every id they were entered under, the one who is meant first, and how linkage stands with them."""

    ids: tuple[UUID, ...]
    consent: Consent

    __rich_repr__ = None


class Chosen(msgspec.Struct, frozen=True):
    """What goes into the file, as bytes of CSV, and who was left out, by why."""

    people: int
    left_out: dict[str, int]
    csv: bytes

    def __repr__(self) -> str:
        return f"Chosen({self.people} people)"

    __rich_repr__ = None


def choose(candidates: Iterable[Candidate], fields: Sequence[str], agreement: str) -> Chosen:
    """Those whose consent to linkage stands and of whom every field that is asked for is kept. `VaultTrouble`."""
    unknown = [name for name in fields if name not in FIELDS]
    if unknown or not fields:
        raise VaultTrouble("Choose which fields the agreement names, one at least.")
    key, keys = study_key(agreement), None
    left_out = dict.fromkeys(("not_asked", "declined", "withdrawn", "no_identity", "field_missing"), 0)
    out, people = io.StringIO(), 0
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("study_id", *(("number_kind", "number", "number_doubted") if "number" in fields else ()), *(f for f in fields if f != "number")))
    for one in candidates:
        if one.consent.to != "linkage" or not one.consent.stands:
            left_out[one.consent.word if one.consent.to == "linkage" else "not_asked"] += 1
            continue
        keys = keys or key_file.make()
        kept = next((found for id in one.ids if (found := open_part(id, "identity", keys)) is not None), None)
        if not isinstance(kept, Identity):
            left_out["no_identity"] += 1
            continue
        if any(getattr(kept, name) in ("", None) for name in fields):
            left_out["field_missing"] += 1
            continue
        number = (kept.number_kind, kept.number, "yes" if kept.number_doubted else "no") if "number" in fields else ()
        rows.writerow((study_id(key, one.ids[0]), *number, *(_text(getattr(kept, f)) for f in fields if f != "number")))
        people += 1
    return Chosen(people, left_out, out.getvalue().encode())


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def study_key(agreement: str) -> bytes:
    """The key under which ids become study ids for one agreement, as base64: what `bothy export facts --key` takes."""
    root = Path(settings.HOME.keys) / "linkage.key"
    try:
        make_once(root, secrets.token_bytes(32))
        told = root.read_bytes()
    except OSError as fault:
        raise VaultTrouble(f"The key of study ids {root} cannot be made or read ({fault.strerror}).") from fault
    if len(told) != 32:
        raise VaultTrouble(f"The key of study ids {root} is damaged. Bring it back from the backup that holds the keys.")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bothy study id 1\0" + agreement.encode()).derive(told)
    return base64.b64encode(derived)


def study_id(key: bytes, person: UUID) -> str:
    """As `reports.leaving.pseudonyms` does it, so that facts exported under the same key can be joined."""
    return str(UUID(bytes=hmac.digest(key, person.bytes, "sha256")[:16]))


def sealed_for(receiver: str, passphrase: str, content: bytes) -> bytes:
    """The file for its receiver: to a public key (age1…) where there is one, else under a passphrase. `VaultTrouble`."""
    import pyrage

    if receiver:
        try:
            to = pyrage.x25519.Recipient.from_str(receiver.strip())
        except pyrage.RecipientError as fault:
            raise VaultTrouble("That is no public key of age. It begins with age1 and has 62 letters and digits; ask the receiver again.") from fault
        return bytes(pyrage.encrypt(content, [to]))
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise VaultTrouble(f"Give the receiver's public key, or a passphrase of {SHORTEST_PASSPHRASE} signs or more that they get by another way.")
    return bytes(pyrage.passphrase.encrypt(content, passphrase))


__all__ = ["FIELDS", "Candidate", "Chosen", "choose", "sealed_for", "study_id", "study_key"]
