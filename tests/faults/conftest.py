"""Homes to break: each test its own, served by the real `bothy run`."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.real_server import Furnished, furnish


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
