"""A real server, a real browser. `floor_server`: a founded facility of eight places, no demo, its floor open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from journeys.facility import PIN, Facility, Tablet
from journeys.hands import Hands

TABLET = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def northgate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Northgate as it is each morning, made once: staff with PINs, doors without hours (a journey may run at night), the floor open."""
    folder = tmp_path_factory.mktemp("northgate")
    facility = Facility(folder)
    try:
        facility.start()
        facility.found(places=8, accessible=2)
        for name, role in (("Morag", "manager"), ("Ailsa", "nurse"), ("Davie", "worker")):
            facility.add_staff(name, role)
        desk = Tablet(facility, "Office desk")
        desk.sign_in("Morag")
        desk.sign_rules(opening_hours=[])
        desk.sign_in("Ailsa")
        desk.send("open-floor", {}, desk.house)
    finally:
        facility.stop()
    return folder / "home", (facility, desk)


@pytest.fixture
def floor_server(northgate: tuple[Path, Any], tmp_path: Path) -> Iterator[Facility]:
    """A Northgate of this test's own: founded, not a demo, eight places of which two are accessible."""
    home, (made, _) = northgate
    shutil.copytree(home, tmp_path / "home")
    facility = made.again(tmp_path)
    try:
        facility.start()
        yield facility
    finally:
        facility.stop()


@pytest.fixture
def desk(northgate: tuple[Path, Any], floor_server: Facility) -> Tablet:
    """What was done before the journey begins, by the floor's own addresses."""
    _, (_, desk) = northgate
    return desk.at(floor_server)


@pytest.fixture
def at_tablet(browser: Browser, floor_server: Facility, desk: Tablet) -> Iterator[Callable[..., Hands]]:
    """Hands at a tablet of their own, enrolled by a code and signed in by PIN."""
    contexts: list[BrowserContext] = []

    def stand(name: str = "Ailsa", device: str = "Floor tablet", url: str = "", **more: object) -> Hands:
        context = browser.new_context(**{"viewport": TABLET, "reduced_motion": "reduce", **more})
        contexts.append(context)
        hands = Hands(context.new_page())
        hands.enrol(url or floor_server.url, floor_server.code_for(device))
        if name:
            hands.sign_in(name, PIN)
        return hands

    yield stand
    for context in contexts:
        context.close()


@pytest.fixture
def known(desk: Tablet) -> Callable[..., str]:
    """Somebody who was here before, with an assessment to confirm; their person id."""

    def somebody(name: str, code: str = "plum-otter-7", substance: str = "heroin") -> str:
        person = desk.register(name, code)
        visit = desk.visit(person)
        told = {"preparations": [{"substances": [substance], "route": "vein"}], "last_used": "today"}
        desk.send("assess", told, visit)
        desk.send("end-visit", {"how": "left"}, visit)
        return person

    return somebody
