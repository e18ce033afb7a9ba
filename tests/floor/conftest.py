from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bothy.floor.asgi import FloorApp
from bothy.intake.facility import Facility
from support.floor_server import Served, Tablets, names_for, serve
from support.open_house import open_with_floor


@pytest.fixture
def tablets() -> Tablets:
    return Tablets(4)


@pytest.fixture
def facility(tmp_path: Path) -> Iterator[Facility]:
    with open_with_floor(tmp_path / "home") as facility:
        yield facility


@pytest.fixture
def floor(facility: Facility, tablets: Tablets) -> Iterator[Served]:
    """An open floor, with a heartbeat that a test need not wait long for."""
    app = FloorApp(None, tablets, names_for, heartbeat_seconds=0.2)
    app.open(facility)
    with serve(app, tablets) as served:
        yield served
