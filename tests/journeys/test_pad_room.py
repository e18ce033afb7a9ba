"""The pad has room: with another emergency's band above it, every row and every digit is still on a small screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.facility import Tablet
from journeys.hands import Hands
from journeys.test_emergency import using
from journeys.test_emergency_pad import OUT_OF_SIGHT, SMALL, TOO_SMALL, WIDE

pytestmark = pytest.mark.journey

# What a scrolled box hides lies inside the window all the same, so the box is asked too.
HIDDEN_BY_SCROLLING = """() => { const main = document.querySelector('.pad-main'); return main.scrollHeight - main.clientHeight; }"""


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_with_a_second_emergency_every_row_of_the_pad_is_in_sight(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, size: dict[str, int]
) -> None:
    # Given emergencies in places 2 and 5, and the pad of one of them, under the band of the other
    using(desk, known("Lark"), 2)
    using(desk, known("Sparrow", "wren-lamp-3"), 5)
    hands = at_tablet(viewport=size)
    pad = hands.sheet()
    hands.tap_button("Emergency")
    hands.tap(pad.locator('[data-where="2"]'))
    hands.tap_button("Board", pad)
    hands.tap_button("Emergency")
    # Then all eight places can be tapped without scrolling
    assert hands.page.evaluate(HIDDEN_BY_SCROLLING) <= 1
    hands.tap(pad.locator('[data-where="5"]'))
    expect(pad.locator(".where")).to_have_count(0)
    expect(hands.page.locator(".banner")).to_have_count(1)

    # And signs, acts, numbers and what is missing are there; so is each panel of digits
    def fits() -> None:
        assert hands.page.evaluate(HIDDEN_BY_SCROLLING) <= 1
        assert hands.page.evaluate(OUT_OF_SIGHT, ".pad-main button, .missing-line button") == []
        assert hands.page.evaluate(TOO_SMALL, ".sheet.pad") == []

    fits()
    hands.tap_button("Oxygen", pad)
    fits()
    for number in ("spo2_percent", "pressure", "gcs"):
        hands.tap(pad.locator(f'[data-pad="{number}"]'))
        fits()
    hands.page.keyboard.press("Escape")
    fits()
    hands.finds_no_barrier()
