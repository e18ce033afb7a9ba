"""By whose leave, in a real browser: every page fit for everybody, and a protocol written, looked at and signed by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect

from server.test_emergency_pages import at_desk, house  # noqa: F401  (the house that it furnishes)
from server.test_pages_in_a_browser import faults_of
from support.past_emergencies import PASSWORD

PAGES = (
    "/office/", "/office/rules", "/office/rules/propose", "/office/rules/compare?a=shipped-scotland&b=shipped-generic", "/office/legal-basis",
    "/office/readiness", "/office/departures", "/office/protocol?all", "/office/protocol/write", "/journal/entry/2",
)  # fmt: skip


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1280, 800), ("dark", 1024, 768)])
def test_every_page_of_the_leave_is_fit_for_everybody(
    house: SimpleNamespace,  # noqa: F811
    browser: Browser,
    theme: str,
    width: int,
    height: int,
) -> None:
    page = at_desk(browser, house, theme, width, height)
    for path in PAGES if theme == "light" else PAGES[1::2]:
        page.goto(house.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for one in page.locator("details > summary").all():
            if one.is_visible():
                one.click()
        assert faults_of(page) == [], path
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), f"{path} is wider than the screen"
    if theme == "light":
        page.goto(house.url + "/office/protocol/write")
        page.get_by_role("button", name="Look at it").click()
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Sign into the journal").click()
        expect(page.get_by_text("It cannot be changed now, only amended.")).to_be_visible()
        assert faults_of(page) == []
    page.close()
