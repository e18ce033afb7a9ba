"""Facts of the fitted journal, made once for all tests of this room that only read them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import pytest

from bothy.care.house import House
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from reports.fitted import fitted
from reports.journals import write
from support.django_home import django_home

WALL = SimpleNamespace(now=lambda: datetime.now(UTC))
"""A facility's clock that goes as the wall's."""
BELOW = 8
"""Below which count the guarded house keeps figures back."""


@pytest.fixture(scope="session")
def exempt_home(tmp_path_factory):
    """A house whose rules exempt the Thistle's page."""
    home = tmp_path_factory.mktemp("exempt")
    write(home, fitted().drafts)
    facts.fresh(home)
    return home


@pytest.fixture(scope="session")
def guarded_home(tmp_path_factory):
    """The same house, keeping back every count under `BELOW` in whatever leaves it."""
    home = tmp_path_factory.mktemp("guarded")
    rules = msgspec.structs.replace(SCOTLAND, exempt_publications=(), suppress_below=BELOW)
    write(home, fitted(rules=rules).drafts)
    facts.fresh(home)
    return home


@pytest.fixture(scope="session")
def exempt(exempt_home):
    """Its facts."""
    return facts.open(exempt_home)


@pytest.fixture(scope="session")
def guarded(guarded_home):
    """Its facts."""
    return facts.open(guarded_home)


@pytest.fixture
def visitor(monkeypatch):
    """A browser of someone who may read reports; `visitor.at(home)` says of which house."""
    django_home()
    from django.test import Client

    from bothy.reports.pages import current
    from bothy.server import running

    house = House(demo=True, name="Northgate", time_zone="Europe/London")
    monkeypatch.setattr(running.running, "facility", SimpleNamespace(house=house, clock=WALL))
    client = Client()
    client.at = lambda home: monkeypatch.setattr(current, "home", lambda: home)
    return client
