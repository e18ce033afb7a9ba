"""Paper in a browser: printed in quiet times, filled in with a pen, keyed in when the house is back."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.hands import Hands
from support.real_server import Furnished, RealServer, furnish, serving

pytestmark = pytest.mark.journey
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    with serving(furnish(tmp_path_factory.mktemp("paper") / "home", tablets=1, days_ago=3)) as server:
        yield server


def at_desk(browser: Browser, server: RealServer, path: str, **more: object) -> Hands:
    """Hands at an office screen, signed in as a nurse."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "base_url": server.url, **more})
    hands = Hands(context.new_page())
    hands.page.goto(f"/sign-in?next={path}")
    hands.type("Username", "ailsa")
    hands.type("Password", "a long password of tests")
    hands.tap_button("Sign in")
    expect(hands.page.get_by_role("button", name="Sign out")).to_be_visible()
    return hands


def fits(hands: Hands) -> None:
    hands.finds_no_barrier()
    assert hands.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"


def on_the_board(server: RealServer, browser: Browser) -> Page:
    """An enrolled tablet's board."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "bothy_device", "value": server.home.tablets[0], "url": server.url, "httpOnly": True}])
    page = context.new_page()
    page.goto(f"{server.url}/floor/")
    expect(page.locator("main.board")).to_be_visible()
    return page


def registered(server: RealServer, name: str) -> None:
    from uuid import uuid4

    command = {
        "id": str(uuid4()), "kind": "register-person", "subject": str(uuid4()), "body": {}, "happened_at": datetime.now(UTC).isoformat(),
        "private": {"name": name, "code": "plum-otter-7", "card": None}, "staff": str(server.home.nurse),
    }  # fmt: skip
    answer = server.post(command)
    assert answer.json()["answers"][0]["answer"] == "recorded", answer.text


def test_a_visit_on_paper_is_printed_and_keyed_in_once(browser: Browser, server: RealServer, tmp_path: Path) -> None:
    # Given somebody known, and three visit sheets that were printed, at night, on a small screen
    registered(server, "Corbie")
    hands = at_desk(browser, server, "/office/paper", color_scheme="dark", viewport={"width": 1024, "height": 768})
    page = hands.page
    fits(hands)
    for label, count in (("Visits", "3"), ("Emergencies", "0"), ("Turned away", "0")):
        hands.type(label, count)
    with page.expect_download() as loaded:
        hands.tap_button("Make the PDF")
    loaded.value.save_as(tmp_path / "sheets.pdf")
    assert (tmp_path / "sheets.pdf").read_bytes().startswith(b"%PDF")
    page.goto("/office/paper")
    hands.sees("3 sheets of ")
    page.get_by_text("Which ones").click()
    ids = re.findall(r"BOTHY-\w{5}-\w", page.locator("main details").inner_text())
    assert len(ids) == 3
    fits(hands)

    # When an id is typed with a slip, a sentence says so; without one, the sheet opens
    hands.type("Id at the top of the sheet", ids[0][:-1] + ("A" if ids[0][-1] != "A" else "C"))
    hands.tap_button("Key it in")
    hands.sees("The last sign does not fit the others")
    fits(hands)
    hands.type("Id at the top of the sheet", ids[0].lower().removeprefix("bothy-"))
    hands.tap_button("Key it in")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ids[0])
    fits(hands)

    # And what was written of the arrival is keyed in, but not who it is
    page.get_by_label("Day on the sheet").fill(YESTERDAY.isoformat())
    page.get_by_label("At the door: time").fill("2210")
    page.get_by_label("At the door: Name or code, as spoken").fill("korbie")
    page.get_by_role("group", name="At the door: Came for").get_by_label("use", exact=True).check()
    page.get_by_label("Place given: time").fill("2215")
    hands.tap_button("Key in")

    # Then it is asked, and nothing is written; what was typed is still there
    hands.sees("Say which of these it is")
    hands.sees("Nothing was written yet")
    hands.sees("What stands under “Place number”?")
    expect(page.get_by_label("At the door: time")).to_have_value("2210")
    fits(hands)
    page.get_by_label("Corbie plum-otter-7").check()
    page.get_by_label("Place given: Place number").fill("4")
    hands.tap_button("Key in")
    hands.sees("the visit stays open on the board, if you tick this")
    page.get_by_label("Corbie plum-otter-7").check()
    page.get_by_label("They are still here").check()
    hands.tap_button("Key in")
    hands.sees("2 lines recorded.")
    fits(hands)

    # And they stand on the board of a tablet, in the place that the paper says
    board = on_the_board(server, browser)
    expect(board.locator('li.place[data-place="4"]')).to_contain_text("Corbie")

    # When the rest is keyed in by the next one at that screen, by day
    again = at_desk(browser, server, f"/office/paper/{ids[0]}")
    again.sees("Already recorded: 2 lines of this sheet, last by Ailsa")
    again.sees("22:15 Place number 4 (already recorded: by Ailsa")
    assert again.page.get_by_label("At the door: time").count() == 0
    fits(again)
    again.page.get_by_label("Seen 1: time").fill("22:20")
    again.page.get_by_label("Left: time").fill("0005")
    again.page.get_by_label("Left: How").select_option(label="left")
    again.tap_button("Key in")
    again.sees("2 lines recorded.")
    again.sees("The sheet is finished.")
    again.sees("00:05 left (already recorded: by Ailsa")
    fits(again)

    # Then the place is free, and the list asks after the other two sheets only
    expect(board.locator('li.place[data-place="4"]')).not_to_contain_text("Corbie")
    again.page.goto("/office/paper")
    again.sees("2 sheets of ")
    again.tap(again.page.get_by_role("button", name=re.compile("They are unused")))
    again.sees("2 sheets put down as unused.")
    again.sees("every sheet that was printed is keyed in")
    fits(again)


def test_an_emergency_sheet_is_fit_for_everybody(browser: Browser, server: RealServer) -> None:
    from bothy.server.paper.ids import new_id

    hands = at_desk(browser, server, f"/office/paper/{new_id('emergency')}", viewport={"width": 1024, "height": 768})
    hands.sees("nothing is known here of its printing")
    fits(hands)
    page = hands.page
    page.get_by_label("Day on the sheet").fill(YESTERDAY.isoformat())
    for label, told in (("Noticed: time", "1402"), ("1: time", "1403"), ("1: SpO2 %", "181"), ("Over: time", "1410")):
        page.get_by_label(label, exact=True).fill(told)
    page.get_by_label("Over: Outcome").select_option(label="recovered here")
    hands.tap_button("Key in")
    hands.sees("Between 0 and 100, please.")
    fits(hands)
    page.get_by_label("1: SpO2 %", exact=True).fill("81")
    hands.tap_button("Key in")
    hands.sees("3 lines recorded.")
    hands.sees("14:03 SpO2 % 81 (already recorded: by Ailsa")
    fits(hands)
    page.goto(f"/office/paper/{new_id('turned_away')}")
    fits(hands)


def test_sheets_are_printed_from_the_command_line_beside_the_running_server(server: RealServer, tmp_path: Path) -> None:
    def paper(*words: str, home: Furnished = server.home) -> subprocess.CompletedProcess[str]:
        verb = [sys.executable, "-m", "bothy.cli", "paper", "--home", str(home.folder), *words]
        return subprocess.run(verb, capture_output=True, text=True, env=home.environment, timeout=120)

    to = tmp_path / "some sheets.pdf"
    done = paper("--to", str(to), "--visits", "2", "--emergencies", "1", "--turned-away", "0")
    assert done.returncode == 0, done.stderr
    assert to.read_bytes().startswith(b"%PDF") and "3 sheets in" in done.stdout
    id = re.findall(r"BOTHY-\w{5}-\w", done.stdout)[0]
    with httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=60) as office:
        office.get("/sign-in")
        office.post("/sign-in", data={"username": "ailsa", "password": "a long password of tests", "csrfmiddlewaretoken": office.cookies["csrftoken"]})
        assert id in office.get("/office/paper").text
        assert "nothing is known here" not in office.get(f"/office/paper/{id}").text
    for words, sentence in (
        (("--visits", "0", "--emergencies", "0", "--turned-away", "0"), "one or more"), (("--visits", "500"), "At most 200"),
        (("--to", str(tmp_path / "no folder" / "x.pdf")), "There is no folder"), (("--to", str(tmp_path)), "cannot be written"),
    ):  # fmt: skip
        told = paper("--to", str(to), *words)
        assert told.returncode == 2 and sentence in told.stderr and "Traceback" not in told.stderr, words
    nowhere = Furnished(tmp_path / "nothing here", None, [], server.home.nurse)
    told = paper("--to", str(to), home=nowhere)
    assert told.returncode == 2 and told.stderr.strip(), told


def test_on_postgresql_the_same(postgres_url: str, tmp_path: Path) -> None:
    from bothy.journal.opening import open_reader
    from bothy.server.paper.ids import new_id

    with serving(furnish(tmp_path / "home", postgres_url, tablets=1, days_ago=3)) as server:
        with httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=60) as office:
            office.get("/sign-in")
            office.post("/sign-in", data={"username": "ailsa", "password": "a long password of tests", "csrfmiddlewaretoken": office.cookies["csrftoken"]})
            sheet = f"/office/paper/{new_id('visit')}"
            page = office.get(sheet)
            token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.text)
            assert token, page.text
            told = {
                "csrfmiddlewaretoken": token[1], "date": YESTERDAY.isoformat(), "door.time": "0930", "door.who": "Corbie",
                "place.time": "0940", "place.place": "3", "left.time": "1020",
            }  # fmt: skip
            assert office.post(sheet, data=told).status_code == 302
            assert office.post(sheet, data=told).status_code == 400
            assert "Already recorded: 3 lines of this sheet, last by Ailsa" in office.get(sheet).text
        reader = open_reader(server.home.journal)
        kinds = [entry.kind for entry in reader.entries(3)]
        reader.close()
    assert kinds == ["person-registered", "visit-started", "place-given", "episode-started", "episode-ended", "visit-ended"]
