from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.django_home import empty_people


@pytest.fixture
def people() -> None:
    """Django's tables, empty."""
    empty_people()


@pytest.fixture
def known(people: None) -> Callable[..., UUID]:
    """Have someone known under a name; their id."""
    from bothy.people.private import PersonWords, PrivatePart, take_private

    def make(name: str, code: str = "", card: str | None = None, **more: Any) -> UUID:
        id = more.get("id") or uuid4()
        take_private([PrivatePart(more.get("command") or uuid4(), id, PersonWords(name, code, card))])
        return id

    return make
