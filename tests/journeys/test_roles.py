"""A receptionist, a shift lead, an inspector and an administrator, each at what is theirs, in a real browser and with axe.

A nurse and a manager have journeys of their own: `test_vault`, `test_registers`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from journeys.hands import Hands
from server.conftest import PASSWORD, serving, wait_until_up
from server.test_pages_in_a_browser import faults_of

pytestmark = pytest.mark.journey

PIN = "4817"
STAFF = {"Isla": "reception", "Kirsty": "shift_lead", "Anwar": "inspector", "Rhona": "administrator"}
SERVICE_USERS = (("Alexander P", "plum-finch-7"), ("Wren", "hazel-lamp-3"))
_BEFORE = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from bothy.server.boot import prepare
from bothy.server.home import Home
home = prepare(Home(Path(sys.argv[1])))
from bothy.people.setup import add_office_user, add_staff
from bothy.server.opening import open_house
from journeys.test_roles import PIN, SERVICE_USERS, STAFF
from support.open_house import founding
from support.vault_house import register
facility = open_house(home, founding(name="Northgate"))
for name, code in SERVICE_USERS:
    register(facility, name, code)
facility.close()
for name, role in STAFF.items():
    staff = add_staff(name, role, PIN)
    if role != "reception":
        add_office_user(staff, name.lower(), sys.argv[2], check=False)
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A house with people of each role, and two who are known at the desk."""
    home = tmp_path_factory.mktemp("roles") / "home"
    told = [sys.executable, "-c", _BEFORE, str(home), PASSWORD, str(Path(__file__).resolve().parents[1])]
    subprocess.run(told, check=True, env={**os.environ, "BOTHY_HOME": str(home)})
    with serving(home) as server:
        wait_until_up(server.url)
        yield server.url


def signed_in(browser: Browser, url: str, name: str, where: str = "/office/") -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{url}/sign-in?next={where}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{where}")
    assert faults_of(page) == []
    return page


def test_a_receptionist_finds_somebody_by_what_they_are_called(url: str, browser: Browser) -> None:
    office = signed_in(browser, url, "rhona", "/office/devices")
    office.get_by_label("What the device is called").fill("Desk tablet")
    office.get_by_role("button", name="Make a code for a tablet").click()
    code = office.locator(".code-big").inner_text()
    hands = Hands(browser.new_context(viewport={"width": 1024, "height": 768}, reduced_motion="reduce").new_page())
    hands.enrol(url, code)
    hands.sign_in("Isla", PIN)
    hands.page.locator("button.door").click()
    hands.page.get_by_role("searchbox").fill("sandy")
    found = hands.page.locator(".result", has_text="Alexander P")
    expect(found).to_be_visible()
    hands.finds_no_barrier()
    hands.tap(found)
    expect(hands.sheet()).to_contain_text("Alexander P")
    hands.finds_no_barrier()


def test_a_shift_lead_shows_what_is_held_and_forgets(url: str, browser: Browser) -> None:
    page = signed_in(browser, url, "kirsty", "/office/people")
    page.get_by_label("Name, nickname, code or card").fill("hazel")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Wren").click()
    assert faults_of(page) == []
    page.get_by_role("link", name="held").first.click()
    page.get_by_role("button", name="Show it here").click()
    expect(page.get_by_text("hazel-lamp-3").first).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Wren").first.click()
    page.get_by_role("link", name="Forget").first.click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Go on: nothing is done yet").click()
    expect(page.get_by_role("heading", name="Forget Wren for good?")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Forget Wren now").click()
    page.goto(url + "/office/people?q=wren")
    expect(page.get_by_text("Nobody is known by “wren”.")).to_be_visible()
    for path in ("/office/rota", "/office/readiness", "/office/departures", "/office/registers"):
        page.goto(url + path)
        assert faults_of(page) == [], path


def test_an_inspector_makes_a_pack_and_meets_no_name(url: str, browser: Browser) -> None:
    page = signed_in(browser, url, "anwar", "/office/inspection")
    today = page.get_by_label("Last day").get_attribute("max")
    assert today
    for label in ("First day", "Last day"):
        page.get_by_label(label).fill(today)
    page.get_by_role("button", name="Make the pack").click()
    page.wait_for_url("**/office/inspection/*.zip")
    expect(page.get_by_role("heading", name="Inspection pack")).to_be_visible()
    assert faults_of(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it along").click()
    page.goto(url + "/office/inspection")
    page.get_by_label("The pack").set_input_files(taken.value.path())
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("as they were signed")).to_be_visible()
    for path in ("/office/", "/office/rules", "/office/legal-basis", "/office/departures", "/office/registers", "/journal/"):
        page.goto(url + path)
        assert faults_of(page) == [], path
        for name, code in SERVICE_USERS:
            assert name not in page.content() and code not in page.content(), path
    for path in ("/office/people", "/office/vault/", "/office/staff"):
        answer = page.goto(url + path)
        assert answer is not None and answer.status == 403, path


def test_an_administrator_sets_up_a_second_factor_and_is_asked_for_it(url: str, browser: Browser) -> None:
    page = signed_in(browser, url, "rhona", "/office/sign-in")
    page.get_by_role("link", name="Set up an app").click()
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button").last.click()
    secret = page.locator("code.mono").inner_text()
    assert faults_of(page) == []
    page.get_by_label("Code that the app shows").fill(_code(secret, 0))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("recovery code").first).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign out").first.click()
    page.goto(url + "/sign-in")
    page.get_by_label("Username").fill("rhona")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/code**")
    assert faults_of(page) == []
    page.get_by_label("Code").first.fill(_code(secret, 1))
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url("**/office/")


def _code(secret: str, ahead: int) -> str:
    """What the app shows, or shows next: a code is good once."""
    app = TOTP(b32decode(secret), 6, SHA1(), 30)  # what authenticator apps do
    return app.generate(int(time.time()) + 30 * ahead).decode()
