"""The alarm, the band and the pad: heard everywhere, by taps or by keys alone, several hands at once, drills, gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from journeys.facility import Tablet
from journeys.hands import Hands
from journeys.test_emergency import using

pytestmark = pytest.mark.journey

SMALL = {"width": 1024, "height": 768}
WIDE = {"width": 1280, "height": 800}

SOUNDING = "import('/static/floor/sounds.js').then((sounds) => sounds.sounding())"

TOO_SMALL = """(where) => [...document.querySelectorAll(where + ' button')]
  .filter((button) => button.offsetParent && !button.closest('.toasts'))
  .map((button) => [button.innerText, button.getBoundingClientRect()])
  .filter(([, box]) => box.width < 63.9 || box.height < 63.9)
  .map(([text, box]) => `${text} is ${box.width} by ${box.height}`)"""

OUT_OF_SIGHT = """(where) => [...document.querySelectorAll(where)]
  .map((one) => [one.innerText, one.getBoundingClientRect()])
  .filter(([, box]) => box.top < 0 || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || !box.height)
  .map(([text]) => text)"""


def sounds(hands: Hands) -> str:
    return str(hands.page.evaluate(SOUNDING))


def wait_for_sound(hands: Hands, which: str) -> None:
    hands.page.wait_for_function(f"{SOUNDING}.then((now) => now === '{which}')")


def test_the_four_acts_lie_on_the_band_and_each_can_be_taken_back(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given Lark in place 2, and an emergency there: two taps
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    hands.tap_button("Emergency")
    hands.tap(hands.sheet().locator('[data-where="2"]'))
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
        hands.tap_button("Emergency")
        hands.tap(hands.sheet().locator(f'[data-where="{place}"]'))
        hands.tap_button("Board", hands.sheet())
    expect(hands.page.locator(".banner")).to_have_count(2)
    for act in ("Oxygen", "Naloxone IM 0.4 mg", "Breathing", "Ambulance called"):
        expect(hands.page.locator(".banner").get_by_role("button", name=act)).to_have_count(2)
    assert hands.page.evaluate(OUT_OF_SIGHT, ".banner, .banner button, .place .acts button") == []
    assert hands.page.evaluate(TOO_SMALL, ".banner") == []
    hands.finds_no_barrier()


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


def test_taps_of_two_tablets_stand_side_by_side_with_who_made_them(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given an emergency raised at one tablet, heard at the other
    using(desk, known("Lark"), 2)
    ailsa = at_tablet()
    davie = at_tablet("Davie", device="Second tablet")
    ailsa.tap_button("Emergency")
    ailsa.tap(ailsa.sheet().locator('[data-where="2"]'))
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


def test_back_dated_to_the_second_and_put_right_by_a_tap(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    using(desk, known("Lark"), 2)
    hands = at_tablet(timezone_id="Asia/Tokyo")  # the facility's clock counts, not the tablet's
    pad = hands.sheet()
    hands.tap_button("Emergency")
    hands.tap(pad.locator('[data-where="2"]'))

    # "1 min ago" and steps of ten seconds add up; what is told is written at just that second, and then it is now again
    when = pad.locator(".pad-time .sign-name")
    hands.tap_button("1 min ago", pad)
    hands.tap_button("10 s earlier", pad)
    expect(when).to_contain_text("(01:1")
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
    hands.tap_button("Emergency")
    hands.tap(pad.locator('[data-where="2"]'))
    hands.tap_button("Naloxone IM 0.4 mg 1st dose", pad)
    boxes = pad.get_by_role("group", name="Which batch?").get_by_role("button")
    expect(boxes.first).to_contain_text("A100")
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
    pad = hands.sheet()
    hands.tap_button("Emergency")
    hands.tap(pad.locator('[data-where="2"]'))
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
    other.tap_button("Emergency")
    other.tap(other.sheet().locator('[data-where="2"]'))
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
    using(desk, known("Lark"), 2)
    hands = at_tablet()
    expect(hands.place(2).get_by_text("Lark")).to_be_visible()
    desk.facility.stop(kill=True)
    expect(hands.page.locator(".foot.cut")).to_be_visible()

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
