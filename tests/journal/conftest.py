"""A journal to test, on SQLite and on PostgreSQL by one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.journal_place import Place


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "a home with spaces")
    yield place
    place.close()


@pytest.fixture
def postgres_place(postgres_url: str) -> Iterator[Place]:
    place = Place(postgres_url)
    yield place
    place.close()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Place:
    """A new journal; each test runs on both databases."""
    return request.getfixturevalue(f"{request.param}_place")
