"""One built history for all tests of the demo: drawing it costs seconds."""

import pytest

from bothy.demo.plan import Day, Plan
from support.demo_table import FEMALE, MALE, SMALL, TABLE, months


@pytest.fixture(scope="session")
def plan() -> Plan:
    return Plan(2025, months(TABLE), MALE, FEMALE)


@pytest.fixture(scope="session")
def history(plan: Plan) -> list[Day]:
    """The whole eight months, drawn once."""
    return list(plan.days())


@pytest.fixture(scope="session")
def small() -> Plan:
    """Eight days around the change of clocks, with twenty-four people."""
    return Plan(11, SMALL, 18, 6)
