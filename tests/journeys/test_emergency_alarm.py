"""The alarm and the band: heard and seen on every screen, by several hands at once, in drills and while cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.emergencies import (
    OUT_OF_SIGHT,
    TOO_SMALL,
    cut_off_with,
    raise_in,
    sounds,
    using,
    wait_for_sound,
)
from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey

SMALL = {"width": 1024, "height": 768}


def test_the_four_acts_lie_on_the_band_and_each_can_be_taken_back(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given Lark in place 2, and an emergency there: two taps
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    raise_in(hands, 2)
    assert hands.taps == 2
    hands.tap_button("Board", hands.sheet())
    band = hands.page.locator(".banner")
    expect(band).to_contain_text("2 · Lark")
    expect(band).to_contain_text("heroin")
    expect(band).to_contain_text("nobody with them yet; floor:")

    # When what is done is tapped on the band itself
    hands.taps = 0
    hands.tap_button("Oxygen", band)
    expect(hands.page.locator(".toast")).to_contain_text("2 · Lark: Oxygen · written")
    hands.tap_button("Naloxone IM 0.4 mg", band)
    expect(band).to_contain_text("1 dose naloxone")
    hands.tap_button("Breathing", band)
    expect(hands.page.locator(".toast")).to_contain_text("2 · Lark: Looked · written")
    hands.tap(band.locator('[data-breathing="slow"]'))
    expect(band).to_contain_text("breathing slow")
    hands.tap_button("Ambulance called", band)
    expect(band).to_contain_text("ambulance called")
    expect(hands.page.locator(".toast")).to_contain_text("mbulance")  # what Undo takes back
    assert hands.taps == 5
    assert hands.page.evaluate(TOO_SMALL, ".banner") == []

    # Then each can be taken back in words, and the sound ends when somebody says that they are there
    hands.tap_button("Undo", hands.page.locator(".toast"))
    expect(band.get_by_role("button", name="Ambulance called")).to_be_visible()
    assert sounds(hands) == "real"
    hands.tap_button("I am with them", band)
    expect(band).to_contain_text("with Ailsa")
    wait_for_sound(hands, "")
    hands.finds_no_barrier()

    # And the discreet view names neither the person nor the substance
    hands.tap_button("Hide names and substances")
    expect(band).not_to_contain_text("Lark")
    expect(band).not_to_contain_text("heroin")
    expect(band).to_contain_text("breathing slow")


def test_two_at_once_are_both_on_the_screen_with_all_their_acts(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    using(desk, known("Sparrow", "wren-lamp-3"), 5)
    hands = at_tablet(viewport=SMALL)
    for place in (2, 5):
        raise_in(hands, place)
        hands.tap_button("Board", hands.sheet())
    expect(hands.page.locator(".banner")).to_have_count(2)
    for act in ("Oxygen", "Naloxone IM 0.4 mg", "Breathing", "Ambulance called"):
        expect(hands.page.locator(".banner").get_by_role("button", name=act)).to_have_count(2)
    assert hands.page.evaluate(OUT_OF_SIGHT, ".banner, .banner button, .place .acts button") == []
    assert hands.page.evaluate(TOO_SMALL, ".banner") == []
    hands.finds_no_barrier()


def test_taps_of_two_tablets_stand_side_by_side_with_who_made_them(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given an emergency raised at one tablet, heard at the other
    using(desk, known("Lark"), 2)
    ailsa = at_tablet()
    davie = at_tablet("Davie", device="Second tablet")
    raise_in(ailsa, 2)
    wait_for_sound(davie, "real")

    # When one silences it there, the other still sounds; when somebody is with them, both are quiet
    davie.tap_button("Silence here", davie.page.locator(".banner"))
    wait_for_sound(davie, "")
    assert sounds(ailsa) == "real"
    davie.tap(davie.page.locator(".what-line"))
    davie.tap_button("I am with them", davie.sheet(), exact=False)
    wait_for_sound(ailsa, "")

    # And both write at once
    ailsa.tap_button("Oxygen", ailsa.sheet())
    davie.tap_button("Oxygen", davie.sheet())
    ailsa.tap_button("slow", ailsa.sheet())
    davie.tap_button("Breaths", davie.sheet())

    # Then every tap stands on both, with who made it
    for hands in (ailsa, davie):
        written = hands.sheet().locator(".written .line")
        expect(written.filter(has_text="Oxygen")).to_have_count(2)
        expect(written.filter(has_text="Oxygen").filter(has_text="Ailsa")).to_have_count(1)
        expect(written.filter(has_text="Oxygen").filter(has_text="Davie")).to_have_count(1)
        expect(written.filter(has_text="Breathing slow").filter(has_text="Ailsa")).to_have_count(1)
        expect(written.filter(has_text="Rescue breaths").filter(has_text="Davie")).to_have_count(1)


def test_nobody_signed_in_and_a_sheet_open_keep_no_emergency_waiting(at_tablet: Callable[..., Hands]) -> None:
    hands = at_tablet(name="")
    hands.tap(hands.page.locator(".house"))
    hands.taps = 0
    hands.tap_button("Emergency")
    assert sounds(hands) == "real"
    hands.tap(hands.sheet().locator('[data-where="toilet"]'))
    hands.tap_button("Oxygen", hands.sheet())
    assert hands.taps == 3
    expect(hands.sheet().locator(".written .line", has_text="Oxygen")).to_have_count(1)
    other = at_tablet(name="", device="Second tablet")
    expect(other.page.locator(".banner")).to_contain_text("toilet")


def test_a_drill_is_marked_everywhere_and_counts_nowhere(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given Lark in place 2
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    other = at_tablet("Davie", device="Second tablet")
    pad = hands.sheet()

    # When a drill is started from the menu, after one question, in the same place
    hands.tap(hands.page.locator(".house"))
    hands.tap_button("Drill…", pad)
    hands.finds_no_barrier()
    hands.tap_button("Start the drill", pad)
    wait_for_sound(other, "drill")
    hands.tap(pad.locator('[data-where="2"]'))
    expect(pad.get_by_role("heading", level=2)).to_contain_text("DRILL")
    expect(pad.get_by_role("heading", level=2)).not_to_contain_text("Lark")
    hands.finds_no_barrier()

    # Then every screen says so in words, Lark's card is as it was, and nothing is red
    for each in (hands, other):
        expect(each.page.locator(".drill-band")).to_have_text("DRILL · not a real emergency")
    expect(other.page.locator(".banner")).to_contain_text("DRILL")
    expect(other.place(2).get_by_role("button", name="Finished")).to_be_visible()
    red = "getComputedStyle(document.querySelector('.banner')).backgroundColor"
    assert other.page.evaluate(red) != "rgb(179, 0, 27)"
    expect(other.page.locator(".foot")).to_contain_text("0 emergencies")

    # And a real emergency beside it is not mistaken for one: it sounds as one
    raise_in(other, 2)
    wait_for_sound(hands, "real")
    expect(hands.page.locator(".drill-band")).to_contain_text("and a real emergency too")
    expect(hands.page.locator(".banner:not(.drill)")).to_contain_text("2 · Lark")

    # When the drill ends, its replay is one tap away
    hands.tap_button("Close…", pad)
    hands.tap_button("recovered here", pad)
    hands.tap_button("End the drill", pad)
    expect(pad.get_by_role("link", name="Replay the drill")).to_be_visible()
    expect(hands.page.locator(".drill-band")).to_have_count(0)


def test_a_screen_that_nobody_heard_says_so_all_the_time(at_tablet: Callable[..., Hands]) -> None:
    hands = at_tablet(name="")
    note = hands.page.locator(".foot .silent-note")
    expect(note).to_contain_text("Alarm not tried here yet: try it")
    hands.tap(note)
    hands.finds_no_barrier()
    with hands.page.expect_request(lambda request: request.url.endswith("/floor/screen")) as told:
        hands.tap_button("No", hands.sheet())
    assert told.value.post_data_json["sound"] == "silent"
    expect(hands.sheet()).to_contain_text("the bottom line says that this tablet is silent")
    hands.tap_button("Close", hands.sheet())
    expect(note).to_contain_text("This screen is silent: nobody heard its alarm")
    # After a reload too, until somebody says that they heard it
    hands.page.reload()
    expect(note).to_contain_text("This screen is silent")
    hands.tap(note)
    hands.tap_button("Yes, I heard it", hands.sheet())
    expect(note).to_have_count(0)


def test_raised_and_recorded_while_cut_off_then_heard_by_all(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    hands = cut_off_with(at_tablet, desk, known("Lark"), 2)

    # One tap sounds; the next places it; the band, the pad and Undo work as in step
    hands.taps = 0
    hands.tap_button("Emergency")
    assert sounds(hands) == "real"
    hands.tap(hands.sheet().locator('[data-where="2"]'))
    assert hands.taps == 2
    hands.tap_button("slow", hands.sheet())
    hands.tap_button("Oxygen", hands.sheet())
    hands.tap_button("CPR", hands.sheet())
    expect(hands.sheet().locator(".written .line", has_text="CPR")).to_contain_text("waiting to be sent")
    hands.tap_button("Undo", hands.sheet().locator(".just"))
    expect(hands.sheet().locator(".written .line", has_text="CPR")).to_have_count(0)
    hands.tap_button("Board", hands.sheet())
    expect(hands.page.locator(".banner")).to_contain_text("breathing slow")

    # Back again all of it arrives, once, and another tablet shows and sounds it
    desk.facility.start()
    expect(hands.page.locator(".foot .unsent")).to_have_count(0, timeout=40_000)
    other = at_tablet("Davie", device="Second tablet")
    expect(other.page.locator(".banner")).to_contain_text("2 · Lark")
    wait_for_sound(other, "real")
    other.tap(other.page.locator(".what-line"))
    written = other.sheet().locator(".written .line")
    expect(written.filter(has_text="Oxygen")).to_have_count(1)
    expect(written.filter(has_text="Breathing slow")).to_have_count(1)
    expect(written.filter(has_text="CPR")).to_have_count(0)
