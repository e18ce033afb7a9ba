"""The office in a real browser: founded, looked at by day and night, by axe, and by its own content policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from server.conftest import PASSWORD, serving, wait_until_up

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/office/", "/office/devices", "/office/staff", "/office/staff/add", "/office/sign-in", "/office/rota", "/office/floor-rules",
    "/office/rules", "/office/network", "/office/paper", "/office/export", "/journal/", "/reports/audit", "/evidence/", "/evidence/city-figures/",
    "/evidence/city-figures/?example=suspected-drug-deaths-by-police-division", "/office/vault/",
    "/office/vault/linkage", "/office/requests", "/nowhere",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Any, str]]:
    """A browser, and the address of a facility founded with it."""
    with serving(tmp_path_factory.mktemp("browser") / "home") as server:
        wait_until_up(server.url)
        page = browser.new_page()
        page.goto(server.url)
        assert faults_of(page) == []
        for label, value in (
            ("Name of the facility", "Northgate"),
            ("Your name", "Morag"),
            ("Username for the office", "morag"),
            ("Password", PASSWORD),
            ("Password again", PASSWORD),
        ):
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Found the facility").click()
        page.wait_for_url("**/office/")
        page.close()
        yield browser, server.url


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong, in words. Evaluated by the browser's own tools, which the page's policy does not bind."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{page.url} {one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1280, 800), ("dark", 1024, 768)])
def test_every_page_is_fit_for_everybody_by_day_and_by_night(
    office: tuple[Any, str], theme: str, width: int, height: int
) -> None:
    browser, url = office
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(url + "/sign-in")
    assert faults_of(page) == []
    page.get_by_label("Username").fill("morag")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/office/")
    for path in PAGES:
        page.goto(url + path)
        assert faults_of(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways"
    page.goto(url + "/office/devices")
    page.get_by_label("What the device is called").fill("Room tablet")
    page.get_by_role("button", name="Make a code for a tablet").click()
    assert faults_of(page) == []
    page.goto(url + "/office/staff")
    page.locator("main tbody").get_by_role("link", name="Morag", exact=True).last.click()
    assert faults_of(page) == []
    # The one error is the page that is not there.
    assert [one for one in complaints if "404" not in one] == []
    page.close()


def test_night_is_chosen_once_and_kept(office: tuple[Any, str]) -> None:
    browser, url = office
    page = browser.new_page(color_scheme="light")
    page.goto(url + "/sign-in")
    assert page.evaluate("document.documentElement.dataset.theme") == "day"
    page.get_by_role("button", name="Night").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "night"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "night"
    assert page.locator("[data-theme-switch]").inner_text() == "Day", "it says what a tap will do"
    page.get_by_role("button", name="day colours").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "day"
    page.close()


def test_a_checkpoint_and_a_verify_by_hand(office: tuple[Any, str]) -> None:
    browser, url = office
    page = browser.new_page()
    page.goto(url + "/sign-in?next=/journal/")
    page.get_by_label("Username").fill("morag")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Make a checkpoint").click()
    page.get_by_text("BOTHY CHECKPOINT 1 entry 2").first.wait_for()
    page.get_by_role("button", name="Verify now").click()
    page.get_by_text("Good. All 2 entries are as they were written").wait_for()
    assert faults_of(page) == []
    page.close()


def test_a_policy_broken_in_the_page_is_not_run(office: tuple[Any, str]) -> None:
    browser, url = office
    page = browser.new_page()
    page.goto(url + "/sign-in")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    page.close()


def sign_in(page: Page, url: str) -> None:
    page.goto(url + "/sign-in")
    page.get_by_label("Username").fill("morag")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_made_and_asked_for_and_a_recovery_code_stands_in(office: tuple[Any, str]) -> None:
    """Last of these: from here on the account needs its second factor."""
    browser, url = office
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    key = context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True, "isUserVerified": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, url)
    page.get_by_role("link", name="Set it up").click()
    page.get_by_role("link", name="Add a passkey").click()
    assert faults_of(page) == []
    page.get_by_label("What you call it").fill("Blue key")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes", exact=True).wait_for()
    assert faults_of(page) == []
    codes = page.locator("[data-codes] li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("Blue key").wait_for()
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign out", exact=True).click()

    sign_in(page, url)
    page.get_by_role("heading", name="One thing more").wait_for()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Office", exact=True).wait_for()
    page.goto(url + "/office/sign-in/app")
    page.goto(url + "/office/sign-in/again/passkey?next=/office/sign-in/app")
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Set up an authenticator app").wait_for()
    assert faults_of(page) == [] and page.locator("main img").evaluate("one => one.naturalWidth") > 0
    page.get_by_role("button", name="Sign out", exact=True).click()

    sign_in(page, url)
    page.get_by_label("recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Office", exact=True).wait_for()
    assert complaints == []
    context.close()
