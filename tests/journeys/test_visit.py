"""From the door to leaving, and the doors that do not open."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.hands import Hands

pytestmark = pytest.mark.journey


def test_somebody_new_is_registered_uses_is_looked_after_and_leaves(at_tablet: Callable[..., Hands]) -> None:
    # Given a tablet with a nurse at it, and an empty house
    hands = at_tablet("Ailsa")
    hands.sees("Nobody is waiting")
    hands.finds_no_barrier()

    # When somebody new comes, and is registered under a name of their choice
    hands.tap_button("At the door")
    hands.type("Name, code or card", "Sparrow")
    hands.sees("Nobody is known as “Sparrow”.")
    hands.finds_no_barrier()
    hands.tap_button("Register “Sparrow”")
    expect(hands.sheet().locator("output.code")).to_have_text(re.compile(r"^[a-z]+-[a-z]+-\d$"))
    hands.tap_button("35–44", hands.sheet())
    hands.finds_no_barrier()
    hands.tap_button("Register and start the visit")

    # Then they wait, and the house has one person in it
    expect(hands.column("Waiting").get_by_text("Sparrow")).to_be_visible()
    expect(hands.page.locator(".head .count")).to_contain_text("1")

    # When they are assessed: two substances in one preparation, a risk, and where they would have been
    hands.tap_button("Assess", hands.card("Sparrow"))
    expect(hands.column("Assessment").get_by_text("with Ailsa")).to_be_attached()
    for said in ("heroin", "cocaine", "into a vein", "earlier today", "alcohol today"):
        hands.tap_button(said, hands.sheet())
    hands.finds_no_barrier()
    hands.tap_button("Save the assessment")
    expect(hands.card("Sparrow").get_by_text("assessed")).to_be_visible()

    # And given a place
    hands.tap_button("Give to Sparrow", hands.place(4))
    expect(hands.place(4).get_by_text("heroin + cocaine")).to_be_visible()
    expect(hands.place(4).get_by_text("seen just now")).to_be_visible()
    hands.finds_no_barrier()

    # And looked at, and given supplies, of which one is barred and asks why
    hands.tap_button("Round done: all seen")
    hands.sees("Round done: 1 person seen.")
    hands.tap_button("Sparrow: open the card")
    hands.tap(hands.page.get_by_role("tab", name="Services and supplies"))
    hands.tap_button("wound care", hands.sheet())
    hands.tap_button("tourniquet", hands.sheet(), exact=False)
    hands.tap_button("Write down 1 item", hands.sheet())
    hands.sees("Barred by the house rules. Why give it?")
    hands.tap_button("their own wish", hands.sheet())
    expect(hands.sheet().get_by_text("1 × tourniquet")).to_be_visible()
    hands.finds_no_barrier()
    hands.page.keyboard.press("Escape")

    # And has finished, so that the place waits to be cleaned
    hands.tap_button("Finished", hands.card("Sparrow"))
    expect(hands.column("Aftercare").get_by_text("Sparrow")).to_be_visible()
    expect(hands.place(4).get_by_text("Being cleaned", exact=False)).to_be_visible()
    hands.tap_button("Ready", hands.place(4))
    expect(hands.place(4).get_by_text("Free")).to_be_visible()

    # Then they leave before the aftercare minimum: with a reason, never barred
    hands.tap_button("Leave", hands.card("Sparrow"))
    hands.finds_no_barrier()
    hands.tap_button("feels well, has company", hands.sheet())
    expect(hands.card("Sparrow")).to_have_count(0)
    hands.sees("Today: 1 visit · 1 episode · 0 emergencies · 0 turned away")
    expect(hands.page.locator(".foot .unsent")).to_have_count(0)


def test_two_of_the_same_name_are_told_apart(
    at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    # Given two people called Lark, of whom one is here
    known("Lark", "plum-otter-7")
    known("Lark", "kite-fern-3")
    hands = at_tablet()
    hands.tap_button("At the door")
    hands.type("Name, code or card", "kite-fern-3")
    hands.tap(hands.sheet().locator(".result", has_text="kite-fern-3"))
    hands.tap_button("Start: use")
    expect(hands.card("Lark").locator(".tag")).to_have_count(0)

    # When the other one comes too
    hands.tap_button("At the door")
    hands.type("Name, code or card", "lark")
    rows = hands.sheet().locator(".result")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="is here already")).to_have_count(1)
    hands.tap(rows.filter(has_text="plum-otter-7"))
    hands.tap_button("Start: use")

    # Then each card says which Lark it is
    expect(hands.column("Waiting").locator(".tag")).to_have_count(2)
    tags = hands.column("Waiting").locator(".tag").all_inner_texts()
    assert len(set(tags)) == 2


def test_a_likely_duplicate_is_suggested_with_its_reason(
    at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    known("Wren")
    hands = at_tablet()
    hands.tap_button("At the door")
    hands.type("Name, code or card", "Wrenn")
    hands.tap_button("Register “Wrenn”")
    likely = hands.sheet().get_by_role("button", name="This is them", exact=False)
    expect(likely).to_contain_text("one letter different")
    hands.tap(likely)
    hands.tap_button("Start: use")
    expect(hands.column("Waiting").get_by_text("Wren", exact=True)).to_be_visible()


def test_somebody_is_turned_away_and_counted(at_tablet: Callable[..., Hands]) -> None:
    hands = at_tablet()
    hands.tap_button("At the door")
    hands.tap_button("Turn away")
    hands.finds_no_barrier()
    hands.tap_button("under age", hands.sheet())
    hands.sees("Today: 0 visits · 0 episodes · 0 emergencies · 1 turned away")


def test_a_closed_floor_refuses_in_words_and_opens_again(
    at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    # Given a floor that was closed for the day
    known("Lark")
    hands = at_tablet()
    hands.tap(hands.page.locator(".house"))
    hands.finds_no_barrier()
    hands.tap_button("Close the floor")
    hands.tap_button("End of the day", hands.sheet())
    expect(hands.page.locator(".head .chip")).to_have_text("Closed")

    # When somebody is let in all the same, then the house says why not, and what to do
    hands.tap_button("At the door")
    hands.type("Name, code or card", "lark")
    hands.tap(hands.sheet().locator(".result", has_text="Lark"))
    hands.tap_button("Start: use")
    expect(hands.page.get_by_role("alert")).to_contain_text("The floor is closed. Open it first.")

    # And when it is opened, they come in
    hands.tap(hands.page.locator(".house"))
    hands.tap_button("Open the floor")
    expect(hands.page.locator(".head .chip")).to_have_text("Open")
