"""Houses whose briefing is made: one with two months behind it, open beside Django; and a release of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from bothy.care.rules import SCOTLAND
from bothy.evidence.briefing.house import pairs
from bothy.evidence.briefing.making import Record
from bothy.reports.release import Release
from support.publishing_house import opened, some_months


@pytest.fixture(scope="module")
def house() -> Iterator[SimpleNamespace]:
    """A real house (no demo) with January and February 2025 over."""
    with opened(some_months()) as told:
        told.close()
        yield told


@pytest.fixture(scope="module")
def release(house: SimpleNamespace) -> Release:
    """The briefing's own tables of it."""
    from bothy.server.publishing.desk import drafted

    return drafted(house.home, "briefing")


@pytest.fixture
def record() -> Record:
    """What stands at the head of a briefing."""
    return Record(facility="Northgate", demo=False, number=4321, digest="ab" * 32, day=date(2025, 9, 1), made_with="0.1.0", pairs=pairs(SCOTLAND, {}))
