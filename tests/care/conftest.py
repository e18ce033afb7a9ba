"""A house in memory: at nine, when it opens, and an hour later."""

from __future__ import annotations

import pytest

from support.acting import Facility


@pytest.fixture
def facility() -> Facility:
    return Facility()


@pytest.fixture
def house(facility: Facility) -> Facility:
    facility.pass_minutes(60)
    return facility
