"""What a tablet keeps: it goes on alone through reloads, crashes and restarts, and tells nobody who finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, expect

from bothy.intake.sealing import Box, BoxTrouble, SealKey
from journeys.facility import Facility, Tablet
from journeys.hands import Hands
from journeys.own_browser import (
    ALL_THAT_LIES,
    NAME,
    count,
    crash,
    cut,
    desk_lines,
    holding,
    on_the_disk,
    sign_out,
    stand,
    tablet,
    telling,
    until,
    until_true,
)

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def playwright_own(browser: Browser) -> Any:
    """What starts a browser with a profile of its own, which outlives it."""
    return browser.browser_type


def test_a_reload_while_cut_off_opens_with_the_house_as_it_was(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given Lark waiting, and a tablet that has seen it
    desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")

    # When the server is gone and the page is opened anew
    floor_server.stop(kill=True)
    hands.page.reload()

    # Then the board is there, Lark on it, and the tablet says that it is alone
    expect(hands.card("Lark")).to_be_visible()
    expect(hands.page.locator(".head .who")).to_contain_text("Ailsa")

    # And what was tapped then is there after another reload, and is told when the server is back
    hands.tap_button("Assess", hands.card("Lark"))
    expect(hands.page.locator(".unsent")).to_be_visible()
    hands.page.reload()
    expect(hands.page.locator(".unsent")).to_be_visible()
    floor_server.start()
    expect(hands.page.locator(".unsent")).to_have_count(0)
    assert count(desk, "stage-entered") == 1


def test_a_tablet_that_was_switched_off_comes_back_with_its_house_and_its_entries(
    playwright_own: Any, chromium_path: str, known: Callable[..., str], desk: Tablet, floor_server: Facility, tmp_path: Path
) -> None:
    # Given a tablet with Lark on its board, cut off, and an entry that waits
    desk.visit(known("Lark"))
    with tablet(playwright_own, chromium_path, tmp_path / "profile") as context:
        hands = holding(stand(context, floor_server), "Lark")
        floor_server.stop(kill=True)
        hands.tap_button("Assess", hands.card("Lark"))
        expect(hands.page.locator(".unsent")).to_be_visible()

    # When it is switched on again, with the server still gone
    with tablet(playwright_own, chromium_path, tmp_path / "profile") as context:
        hands = Hands(context.new_page())
        hands.page.goto(f"{floor_server.url}/floor/")

        # Then Lark is there, and the entry, and the person on shift; and all is told when the server is back
        expect(hands.column("Assessment").get_by_text("Lark")).to_be_visible()
        expect(hands.page.locator(".unsent")).to_be_visible()
        expect(hands.page.locator(".head .who")).to_contain_text("Ailsa")
        floor_server.start()
        expect(hands.page.locator(".unsent")).to_have_count(0)
        assert count(desk, "stage-entered") == 1


def test_a_page_that_dies_between_keeping_and_drawing_has_kept(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given a tablet that is cut off, and dies when its row lies on the disk and nothing was drawn of it
    desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")
    cut(hands, floor_server)
    context, url = hands.page.context, hands.page.url
    hands.page.evaluate(HEARS_NOTHING_OF_KEEPING)
    hands.page.get_by_role("button", name="Assess", exact=True).first.click(no_wait_after=True)
    until_true(hands.page, "() => window.rowsKept > 0")
    expect(hands.column("Assessment").get_by_text("Lark")).to_have_count(0)
    crash(hands.page)

    # When the page is opened anew
    after = Hands(context.new_page())
    after.page.goto(url)

    # Then what was kept is drawn, and told once
    expect(after.column("Assessment").get_by_text("Lark")).to_be_visible()
    floor_server.start()
    expect(after.page.locator(".unsent")).to_have_count(0)
    assert count(desk, "stage-entered") == 1


def test_the_tabs_of_a_tablet_share_one_stream_and_the_next_one_takes_over(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given two tabs, of which the first has the stream
    first = at_tablet()
    first.page.evaluate(DISK_IS_FULL)
    second = Hands(first.page.context.new_page())
    streams: list[str] = []
    second.page.on("request", lambda request: "/floor/stream?" in f"{request.url}?" and streams.append(request.url))
    second.page.goto(first.page.url)
    expect(second.page.locator("main.board")).to_be_visible()
    expect(second.page.locator(".head .who")).to_contain_text("Ailsa")

    # When somebody comes, then both hear of it, the second by the first
    desk.visit(known("Lark"))
    expect(first.card("Lark")).to_be_visible()
    expect(second.card("Lark")).to_be_visible()
    assert streams == []

    # And what the house told before the second was opened is known there
    expect(second.page.locator(".house-trouble")).to_have_text("▲ Disk full: entries wait")

    # When the first tab crashes, then the second has the stream, and misses nothing
    crash(first.page)
    desk.visit(known("Wren", "sky-badger-3"))
    expect(second.card("Wren")).to_be_visible()
    assert len(streams) == 1
    assert "after=" in streams[0], "it goes on from where the first had come to"


def test_two_tabs_send_a_row_once(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given two tabs of a tablet that is cut off, and an entry made in each
    visits = [desk.visit(known(name, f"plum-otter-{n}")) for n, name in enumerate(("Lark", "Wren"))]
    first = at_tablet()
    second = Hands(first.page.context.new_page())
    second.page.goto(first.page.url)
    for hands in (first, second):
        expect(hands.card("Wren")).to_be_visible()
    floor_server.stop(kill=True)
    for hands in (first, second):
        expect(hands.page.locator(".foot.cut")).to_be_visible()
    first.tap_button("Assess", first.card("Lark"))
    first.page.keyboard.press("Escape")
    second.tap_button("Assess", second.card("Wren"))
    second.page.keyboard.press("Escape")

    # Then each draws what the other kept
    for hands in (first, second):
        for name in ("Lark", "Wren"):
            expect(hands.column("Assessment").get_by_text(name)).to_be_visible()

    # When the server is back, each row goes once
    sent: list[str] = []

    def note(answer: Any) -> None:
        if "/floor/commands" in answer.url and answer.status == 200:  # 503 while the house starts is no answer
            sent.extend(one["id"] for one in answer.request.post_data_json["commands"])

    first.page.context.on("response", note)
    floor_server.start()
    for hands in (first, second):
        expect(hands.page.locator(".unsent")).to_have_count(0)
    assert len(sent) == len(set(sent)) == 2
    assert {one["subject"] for one in desk_lines(desk) if one["kind"] == "stage-entered"} == set(visits)


def test_what_lies_on_a_tablet_cannot_be_read(
    playwright_own: Any, chromium_path: str, known: Callable[..., str], desk: Tablet, floor_server: Facility, tmp_path: Path
) -> None:
    # Given a tablet with Brindle, who uses heroin, in the house, and an entry that waits
    desk.visit(known(NAME))
    with tablet(playwright_own, chromium_path, tmp_path / "profile") as context:
        hands = holding(stand(context, floor_server), NAME)
        floor_server.stop(kill=True)
        hands.tap_button("Assess", hands.card(NAME))
        hands.tap_button("Same as last time", hands.sheet(), exact=False)
        expect(hands.page.locator(".unsent")).to_be_visible()

        # Then rows and picture are there, and nothing of them in clear, for a page or for who reads the disk
        stores = hands.page.evaluate(ALL_THAT_LIES)
        assert len(stores["outbox"]) == 2
        assert stores["picture"] and stores["keys"]
        assert telling(stores) == []

        # When the last person signs out, still cut off
        sign_out(hands, "Ailsa")

        # Then no key, no row and no picture of anybody is left: only a sealed box
        stores = until(hands.page, lambda stores: not stores["outbox"])
        assert [one["name"] for one in stores["keys"]] == ["device"]
        assert [one["part"] for one in stores["picture"]] == ["bare", "staff"]
        assert [one["kind"] for one in stores["boxes"]] == ["rows", "shift"]
        assert {"tick_ms", "boot", "wall", "synced"} <= set(stores["boxes"][1]["body"]), "the house times the going as any other"
        assert telling(stores) == []
    assert on_the_disk(tmp_path / "profile", NAME) == []

    # When it is switched on again and the server is back, with nobody signed in
    floor_server.start()
    with tablet(playwright_own, chromium_path, tmp_path / "profile") as context:
        hands = Hands(context.new_page())
        hands.page.goto(f"{floor_server.url}/floor/")

        # Then the box was handed in: what Ailsa did stands in the journal, under her name, once
        until(hands.page, lambda stores: all(one.get("sent") for one in stores["boxes"]))
        assert [one["staff"] for one in desk_lines(desk) if one["kind"] == "stage-entered"] == [floor_server.staff["Ailsa"]]


def test_a_box_of_the_browser_is_opened_by_the_facility_and_not_when_it_was_changed(
    at_tablet: Callable[..., Hands], floor_server: Facility
) -> None:
    hands = at_tablet()
    key = SealKey.of_home(floor_server.folder / "home")
    told = {"command": {"name": "Lark ✓"}, "numbers": [1, 2]}
    box = hands.page.evaluate(
        "async ([key, told]) => (await import('/static/floor/keep/seal.js')).seal(key, told)", [key.public, told]
    )
    assert json.loads(key.open(msgspec.convert(box, Box))) == told
    for part in ("epk", "iv", "ct"):
        changed = ("A" if box[part][5] != "A" else "B").join((box[part][:5], box[part][6:]))
        with pytest.raises(BoxTrouble):
            key.open(msgspec.convert({**box, part: changed}, Box))


DISK_IS_FULL = """async () => {
  (await import('/static/floor/store.js')).store.troubles = [{ code: "disk_full", sentence: "The disk is full." }];
}"""

# The row is written and lies there, and the page never hears of it.
HEARS_NOTHING_OF_KEEPING = """() => {
  window.rowsKept = 0;
  const listen = IDBTransaction.prototype.addEventListener;
  IDBTransaction.prototype.addEventListener = function (name, act, ...more) {
    const deaf = this.mode === "readwrite" && this.objectStoreNames.contains("outbox");
    return listen.call(this, name, deaf && name === "complete" ? () => (window.rowsKept += 1) : act, ...more);
  };
}"""
