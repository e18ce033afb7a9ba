"""Identities for linkage: who can be in the file, who must stand behind it, and that there is no other way out."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.open_house import LEAD, command, say
from support.vault_house import NAME, entries, keep_identity, look, quick_passwords, register, vault  # noqa: F401  (fixtures)

PASSWORD = "a tall stool by the window"


@pytest.fixture
def house(quick_passwords: None, facility: Any, vault: Any, office: Callable[..., Any]) -> Any:  # noqa: F811
    from bothy.people.vault import permission

    manager, nurse = office("manager"), office("nurse")
    permission.give(manager.staff, None)
    permission.give(nurse.staff, None)
    return SimpleNamespace(facility=facility, manager=manager, nurse=nurse, browser=office)


def somebody(house: Any, name: str, *words: str, identity: bool = True, to: str = "linkage", **more: str) -> UUID:
    """Registered, with these words about linkage said one after the other, and an identity kept."""
    person = register(house.facility, name, f"{name.lower()}-code-1")
    for word in words:
        (answer,) = say(house.facility, command("say-consent", person, {"to": to, "word": word, "version": "1"}), actor=LEAD)
        assert answer.refusal is None
    if identity:
        told = {"full_name": f"{NAME} {name}", "number_kind": "nhs", "number": "9434765919", **more}
        assert keep_identity(house.nurse, person, **told).status_code == 302
    return person


def export(house: Any, **more: Any) -> Any:
    told = {
        "to": "A university", "agreement": "DSA-7", "purpose": "the evaluation", "field": ["number", "born"], "command": str(uuid4()),
        "password": PASSWORD, "second_name": "nurse", "second_password": PASSWORD, "passphrase": "sixteen signs or more of it",
    }  # fmt: skip
    return house.manager.post("/office/vault/linkage", {**told, **more})


def opened(answer: Any, passphrase: str = "sixteen signs or more of it") -> list[dict[str, str]]:
    import pyrage

    plain = pyrage.passphrase.decrypt(answer.content, passphrase).decode()
    return list(csv.DictReader(io.StringIO(plain)))


def exported(house: Any) -> list[Any]:
    return [one for one in entries(house.facility) if one.kind == "linkage-exported"]


def test_only_those_who_agreed_and_have_not_taken_it_back_are_in_it(house: Any) -> None:
    from bothy.people.vault.linkage import study_id, study_key

    before = len(exported(house))
    in_it = {somebody(house, "Agreed", "given"), somebody(house, "Again", "given", "withdrawn", "given")}
    somebody(house, "Silent")
    somebody(house, "Declined", "declined")
    somebody(house, "Withdrew", "given", "withdrawn")
    somebody(house, "Unasked", "given", "not_asked")
    somebody(house, "Evaluated", "given", to="evaluation")
    somebody(house, "Reachable", "given", to="contact")
    somebody(house, "Nameless", "given", identity=False)
    somebody(house, "Unborn", "given", born="")
    answer = export(house)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert NAME.encode() not in answer.content
    rows = opened(answer)
    assert {row["study_id"] for row in rows} == {study_id(study_key("DSA-7"), one) for one in in_it} and len(rows) == 2
    assert set(rows[0]) == {"study_id", "number_kind", "number", "number_doubted", "born"}, "no field that was not asked for"
    assert (rows[0]["number"], rows[0]["born"]) == ("9434765919", "1981-03-04")
    (line,) = exported(house)[before:]
    assert line.body.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert (line.body.people, line.body.to, line.body.agreement) == (2, "A university", "DSA-7") and line.body.left_out >= 8
    assert {line.staff, line.body.second} == {house.manager.staff.id, house.nurse.staff.id}
    page = house.manager.get("/office/vault/linkage").content.decode()
    assert "DSA-7" in page and line.body.sha256[:16] in page


def test_a_consent_that_was_put_right_counts_as_put_right(house: Any) -> None:
    person = somebody(house, "Mistaken", "given")
    line = next(one for one in entries(house.facility) if one.kind == "consent-said" and one.subject == person)
    body = {"entry": str(line.id), "reason": "entered for somebody else", "void": True}
    say(house.facility, command("correct", person, body), actor=LEAD)
    from bothy.server.office.vault.linkage import candidates

    (mine,) = [one for one in candidates(house.facility.house) if one.ids[0] == person]
    assert not mine.consent.stands


def test_the_word_of_somebody_linked_counts_for_who_they_are(house: Any) -> None:
    """They agreed once, and withdrew on a day when nobody looked them up."""
    import json

    import msgspec

    from bothy.server.office.vault.linkage import candidates

    person, other = somebody(house, "Linked", "given"), uuid4()
    private = msgspec.Raw(json.dumps({"name": "Linky", "code": ""}).encode())
    body = {"age_band": "25-34", "sex": "female", "looked_up": False}
    say(house.facility, command("register-person", other, body, private=private), actor=LEAD)
    say(house.facility, command("say-consent", other, {"to": "linkage", "word": "withdrawn", "version": "1"}), actor=LEAD)
    say(house.facility, command("link-person", other, {"same_as": str(person)}), actor=LEAD)
    found = [one for one in candidates(house.facility.house) if person in one.ids]
    assert len(found) == 1 and other in found[0].ids and found[0].consent.word == "withdrawn"


def test_study_ids_are_those_of_facts_exported_with_the_agreements_key_and_of_no_other(house: Any, tmp_path: Any) -> None:
    from bothy.people.vault.linkage import study_id, study_key
    from bothy.reports.leaving.pseudonyms import Pseudonyms

    person = uuid4()
    key = study_key("DSA-7")
    (tmp_path / "key").write_bytes(key)
    assert study_id(key, person) == Pseudonyms.by_key_file(tmp_path / "key").text(person.bytes)
    assert study_key("DSA-7") == key and study_key("DSA-8") != key
    assert study_id(study_key("DSA-8"), person) != study_id(key, person) != str(person)


def test_a_file_for_a_public_key_opens_with_its_private_one_only(house: Any) -> None:
    import pyrage

    somebody(house, "Sealed", "given")
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    answer = export(house, receiver=str(mine.to_public()), passphrase="")
    assert b"9434765919" in pyrage.decrypt(answer.content, [mine])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(answer.content, [other])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "not it"}, "not your password"),
        ({"password": ""}, "Type your password"),
        ({"second_name": ""}, "takes two people"),
        ({"second_password": "not it"}, "do not go together"),
        ({"second_name": "manager"}, "somebody else"),
        ({"second_name": "nobody"}, "do not go together"),
        ({"agreement": ""}, "under which agreement"),
        ({"agreement": "no digits, a <name>"}, "reference holds letters"),
        ({"purpose": ""}, "what for"),
        ({"field": []}, "Choose which fields"),
        ({"field": ["address"]}, "Choose which fields"),
        ({"passphrase": "short"}, "16 signs"),
        ({"receiver": "age1nonsense"}, "no public key"),
        ({"command": "x"}, "could not be read"),
    ],
)  # fmt: skip
def test_nothing_leaves_where_something_is_missing(house: Any, wrong: dict[str, Any], said: str) -> None:
    somebody(house, "Agreed", "given")
    before = len(exported(house))
    answer = export(house, **wrong)
    assert 400 <= answer.status_code < 500 and said in answer.content.decode()
    assert b"age-encryption.org" not in answer.content[:40] and len(exported(house)) == before


def test_the_second_person_must_be_one_who_may(house: Any) -> None:
    somebody(house, "Agreed", "given")
    house.browser("reception")
    answer = export(house, second_name="reception")
    assert answer.status_code == 403 and "holds the permission" in answer.content.decode()


def test_a_manager_without_the_permission_lets_nothing_go(house: Any) -> None:
    from bothy.people.vault import permission

    somebody(house, "Agreed", "given")
    permission.take_back(house.manager.staff)
    assert export(house).status_code == 403


def test_when_the_journal_cannot_write_no_file_is_handed_over(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.intake.errors import StorageFault

    somebody(house, "Agreed", "given")

    def full(*_: Any, **__: Any) -> Any:
        raise StorageFault("The disk is full.")

    monkeypatch.setattr(house.facility.writer, "submit", full)
    answer = export(house)
    assert answer.status_code == 503 and "The disk is full." in answer.content.decode() and not answer.content.startswith(b"age-encryption")


def test_nobody_to_let_go_is_a_sentence(house: Any) -> None:
    from bothy.people.vault.models import Sealed

    Sealed.objects.all().delete()
    answer = export(house)
    assert answer.status_code == 400 and "Nobody can be in it" in answer.content.decode()


def test_no_other_page_shows_an_identity_to_anybody(house: Any) -> None:
    """Every address that needs no more than a person's id, asked by every role: by GET nothing of the vault is anywhere."""
    import re

    from server.test_access import ROLES, every_view

    person = somebody(house, "Hidden", "given")
    assert NAME in look(house.nurse, person).content.decode(), "it is there to be found"
    browsers = [house.manager, house.nurse, *(house.browser(role) for role in ROLES if role not in ("manager", "nurse"))]
    asked = 0
    for path, _, rooms in every_view():
        if "demo" in rooms or path.endswith("sign-out"):
            continue
        address = re.sub(r"<uuid:[^>]+>", str(person), path)
        address = address.replace("<slug:part>", "identity")
        if "<" in address:
            continue
        for browser in browsers:
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming and not answer.is_async else b"" if answer.streaming else answer.content
            assert NAME.encode() not in body and b"9434765919" not in body, address
            asked += 1
    assert asked > 300
    assert _held_by_session(house) == 0


def _held_by_session(house: Any) -> int:
    """Sessions that hold a word of it: what was shown is in none."""
    from django.contrib.sessions.models import Session

    return sum(NAME in str(one.get_decoded()) for one in Session.objects.all())


def test_an_export_of_everything_and_a_backup_without_keys_hold_nothing_readable(house: Any, tmp_path: Any) -> None:
    from bothy.server.backup.make import make_backup
    from bothy.server.portable.make import write_all
    from support.django_home import django_home

    somebody(house, "Everything", "given")
    home = django_home()
    backup = make_backup(home, tmp_path / "backup", keys=False).path
    write_all(home, tmp_path / "all", "moving house")
    files = [path for folder in (backup, tmp_path / "all") for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "vault.sealed.jsonl" for path in files)
    for path in files:
        held = path.read_bytes()
        assert NAME.encode() not in held and b"9434765919" not in held and b"bothy_vault_key" not in held, path
        assert path.name not in ("vault.key", "linkage.key"), path
