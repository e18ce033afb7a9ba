"""The vault as it lies in the database: what can be read without its key, and what happens when rows are changed."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.django_home import django_home

NAME = "Ariadne Quillfeather"


def keep(person: UUID, name: str = NAME, part: str = "identity") -> UUID:
    from bothy.people.vault import keeping
    from bothy.people.vault.parts import Contact, Identity

    command = uuid4()
    said: Any = (
        Identity(full_name=name, born=date(1981, 3, 4)) if part == "identity" else Contact(telephone=name)
    )
    keeping.put(person, part, said, command)  # type: ignore[arg-type]
    keeping.settle(command)
    return command


def opened(person: UUID, part: str = "identity") -> Any:
    from bothy.people.vault.opening import open_part

    return open_part(person, part)  # type: ignore[arg-type]


def test_what_is_kept_is_read_again_and_a_new_version_takes_its_place(vault: Path) -> None:
    from bothy.people.vault.models import Sealed

    person = uuid4()
    assert opened(person) is None
    keep(person)
    assert opened(person).full_name == NAME and opened(person).born == date(1981, 3, 4)
    keep(person, "Ariadne Thistledown")
    assert opened(person).full_name == "Ariadne Thistledown"
    assert list(Sealed.objects.filter(person=person).values_list("version", flat=True)) == [2]


def test_the_database_holds_nothing_that_can_be_read(vault: Path) -> None:
    person = uuid4()
    keep(person)
    home = django_home()
    with sqlite3.connect(home.house) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in home.folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert NAME.encode() not in held and b"Quillfeather" not in held and b"1981-03-04" not in held, (
                path
            )


def test_no_box_opens_in_anothers_place(vault: Path) -> None:
    from bothy.people.vault.models import PersonKey, Sealed
    from bothy.people.vault.trouble import NotAsSealed

    one, other = uuid4(), uuid4()
    for person in (one, other):
        keep(person)
        keep(person, "07700 900123", "contact")
    box = bytes(Sealed.objects.get(person=other, part="identity").box)
    mine = Sealed.objects.filter(person=one, part="identity")
    kept = bytes(mine.get().box)
    swaps: list[dict[str, Any]] = [
        {"box": box},  # another person's
        {"box": bytes(Sealed.objects.get(person=one, part="contact").box)},  # another part
        {"box": kept, "version": 7},  # another version
        {"box": kept[:-1] + bytes([kept[-1] ^ 1])},
        {"box": kept[:9]},
        {"box": b""},
    ]
    for swap in swaps:
        mine.update(**{"version": 1, **swap})
        with pytest.raises(NotAsSealed, match="not what was sealed"):
            opened(one)
    mine.update(box=kept, version=1)
    assert opened(one).full_name == NAME
    # With the other's key beside the other's box it is still not this person's.
    PersonKey.objects.filter(person=one).update(wrapped=PersonKey.objects.get(person=other).wrapped)
    mine.update(box=box)
    with pytest.raises(NotAsSealed):
        opened(one)


def test_the_same_words_look_different_each_time(vault: Path) -> None:
    from bothy.people.vault.models import Sealed

    one, other = uuid4(), uuid4()
    keep(one), keep(other)
    boxes = {bytes(row.box) for row in Sealed.objects.all()}
    keep(one)
    boxes |= {bytes(row.box) for row in Sealed.objects.all()}
    assert len(boxes) == 3 and len({box[:12] for box in boxes}) == 3


def test_nothing_of_it_shows_itself_in_a_log(vault: Path) -> None:
    from rich.console import Console

    from bothy.people.vault import key_file
    from bothy.people.vault.parts import Contact, Identity

    keys = key_file.make()
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    for secret in (
        Identity(full_name=NAME, number="0403810001"),
        Contact(telephone="07700 900123"),
        keys,
        keys.now,
    ):
        console.print(secret)
        said = f"{secret!r} {secret} {[secret]!r}" + console.export_text()
        assert NAME not in said and "900123" not in said and "0403810001" not in said
        assert keys.now.key.hex() not in said and repr(keys.now.key)[2:-1] not in said


def test_one_whose_journal_said_no_leaves_the_old_one_standing(vault: Path) -> None:
    from bothy.people.private import sweep_orphans
    from bothy.people.vault import keeping
    from bothy.people.vault.models import Sealed
    from bothy.people.vault.parts import Identity

    person, refused, crashed = uuid4(), uuid4(), uuid4()
    keep(person)
    keeping.put(person, "identity", Identity(full_name="Nobody"), refused)
    assert opened(person).full_name == NAME
    keeping.drop(refused)
    keeping.put(person, "identity", Identity(full_name="Nobody"), crashed)
    sweep_orphans(lambda commands: {})
    assert opened(person).full_name == NAME and Sealed.objects.filter(person=person).count() == 1


def test_one_that_the_journal_has_stands_after_a_crash(vault: Path) -> None:
    from types import SimpleNamespace

    from bothy.people.private import sweep_orphans
    from bothy.people.vault import keeping
    from bothy.people.vault.parts import Identity

    person, command = uuid4(), uuid4()
    keep(person)
    keeping.put(person, "identity", Identity(full_name="Ariadne Thistledown"), command)
    sweep_orphans(lambda commands: {one: SimpleNamespace(count=1) for one in commands})
    assert opened(person).full_name == "Ariadne Thistledown"


def test_a_command_said_twice_keeps_one(vault: Path) -> None:
    from bothy.people.vault import keeping
    from bothy.people.vault.models import Sealed
    from bothy.people.vault.parts import Identity

    person, command = uuid4(), uuid4()
    for name in ("First", "Second"):
        keeping.put(person, "identity", Identity(full_name=name), command)
    keeping.settle(command)
    assert opened(person).full_name == "First" and Sealed.objects.count() == 1


def test_forgetting_takes_the_boxes_and_the_key_that_opens_copies_of_them(vault: Path) -> None:
    from bothy.people.vault.held import forget, held, parts_of
    from bothy.people.vault.models import PersonKey, Sealed
    from bothy.people.vault.trouble import NotAsSealed

    person, other = uuid4(), uuid4()
    keep(person), keep(person, "07700 900123", "contact"), keep(other)
    assert [one.part for one in held(person)] == ["contact", "identity"]
    assert parts_of([person, other, uuid4()]) == {person: {"identity", "contact"}, other: {"identity"}}
    copy = Sealed.objects.get(person=person, part="identity")
    assert forget(person) == 3
    assert held(person) == () and not PersonKey.objects.filter(person=person).exists()
    assert opened(other).full_name == NAME
    # A copy of the box that somebody kept opens no more.
    copy.id = None
    copy.save(force_insert=True)
    with pytest.raises(NotAsSealed, match="key of this person is gone"):
        opened(person)


def test_the_last_part_that_goes_takes_the_key_along(vault: Path) -> None:
    from bothy.people.vault import keeping
    from bothy.people.vault.models import PersonKey

    person = uuid4()
    keep(person), keep(person, "07700 900123", "contact")
    assert keeping.remove(person, "identity") == 1 and PersonKey.objects.count() == 1
    assert keeping.remove(person, "contact") == 1 and PersonKey.objects.count() == 0
    assert keeping.remove(person, "contact") == 0
