"""The pad has room: with another emergency's band above it, every row and every digit is still on a small screen."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from journeys.emergencies import OUT_OF_SIGHT, TOO_SMALL, raise_in, using
from journeys.facility import Tablet
from journeys.hands import Hands
from journeys.test_emergency_pad import SMALL, WIDE

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


# A word that is longer than its button is cut, or lies over its neighbour.
CUT_WORDS = """() => [...document.querySelectorAll('.pad-main button, .pad-main .sign-name, .pad-main legend')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)"""


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_under_a_flag_and_another_emergency_no_panel_of_the_pad_scrolls(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, size: dict[str, int]
) -> None:
    # Given a flag, because three had something green; and emergencies in places 2 and 5
    for _ in range(3):
        emergency = str(uuid4())
        desk.send("raise-emergency", {"where": "outside"}, emergency)
        desk.send("describe-substance", {"substances": ["heroin"], "appearances": ["green"]}, emergency)
        desk.send("close-emergency", {"outcome": "recovered_here"}, emergency)
    for batch in ("A100", "B200"):
        desk.send("note-stock", {"item": "naloxone_im", "batch": batch, "expires": "2030-03-01", "status": "open"}, desk.house)
    using(desk, known("Lark"), 2)
    using(desk, known("Sparrow", "wren-lamp-3"), 5)
    hands = at_tablet(viewport=size)
    pad = hands.sheet()
    expect(hands.page.locator(".flag-band")).to_be_visible(timeout=60_000)
    raise_in(hands, 2)
    hands.tap_button("Board", pad)
    raise_in(hands, 5)
    expect(pad.locator(".where")).to_have_count(0)
    expect(hands.page.locator(".banner")).to_have_count(1)

    # Then the flag is said in the header, one tap from its reasons, and nothing of the pad is out of sight
    expect(hands.page.locator(".head .flag-chip")).to_contain_text("Bad batch?")

    def fits() -> None:
        assert hands.page.evaluate(HIDDEN_BY_SCROLLING) <= 1
        assert hands.page.evaluate(OUT_OF_SIGHT, ".pad-main button, .missing-line button, .head button") == []
        assert hands.page.evaluate(TOO_SMALL, ".sheet.pad") == []
        assert hands.page.evaluate(CUT_WORDS) == []

    fits()
    # More that is seen and done
    hands.tap_button("1 min ago", pad)
    hands.page.keyboard.press("i")
    expect(pad.get_by_role("group", name="Looks like")).to_be_visible()
    expect(pad.locator('[data-key="i"]')).to_contain_text("at ")
    fits()
    hands.finds_no_barrier()
    hands.page.keyboard.press("i")
    hands.tap_button("now", pad)
    # Putting a dose right: when, how, which box; and what it was, if it was none
    hands.tap(pad.locator('[data-pad="naloxone"]').first)
    dose = pad.locator(".written .line", has_text="Naloxone")
    hands.tap(dose)
    expect(pad.get_by_role("group", name="Which batch?")).to_have_count(2)
    fits()
    hands.tap_button("10 s earlier", pad.locator(".fixing"))
    fits()
    hands.tap_button("It was something else", pad)
    expect(pad.locator(".fixing").get_by_role("button", name="Rouse")).to_be_visible()
    fits()
    hands.finds_no_barrier()
    # Closing, with all that is missing
    hands.tap_button("Rouse", pad.locator(".fixing"))
    expect(dose).to_have_count(0)
    hands.tap_button("Close…", pad)
    expect(pad.locator(".missing li")).to_have_count(2)
    fits()
    hands.tap_button("recovered here", pad)
    fits()
    hands.finds_no_barrier()
    hands.tap_button("Board", pad)
    expect(hands.page.locator(".flag-band")).to_be_visible()
