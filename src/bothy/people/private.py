"""The part of a command that never reaches the journal: names, codes, cards, and the words of notes.

Intake calls `take_private` before it appends, so no entry can stand without its name; a row whose
command the journal then did not take is an orphan, swept at the next start.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people import ports
from bothy.people.directory import directory
from bothy.people.models import Note, Person
from bothy.people.vault.models import Sealed

SWEEP_CHUNK = 500


class PersonWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `register-person` carries. A chosen name is enough; it need not be anyone's legal name."""

    name: str
    code: str = ""
    card: str | None = None


class NoteWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `note` carries: the words, and the salt (hex) under which the chain holds their digest."""

    text: str
    salt: str


class PrivatePart(msgspec.Struct, frozen=True):
    """`words` of `command`, about `subject` (a person's random id, or what a note is about)."""

    command: UUID
    subject: UUID
    words: PersonWords | NoteWords


class HasCount(Protocol):
    """A receipt, as far as the sweep cares: how many entries its command made."""

    @property
    def count(self) -> int: ...


_SHAPES: dict[str, type[PersonWords] | type[NoteWords]] = {"register-person": PersonWords, "note": NoteWords}


def _unreadable(sentence: str) -> Refusal:
    return Refusal("private_unreadable", sentence)


def read_private(command: UUID, kind: str, subject: UUID, raw: bytes | msgspec.Raw) -> PrivatePart | Refusal:
    """The private part as words that can be kept, or why not. Never raises on bad input."""
    shape = _SHAPES.get(kind)
    if shape is None:
        return _unreadable(
            f"'{kind}' has no private part. Send names only with register-person, words only with note."
        )
    try:
        words = msgspec.json.decode(bytes(raw), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return _unreadable(f"The private part cannot be read: {fault}.")
    if any(c in value for value in msgspec.structs.astuple(words) if value for c in "\x00\ud800"):
        return _unreadable("The private part holds a sign that cannot be stored. Type it again.")
    if isinstance(words, PersonWords):
        return _check_person(command, subject, words)
    return _check_note(command, subject, words)


def _check_person(command: UUID, subject: UUID, words: PersonWords) -> PrivatePart | Refusal:
    name = " ".join(words.name.split())
    if not name:
        return _unreadable("A chosen name is needed; any word the person likes will do.")
    for label, value, most in (("name", name, 80), ("code", words.code, 40), ("card", words.card or "", 80)):
        if len(value) > most:
            return _unreadable(f"The {label} is longer than {most} signs. Shorten it.")
    return PrivatePart(
        command, subject, PersonWords(name, words.code.strip().lower(), (words.card or "").strip() or None)
    )


def _check_note(command: UUID, subject: UUID, words: NoteWords) -> PrivatePart | Refusal:
    if not words.text.strip():
        return _unreadable("The note is empty.")
    if len(words.text) > 10_000:
        return _unreadable("The note is longer than 10,000 signs. Write two.")
    try:
        salt = bytes.fromhex(words.salt)
    except ValueError:
        return _unreadable("The note's salt is not hex.")
    if not 16 <= len(salt) <= 64:
        return _unreadable("The note's salt must be 16 to 64 bytes, in hex.")
    return PrivatePart(command, subject, words)


def note_digest(text: str, salt_hex: str) -> str:
    """Hex SHA-256 over the salt's bytes, then the words as UTF-8: what the chain holds of a note."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + text.encode("utf-8")).hexdigest()


def take_private(parts: Sequence[PrivatePart]) -> None:
    """Keep the private parts of a batch of commands, in one transaction. Taking a part again changes nothing.

    A row of a command that the journal has stands: another command cannot rename a person through it. Names and words
    of somebody who was forgotten are not kept, whoever brings them and however late.
    """
    if not parts:
        return
    now = timezone.now()
    people: dict[UUID, Person] = {}
    notes: dict[UUID, Note] = {}
    for part in parts:
        gone = ports.is_forgotten if isinstance(part.words, PersonWords) else ports.about_forgotten
        if gone(part.subject):
            # A tablet that was cut off, or that fills the gap after a restore: what happened is written, the words are not.
            continue
        if isinstance(part.words, PersonWords):
            words = part.words
            row = Person(
                id=part.subject, chosen_name=words.name, code=words.code, card=words.card or "",
                command=part.command, created_at=now, changed_at=now,
            )  # fmt: skip
            people.setdefault(part.subject, row)
        else:
            digest = note_digest(part.words.text, part.words.salt)
            notes[part.command] = Note(
                command=part.command,
                subject=part.subject,
                digest=digest,
                text=part.words.text,
                salt=part.words.salt,
            )
    with transaction.atomic():
        Note.objects.bulk_create(notes.values(), ignore_conflicts=True, batch_size=SWEEP_CHUNK)
        fresh = _fresh_people(people)
        Person.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=SWEEP_CHUNK)
        # What stands is what is shown, whoever wrote it first.
        standing = list(Person.objects.filter(id__in=people))
    directory.put(standing)


def _fresh_people(people: dict[UUID, Person]) -> list[Person]:
    """Those to insert. A row left by another command gives way where the journal knows no such person:
    that command was never taken. Once the House has the person, the row stands.
    """
    standing = {row.id: row for row in Person.objects.filter(id__in=people)}
    fresh = []
    for id, row in people.items():
        old = standing.get(id)
        if old is None:
            fresh.append(row)
        elif not old.settled and old.command != row.command and ports.counts(id) is None:
            Person.objects.filter(id=id, settled=False).delete()
            fresh.append(row)
    return fresh


def sweep_orphans(
    receipts: Callable[[Sequence[UUID]], Mapping[UUID, HasCount]], older_than_seconds: float = 0.0
) -> int:
    """Remove rows whose command made no entry, mark the rest settled; how many were removed.

    Call it while no command is under way (at start), or where other workers may have some under
    way, with an age that no command reaches. `receipts` gives the receipts of those commands that
    have one.
    """
    removed = 0
    before = timezone.now() - timedelta(seconds=older_than_seconds)
    for model in (Person, Note, Sealed):
        while True:
            waiting = list(
                model.objects.filter(settled=False, created_at__lte=before).values_list("command", flat=True)[
                    :SWEEP_CHUNK
                ]
            )
            if not waiting:
                break
            known = receipts(waiting)
            kept = [command for command in waiting if command in known and known[command].count > 0]
            orphans = set(waiting) - set(kept)
            with transaction.atomic():
                model.objects.filter(command__in=kept).update(settled=True)
                removed += model.objects.filter(command__in=orphans, settled=False).delete()[0]
    if removed:
        directory.clear()
        directory.look()
    return removed
