"""Emergencies in a real browser: fit for everybody by day and by night, and a replay by hand and by keyboard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from server.conftest import serving
from server.test_pages_in_a_browser import faults_of
from support.past_emergencies import PASSWORD

TESTS = Path(__file__).resolve().parents[1]
PICTURES = os.environ.get("BOTHY_PICTURES")
"""A folder for pictures of each page, for whoever wants to look."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    home = tmp_path_factory.mktemp("emergencies") / "home"
    environ = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "support.past_emergencies", str(home)],
        cwd=TESTS, env={**environ, "PYTHONPATH": f"{TESTS}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with serving(home) as server:
        yield SimpleNamespace(url=server.url, **json.loads(done.stdout))


def at_desk(browser: Browser, house: SimpleNamespace, theme: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    page.goto(house.url + "/sign-in")
    page.get_by_label("Username").fill("moira")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/office/")
    return page


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1280, 800), ("dark", 1024, 768)])
def test_every_page_of_an_emergency_is_fit_for_everybody(
    house: SimpleNamespace, browser: Browser, theme: str, width: int, height: int
) -> None:
    page = at_desk(browser, house, theme, width, height)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    paths = {
        "home": "/office/",
        "list": "/office/emergencies",
        "gaps": "/office/emergencies?show=gaps",
        "empty": "/office/emergencies?month=2019-01&show=drills",
        "record": f"/office/emergencies/{house.whole}",
        "record-gap": f"/office/emergencies/{house.gap}",
        "record-drill": f"/office/emergencies/{house.drill}",
        "duties": "/office/duties",
        "replay": f"/office/emergencies/{house.whole}/replay",
        "replay-drill": f"/office/emergencies/{house.drill}/replay",
    }
    for name, path in paths.items():
        page.goto(house.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for image in page.locator(".chart img:visible").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("image => image.naturalWidth") > 100, "the chart is drawn"
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{theme}.png", full_page=name != "home")
        assert faults_of(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{name} is wider than the screen"
    assert complaints == []
    page.close()


def test_a_rescue_is_played_line_by_line_and_by_itself(house: SimpleNamespace, browser: Browser) -> None:
    page = at_desk(browser, house, "light", 1280, 800)
    page.goto(f"{house.url}/office/emergencies/{house.whole}/replay")
    since, current = page.locator("[data-since]"), page.locator(".played .current")
    now = {name: page.locator(f'[data-now="{name}"]') for name in ("breaths", "spo2", "awake", "doses")}

    # Given the beginning: only the raising has happened, and nothing was read yet
    expect(since).to_have_text("+00:00")
    expect(current).to_contain_text("Emergency raised, place 4")
    expect(now["spo2"]).to_have_text("–")

    # When it is stepped by touch, then by keyboard
    page.get_by_role("button", name="Next line").click()
    expect(since).to_have_text("+00:09")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(since).to_have_text("+00:18")
    expect(now["spo2"]).to_have_text("71")
    expect(now["breaths"]).to_have_text("4")
    expect(now["awake"]).to_have_text("unresponsive")
    page.keyboard.press("ArrowRight")
    expect(since).to_have_text("+00:28")
    expect(current).to_contain_text("Stimulation")
    page.keyboard.press("b")
    expect(since).to_have_text("+00:25")

    # And it is moved along to after the second dose
    page.get_by_label("Where in the emergency").fill("192")
    expect(since).to_have_text("+03:12")
    expect(now["doses"]).to_have_text("2")
    expect(now["spo2"]).to_have_text("88")
    expect(page.locator(".played .to-come").first).to_contain_text("Cooling")

    # Then it goes on by itself, at thirty times the speed, to the closing, and can begin again
    page.get_by_role("radio", name="30×").check()
    page.get_by_label("Where in the emergency").fill("890")
    page.locator("h1").click()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(current).to_contain_text("Closed: recovered here", timeout=60_000)
    expect(since).to_have_text("+16:00")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("heading", name="Afterwards")).to_be_visible()
    page.close()


def test_a_duty_that_was_done_goes_from_the_page(house: SimpleNamespace, browser: Browser) -> None:
    page = at_desk(browser, house, "light", 1024, 768)
    page.goto(house.url + "/office/duties")
    before = page.get_by_role("heading", level=2).count()
    page.get_by_role("link", name="Say that it was done").first.click()
    form = page.get_by_role("form").first
    form.get_by_label("How").select_option("email")
    form.get_by_label("Reference number").fill("INC 2025/31")
    form.get_by_role("button", name="It was done").click()
    expect(page.get_by_text("INC 2025/31").first).to_be_visible()
    page.goto(house.url + "/office/duties")
    expect(page.get_by_role("heading", level=2)).to_have_count(before - 1)
    page.close()
