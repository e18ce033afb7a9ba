"""The pad: it fits every screen, works by taps or by keys alone, and is put right, to the second, afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from journeys.emergencies import OUT_OF_SIGHT, TOO_SMALL, raise_in, using
from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey

SMALL = {"width": 1024, "height": 768}
WIDE = {"width": 1280, "height": 800}


def test_the_pad_fits_small_and_wide_by_day_by_night_and_discreet(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    hands.tap_button("Emergency")
    # Before it has a place the first acts are there already
    for size in (SMALL, WIDE):
        hands.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert hands.page.evaluate(OUT_OF_SIGHT, ".first-acts button, .where-grid button") == []
    hands.tap(hands.sheet().locator('[data-where="2"]'))
    expect(hands.sheet().locator(".where")).to_have_count(0)
    for size in (SMALL, WIDE):
        hands.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert hands.page.evaluate(OUT_OF_SIGHT, ".pad-main button, .missing-line button") == [], size
        assert hands.page.evaluate(TOO_SMALL, ".sheet.pad") == [], size
        hands.page.keyboard.press("%")
        hands.page.keyboard.press("p")
        assert hands.page.evaluate(OUT_OF_SIGHT, ".first-acts button, .number-panel button") == [], size
        assert hands.page.evaluate(TOO_SMALL, ".sheet.pad") == [], size
        hands.page.keyboard.press("Escape")
    hands.page.emulate_media(color_scheme="dark")
    hands.finds_no_barrier()
    hands.page.get_by_role("button", name="Hide names and substances").click()
    expect(hands.sheet().get_by_role("heading", level=2)).not_to_contain_text("Lark")
    hands.finds_no_barrier()


def test_a_whole_rescue_by_keyboard_alone(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    pad, keys = hands.sheet(), hands.page.keyboard
    written = pad.locator(".written .line")

    # Raised by a key from the board, placed by tabbing to the place
    keys.press("F9")
    expect(pad.locator('[data-where="2"]')).to_be_visible()
    for _ in range(60):
        if hands.page.evaluate("document.activeElement.dataset.where") == "2":
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(pad.get_by_role("heading", level=2)).to_contain_text("2 · Lark")

    # Seen, done and measured: letters, arrows, digits, Enter
    keys.press("b")
    for _ in range(4):
        keys.press("ArrowRight")
    keys.press("Enter")
    expect(written.filter(has_text="Not breathing")).to_have_count(1)
    for key, said in (
        ("v", "Rescue breaths"),
        ("o", "Oxygen"),
        ("n", "Naloxone · 0.4 mg"),
        ("a", "Ambulance: called"),
    ):
        keys.press(key)
        expect(written.filter(has_text=said)).to_have_count(1)
    for key in ("2", "8", "4", "Enter"):
        keys.press(key)
    expect(written.filter(has_text="SpO₂ 84 % · on oxygen")).to_have_count(1)
    for key in ("d", "1", "1", "0", "/", "7", "0", "Enter"):
        keys.press(key)
    expect(written.filter(has_text="110/70 mmHg")).to_have_count(1)
    # Digits without an open number are nothing at all
    count = written.count()
    for key in "84":
        keys.press(key)
    keys.press(",")
    expect(written.filter(has_text="Ailsa is with them")).to_have_count(1)
    assert written.count() == count + 1
    keys.press("b")
    keys.press("Enter")
    keys.press("w")
    keys.press("Enter")
    expect(pad.locator(".missing-line")).to_contain_text("reversed: confirmed")

    # Closed by tabbing: no trap on the way
    for name in ("Close…", "recovered here", "Close the emergency"):
        for _ in range(120):
            if hands.page.evaluate("document.activeElement.innerText") == name:
                break
            keys.press("Tab")
        keys.press("Enter")
    expect(hands.page.locator(".banner")).to_have_count(0)
    keys.press("Escape")
    expect(pad).to_have_count(0)
    assert hands.taps == 0


def test_back_dated_to_the_second_and_put_right_by_a_tap(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    hands = at_tablet(timezone_id="Asia/Tokyo")  # the facility's clock counts, not the tablet's
    pad = raise_in(hands, 2)

    # "1 min ago" and steps of ten seconds add up; what is told is written at just that second, and then it is now again
    when = pad.locator(".pad-time .sign-name")
    hands.tap_button("1 min ago", pad)
    hands.tap_button("10 s earlier", pad)
    expect(when).to_contain_text(re.compile(r"\(01:[1-5]"))
    hands.tap_button("now", pad)
    old_enough(hands)
    hands.tap_button("10 s earlier", pad)
    hands.tap_button("10 s earlier", pad)
    hands.tap_button("10 s later", pad)
    told_at = when.inner_text().split()[0]
    hands.tap_button("Rouse", pad)
    expect(pad.locator(".written .line", has_text="Stimulation")).to_contain_text(told_at)
    expect(when).to_have_text("When?")

    # At a clock time, to the second, as the facility's clock says it
    moment = facility_now(hands) - timedelta(seconds=25)
    hands.tap_button("At…", pad)
    for digit in moment.strftime("%H%M%S"):
        hands.tap_button(digit, pad.locator(".digits"))
    hands.tap_button("Enter", pad)
    hands.tap_button("slow", pad)
    told = pad.locator(".written .line", has_text="Breathing slow")
    expect(told).to_contain_text(moment.strftime("%H:%M:%S"))

    # A tap on a line puts it right: ten seconds later, and another word
    hands.tap(told)
    hands.tap_button("10 s later", pad)
    hands.tap_button(f"Set to {(moment + timedelta(seconds=10)).strftime('%H:%M:%S')}", pad)
    expect(told).to_contain_text((moment + timedelta(seconds=10)).strftime("%H:%M:%S"))
    hands.tap(told)
    hands.tap_button("gasping", pad.locator(".fixing"))
    expect(pad.locator(".written .line", has_text="Breathing gasping")).to_have_count(1)
    expect(told).to_have_count(0)
    hands.finds_no_barrier()


def old_enough(hands: Hands) -> None:
    """Nothing is dated before the founding, so the house has to be older than what is told as earlier."""
    hands.page.wait_for_function(
        """Promise.all([import('/static/floor/store.js'), import('/static/floor/clock.js')]).then(([{ store }, clock]) =>
        clock.now() - store.house.facility_lines.find((line) => line.kind === 'facility-founded').happened_at > 60_000)""",
        timeout=90_000,
    )


def facility_now(hands: Hands) -> datetime:
    """The time on the facility's own clock, as the header shows it (Europe/London), to the second."""
    told = hands.page.evaluate(
        "import('/static/floor/times.js').then(async (times) => times.hhmmss((await import('/static/floor/clock.js')).now()))"
    )
    hours, minutes, seconds = (int(part) for part in str(told).split(":"))
    return datetime.now(UTC).replace(hour=hours, minute=minutes, second=seconds)


def test_a_dose_names_its_batch_from_the_stock_by_one_tap(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given two boxes in the house, written down from the menu, the one that expires first not first
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    pad = hands.sheet()
    hands.tap(hands.page.locator(".house"))
    hands.tap_button("Boxes and batches", pad)
    for batch, expires in (("B200", "2031-03-01"), ("A100", "2030-03-01")):
        hands.type("Batch, as on the box", batch)
        hands.type("Last day", expires)
        hands.tap_button("Add the box", pad)
        expect(pad.locator(".duties li", has_text=batch)).to_have_count(1)
    hands.finds_no_barrier()
    hands.tap_button("Close", pad)

    # When a dose is given and a box tapped
    raise_in(hands, 2)
    hands.tap_button("Naloxone IM 0.4 mg 1st dose", pad)
    boxes = pad.get_by_role("group", name="Which batch?").get_by_role("button")
    expect(boxes.first).to_contain_text("A100")
    expect(boxes.first).to_contain_text("to 1 Mar 2030")  # boxes keep for years: a day without its year says too little
    hands.tap(boxes.first)

    # Then that dose has it, and so has the next, of itself
    expect(pad.locator(".written .line", has_text="batch A100")).to_have_count(1)
    hands.tap_button("Naloxone IM 0.4 mg 2nd dose", pad)
    expect(pad.locator(".written .line", has_text="batch A100")).to_have_count(2)
    expect(pad.locator(".written .line", has_text="2nd dose")).to_have_count(1)


def test_closing_with_a_gap_is_possible_and_the_gap_is_named(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    pad = raise_in(hands, 2)
    hands.tap_button("Oxygen", pad)
    hands.tap_button("Close…", pad)
    expect(pad.locator(".missing")).to_contain_text("How was the person before the first action")
    hands.tap_button("recovered here", pad)
    hands.tap_button("Close the emergency", pad)
    expect(hands.page.locator(".banner")).to_have_count(0)

    # Afterwards a reason is asked, the debrief and what is to be sent; each is one or two taps, none is needed
    asked = pad.locator(".ask", has_text="Closed with too little recorded")
    expect(asked).to_have_count(1)
    hands.tap_button("staff were needed elsewhere", asked)
    expect(asked).to_have_count(0)
    talked = pad.get_by_role("group", name="staff", exact=True)
    hands.tap_button("done", talked)
    expect(talked.get_by_role("button", name="done")).to_have_attribute("aria-pressed", "true")
    duty = pad.locator(".duties li").first
    expect(duty).to_contain_text("by ")
    hands.tap_button("Done", duty)
    hands.tap_button("telephone", duty)
    expect(pad.locator(".duties li", has_text="telephone")).to_have_count(1)
    hands.finds_no_barrier()
