"""Each test of the writer runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest


class Home:
    """Where a facility lives: its folder, and the database's address where it is not the folder."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url

    @property
    def journal(self) -> str | Path:
        return self.url or self.folder


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return Home(tmp_path / "home", url)


@pytest.fixture
def sqlite_home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", None)


@pytest.fixture
def postgres_home(tmp_path: Path, postgres_url: str) -> Home:
    return Home(tmp_path / "home", postgres_url)
