"""An emergency from a screen that has no house to draw yet: it sounds at once, and all hear of it when they can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.boards import entries
from journeys.emergencies import wait_for_sound
from journeys.facility import Facility
from journeys.hands import Hands
from journeys.own_browser import shell_is_kept

pytestmark = pytest.mark.journey

FORGET = """async () => {
  for (const one of await indexedDB.databases()) await new Promise((done) => {
    const gone = indexedDB.deleteDatabase(one.name);
    gone.onsuccess = gone.onerror = gone.onblocked = done;
  });
}"""


@pytest.mark.parametrize("how", ["tap", "key"])
def test_a_tablet_without_a_picture_raises_before_it_has_heard_the_house(
    at_tablet: Callable[..., Hands], floor_server: Facility, how: str
) -> None:
    # Given a tablet that keeps the app and nothing else, and a house that cannot be heard
    hands = at_tablet("Ailsa")
    shell_is_kept(hands.page)
    floor_server.stop(kill=True)
    hands.page.evaluate(FORGET)
    hands.page.reload()
    hands.sees("Opening the house")
    hands.finds_no_barrier()

    # When an emergency is raised
    if how == "tap":
        hands.tap_button("Emergency")
    else:
        hands.page.keyboard.press("F9")

    # Then it sounds, says who hears of it, and can be silenced here
    expect(hands.page.get_by_role("alert")).to_contain_text("goes to the other screens as soon as the house is heard")
    hands.finds_no_barrier()
    wait_for_sound(hands, "real")
    hands.tap_button("Silence here")
    wait_for_sound(hands, "")
    expect(hands.page.get_by_role("button", name="Silence here")).to_have_count(0)

    # And it is on every board, once, when the house is back
    floor_server.start()
    expect(hands.sheet().get_by_text("Where is it?", exact=False).first).to_be_visible(timeout=40_000)
    hands.tap(hands.sheet().locator('[data-where="4"]'))
    other = at_tablet("Davie", "Second tablet")
    expect(other.page.locator(".banner")).to_contain_text("4")
    raised = [one for one in entries(floor_server.folder / "home") if one.kind == "emergency-raised"]
    assert len(raised) == 1
