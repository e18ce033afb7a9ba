"""Somebody known at the desk, and what they offered, for tests of the vault's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.django_home import django_home, empty_people
from support.open_house import LEAD, command, say

NAME = "Ariadne Quillfeather"
TELEPHONE = "07700 900123"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty vault without a key; the folder of its keys."""
    from bothy.people.vault import key_file

    empty_people()
    monkeypatch.delenv(key_file.KEY_VARIABLE, raising=False)
    monkeypatch.delenv(key_file.PASSPHRASE_VARIABLE, raising=False)
    keys = django_home().keys
    (keys / "vault.key").unlink(missing_ok=True)
    yield keys
    (keys / "vault.key").unlink(missing_ok=True)


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """Signing in is what these tests do most and are not about."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def entries(facility: Any) -> list[Any]:
    """All that the journal has, as care reads it."""
    from bothy.care import fold
    from bothy.journal.opening import open_reader

    reader = open_reader(facility.home)
    try:
        return [fold.line(one) for one in reader.entries()]
    finally:
        reader.close()


def register(facility: Any, name: str = "Lark", code: str = "plum-finch-7") -> UUID:
    """Somebody comes for the first time; their id."""
    import json

    import msgspec

    person = uuid4()
    private = msgspec.Raw(json.dumps({"name": name, "code": code}).encode())
    say(facility, command("register-person", person, {"age_band": "25-34", "sex": "female"}, private=private), actor=LEAD)
    return person


def form_of(page: Any, action: str) -> dict[str, str]:
    """The hidden fields of the form with that address, as the page has them."""
    html = page.content.decode()
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S)
    assert form is not None, f"no form for {action}"
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', form[0]))


def keep_identity(browser: Any, person: UUID, **more: str) -> Any:
    told = {"full_name": NAME, "born": "1981-03-04", "reason": "treatment", "command": str(uuid4())}
    return browser.post(f"/office/vault/{person}/identity/keep", {**told, **more})


def look(browser: Any, person: UUID, part: str = "identity", **more: str) -> Any:
    told = {"reason": "treatment", "command": str(uuid4())}
    return browser.post(f"/office/vault/{person}/{part}/look", {**told, **more})
