"""The registers on the tablet: a bag sealed by two with their own PINs, a visitor, an incident, somebody restricted at the door."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.facility import PIN, Facility, Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("BOTHY_PICTURES")


def picture(hands: Hands, name: str) -> None:
    if PICTURES:
        hands.page.screenshot(path=f"{PICTURES}/{name}.png")


def registers(hands: Hands, which: str) -> None:
    hands.tap_button("Northgate")
    hands.tap_button("Registers", hands.sheet())
    hands.tap(hands.sheet().locator(f'[data-register="{which}"]'))


def confirm(hands: Hands, name: str, pin: str) -> None:
    """The second person taps their name and enters their own PIN."""
    hands.tap(hands.sheet().locator("[data-second]", has_text=name))
    for digit in pin:
        hands.tap_button(digit, hands.sheet())
    hands.tap_button("Sign in", hands.sheet())


@pytest.mark.parametrize("theme", ["light"])
def test_a_nurse_keeps_the_registers_with_a_second_persons_pin(
    at_tablet: Callable[..., Hands], desk: Tablet, floor_server: Facility, known: Callable[..., str], theme: str
) -> None:
    # Given somebody who was here before, and a nurse at a tablet
    person = known("Lark")
    hands = at_tablet(color_scheme=theme, viewport={"width": 1024, "height": 768})

    # When the nurse finds something and seals it
    registers(hands, "items")
    hands.sees("Nothing lies here that was left behind.")
    hands.tap(hands.sheet().locator("[data-new]"))
    hands.tap_button("toilet", hands.sheet())
    hands.tap_button("powder", hands.sheet())
    hands.type("Number on the sealed bag", "A 1234")
    picture(hands, "items-found")
    hands.finds_no_barrier()
    hands.tap(hands.sheet().locator("[data-go]"))

    # Then a second person is asked for, and a wrong PIN is not one
    picture(hands, "items-second")
    confirm(hands, "Davie", "0000")
    expect(hands.sheet().locator(".wrong")).not_to_be_empty()
    for digit in PIN:
        hands.tap_button(digit, hands.sheet())
    hands.tap_button("Sign in", hands.sheet())
    hands.sees("Bag A 1234 is in the register.")
    expect(hands.sheet().locator("li", has_text="A 1234")).to_contain_text("not in the safe yet")
    # The second is not signed in by it.
    expect(hands.page.locator(".head .who")).to_contain_text("Ailsa")

    # And it goes to the safe; another number read on the bag is said at once
    hands.tap(hands.sheet().locator('[data-bag="A 1234"]'))
    hands.type("Read the number on the bag again", "A 1235")
    picture(hands, "items-move")
    hands.tap(hands.sheet().locator("[data-go]"))
    confirm(hands, "Davie", PIN)
    hands.sees("The number read on the bag is not the one it was sealed under.")
    expect(hands.sheet().locator("li", has_text="A 1234")).to_contain_text("here since")
    picture(hands, "items-list")

    # And a count says what is missing
    hands.tap(hands.sheet().locator("[data-count]"))
    hands.tap(hands.sheet().locator("[data-go]"))
    hands.tap(hands.sheet().locator("[data-alone]"))
    hands.sees("Missing: A 1234.")

    # When a visitor comes, they are in the house until they left
    hands.tap_button("Back", hands.sheet())
    hands.tap(hands.sheet().locator('[data-register="visitors"]'))
    hands.tap(hands.sheet().locator("[data-new]"))
    hands.tap_button("inspector", hands.sheet())
    hands.tap_button("inspection", hands.sheet())
    hands.type("Name, as on their card", "A. Moray")
    picture(hands, "visitors-new")
    hands.finds_no_barrier()
    hands.tap(hands.sheet().locator("[data-go]"))
    expect(hands.sheet()).to_contain_text("1 visitor.")
    picture(hands, "visitors")
    hands.tap(hands.sheet().locator("[data-out]"))
    expect(hands.sheet()).to_contain_text("0 visitors.")

    # When dealing is suspected, what was done is said with a few taps
    hands.tap_button("Back", hands.sheet())
    hands.tap(hands.sheet().locator('[data-register="incident"]'))
    hands.tap_button("dealing suspected", hands.sheet())
    hands.tap_button("Outside", hands.sheet())
    hands.tap_button("asked to leave", hands.sheet())
    picture(hands, "incident")
    hands.finds_no_barrier()
    hands.tap(hands.sheet().locator("[data-go]"))
    hands.sees("The incident is in the register.")

    # When somebody is restricted, the door says so before a visit is begun
    hands.page.locator("button.door").click()
    hands.page.locator(".result", has_text="Lark").click()
    hands.tap(hands.sheet().locator("[data-restrict]"))
    hands.tap_button("dealing", hands.sheet())
    hands.tap_button("Not told yet", hands.sheet())
    picture(hands, "restrict")
    hands.finds_no_barrier()
    hands.tap(hands.sheet().locator("[data-go]"))
    hands.sees("The restriction stands.")
    hands.page.locator("button.door").click()
    expect(hands.page.locator(".result", has_text="Lark")).to_contain_text("restricted")
    hands.page.locator(".result", has_text="Lark").click()
    expect(hands.sheet().locator("[data-restriction]")).to_contain_text("All other help stays open.")
    expect(hands.sheet().locator("[data-restriction]")).to_contain_text("They have not been told yet")
    picture(hands, "door-restricted")
    hands.finds_no_barrier()

    # And beginning it in spite of that asks why, and is never blocked
    hands.tap(hands.sheet().locator(".go"))
    hands.tap_button("shift lead agreed", hands.sheet())
    expect(hands.card("Lark")).to_be_visible()
    assert person

    # Then the office has all of it
    assert floor_server.office is not None
    left = floor_server.office.get("/office/registers/left-behind").text
    assert "A 1235 was read at a move" in left and "Ailsa and Davie" in left
    assert "A. Moray" in floor_server.office.get("/office/registers/visitors").text
    assert "asked to leave" in floor_server.office.get("/office/registers/dealing").text
    assert "Lark" in floor_server.office.get("/office/registers/restrictions").text
