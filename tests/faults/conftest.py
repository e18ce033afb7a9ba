"""Homes to break: each test its own, served by the real `bothy run`; and one that is already lost."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from bothy.server.backup.manifest import read
from support.open_house import give_place, raise_emergency, register, see, start_visit
from support.real_server import Furnished, furnish, serving
from support.restoring import Keeping, backed_up


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Furnished:
    """A furnished home, on SQLite and on PostgreSQL in turn."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return furnish(tmp_path / "home", url)


@pytest.fixture
def sqlite_home(tmp_path: Path) -> Furnished:
    return furnish(tmp_path / "home")


@pytest.fixture
def postgres_home(tmp_path: Path, postgres_url: str) -> Furnished:
    return furnish(tmp_path / "home", postgres_url)


@pytest.fixture
def small(tmp_path: Path) -> tuple[Furnished, Path, list[Keeping], int]:
    """A SQLite house with two tablets, a backup at entry n, and some entries after it; its server is gone."""
    home = furnish(tmp_path / "home", tablets=2)
    tablets = [Keeping(0), Keeping(1)]
    with serving(home) as server:
        for tablet in tablets:
            tablet.send(server, register())
        backup = backed_up(home, tmp_path / "kept")
        person, visit = register(private=msgspec.Raw(b'{"name": "Lark"}')), uuid4()
        tablets[0].send(server, person)
        tablets[1].send(server, start_visit(person.subject, visit))
        tablets[0].send(server, give_place(visit, 3), see(visit))
        tablets[1].send(server, raise_emergency())
        server.kill()
    return home, backup, tablets, read(backup).number
