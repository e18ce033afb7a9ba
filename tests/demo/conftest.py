"""One built history for all tests of the demo: drawing it costs seconds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bothy.care.fold import line
from bothy.care.house import Line
from bothy.demo.history import build, founding, founding_of
from bothy.demo.plan import Day, Plan
from bothy.intake.facility import Facility, open_facility
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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facility]:
    """The demo as `bothy demo` leaves it, through the real writer. Tests that use it must not write."""
    home = tmp_path_factory.mktemp("demo")
    with open_facility(home, founding=founding(), private_sink=lambda parts: None, watch=False) as facility:
        build(facility)
        yield facility


@pytest.fixture(scope="session")
def lines(built: Facility) -> list[Line]:
    """Every entry of the built journal, read back from the file."""
    return [line(entry) for entry in built.store.entries()]


@pytest.fixture(scope="session")
def little_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the small history, built once and closed."""
    home = tmp_path_factory.mktemp("little")
    plan = Plan(11, SMALL, 18, 6)
    with open_facility(
        home, founding=founding_of(plan), private_sink=lambda parts: None, watch=False
    ) as facility:
        build(facility, plan=plan)
    return home


@pytest.fixture
def little(tmp_path: Path, little_home: Path) -> Iterator[Facility]:
    """A copy of the small history on which a test may write."""
    home = tmp_path / "home"
    shutil.copytree(little_home, home)
    with open_facility(home, private_sink=lambda parts: None, watch=False) as facility:
        yield facility
