"""The tour's pages and the live day's controls, over HTTP as a browser asks."""

import re
import threading
import time

import pytest

from bothy.demo.history import BuildStopped  # noqa: F401  (before Django: the room needs none of it)
from support.django_home import django_home, empty_people

ORIGIN = "http://testserver"


class Silent:
    """Stands in for the floor's stream."""

    def __init__(self):
        self.said = []

    def publish(self, name, data):
        self.said.append((name, data))

    def hold(self):
        self.said.append(("hold", None))

    def go_on(self):
        self.said.append(("go on", None))


@pytest.fixture
def tour(built, monkeypatch):
    """The welcome pages of a built demo whose live day does not run by itself."""
    django_home()
    empty_people()
    from django.test import Client

    from bothy.demo import running
    from bothy.demo.figures import thistle_plan
    from bothy.demo.live import LiveDay
    from bothy.demo.running import Demo
    from bothy.reports.pages import current
    from bothy.server.running import running as serving

    here = Demo(built, Silent(), thistle_plan())
    monkeypatch.setattr(running, "_here", here)
    monkeypatch.setattr(serving, "facility", built)
    monkeypatch.setattr(current, "home", lambda: built.home)
    here.live = object.__new__(LiveDay)
    monkeypatch.setattr(LiveDay, "__init__", lambda *args: None)
    yield Client(headers={"Origin": ORIGIN}), here
    here.live = None


@pytest.fixture
def live_tour(little, small, monkeypatch):
    """The same with a live day that a test may play."""
    django_home()
    empty_people()
    from django.test import Client

    from bothy.demo import running
    from bothy.demo.live import LiveDay
    from bothy.demo.running import Demo
    from bothy.demo.setup import make_people
    from bothy.server.running import running as serving

    small.memory.registered |= set(little.house.people)
    here = Demo(little, Silent(), small)
    make_people(small)
    here.live = LiveDay(little, small, lambda state: None)
    monkeypatch.setattr(running, "_here", here)
    monkeypatch.setattr(serving, "facility", little)
    return Client(headers={"Origin": ORIGIN}), here


def test_the_welcome_page_has_three_doors_the_sign_in_and_says_that_all_is_invented(live_tour):
    client, _ = live_tour
    page = client.get("/demo/").content.decode()
    for words in (
        "Work the floor",
        "Answer for it",
        "Decide",
        "not there yet",
        "invented",
        "northgate",
        "2468",
    ):
        assert words in page
    assert "ribbon" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_one_tap_makes_this_browser_a_tablet_and_starts_the_day(live_tour):
    client, here = live_tour
    reply = client.post("/demo/floor")
    assert (reply.status_code, reply["Location"]) == (302, "/floor/")
    assert client.cookies["bothy_device"].value
    assert here.live.rate == 20
    before = client.cookies["bothy_device"].value
    client.post("/demo/floor")
    assert client.cookies["bothy_device"].value == before, "a browser that is a tablet stays that tablet"


def test_the_floors_address_typed_by_hand_leads_to_the_welcome_page_and_starts_nothing(live_tour):
    client, here = live_tour
    reply = client.get("/demo/floor")
    assert (reply.status_code, reply["Location"]) == (302, "/demo/")
    assert "bothy_device" not in client.cookies
    assert here.live.rate == 1
    assert client.put("/demo/floor").status_code == 405


def test_the_welcome_page_says_that_the_day_is_busier_than_the_thistle_was(live_tour):
    client, here = live_tour
    page = " ".join(client.get("/demo/").content.decode().split())
    assert "three to four times busier than the Thistle was" in page
    assert "so that there is something to watch" in page
    assert "busier than the Thistle was" in here.live.state()["text"]


def test_rates_and_take_over_by_json(live_tour):
    client, here = live_tour
    told = client.post("/demo/rate", {"rate": 120}, content_type="application/json").json()
    assert told["rate"] == here.live.rate == 120
    told = client.post("/demo/take-over", {}, content_type="application/json").json()
    assert told["taken_over"]
    assert told["rate"] == 1
    reply = client.post("/demo/rate", {"rate": 20}, content_type="application/json")
    assert reply.status_code == 409
    assert "give it back" in reply.json()["sentence"]
    assert not client.post("/demo/give-back", {}, content_type="application/json").json()["taken_over"]
    assert client.get("/demo/state").json()["phase"] == "live"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"rate": "fast"}', '{"rate": 1e400}', '{"rate": 1, "more": 2}', '{"rate": null}'],
)
def test_a_rate_that_cannot_be_read_is_refused_in_words(live_tour, body):
    client, here = live_tour
    reply = client.post("/demo/rate", body, content_type="application/json")
    assert 400 <= reply.status_code < 500
    assert reply.json()["sentence"]
    assert here.live.rate == 1


def test_no_other_site_can_move_the_clock(live_tour):
    client, here = live_tour
    reply = client.post(
        "/demo/rate",
        {"rate": 120},
        content_type="application/json",
        headers={"Origin": "http://elsewhere.example"},
    )
    assert reply.status_code == 403
    assert here.live.rate == 1


def test_after_hours_the_next_day_is_refused_until_the_floor_has_closed(live_tour):
    client, _ = live_tour
    reply = client.post("/demo/again", {}, content_type="application/json")
    assert reply.status_code == 409
    assert "21:00" in reply.json()["sentence"]


def test_while_the_history_fills_the_pages_stand_and_the_floor_waits(little, small, monkeypatch):
    django_home()
    from django.test import Client

    from bothy.demo import running
    from bothy.demo.running import Demo
    from bothy.server.running import running as serving

    here = Demo(little, Silent(), small)
    monkeypatch.setattr(running, "_here", here)
    monkeypatch.setattr(serving, "facility", little)
    client = Client(headers={"Origin": ORIGIN})
    page = client.get("/demo/").content.decode()
    assert re.search(r"<button data-demo-floor disabled>", page)
    assert client.get("/demo/state").json()["phase"] == "filling"
    assert client.post("/demo/rate", {"rate": 20}, content_type="application/json").status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        "",
        "floor",
        "answer",
        "decide",
        "verify",
        "verify/x",
        "verify/x/state",
        "state",
        "tablet",
        "rate",
        "take-over",
        "again",
    ],
)
def test_a_real_house_has_none_of_these_pages(path, monkeypatch):
    django_home()
    from django.test import Client

    from bothy.demo import running

    monkeypatch.setattr(running, "_here", None)
    client = Client(headers={"Origin": ORIGIN})
    post = path in ("floor", "tablet", "rate", "take-over", "again")
    reply = (client.post if post else client.get)(f"/demo/{path}")
    assert reply.status_code == 404


def walked(client, place):
    """The copy's page once its chain was walked."""
    while client.get(f"{place}/state").json()["busy"]:
        time.sleep(0.05)
    return client.get(place).content.decode()


def test_a_walk_that_takes_its_time_is_shown_with_a_bar(live_tour, monkeypatch):
    from bothy.demo import tamper
    from bothy.journal.verify import verify

    go_on = threading.Event()

    def slowly(store, checkpoints=(), keys=(), progress=None):
        progress(1200, 3000)
        assert go_on.wait(60)
        return verify(store, checkpoints, keys, progress)

    monkeypatch.setattr(tamper, "verify", slowly)
    client, _ = live_tour
    place = client.post("/demo/verify")["Location"]
    page = client.get(place).content.decode()
    try:
        assert "Walking the chain: entry 1,200 of 3,000" in page
        assert '<progress max="3000" value="1200"' in page
        assert f'data-demo-walk="{place}/state"' in page
        told = client.get(f"{place}/state").json()
        assert (told["busy"], told["done"], told["of"]) == (True, 1200, 3000)
        reply = client.post(f"{place}/edit", {"number": 1, "act": "remove"})
        assert reply.status_code == 400
        assert "still being walked" in reply.content.decode()
    finally:
        go_on.set()
    assert "nothing found" in walked(client, place)
    assert client.get("/demo/verify/nobody/state").status_code == 404
    tamper.copies.clear()


def test_a_visitor_spoils_a_copy_in_the_browser_and_both_verdicts_stand_side_by_side(live_tour):
    client, here = live_tour
    reply = client.post("/demo/verify")
    assert reply.status_code == 302
    place = reply["Location"]
    page = walked(client, place)
    assert "nothing found" in page
    number = int(re.findall(r'name="number" value="(\d+)"', page)[4])
    assert client.post(f"{place}/edit", {"number": number, "act": "remove"}).status_code == 302
    page = walked(client, place)
    assert "Your copy: found" in page
    assert f"Entry {number}" in page
    assert "You removed entry" in page
    assert "The original: untouched" in page
    from bothy.demo.tamper import copies, verify_file

    assert verify_file(here.facility.home / "journal.sqlite3").ok
    copies.clear()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"number": "x", "act": "remove"},
        {"number": "1", "act": "burn"},
        {"number": "²", "act": "remove"},
        {"number": "99999999", "act": "remove"},
    ],
)
def test_a_spoiling_that_makes_no_sense_is_refused_in_words(live_tour, said):
    client, _ = live_tour
    place = client.post("/demo/verify")["Location"]
    walked(client, place)
    reply = client.post(f"{place}/edit", said)
    assert reply.status_code == 400
    assert 'role="alert"' in reply.content.decode()
    assert client.get("/demo/verify/nobody").status_code == 404


def test_the_table_stands_beside_its_source_cell_by_cell_and_nothing_differs(tour):
    client, here = tour
    here.live = None
    page = client.get("/demo/answer").content.decode()
    for _ in range(60):
        if "data-demo-counting" not in page:
            break
        page = client.get("/demo/answer").content.decode()
    assert "30 of 30" in page
    assert "≠" not in page
    for figure in ("6,147", "4,068", "418", "333"):
        assert figure in page
    for tag in ("published", "fitted", "invented"):
        assert f'class="tag {tag}"' in page
