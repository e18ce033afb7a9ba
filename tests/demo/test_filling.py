"""While the history fills nobody else writes; and when it cannot be filled in, the page says why and what to do."""

import re
from uuid import uuid4

import httpx
import msgspec
import pytest

from bothy.care.bodies import PlaceChanged
from bothy.care.commands import Actor, Command, OpenFloor
from bothy.demo.history import BuildStopped, founding_of, hand_in
from bothy.demo.plan import Plan
from bothy.floor.asgi import FloorApp
from bothy.intake.errors import StorageFault
from bothy.intake.facility import open_facility
from support.demo_table import SMALL
from support.django_home import django_home, empty_people
from support.floor_server import Tablets, names_for, serve


class Silent:
    """Stands in for the floor's stream."""

    def __init__(self):
        self.said = []

    def publish(self, name, data):
        self.said.append(data)

    def hold(self):
        pass

    def go_on(self):
        pass


@pytest.fixture
def running():
    """The demo's own module, which needs Django's tables."""
    django_home()
    empty_people()
    from bothy.demo import running

    return running


@pytest.fixture
def fresh(tmp_path, running):
    """A demo that was founded a moment ago: its people are there, no history yet."""
    from bothy.demo.setup import make_people

    plan = Plan(11, SMALL, 18, 6)
    make_people(plan)
    with open_facility(
        tmp_path / "home", founding=founding_of(plan), private_sink=lambda parts: None, watch=False
    ) as facility:
        yield facility, plan


def as_command(kind, subject, body, **more):
    return Command(
        id=more.pop("id", None) or uuid4(),
        kind=kind,
        subject=subject,
        body=msgspec.Raw(msgspec.json.encode(body)),
        **more,
    )


@pytest.fixture
def spoilt(fresh, running):
    """Somebody wrote under the id of what the plan writes first."""
    facility, plan = fresh
    first = next(iter(Plan(11, SMALL, 18, 6).days())).commands[0]
    other = as_command(
        "change-place",
        facility.id,
        PlaceChanged(place=1, status="out_of_use"),
        id=first.id,
        happened_at=first.happened_at,
    )
    facility.writer.submit([other], Actor(system=True), at=first.happened_at).result()
    return running.Demo(facility, Silent(), plan)


def test_a_refused_command_of_the_history_is_said_on_the_page_with_what_to_do(spoilt, running, monkeypatch):
    spoilt._run()
    state = spoilt.state()
    home = str(spoilt.facility.home)
    assert state["phase"] == "failed"
    assert "was refused:" in state["text"]
    assert f"delete the folder {home}" in state["what_to_do"]
    assert f'bothy demo --home "{home}"' in state["what_to_do"]
    assert spoilt._screens.said[-1] == state, "every screen that is open hears it"

    from django.test import Client

    from bothy.server.running import running as serving

    monkeypatch.setattr(running, "_here", spoilt)
    monkeypatch.setattr(serving, "facility", spoilt.facility)
    page = Client(headers={"Origin": "http://testserver"}).get("/demo/").content.decode()
    assert "was refused:" in page
    assert "delete the folder" in page
    assert re.search(r"<button data-demo-floor disabled>", page), "there is no floor to work on"
    assert "could not be filled in" in running.floor_waits()


def test_a_contested_command_stops_it_too_for_nothing_of_the_plan_contests_anything(little):
    opened = as_command("open-floor", little.id, OpenFloor(), happened_at=little.clock.now(), acted=True)
    with pytest.raises(BuildStopped, match="was contested") as why:
        hand_in(little, [opened])
    assert why.value.for_good


def test_a_disk_that_is_full_for_a_while_only_asks_for_another_start(fresh, running, monkeypatch):
    facility, plan = fresh

    def full(*args, **more):
        raise StorageFault("The disk is full.")

    here = running.Demo(facility, Silent(), plan)
    monkeypatch.setattr(running, "build", full)
    here._run()
    assert "The disk is full." in here.state()["text"]
    assert "goes on where it stopped" in here.state()["what_to_do"]
    assert "delete" not in here.state()["what_to_do"]


def test_until_the_history_stands_the_floor_takes_no_command_and_says_why(fresh, running, monkeypatch):
    facility, plan = fresh
    monkeypatch.setattr(running, "_here", None)
    assert "still being filled in" in running.floor_waits()
    here = running.Demo(facility, Silent(), plan)
    monkeypatch.setattr(running, "_here", here)
    assert "still being filled in" in running.floor_waits()
    here._run()
    try:
        assert here.ready
        assert running.floor_waits() is None
    finally:
        here.stop()


def test_a_tablet_hears_the_sentence_and_keeps_what_it_has_until_the_floor_opens(little):
    said = ["The history is being filled in."]
    tablets = Tablets(1)
    app = FloorApp(None, tablets, names_for, waits=lambda: said[0])
    app.open(little)
    before = little.writer.head
    body = {"place": 1, "status": "being_cleaned"}
    command = {"id": str(uuid4()), "kind": "change-place", "subject": str(little.id), "body": body}
    command |= {"staff": str(Tablets.NURSE), "happened_at": little.clock.now().isoformat()}
    with serve(app, tablets) as served:
        headers = {"origin": served.url, "cookie": "bothy_device=one"}

        def post():
            return httpx.post(f"{served.url}/floor/commands", json={"commands": [command]}, headers=headers)

        answer = post()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json() == {"code": "filling", "sentence": said[0]}
        assert little.writer.head == before
        said[0] = None
        answer = post().json()["answers"][0]
        assert answer["answer"] == "recorded", answer
        assert little.writer.head.number > before.number
