"""After an emergency: what waits stands in the menu, is said with a tap, and blocks nothing."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("BOTHY_PICTURES")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_waits_after_an_emergency_is_found_in_the_menu_and_said_with_a_tap(
    at_tablet: Callable[..., Hands], desk: Tablet, theme: str
) -> None:
    # Given an emergency that was closed with naloxone before oxygen and too little recorded, and a drill
    real = desk.send("raise-emergency", {"place": 3})
    desk.send("act", {"action": "naloxone", "dose_mg": 0.4, "route": "im"}, real)
    desk.send("close-emergency", {"outcome": "recovered_here"}, real)
    drill = desk.send("raise-emergency", {"place": 5, "drill": True})
    desk.send("close-emergency", {"outcome": "recovered_here"}, drill)

    # When the nurse opens the menu
    hands = at_tablet(color_scheme=theme, viewport={"width": 1024, "height": 768})
    hands.tap_button("Northgate")
    hands.tap_button("After emergencies (2 open)", hands.sheet())

    # Then it says what of the emergency is open, and asks nothing of the drill
    sheet = hands.sheet()
    row, practised = sheet.locator("li", has_text="Place 3"), sheet.locator("li", has_text="Place 5")
    expect(row).to_contain_text("1 departure has no reason yet")
    expect(row).to_contain_text("1 to report")
    expect(row).to_contain_text("too little recorded to say if it was reversed")
    expect(practised).to_contain_text("DRILL")
    expect(practised).to_contain_text("Nothing is waiting.")
    expect(row.get_by_role("link")).to_have_attribute("href", f"/office/emergencies/{real}")
    expect(practised.get_by_role("link")).to_have_attribute("href", f"/office/emergencies/{drill}/replay")
    if PICTURES:
        hands.page.screenshot(path=f"{PICTURES}/afterwards-{theme}.png")
    hands.finds_no_barrier()

    # And a tap says why, and that the report was made
    hands.tap(row.get_by_role("button"))
    expect(hands.sheet()).to_contain_text("Afterwards: Place 3")
    hands.tap(hands.sheet().locator('[data-code="clinical_judgement"]').first)
    hands.tap_button("Done", hands.sheet())
    hands.tap_button("telephone", hands.sheet())
    expect(hands.sheet()).to_contain_text("telephone")
    if PICTURES:
        hands.page.screenshot(path=f"{PICTURES}/after-{theme}.png")
    hands.finds_no_barrier()
