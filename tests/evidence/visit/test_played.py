"""The file in a real browser, with the network off: it plays, goes to any minute by key and by hand, and keeps nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bothy.evidence.visit.page import as_html
from evidence.visit.test_day import DAY
from journeys.hands import AXE, Hands


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "visit.html").write_bytes(as_html(DAY, "Northgate", True, "From entries 1 to 9."))
    return (tmp_path / "visit.html").as_uri()


@pytest.fixture
def hands(browser: Browser, file: str) -> Iterator[Hands]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    made = Hands(page)
    page.goto(file)
    expect(page.locator("#stage")).to_be_visible()
    yield made
    assert asked == [file], "it asks for nothing but itself"
    context.close()


def at(page: Page, minute: int) -> None:
    page.locator("#time").fill(str(minute))


def test_it_begins_at_rest_and_tells_each_minute(hands: Hands) -> None:
    page = hands.page
    expect(page.locator("#clock")).to_have_text("09:00")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    at(page, 552)
    expect(page.locator("#floor-says")).to_have_text("09:12: 1 inside, 0 waiting or talking, 1 of 2 places taken, 0 in aftercare.")
    at(page, 562)
    expect(page.locator("#floor-says")).to_have_text("09:22: 2 inside, 0 waiting or talking, 1 of 2 places taken, 0 in aftercare. Emergency in place 1.")
    assert page.locator("#floor .seat.alarm").count() == 1 and page.locator("#floor .bang[visibility=visible]").count() == 1
    expect(page.locator("#log li").first).to_contain_text("Emergency in place 1.")
    at(page, 720)
    expect(page.locator("#counts")).to_contain_text("visits so far2")
    expect(page.locator("#floor .guest[opacity='1']")).to_have_count(0)


def test_it_plays_and_pauses_by_button_and_by_key(hands: Hands) -> None:
    page = hands.page
    page.locator("#speed").select_option("4")
    hands.tap_button("Play")
    expect(page.locator("#clock")).not_to_have_text("09:00")
    hands.tap_button("Pause")
    stood = page.locator("#clock").inner_text()
    page.locator("h1").click()
    page.keyboard.press(" ")
    expect(page.locator("#play")).to_have_text("Pause")
    expect(page.locator("#clock")).not_to_have_text(stood)
    page.keyboard.press(" ")
    expect(page.locator("#play")).to_have_text("Play")


def test_played_to_its_end_it_stops_and_begins_again(hands: Hands) -> None:
    page = hands.page
    at(page, 719)
    page.locator("#speed").select_option("4")
    hands.tap_button("Play")
    expect(page.locator("#clock")).to_have_text("12:00")
    expect(page.locator("#play")).to_have_text("Play")
    hands.tap_button("Play")
    expect(page.locator("#clock")).not_to_have_text("12:00")


def test_the_keyboard_reaches_every_minute(hands: Hands) -> None:
    page = hands.page
    page.locator("h1").click()
    for key, shown in (("ArrowRight", "09:01"), ("PageUp", "09:16"), ("ArrowLeft", "09:15"), ("PageDown", "09:00"), ("ArrowLeft", "09:00"), ("End", "12:00"), ("Home", "09:00")):
        page.keyboard.press(key)
        expect(page.locator("#clock")).to_have_text(shown)
    page.locator("#time").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#clock")).to_have_text("09:01")
    assert page.locator("#time").get_attribute("aria-valuetext") == "09:01"


def test_nobody_is_kept_out_by_day_or_by_night(hands: Hands) -> None:
    at(hands.page, 562)
    hands.finds_no_barrier()
    hands.tap_button("Night")
    assert hands.page.evaluate("document.documentElement.dataset.theme") == "night"
    hands.finds_no_barrier()


def test_who_asks_for_less_motion_gets_none(browser: Browser, file: str) -> None:
    context = browser.new_context(offline=True, reduced_motion="reduce", color_scheme="dark")
    page = context.new_page()
    page.goto(file)
    assert page.evaluate("document.documentElement.dataset.theme") == "night"
    hands = Hands(page)
    hands.tap_button("Play")
    expect(page.locator("#clock")).not_to_have_text("09:00")
    assert page.evaluate("getComputedStyle(document.querySelector('#floor .guest')).transitionDuration") == "0s"
    context.close()


def test_without_scripts_the_day_stands_in_words(browser: Browser, file: str) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(file)
    expect(page.get_by_text("Where scripts do not run")).to_be_visible()
    expect(page.locator("#stage")).to_be_hidden()
    expect(page.get_by_role("row").nth(1)).to_contain_text("09:00")
    expect(page.get_by_text("09:20 to 09:40, place 1: Oxygen; the person recovered here.")).to_be_visible()
    context.close()


def test_it_fits_a_phone(browser: Browser, file: str) -> None:
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(file)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((told) => told.violations.length)") == 0
    context.close()
