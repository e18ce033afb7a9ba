"""A nurse keeps what somebody offered and looks at it with a reason; a shift lead breaks the glass; a manager reviews that."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from server.conftest import PASSWORD, serving, wait_until_up
from server.test_pages_in_a_browser import faults_of

pytestmark = pytest.mark.journey

NAME = "Ariadne Quillfeather"
_BEFORE = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from bothy.server.boot import prepare
from bothy.server.home import Home
home = prepare(Home(Path(sys.argv[1])))
from bothy.people.setup import add_office_user, add_staff
from bothy.people.vault import permission, sheets
from bothy.server.opening import open_house
from support.open_house import founding
from support.vault_house import register
facility = open_house(home, founding(name="Northgate"))
register(facility)
facility.close()
for name, role in (("Morag", "manager"), ("Priya", "nurse"), ("Kirsty", "shift_lead")):
    staff = add_staff(name, role, "4817")
    add_office_user(staff, name.lower(), sys.argv[2], check=False)
    if role == "nurse":
        permission.give(staff, None)
sheets.add("linkage", "2026-1", "May a university look your health records up?", None)
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("vault") / "home"
    tests = str(Path(__file__).resolve().parents[1])
    told = [sys.executable, "-c", _BEFORE, str(home), PASSWORD, tests]
    subprocess.run(told, check=True, env={**os.environ, "BOTHY_HOME": str(home)})
    with serving(home) as server:
        wait_until_up(server.url)
        yield server.url


def signed_in(browser: Browser, url: str, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1024, "height": 768}).new_page()
    page.goto(url + "/sign-in?next=/office/vault/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/office/vault/")
    return page


def find_lark(page: Page) -> None:
    page.get_by_label("Name, code or card").fill("lark")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Lark").click()
    assert "lark" not in page.url.lower()


def test_kept_looked_at_broken_and_reviewed(url: str, browser: Browser) -> None:
    nurse = signed_in(browser, url, "priya")
    find_lark(nurse)
    assert faults_of(nurse) == []
    nurse.get_by_role("link", name="Keep identity").click()
    nurse.get_by_label("Name as in their papers").fill(NAME)
    nurse.get_by_label("Health number", exact=True).fill("1234567890")
    nurse.get_by_label("Why it is kept").select_option("treatment")
    nurse.get_by_role("button", name="Keep it in the vault").click()
    expect(nurse.get_by_text("Look at it again")).to_be_visible()
    assert faults_of(nurse) == []
    nurse.get_by_label("Health number", exact=True).fill("")
    nurse.get_by_role("button", name="Keep it in the vault").click()
    expect(nurse.get_by_text("Kept in the vault: identity.")).to_be_visible()
    assert NAME not in nurse.content()
    nurse.get_by_role("article", name="Identity").get_by_label("Why").first.select_option("treatment")
    nurse.get_by_role("button", name="Open", exact=True).click()
    expect(nurse.get_by_text(NAME)).to_be_visible()
    assert faults_of(nurse) == []
    nurse.get_by_role("link", name="Done: close it").click()
    expect(nurse.get_by_role("heading", name="Who looked")).to_be_visible()
    # What was shown is the answer to a form: the way back shows nothing of it.
    with contextlib.suppress(Error):
        nurse.go_back()
    nurse.wait_for_load_state()
    expect(nurse.get_by_text(NAME)).to_have_count(0)
    nurse.goto(url + "/office/vault/")
    find_lark(nurse)
    agreed = nurse.get_by_role("article", name="Being linked with other records")
    agreed.get_by_text("Write down what they said").click()
    agreed.get_by_label("They").select_option("given")
    agreed.get_by_role("button", name="Write down").click()
    expect(agreed.get_by_role("button", name="They withdraw it")).to_be_visible()
    assert faults_of(nurse) == []
    agreed.get_by_role("button", name="They withdraw it").click()
    expect(agreed.get_by_role("heading", name="withdrawn")).to_be_visible()

    lead = signed_in(browser, url, "kirsty")
    find_lark(lead)
    lead.get_by_label("Why").first.select_option("safeguarding")
    lead.get_by_label("I do not hold the permission").check()
    lead.get_by_role("button", name="Open without the permission").click()
    expect(lead.get_by_text(NAME)).to_be_visible()
    # Their quarter of an hour goes by.
    lead.wait_for_load_state()  # The page has to have read its clock before the clock is put on.
    lead.evaluate("document.querySelector('[data-vault-seconds]') && (Date.now = () => 9e15)")
    expect(lead.get_by_text("The time is over")).to_be_visible()
    assert NAME not in lead.content()

    manager = signed_in(browser, url, "morag")
    expect(manager.get_by_text("Kirsty opened identity of Lark")).to_be_visible()
    assert faults_of(manager) == []
    manager.get_by_label("It was").select_option("in_order")
    manager.get_by_role("button", name="Reviewed").click()
    expect(manager.get_by_text("Reviewed: in order.")).to_be_visible()
    assert manager.get_by_role("button", name="Reviewed").count() == 0
    manager.goto(url + "/office/requests")
    manager.get_by_label("Who asks").select_option("police")
    manager.get_by_label("What for").select_option("attendance")
    manager.get_by_label("By what authority").fill("A letter")
    manager.get_by_role("button", name="Write it down").click()
    manager.get_by_label("Decide", exact=True).select_option("refused")
    manager.get_by_label("Username").fill("kirsty")
    manager.get_by_label("Password").fill(PASSWORD)
    assert faults_of(manager) == []
    manager.get_by_role("button", name="Decided by us both").click()
    expect(manager.get_by_text("by Morag and Kirsty")).to_be_visible()
