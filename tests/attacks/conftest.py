"""A house to attack: the server's own fixtures, open in this process beside Django."""

from collections.abc import Iterator

import pytest

from server.conftest import facility as facility
from server.conftest import office as office


@pytest.fixture(autouse=True)
def _quick_passwords(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody attacks the passwords of these tests, and each test makes some. What a facility uses is in its settings."""
    if "facility" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("facility")
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
