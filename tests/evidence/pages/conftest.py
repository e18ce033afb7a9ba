"""A facility open in this process beside Django, and people signed in to its office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.conftest import facility as facility
from server.conftest import office as office


@pytest.fixture(autouse=True)
def _quick_passwords(facility: Any) -> Iterator[None]:
    """Nobody attacks the passwords of these tests, and each test makes some."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def analyst(office: Callable[..., Any]) -> Any:
    """A browser of somebody who may read the evidence and nothing of people."""
    return office("analyst")
