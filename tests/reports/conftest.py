"""Facts of the fitted journal, made once for all tests of this room that only read them."""

from __future__ import annotations

import msgspec
import pytest

from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from reports.fitted import fitted
from reports.journals import write

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
