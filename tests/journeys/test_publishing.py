"""A manager publishes, is told what is due, and revises once a late entry and a correction have come."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, expect

from bothy.care.rules import SCOTLAND
from journeys.facility import PASSWORD, PIN, Facility, Tablet
from journeys.hands import Hands
from reports.journals import INJECT, Pen, write

pytestmark = pytest.mark.journey

_STAFF = """
import sys
from bothy.server.boot import prepare
from bothy.server.home import Home
prepare(Home(__import__("pathlib").Path(sys.argv[1])))
from bothy.people.setup import add_office_user, add_staff
for name, role in (("Moira", "manager"), ("Iain", "analyst"), ("Ailsa", "nurse")):
    staff = add_staff(name, role, sys.argv[3])
    if role != "nurse":
        add_office_user(staff, name.lower(), sys.argv[2], check=False)
"""


def months_ago(count: int) -> str:
    """The month so many before this one."""
    today = datetime.now(UTC)
    index = today.year * 12 + today.month - 1 - count
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def noon(month: str, day: int, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{month}-{day:02d}T{hour:02d}:00:00+00:00")


def two_months() -> tuple[Pen, list[object]]:
    """The months three and two before this one: six people, a visit or two a day."""
    pen = Pen(founded=False)
    founded = noon(months_ago(3), 1, 6)
    from bothy.care import bodies as b
    from reports.journals import FACILITY, SIGNER

    places = tuple(b.PlaceSpec(number=n) for n in range(1, 9))
    rules = msgspec.structs.replace(SCOTLAND, opening_hours=())
    pen(FACILITY, b.FacilityFounded(name="Northgate", time_zone="Europe/London", places=places), founded)
    pen(FACILITY, b.RulesSigned(rules=rules, effective_from=founded, signer=SIGNER), founded)
    pen(FACILITY, b.FloorOpened(), founded)
    people = [pen.person(noon(months_ago(3), 1, 8), sex="female" if n % 2 else "male") for n in range(6)]
    for month in (months_ago(3), months_ago(2)):
        for day in range(2, 28, 2):
            pen.visit(people[day % 6], noon(month, day), INJECT, place=1 + day % 4)
    pen.visit(people[0], noon(months_ago(1), 2), place=None)
    return pen, people


class Publishing(Facility):
    """Months behind it, staff with sign-ins, and a tablet that brings what comes in late."""

    def begin(self) -> None:
        self.pen, self.people = two_months()
        home = self.folder / "home"
        write(home, self.pen.drafts)
        told = [sys.executable, "-c", _STAFF, str(home), PASSWORD, PIN]
        subprocess.run(told, check=True, env={**os.environ, "BOTHY_HOME": str(home)})
        self.start()
        self.office = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        self._post("/sign-in", {"username": "moira", "password": PASSWORD})

    def late(self) -> None:
        """A tablet that was away brings a visit of two months ago, and an entry of then is put right."""
        tablet = Tablet(self, "Desk")
        answer = tablet.client.post("/floor/shift", json={"staff": tablet.names["Ailsa"]["staff"], "pin": PIN})
        assert answer.status_code == 200, answer.text
        first = next(one for one in self.pen.drafts if one.kind == "visit-started" and one.happened_at.isoformat() > months_ago(2))
        visit, other = ({"person": str(self.people[n]), "purposes": ["use"]} for n in (1, 3))
        right = {"entry": str(first.id), "reason": "this visit was of somebody else's", "void": True}
        commands = [
            {
                "id": str(uuid4()), "kind": kind, "subject": str(subject), "body": body, "staff": tablet.names["Ailsa"]["staff"],
                "happened_at": at.isoformat(), "at": datetime.now(UTC).isoformat(), "wall": datetime.now(UTC).isoformat(), "synced": True,
            }
            for kind, subject, body, at in (
                ("start-visit", uuid4(), visit, noon(months_ago(2), 9, 15)),
                ("start-visit", uuid4(), other, noon(months_ago(2), 11, 15)),
                ("correct", first.subject, right, datetime.now(UTC) - timedelta(seconds=1)),
            )
        ]  # fmt: skip
        now = {"wall": datetime.now(UTC).isoformat(), "tick_ms": 1.0, "boot": str(uuid4())}
        said = tablet.client.post("/floor/commands", json={"now": now, "commands": commands}).json()
        assert [one["answer"] for one in said["answers"]] == ["recorded"] * 3, said


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Publishing]:
    facility = Publishing(tmp_path)
    try:
        facility.begin()
        yield facility
    finally:
        facility.stop()


@pytest.fixture
def sit(browser: Browser, house: Publishing) -> Iterator[Callable[..., Hands]]:
    """Hands of somebody signed in to the office."""
    contexts = []

    def at(who: str, path: str = "/office/", **more: object) -> Hands:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "base_url": house.url, **more})
        contexts.append(context)
        hands = Hands(context.new_page())
        hands.page.goto(f"/sign-in?next={path}")
        hands.type("Username", who)
        hands.type("Password", PASSWORD)
        hands.tap_button("Sign in")
        expect(hands.page.get_by_role("button", name="Sign out")).to_be_visible()
        return hands

    yield at
    for context in contexts:
        context.close()


def shot(hands: Hands, name: str) -> None:
    """A picture to look at, where somebody wants one."""
    if folder := os.environ.get("BOTHY_PICTURES"):
        hands.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_figures_are_published_and_revised_with_the_reasons(house: Publishing, sit: Callable[..., Hands]) -> None:
    # Given two months that are over, of which nobody has published anything
    iain = sit("iain", "/office/publications/", color_scheme="dark", viewport={"width": 1024, "height": 768})
    iain.page.goto("/office/publications/due")
    iain.finds_no_barrier()
    shot(iain, "due-night")

    # Then every page reminds whoever reads figures of what is overdue
    iain.page.goto("/office/publications/")
    expect(iain.page.get_by_role("link", name=re.compile("Figures overdue"))).to_be_visible()
    iain.finds_no_barrier()
    shot(iain, "list-empty-night")

    # When the analyst drafts the month, the checklist says what is to be known of it
    iain.page.get_by_label("Tables").select_option("thistle")
    iain.page.get_by_label("Up to and with").select_option(months_ago(2))
    iain.tap_button("Make a draft")
    expect(iain.page.get_by_role("heading", name="Before it is checked")).to_be_visible()
    expect(iain.page.locator(".checklist li")).to_have_count(8)
    iain.finds_no_barrier()
    shot(iain, "draft-night")
    iain.tap_button("I have looked it through: checked")
    iain.sees("It waits for somebody who may sign.")
    draft = iain.page.url

    # And the manager signs it, with her password and not with another
    moira = sit("moira")
    moira.page.goto(draft)
    moira.type("Your password", "something else")
    moira.tap_button("Sign and publish")
    moira.sees("Nothing was signed. That is not your password. Type it again.")
    moira.type("Your password", PASSWORD)
    shot(moira, "draft-checked")
    moira.tap_button("Sign and publish")
    shot(moira, "after-sign")
    expect(moira.page.get_by_text("Signed and published. Nothing of it can be changed now.")).to_be_visible(timeout=30_000)
    moira.finds_no_barrier()
    shot(moira, "published")
    moira.tap_button("Verify the bytes")
    expect(moira.page.get_by_text("the bytes are the signed ones")).to_be_visible()

    # Then it is sent, and nobody is reminded of it any more
    moira.tap_button("Mark as sent")
    moira.sees("Marked as sent.")
    published = moira.page.url
    moira.page.goto("/office/publications/due")
    expect(moira.page.get_by_role("row").filter(has=moira.page.locator(f'a[href="{published.removeprefix(house.url)}"]'))).to_contain_text("sent")

    # When a visit of then comes in late and another is put right, and she drafts a revision
    house.late()
    moira.page.goto(published)
    moira.tap_button("Draft a revision")
    expect(moira.page.get_by_role("heading", name="What has changed")).to_be_visible()
    note = moira.page.locator("table.changed")
    expect(note).to_contain_text("Service accessed")
    expect(note).to_contain_text("entered late")
    expect(note).to_contain_text("corrected in the journal")
    moira.finds_no_barrier()
    shot(moira, "revision-draft")

    # Then she, who is alone today, checks and signs it, and the journal says that one person did both
    moira.tap_button("I have looked it through: checked")
    moira.type("Why one person did both", "Iain is on leave")
    moira.type("Your password", PASSWORD)
    moira.tap_button("Sign and publish")
    expect(moira.page.get_by_role("heading", level=1)).to_contain_text("revision 1")
    expect(moira.page.get_by_text("One person did both.")).to_be_visible()
    shot(moira, "revision-published")
    moira.page.goto(published)
    moira.sees("There is a later revision:")
    moira.page.goto("/office/publications/")
    shot(moira, "list")
    moira.finds_no_barrier()

    # And every file of it can be taken away
    for format in ("html", "pdf", "xlsx", "csv", "json"):
        answer = house.office.get(f"{published}/file/{format}")  # type: ignore[union-attr]
        assert answer.status_code == 200 and answer.content, format
    calendar = house.office.get("/office/publications/statistics-due.ics")  # type: ignore[union-attr]
    assert calendar.text.startswith("BEGIN:VCALENDAR\r\n") and "BEGIN:VEVENT" in calendar.text
