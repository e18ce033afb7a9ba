"""The first ten minutes of a newcomer, from the history filling in to a spoilt copy that is found.

One demo is built a test session, and the journeys go on from one another's day as visitors do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from bothy.demo.names import PIN
from journeys.demo_server import DemoServer
from journeys.hands import Hands

pytestmark = pytest.mark.journey

LEAD = "Ailsa"
AN_ALARM_MS = 120_000
A_WALK_MS = 120_000


@pytest.fixture(scope="session")
def new_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """Started a moment ago; its history fills in."""
    server = DemoServer(tmp_path_factory.mktemp("tour"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def demo_server(new_demo: DemoServer) -> DemoServer:
    """The same once its history stands."""
    return new_demo.until_live()


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Callable[[DemoServer], Hands]]:
    """Someone with a browser that has never been here, on the welcome page."""
    contexts: list[BrowserContext] = []

    def come(server: DemoServer) -> Hands:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        hands = Hands(context.new_page())
        hands.page.goto(f"{server.url}/")
        return hands

    yield come
    for context in contexts:
        context.close()


def looked_at(hands: Hands) -> None:
    """A page of the tour: it says that all is invented, and keeps nobody out."""
    expect(hands.page.locator(".ribbon")).to_contain_text("Demo")
    hands.finds_no_barrier()


def on_the_floor(hands: Hands) -> Locator:
    """From the welcome page to the board; the demo's panel there."""
    hands.tap_button("Use this browser as a tablet")
    expect(hands.page.locator("main.board")).to_be_visible()
    panel = hands.page.get_by_role("region", name="Demo", exact=True)
    expect(panel).to_be_visible()
    return panel


def test_a_newcomer_sees_the_history_fill_in_and_then_the_floor_opens(
    new_demo: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    # Given a demo that was started a moment ago
    assert new_demo.state()["phase"] == "filling", "this journey comes first: the demo is built once"

    # When a newcomer opens the welcome page
    hands = newcomer(new_demo)

    # Then a bar moves, the pages can be read, and the floor waits
    bar = hands.page.get_by_role("progressbar", name="History filled in")
    expect(bar).to_be_visible()
    start = hands.page.get_by_role("button", name="Use this browser as a tablet")
    expect(start).to_be_disabled()
    looked_at(hands)
    early = float(bar.get_attribute("value") or 0)
    expect(bar).not_to_have_attribute("value", f"{early:g}", timeout=AN_ALARM_MS)

    # And a tablet that is there already is told so, and stops nothing
    command = {
        "id": str(uuid4()), "kind": "open-floor", "subject": str(uuid4()), "body": {}, "happened_at": "2025-01-13T09:00:00Z",
    }  # fmt: skip
    answer = new_demo.tablet().post("/floor/commands", json={"commands": [command]})
    assert answer.status_code == 503
    assert "still being filled in" in answer.json()["sentence"]

    # And when the history stands, the same page opens the floor by itself
    new_demo.until_live()
    expect(start).to_be_enabled()
    expect(bar).to_be_hidden()
    looked_at(hands)


def test_watching_the_floor_an_emergency_comes_and_the_newcomer_takes_it(
    demo_server: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    # Given the board at twenty times its speed
    hands = newcomer(demo_server)
    panel = on_the_floor(hands)
    expect(panel.get_by_role("button", name="20×", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(panel).to_contain_text("busier than the Thistle was, so that there is something to watch")
    expect(hands.page.get_by_role("link", name="Demo: invented people")).to_be_visible()
    hands.finds_no_barrier()

    # When somebody needs help, the clock slows
    banner = hands.page.locator(".banner")
    expect(banner).to_be_visible(timeout=AN_ALARM_MS)
    expect(panel.get_by_role("button", name="1×", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(panel).to_contain_text("Someone needs help")
    expect(hands.page.locator(".foot")).not_to_contain_text("Clock")  # the day of a demo is not today, and no clock is off

    # And the newcomer takes it, without a sign-in
    before = len(demo_server.entries())
    hands.tap_button("Oxygen", banner.first)
    hands.tap(banner.first.locator(".what-line"))
    expect(hands.sheet().locator(".written li", has_text="Oxygen").first).to_be_visible()
    expect(hands.page.locator(".foot .unsent")).to_have_count(0)

    # Then it is theirs: the panel asks nobody any more, and what is written is from this tablet
    expect(panel).not_to_contain_text("Someone needs help")
    acted = [
        entry for entry in demo_server.entries(before) if entry.kind == "acted" and entry.device is not None
    ]
    assert b"oxygen" in acted[0].body
    hands.finds_no_barrier()


def test_someone_who_takes_over_serves_the_door_and_every_tap_is_counted(
    demo_server: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    # Given a newcomer who takes the floor over
    hands = newcomer(demo_server)
    panel = on_the_floor(hands)
    taps = panel.locator(".demo-taps")
    panel.get_by_role("button", name="Take over").click()
    expect(taps).to_have_text("0 taps")

    # When they sign in, which is a name, a PIN, a button, and whether the alarm was heard
    hands.sign_in(LEAD, PIN)
    expect(taps).to_have_text("8 taps")

    # And somebody known stands at the door
    caller = panel.locator(".demo-door li").filter(has_text=re.compile(r"· [a-z]+-[a-z]+-\d+$")).first
    expect(caller).to_be_visible(timeout=AN_ALARM_MS)
    hands.finds_no_barrier()
    told = caller.inner_text()
    name, code = caller.locator("b").inner_text(), told.rsplit("· ", 1)[1]
    waiting = hands.column("Waiting").get_by_text(name, exact=True)
    before = waiting.count()
    hands.tap_button("At the door")
    hands.type("Name, code or card", code)
    hands.tap(hands.sheet().locator(".result", has_text=code))
    hands.tap_button("Start: use")

    # Then they wait inside, are no longer at the door, and the panel counted each tap
    expect(waiting).to_have_count(before + 1)
    expect(panel.locator(".demo-door li", has_text=code)).to_have_count(0)
    assert hands.taps == 3
    expect(taps).to_have_text("11 taps")

    # And a tap on the panel itself is none of the floor's: given back, the staff go on
    panel.get_by_role("button", name="Give back").click()
    expect(taps).to_have_count(0)
    expect(panel.get_by_role("button", name="20×", exact=True)).to_be_visible()
    panel.get_by_role("button", name="20×", exact=True).click()
    expect(waiting).to_have_count(0, timeout=AN_ALARM_MS)


def test_the_table_stands_beside_its_source_thirty_of_thirty(
    demo_server: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    hands = newcomer(demo_server)
    hands.page.get_by_role("link", name="The table beside its source").click()
    expect(hands.page.get_by_text("30 of 30")).to_be_visible(timeout=A_WALK_MS)
    looked_at(hands)
    # Every column of figures says of which sort they are
    for table, columns in ((0, 3), (1, 1)):
        heads = hands.page.locator("table.cells").nth(table).locator("thead")
        expect(heads.locator(".tag.published")).to_have_count(columns)
        expect(heads.locator(".tag.fitted")).to_have_count(columns)
    expect(hands.page.locator("td.differs")).to_have_count(0)


def test_what_is_not_there_yet_says_so(
    demo_server: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    hands = newcomer(demo_server)
    hands.page.get_by_role("link", name="What will be here").click()
    hands.sees("Nothing on this page can be used today.")
    looked_at(hands)


def test_a_copy_of_the_journal_is_spoilt_and_found_and_the_original_stands(
    demo_server: DemoServer, newcomer: Callable[[DemoServer], Hands]
) -> None:
    # Given a copy of the journal
    hands = newcomer(demo_server)
    hands.page.get_by_role("link", name="Spoil a copy of the journal").click()
    looked_at(hands)
    hands.tap_button("Give me a copy to spoil")
    expect(hands.page.get_by_role("heading", name="Your copy: nothing found")).to_be_visible(
        timeout=A_WALK_MS
    )
    looked_at(hands)

    # When an entry of it is removed
    remove = hands.page.get_by_role("button", name=re.compile(r"^Remove entry \d+$")).nth(5)
    number = str(remove.get_attribute("aria-label")).rsplit(" ", 1)[1]
    hands.tap(remove)

    # Then it is found and named, and the original stands
    expect(hands.page.get_by_role("heading", name="Your copy: found")).to_be_visible(timeout=A_WALK_MS)
    hands.sees(f"Entry {number} was removed")
    hands.sees("The original: untouched")
    looked_at(hands)


def test_no_time_passes_in_a_demo_while_its_server_is_killed(demo_server: DemoServer) -> None:
    # Given a day at 120 times its speed, and a server that is killed in the midst of it
    tablet = demo_server.tablet()
    tablet.post("/demo/give-back")
    assert tablet.post("/demo/rate", json={"rate": 120}).status_code == 200
    last = demo_server.entries()[-1].number
    while demo_server.entries(last + 5) == []:
        time.sleep(0.1)
    demo_server.stop(kill=True)
    before = demo_server.entries()
    stood = max(entry.happened_at for entry in before[-200:])
    # When it is away for some seconds, which would be twenty minutes of that day
    time.sleep(10)
    demo_server.start()
    demo_server.until_live()
    # Then the day goes on where it was: nobody was overlooked from afar
    until = time.monotonic() + A_WALK_MS / 1000
    while not (after := demo_server.entries(len(before))):
        assert time.monotonic() < until, "the day does not go on"
        time.sleep(0.1)
    assert max(entry.recorded_at for entry in after) - stood < timedelta(minutes=10)
