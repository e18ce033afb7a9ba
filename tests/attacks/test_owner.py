"""As the owner of the database: what is found, by what, and what is plainly not found.

Changed, removed, inserted, reordered and cut off entries, hollowed triggers and forged checkpoints are tried one by one in
tests/journal/test_verify.py and test_append_only.py, the House's snapshot in tests/intake/test_snapshot.py, the bytes of a
publication in tests/server/test_publishing.py. Here somebody takes the whole house in hand.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.journal import open_reader
from bothy.journal.checkpoint import SigningKey, make_checkpoint
from bothy.journal.verify import verify
from journal.test_verify import chain_anew
from support.journal_place import START, Place

SECURITY = Path(__file__).resolve().parents[2] / "docs" / "security.md"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    where = tmp_path / "home" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    place = Place(where)
    yield place
    place.close()


def written_anew(place: Place, number: int, body: bytes) -> None:
    """Entry `number` says something else, and every digest from there fits again: what an owner with time can do."""
    with place.as_owner():
        place.sql("UPDATE entry SET body = ? WHERE number = ?", body, number)
        chain_anew(place, number)


def test_a_whole_new_chain_under_a_new_key_is_found_by_what_lies_outside_and_by_nothing_else(place: Place, tmp_path: Path) -> None:
    place.write(12)
    key = SigningKey.of_home(tmp_path)
    place.store.add_checkpoint(make_checkpoint(place.store, key, START))
    outside = make_checkpoint(place.store, key, START)  # printed, and taken to an inspector

    written_anew(place, 5, b'{"n": 99}')
    with place.as_owner():
        place.sql("DELETE FROM checkpoint")
    stranger = SigningKey.of_home(tmp_path / "new")
    place.store.add_checkpoint(make_checkpoint(place.reader(), stranger, START + timedelta(days=1)))

    assert verify(place.reader(), keys=[stranger.public]).ok, "from within, nothing shows"
    told = verify(place.reader(), [outside], [key.public])
    assert not told.ok
    assert told.fault in ("rewritten", "checkpoint")
    told = verify(place.reader(), [outside], [key.public, stranger.public])
    assert (told.ok, told.fault) == (False, "rewritten"), "also for one who was handed the new key as well"
    assert verify(place.reader(), [outside]).fault == "rewritten", "and without any key: a digest is a digest"


def test_a_checkpoint_of_another_house_or_of_tomorrow_covers_nothing(place: Place, tmp_path: Path) -> None:
    """A forger may hold a real key: of another facility, or of this one with a date that has not come."""
    place.write(6)
    key = SigningKey.of_home(tmp_path)
    honest = make_checkpoint(place.store, key, START)
    late = make_checkpoint(place.store, key, START + timedelta(days=36_500))
    assert verify(place.store, [late], [key.public]).ok, "a wrong date proves nothing and hides nothing"
    written_anew(place, 3, b'{"n": 1}')
    for held in ([honest], [late], [honest, late]):
        assert verify(place.reader(), held, [key.public]).fault == "rewritten"
    elsewhere = msgspec.structs.replace(honest, facility=uuid4())
    assert verify(place.reader(), [elsewhere], [key.public]).fault == "checkpoint"
    for bent in (msgspec.structs.replace(honest, number=2), msgspec.structs.replace(honest, at=honest.at + timedelta(days=1))):
        assert verify(place.reader(), [bent], [key.public]).fault == "checkpoint", "one sign of it changed, and it is none"
    assert verify(place.reader(), [honest, honest], [key.public]).fault == "rewritten", "shown twice it says the same"


def test_an_answer_in_a_receipt_is_not_in_the_chain(place: Place) -> None:
    """What was answered can be changed unseen; that it was answered, and which entries it made, cannot."""
    place.write(4)
    with place.as_owner():
        place.sql("UPDATE receipt SET answer = ?", b'{"answer":"refused"}')
    assert verify(place.reader()).ok
    is_said("The answer that a receipt keeps")


# --- rows of people, staff and tablets: no chain holds them ------------------------------------------


@pytest.fixture
def names(facility, office):  # type: ignore[no-untyped-def]
    """Two people with a visit each, under the names Lark and Wren."""
    from bothy.people.private import PersonWords, PrivatePart, take_private
    from support.open_house import register, say, start_visit

    made = []
    for name in ("Lark", "Wren"):
        person = register()
        take_private([PrivatePart(person.id, person.subject, PersonWords(name))])
        assert all(answer.answer != "refused" for answer in say(facility, person, start_visit(person.subject, acted=True)))
        made.append(person.subject)
    return made


def is_said(words: str) -> None:
    """docs/security.md says plainly that this is not found."""
    section = SECURITY.read_text("utf-8").split("## What nothing finds")[1].split("\n## ")[0]
    assert words in re.sub(r"\s+", " ", section), words


def test_names_that_were_exchanged_are_found_by_nothing(facility, names: list[UUID]) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import Person

    Person.objects.filter(id=names[0]).update(chosen_name="Wren")
    Person.objects.filter(id=names[1]).update(chosen_name="Lark")
    reader = open_reader(facility.home)
    try:
        assert verify(reader).ok
    finally:
        reader.close()
    is_said("Two chosen names that were exchanged")


def test_a_role_that_was_changed_in_the_table_is_used_at_once_and_the_record_keeps_what_was_done(facility, office) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import Staff

    browser = office("worker")
    assert browser.get("/office/staff").status_code == 403
    Staff.objects.filter(id=browser.staff.id).update(role="administrator")
    assert browser.get("/office/staff").status_code == 200
    is_said("A role that was changed in the staff table")


def test_a_tablet_that_was_put_back_in_the_table_is_a_tablet(facility, office) -> None:  # type: ignore[no-untyped-def]
    from django.test import Client

    from bothy.people import enrolment
    from bothy.people.devices import devices
    from bothy.people.models import Device
    from bothy.people.setup import enrol_browser

    office(None)
    device, cookie = enrol_browser("Desk")
    client = Client()
    client.cookies["bothy_device"] = cookie
    enrolment.revoke(device)
    assert client.get("/floor/staff").status_code == 401
    Device.objects.filter(id=device).update(revoked_at=None)
    devices.refresh()
    assert client.get("/floor/staff").status_code == 200
    is_said("A tablet or a claim that was put into the tables")


class _Run:
    """What a pickle can do to whoever reads it."""

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return Path.write_text, (Path(_Run.at), "was run")  # type: ignore[return-value]

    at = ""


def test_what_an_owner_writes_into_a_table_is_never_run(facility, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Sessions and the cache are read back as data: rights on the database are no rights on the machine."""
    import base64
    import pickle

    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    _Run.at = str(tmp_path / "ran")
    evil = base64.b64encode(pickle.dumps(_Run())).decode()
    cache.set("a code that was used", "y", 300)
    assert cache.get("a code that was used") == "y" and cache.add("a code that was used", "y") is False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE server_cache SET value = %s", [evil])
    assert cache.get("a code that was used") is None
    assert not Path(_Run.at).exists()
    cache.clear()
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer") and "db" in settings.SESSION_ENGINE
