"""A facility open beside Django, people signed in to its office, and an empty register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.conftest import facility as facility
from server.conftest import office as office


@pytest.fixture(autouse=True)
def register(facility: Any) -> Iterator[Any]:
    """The model of finds; every test begins with none, and nobody attacks its passwords."""
    from django.test import override_settings

    from bothy.evidence.pages.models import Ground, StreetFind

    StreetFind.objects.all().delete()
    Ground.objects.all().delete()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield StreetFind


@pytest.fixture
def worker(office: Callable[..., Any]) -> Any:
    return office("worker")


@pytest.fixture
def lead(office: Callable[..., Any]) -> Any:
    return office("shift_lead")
