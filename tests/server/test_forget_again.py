"""A restore brings names back; whoever was forgotten after the backup is forgotten again, or it is said that nobody can know whom."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bothy.server.backup.make import make_backup
from bothy.server.backup.restore import restore
from bothy.server.held import again
from bothy.server.home import Home
from support.floor_server import as_json
from support.open_house import LEAD, command, open_it, register, say
from support.real_server import furnish, serving

pytestmark = pytest.mark.timeout(300)


def test_whom_a_newer_journal_knows_to_be_forgotten_is_forgotten_again_after_a_restore(tmp_path: Path) -> None:
    home = furnish(tmp_path / "home", tablets=1)
    with serving(home) as server:
        lark = register()
        server.post({**as_json(lark), "private": {"name": "Larkspur", "code": "elm-wren-3"}}, tablet=0)
    made = make_backup(Home(home.folder), tmp_path / "kept")
    with open_it(home.folder) as facility:
        (answer,) = say(facility, command("forget-person", lark.subject, {"asked_by": "person"}), actor=LEAD)
        assert answer.answer == "recorded"
    back = restore(made.path, Home(home.folder), replace=True, go_on=True)
    assert back.forget_again == 1
    assert "1 person who was forgotten" in back.forgotten()
    assert b"Larkspur" in (home.folder / "house.sqlite3").read_bytes(), "else the test could not fail"
    with serving(home) as server:
        deadline = time.monotonic() + 60
        while (home.folder / again.FILE_NAME).exists():
            assert time.monotonic() < deadline, server.said()
            time.sleep(0.2)
    assert b"Larkspur" not in (home.folder / "house.sqlite3").read_bytes()
    with sqlite3.connect(home.folder / "house.sqlite3") as rows:
        assert rows.execute("SELECT count(*) FROM people_forgotten").fetchone() == (1,)


def test_a_backup_with_no_newer_journal_beside_it_says_that_nobody_can_know(tmp_path: Path) -> None:
    home = furnish(tmp_path / "home", tablets=1)
    made = make_backup(Home(home.folder), tmp_path / "kept")
    back = restore(made.path, Home(tmp_path / "other"), go_on=True)
    assert back.forget_again == 0
    assert "forget them again in the office" in back.forgotten()
    assert not (tmp_path / "other" / again.FILE_NAME).exists()


def test_until_it_is_done_nothing_that_is_brought_of_them_is_kept(office: Any, facility: Any) -> None:
    from datetime import UTC, datetime

    from bothy.people import ports
    from bothy.people.models import Person
    from bothy.server.forgetting import forget_again

    named = msgspec.Raw(json.dumps({"name": "Larkspur"}).encode())
    person = register(private=named)
    say(facility, person)
    late = register()
    told = [again.Again(one, datetime.now(UTC), "person") for one in (person.subject, late.subject)]
    again.write(facility.home, told)
    assert forget_again(facility) == 1, "one of them is not known here yet"
    assert facility.house.people[person.subject].forgotten_at is not None
    say(facility, msgspec.structs.replace(late, private=named))
    assert not Person.objects.exists()
    assert forget_again(facility) == 0
    assert facility.house.people[late.subject].forgotten_at is not None
    assert again.read(facility.home) == []
    ports.forget_again(frozenset())
