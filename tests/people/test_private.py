"""Names and words that never reach the journal: taken once, never lost, never left behind."""

from types import SimpleNamespace
from uuid import UUID, uuid4

import msgspec
import pytest


def part(name: str = "Lark", code: str = "", command: UUID | None = None, subject: UUID | None = None):  # type: ignore[no-untyped-def]
    from bothy.people.private import PersonWords, PrivatePart

    return PrivatePart(command or uuid4(), subject or uuid4(), PersonWords(name, code))


def note(text: str = "left a bag"):  # type: ignore[no-untyped-def]
    from bothy.people.private import NoteWords, PrivatePart

    return PrivatePart(uuid4(), uuid4(), NoteWords(text, "ab" * 16))


def receipts(*taken: UUID):  # type: ignore[no-untyped-def]
    """A journal that made an entry of these commands, and refused every other that it knows."""
    return lambda ids: {id: SimpleNamespace(count=1) for id in ids if id in taken}


def test_taking_a_part_again_changes_nothing(people: None) -> None:
    from bothy.people.models import Note, Person
    from bothy.people.private import take_private

    parts = [part("Lark"), note(), part("Wren")]
    take_private(parts)
    take_private(parts)
    take_private(parts[:1])
    assert sorted(Person.objects.values_list("chosen_name", flat=True)) == ["Lark", "Wren"]
    assert Note.objects.count() == 1


def test_a_person_whom_the_journal_has_cannot_be_renamed_by_another_command(people: None) -> None:
    from bothy.people.models import Person
    from bothy.people.names import names_for
    from bothy.people.private import sweep_orphans, take_private

    first = part("Lark")
    take_private([first])
    assert sweep_orphans(receipts(first.command)) == 0
    take_private([part("Someone else", subject=first.subject)])
    assert Person.objects.get().chosen_name == "Lark"
    assert names_for([first.subject])[first.subject].name == "Lark"


def test_a_person_registered_a_moment_ago_cannot_be_renamed_either(people: None) -> None:
    from immutables import Map

    from bothy.care.house import House, Person
    from bothy.people import ports
    from bothy.people.models import Person as Row
    from bothy.people.private import take_private

    first = part("Lark")
    take_private([first])
    ports.connect(lambda: House(people=Map({first.subject: Person(id=first.subject)})))
    try:
        take_private([part("Someone else", subject=first.subject)])
    finally:
        ports.connect(lambda: None)
    assert Row.objects.get().chosen_name == "Lark"


def test_what_a_command_left_that_was_never_taken_gives_way(people: None) -> None:
    from bothy.people.models import Person
    from bothy.people.private import take_private

    first = part("Lrak")
    take_private([first])
    take_private([part("Lark", subject=first.subject)])
    assert Person.objects.get().chosen_name == "Lark"


def test_orphans_are_swept_and_what_was_taken_stays(people: None) -> None:
    from bothy.people.models import Note, Person
    from bothy.people.names import names_for
    from bothy.people.private import sweep_orphans, take_private

    kept, orphan, kept_note, orphan_note = part("Lark"), part("Wren"), note(), note()
    take_private([kept, orphan, kept_note, orphan_note])
    assert sweep_orphans(receipts(kept.command, kept_note.command)) == 2
    assert [row.id for row in Person.objects.all()] == [kept.subject]
    assert [row.command for row in Note.objects.all()] == [kept_note.command]
    assert set(names_for([kept.subject, orphan.subject])) == {kept.subject}
    assert sweep_orphans(lambda ids: pytest.fail("what is settled is not asked for again")) == 0


def test_a_refused_command_leaves_no_name(people: None) -> None:
    from bothy.people.models import Person
    from bothy.people.private import sweep_orphans, take_private

    refused = part("Lark")
    take_private([refused])
    assert sweep_orphans(lambda ids: {id: SimpleNamespace(count=0) for id in ids}) == 1
    assert Person.objects.count() == 0


def test_a_young_row_is_left_alone_where_another_worker_may_be_writing_it(people: None) -> None:
    from bothy.people.private import sweep_orphans, take_private

    take_private([part("Lark")])
    assert sweep_orphans(receipts(), older_than_seconds=600) == 0
    assert sweep_orphans(receipts()) == 1


def test_more_orphans_than_one_round_takes(people: None) -> None:
    from bothy.people import private
    from bothy.people.models import Person

    parts = [part(f"Name {n}") for n in range(private.SWEEP_CHUNK + 20)]
    private.take_private(parts)
    kept = {one.command for one in parts[::2]}
    assert private.sweep_orphans(receipts(*kept)) == len(parts) - len(kept)
    assert set(Person.objects.values_list("command", flat=True)) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("register-person", b"{"), ("register-person", b"null"), ("register-person", b'{"name": ""}'),
        ("register-person", b'{"name": "  "}'), ("register-person", b'{"name": "a", "born": "1980"}'),
        ("register-person", b'{"name": 7}'), ("register-person", msgspec.json.encode({"name": "x" * 81})),
        ("register-person", b'{"name": "a\\u0000b"}'), ("register-person", b'{"name": "\xff"}'),
        ("register-person", msgspec.json.encode({"name": "a", "code": "c" * 41})),
        ("note", b'{"text": "", "salt": "00"}'), ("note", b'{"text": "words", "salt": "no hex"}'),
        ("note", b'{"text": "words", "salt": "00"}'), ("see", b'{"name": "Lark"}'),
    ],
)  # fmt: skip
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(people: None, kind: str, raw: bytes) -> None:
    from bothy.care.commands import Refusal
    from bothy.people.private import read_private

    answer = read_private(uuid4(), kind, uuid4(), raw)
    assert (
        isinstance(answer, Refusal) and answer.code == "private_unreadable" and answer.sentence.endswith(".")
    )


def test_a_name_is_kept_as_it_was_said_but_for_blanks(people: None) -> None:
    from bothy.people.private import PersonWords, PrivatePart, read_private

    answer = read_private(
        uuid4(), "register-person", uuid4(), b'{"name": "  Big   Tam ", "code": "Plum-Otter-7", "card": null}'
    )
    assert isinstance(answer, PrivatePart) and answer.words == PersonWords("Big Tam", "plum-otter-7", None)


def test_the_digest_is_over_salt_and_words(people: None) -> None:
    from hashlib import sha256

    from bothy.people.private import note_digest

    assert (
        note_digest("Grüße", "00ff" * 8) == sha256(bytes.fromhex("00ff" * 8) + "Grüße".encode()).hexdigest()
    )
