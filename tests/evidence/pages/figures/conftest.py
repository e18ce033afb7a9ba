"""A facility open beside Django, people signed in to its office, and no edition but those that are carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.conftest import facility as facility
from server.conftest import office as office


@pytest.fixture(autouse=True)
def editions(facility: Any) -> Iterator[Any]:
    """The model of editions."""
    from django.test import override_settings

    from bothy.evidence.pages.models import Edition

    Edition.objects.all().delete()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Edition


@pytest.fixture
def analyst(office: Callable[..., Any]) -> Any:
    return office("analyst")
