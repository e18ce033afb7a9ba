from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bothy.care.rules import SHIPPED
from bothy.server.home import Home
from support.django_home import django_home, empty_people
from support.open_house import founding


@pytest.fixture(scope="module")
def facility(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A facility that was founded three days ago, with a journal of this module's own: paper is of earlier."""
    before = django_home().folder
    from bothy.people import ports
    from bothy.server.opening import open_house
    from bothy.server.running import running

    empty_people()
    home = Home(tmp_path_factory.mktemp("paper") / "home").make()
    os.environ["BOTHY_HOME"] = str(home.folder)
    told = founding(name="Northgate", rules=SHIPPED["scotland"], at=datetime.now(UTC) - timedelta(days=3))
    opened = open_house(home, told)
    running.facility = opened
    running.say("open")
    yield opened
    running.facility = None
    running.say("starting")
    ports.connect(lambda: None)
    opened.close()
    os.environ["BOTHY_HOME"] = str(before)
