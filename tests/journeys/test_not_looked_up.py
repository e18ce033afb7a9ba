"""Somebody comes while the tablet is cut off: entered as spoken, a whole visit, and the desk says afterwards who it was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from journeys.facility import Facility, Tablet
from journeys.hands import PATIENCE_MS, Hands

pytestmark = pytest.mark.journey


def different_people(facility: Facility) -> str:
    """What this month's report says of them; empty while it is being made."""
    assert facility.office is not None
    # The month of the house's day, which begins at five in Scotland's house rules: on the night of a first it is still the month before.
    month = (datetime.now(ZoneInfo("Europe/London")) - timedelta(hours=5)).strftime("%Y-%m")
    answer = facility.office.get(f"/reports/month/{month}/indicators.csv")
    if "text/csv" not in answer.headers["content-type"]:
        return ""
    (row,) = [row for row in answer.text.splitlines() if row.split(",")[2] == "people"]
    return row.split(",")[4]


def counts_people(facility: Facility, said: str) -> None:
    """Wait until the report says so: a link is drawn before the house has answered."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while (told := different_people(facility)) != said:
        assert time.monotonic() < until, told
        time.sleep(0.1)


def is_cut_off(hands: Hands) -> None:
    expect(hands.page.locator(".head .cutoff")).to_be_visible()


def is_back(hands: Hands) -> None:
    expect(hands.page.locator(".head .cutoff")).to_have_count(0, timeout=40_000)


def test_entered_as_spoken_while_cut_off_and_linked_when_back(
    floor_server: Facility, at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    known("Lark", "plum-otter-7")
    hands = at_tablet()
    page = hands.page

    # Given a tablet that is cut off, when somebody comes whose name it does not hold
    floor_server.stop(kill=True)
    is_cut_off(hands)
    hands.taps = 0
    hands.tap_button("At the door")
    hands.sheet().get_by_role("searchbox").fill("Larck")
    expect(hands.sheet().get_by_text("Nobody can be looked up now")).to_be_visible()
    expect(hands.sheet().get_by_text("Nobody whom this tablet holds is called “Larck”.")).to_be_visible()
    # and the two ways in say how they differ
    new = hands.sheet().get_by_role("button", name="Register someone new")
    expect(new).to_contain_text("was never here before")
    spoken = hands.sheet().get_by_role("button", name="Enter “Larck”, not looked up")
    expect(spoken).to_contain_text("perhaps known: the desk says later who it was")
    hands.finds_no_barrier()
    hands.tap_button("Enter “Larck”, not looked up", hands.sheet(), exact=False)

    # then they are in, in two taps, under what was spoken, and the card says so
    assert hands.taps == 2
    expect(hands.card("Larck")).to_contain_text("not looked up")

    # and the whole visit goes on
    hands.tap_button("Assess", hands.card("Larck"))
    hands.tap_button("heroin", hands.sheet())
    hands.tap_button("Save the assessment", hands.sheet())
    expect(hands.card("Larck")).to_contain_text("assessed")
    expect(hands.card("Larck")).to_contain_text("not looked up")
    hands.tap_button("Give to Larck", hands.place(3))
    expect(hands.place(3)).to_contain_text("Larck")
    hands.tap_button("Finished", hands.card("Larck"))
    expect(hands.column("Aftercare").get_by_text("Larck")).to_be_visible()
    hands.finds_no_barrier()

    # When the house is heard again, the desk is asked who it was, with reasons
    floor_server.start()
    is_back(hands)
    counts_people(floor_server, "1 to 2")
    hands.tap(page.locator(".head .house"))
    hands.tap_button("To link (1)", hands.sheet())
    entry = hands.sheet().locator("li.card-like")
    expect(entry).to_contain_text(
        re.compile(r"This was entered as “Larck”, not looked up, \w+day \d\d:\d\d\.")
    )
    expect(entry).to_contain_text(
        re.compile(r"Is it Lark \(plum-otter-7\), here 1 time, last today \d\d:\d\d\?")
    )
    expect(entry).to_contain_text("one letter different")
    hands.finds_no_barrier()

    # and one tap settles it: the card goes by their name, the count is a figure
    hands.taps = 0
    hands.tap_button("Same person: Lark (plum-otter-7)", hands.sheet())
    assert hands.taps == 1
    expect(hands.sheet()).to_contain_text("Nobody is to be linked.")
    expect(hands.sheet()).to_contain_text("“Larck” is Lark")
    hands.finds_no_barrier()
    counts_people(floor_server, "1")

    # It can be taken back, later too, and then it is asked again
    hands.tap_button("Take back: Larck", hands.sheet())
    expect(hands.sheet().locator("li.card-like")).to_contain_text("Larck")
    counts_people(floor_server, "1 to 2")
    hands.tap_button("Someone new", hands.sheet())
    expect(hands.sheet()).to_contain_text("“Larck” is someone new")
    hands.tap_button("Close", hands.sheet())
    expect(hands.column("Aftercare").get_by_text("Larck")).to_be_visible()
    counts_people(floor_server, "2")


def test_found_to_be_somebody_who_is_here_already_both_visits_are_shown_until_settled(
    at_tablet: Callable[..., Hands], desk: Tablet
) -> None:
    lark = desk.register("Lark", "plum-otter-7")
    desk.visit(lark)
    spoken = desk.register("Heron", "", looked_up=False)
    desk.visit(spoken)
    hands = at_tablet()
    hands.tap(hands.page.locator(".head .house"))
    hands.tap_button("To link (1)", hands.sheet())
    entry = hands.sheet().locator("li.card-like")
    expect(entry).to_contain_text("Nobody known has a name or a code like it.")
    hands.tap_button("Find somebody else", entry)
    entry.get_by_role("searchbox").fill("Lark")
    hands.tap_button("Same person: Lark (plum-otter-7)", entry)
    expect(hands.sheet()).to_contain_text("Nobody is to be linked.")
    hands.tap_button("Close", hands.sheet())
    settle = hands.column("Waiting").get_by_role("button", name="Settle")
    expect(settle).to_have_count(2)
    expect(hands.page.get_by_text("Heron", exact=True)).to_have_count(0)
    hands.tap(settle.first)
    hands.tap(hands.sheet().locator("button[data-keeps]").first)
    expect(settle).to_have_count(0)
    expect(hands.card("Lark")).to_have_count(1)


def test_a_search_that_fails_keeps_nobody_at_the_door(at_tablet: Callable[..., Hands], desk: Tablet) -> None:
    desk.register("Lark", "plum-otter-7")
    hands = at_tablet()
    hands.page.route(re.compile("/floor/people"), lambda route: route.abort())
    for _ in range(2):
        hands.tap_button("At the door")
        hands.sheet().get_by_role("searchbox").fill("Heron")
        hands.tap_button("Enter “Heron”, not looked up", hands.sheet(), exact=False)
        expect(hands.sheet()).to_have_count(0)
    # Two of one name are told apart by when they came in.
    for card in hands.column("Waiting").locator("li.card").all():
        expect(card.locator(".tag")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    hands.tap_button("At the door")
    expect(hands.sheet().get_by_role("button", name="To link (2)")).to_be_visible()
    hands.finds_no_barrier()


def test_by_keyboard_and_put_off(at_tablet: Callable[..., Hands], desk: Tablet) -> None:
    for name in ("Heron", "Dipper"):
        desk.visit(desk.register(name, "", looked_up=False))
    hands = at_tablet()
    page = hands.page
    hands.tap(page.locator(".head .house"))
    to_link = hands.sheet().get_by_role("button", name="To link (2)")
    to_link.focus()
    page.keyboard.press("Enter")
    expect(hands.sheet()).to_contain_text("This was entered as “Heron”")
    first = hands.sheet().locator("li.card-like").first
    first.get_by_role("button", name="Later").focus()
    page.keyboard.press("Enter")
    expect(hands.sheet().locator("li.card-like").first).to_contain_text("Dipper")
    expect(hands.sheet().locator("li.card-like").last).to_contain_text("Put off")
    hands.sheet().locator("li.card-like").first.get_by_role("button", name="Someone new").focus()
    page.keyboard.press("Space")
    expect(hands.sheet().locator("li.card-like")).to_have_count(1)
    expect(hands.sheet().get_by_role("heading", name="To link (1)")).to_be_visible()
