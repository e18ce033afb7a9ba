"""An emergency: raised by one tap, recorded in time, never slowed by anything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from journeys.emergencies import cut_off_with, raise_in, using
from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey


def test_an_emergency_from_the_first_tap_to_its_end(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given Lark in place 2
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    pad = hands.sheet()

    # When an emergency is raised there
    hands.tap_button("Emergency")
    hands.finds_no_barrier()
    hands.tap(pad.locator('[data-where="2"]'))
    expect(pad.get_by_role("heading")).to_contain_text("2 · Lark")
    expect(pad.get_by_text("Not yet enough to say if reversed.")).to_be_visible()

    # And what was seen and done is tapped as it happens, or a minute after
    hands.tap_button("slow", pad)
    hands.tap_button("Oxygen", pad)
    hands.tap_button("Naloxone IM 0.4 mg 1st dose", pad)
    expect(pad.locator('[data-prompt="next_dose"]')).to_contain_text("2nd dose naloxone")
    hands.tap_button("1 min ago", pad)
    hands.tap_button("Ambulance called", pad)
    hands.tap(pad.locator('[data-pad="spo2_percent"]'))
    for digit in "91":
        hands.tap_button(digit, pad.get_by_role("group", name="SpO₂ %"))
    hands.tap_button("on oxygen", pad)
    expect(pad.locator(".written .line", has_text="SpO₂ 91 % · on oxygen")).to_be_visible()
    hands.finds_no_barrier()

    # Then the pad says what is still missing until it was looked at again
    hands.tap(pad.locator('[data-missing="look_after"]'))
    hands.tap_button("normal", pad.get_by_role("group", name="Breathing"))
    hands.tap_button("alert", pad)
    expect(pad.locator(".missing-line")).to_contain_text("reversed: confirmed")

    # And the place on the board is marked, in more than colour
    hands.tap_button("Board", pad)
    expect(hands.place(2).get_by_role("button", name="Record")).to_be_visible()
    hands.finds_no_barrier()

    # When it is closed
    hands.tap_button("Record", hands.place(2))
    hands.tap_button("Close…", pad)
    hands.tap_button("recovered here", pad)
    hands.tap_button("opioid", pad)
    hands.finds_no_barrier()
    hands.tap_button("Close the emergency", pad)

    # Then what is left to do is asked, and waits; no rule was left, so no reason is asked
    expect(pad.get_by_text("Watch for a return of sleepiness", exact=False)).to_be_visible()
    expect(pad.get_by_text("Not as the house rules say", exact=False)).to_have_count(0)
    hands.finds_no_barrier()
    hands.tap_button("Close", pad)

    # And the band is gone, and Lark is watched for after naloxone
    expect(hands.page.locator(".banner")).to_have_count(0)
    expect(hands.place(2).get_by_text("naloxone", exact=False)).to_be_visible()
    hands.sees("1 emergency · 0 turned away")


def test_raised_in_error_is_kept_as_such_and_not_counted(at_tablet: Callable[..., Hands]) -> None:
    hands = at_tablet()
    hands.tap_button("Emergency")
    hands.tap_button("Raised in error", hands.sheet(), exact=False)
    expect(hands.page.locator(".banner")).to_have_count(0)
    hands.sees("0 emergencies · 0 turned away")


def test_an_emergency_is_drawn_and_written_though_the_server_is_gone(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given a tablet that cannot reach the server
    hands = cut_off_with(at_tablet, desk, known("Lark"), 2)

    # When an emergency is raised and recorded
    raise_in(hands, 2)
    hands.tap_button("Oxygen", hands.sheet())
    expect(hands.sheet().get_by_text("waiting to be sent", exact=False).first).to_be_visible()
    expect(hands.page.locator(".foot")).to_contain_text("3 entries waiting to be sent")
    expect(hands.page.locator(".foot")).to_contain_text("Cut off. This picture is as of")

    # Then all of it arrives, in order, once the server is back
    desk.facility.start()
    expect(hands.page.locator(".foot .unsent")).to_have_count(0, timeout=40_000)
    other = at_tablet(device="Second tablet")
    expect(other.page.get_by_role("alert")).to_contain_text("2 · Lark")
    other.tap_button("Record", other.place(2))
    expect(other.sheet().locator(".written li", has_text="Oxygen")).to_have_count(1)


def test_litres_batch_and_why_no_ambulance_are_written_when_there_is_time(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given an emergency in which naloxone was given before anyone looked at the box
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    pad = raise_in(hands, 2)
    hands.tap_button("not breathing", pad)
    hands.tap_button("Naloxone nasal 1.8 mg 1st dose", pad)
    dose = pad.locator(".written .line", has_text="Naloxone")
    expect(dose).to_have_count(1)

    # When oxygen is given with its litres, and the batch is said afterwards
    hands.tap_button("Oxygen", pad)
    hands.tap_button("15", pad.get_by_role("group", name="How much? l/min"))
    expect(pad.locator(".written .line", has_text="Oxygen · 15 l/min")).to_be_visible()
    hands.tap(dose)
    hands.type("Batch, as on the box", "LOT 7731")
    hands.tap_button("Enter", pad)

    # Then both are written, the dose is still one, and nothing says "breathing not breathing"
    expect(dose).to_contain_text("batch LOT 7731")
    expect(dose).to_contain_text("1st dose")
    expect(dose).to_have_count(1)
    expect(pad.get_by_text("breathing not breathing", exact=False)).to_have_count(0)
    hands.finds_no_barrier()

    # And what is taken back is said no more, neither on the pad nor in the band over the board
    hands.tap_button("gasping", pad)
    expect(pad.locator(".written .line", has_text="gasping")).to_have_count(1)
    hands.tap_button("Undo", pad.locator(".just"))
    expect(pad.locator(".written .line", has_text="gasping")).to_have_count(0)
    hands.tap_button("Board", pad)
    expect(hands.page.locator(".banner")).to_contain_text("not breathing")
    hands.tap_button("Record", hands.place(2))

    # And at its end the pad asks why no ambulance was called
    hands.tap_button("Close…", pad)
    hands.tap_button("the shift lead decided", pad)
    expect(pad.get_by_role("group", name="No ambulance. Why not?")).to_have_count(0)
    hands.tap_button("recovered here", pad)
    hands.tap_button("Close the emergency", pad)
    expect(hands.page.locator(".banner")).to_have_count(0)
