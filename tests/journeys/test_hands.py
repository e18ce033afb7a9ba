"""Speed of hands: taps are counted, and a flow that grows fails here."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.hands import Hands

pytestmark = pytest.mark.journey

MOST_TO_WAITING = 3
MOST_FOR_A_VISIT = 10


def test_a_known_person_goes_from_door_to_waiting_in_three_taps(
    at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    known("Lark")
    hands = at_tablet()
    hands.tap_button("At the door")
    hands.type("Name, code or card", "lark")
    hands.tap(hands.sheet().locator(".result", has_text="Lark"))
    hands.tap_button("Start: use")
    expect(hands.column("Waiting").get_by_text("Lark")).to_be_visible()
    assert hands.taps <= MOST_TO_WAITING


def test_a_whole_visit_takes_ten_taps(at_tablet: Callable[..., Hands], known: Callable[..., str]) -> None:
    known("Lark")
    hands = at_tablet()

    # From the door to waiting
    hands.tap_button("At the door")
    hands.type("Name, code or card", "plum-otter")
    hands.tap(hands.sheet().locator(".result", has_text="Lark"))
    hands.tap_button("Start: use")

    # The assessment, the same as last time
    hands.tap_button("Assess", hands.card("Lark"))
    hands.tap_button("Same as last time", hands.sheet(), exact=False)

    # A place, a look, the end of the episode
    hands.tap_button("Give to Lark", hands.place(3))
    expect(hands.place(3).get_by_text("Lark")).to_be_visible()
    hands.tap_button("Seen", hands.card("Lark"))
    hands.tap_button("Finished", hands.card("Lark"))
    expect(hands.column("Aftercare").get_by_text("Lark")).to_be_visible()

    # Leaving before aftercare is over has a reason
    hands.tap_button("Leave", hands.card("Lark"))
    hands.tap_button("their own wish", hands.sheet())
    expect(hands.card("Lark")).to_have_count(0)
    hands.sees("1 episode ·")
    assert hands.taps <= MOST_FOR_A_VISIT


def test_an_emergency_is_raised_by_one_tap_and_placed_by_the_next(
    at_tablet: Callable[..., Hands], known: Callable[..., str]
) -> None:
    known("Lark")
    hands = at_tablet(name="")  # nobody is signed in: an emergency asks for no PIN
    other = at_tablet(device="Second tablet")
    hands.taps = 0

    hands.tap_button("Emergency")
    assert hands.taps == 1
    expect(other.page.get_by_role("alert")).to_contain_text("Where?")

    hands.tap(hands.sheet().locator('[data-where="6"]'))
    assert hands.taps == 2
    expect(hands.sheet().get_by_role("heading")).to_contain_text("6")
    expect(other.page.get_by_role("alert")).to_contain_text("6 ·")
