"""Words that somebody typed in the office, as a note: the chain holds a salted digest, the words can be forgotten."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.http import HttpRequest

from bothy.care.commands import Note as NoteBody
from bothy.people.models import Note
from bothy.people.private import NoteWords, note_digest
from bothy.server.office.writing import write


def note(request: HttpRequest, subject: UUID, about: str, text: str, command: UUID) -> None:
    """Write these words down about a subject; nothing where there are none. The same command again writes nothing. `NotWritten`."""
    if not text.strip() or Note.objects.filter(command=command).exists():
        return
    words = NoteWords(text=text.strip(), salt=secrets.token_hex(16))
    body = NoteBody(about=about, digest=note_digest(words.text, words.salt))
    write(request, "note", subject, body, command, private=words)


__all__ = ["note"]
