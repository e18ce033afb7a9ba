"""The office in a browser: a manager follows up referrals and looks at the month; an inspector verifies the journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from journeys.facility import PASSWORD, Facility, Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey


@pytest.fixture
def at_desk(browser: Browser, floor_server: Facility) -> Iterator[Callable[..., Hands]]:
    """Hands at the manager's screen, signed in to the office, on the page that was asked for."""
    contexts = []

    def sit(path: str, **more: object) -> Hands:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "base_url": floor_server.url, **more})
        contexts.append(context)
        hands = Hands(context.new_page())
        hands.page.goto(f"/sign-in?next={path}")
        hands.type("Username", "moira")
        hands.type("Password", PASSWORD)
        hands.tap_button("Sign in")
        expect(hands.page.get_by_role("button", name="Sign out")).to_be_visible()
        hands.taps = 0
        return hands

    yield sit
    for context in contexts:
        context.close()


def refer(desk: Tablet, person: str, to: str, *steps: str) -> None:
    referral = desk.send("offer-referral", {"person": person, "to": to})
    for step in steps:
        desk.send("move-referral", {"step": step, "said_by": "staff"}, referral)


def test_a_manager_finds_a_referral_among_many_and_says_with_one_tap_what_became_of_it(
    desk: Tablet, at_desk: Callable[..., Hands]
) -> None:
    # Given more open referrals than one page holds, and one of them to drug treatment
    lark, wren = desk.register("Lark", "plum-otter-7"), desk.register("Wren", "calm-heron-3")
    for _ in range(26):
        refer(desk, wren, "housing")
    refer(desk, lark, "drug_treatment", "accepted", "made")

    # When the manager opens the list, at night, on a tablet
    hands = at_desk("/office/referrals", color_scheme="dark", viewport={"width": 1024, "height": 768})
    page = hands.page

    # Then 25 stand on the first page, with the count of each step above, and the theme button offers day
    expect(page.get_by_role("heading", level=2)).to_have_count(25)
    steps = page.get_by_role("navigation", name="Steps")
    expect(steps.get_by_role("link", name="Offered 26")).to_be_visible()
    expect(page.locator("[data-theme-switch]")).to_have_text("Day")
    hands.finds_no_barrier()
    hands.tap(page.get_by_role("link", name="After", exact=True))
    expect(page.get_by_role("heading", level=2)).to_have_count(2)

    # When they look for Lark and choose the step, the address keeps both
    hands.type("Name", "LÁRK")
    hands.tap_button("Find")
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    hands.tap(steps.get_by_role("link", name="Referral made 1"))
    assert "step=made" in page.url and "q=L" in page.url
    hands.finds_no_barrier()

    # Then one tap writes the next step, and the list is where it was
    hands.tap(page.get_by_role("button", name="Appointment given: Lark"))
    hands.sees("Written down: appointment given.")
    hands.sees("None of the 27 open referrals is like that.")
    assert "step=made" in page.url
    hands.tap(steps.get_by_role("link", name="Appointment given 1"))
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lark")

    # And who said so and when is a tap away, with the keyboard too
    page.get_by_text("Who and when", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Said by").select_option("service")
    hands.tap(page.get_by_role("button", name="Attended: Lark"))
    hands.tap(steps.get_by_role("link", name="Attended 1"))
    hands.sees("said by the other service")


def test_the_month_is_read_with_its_definitions_and_the_journal_is_verified(
    desk: Tablet, known: Callable[..., str], at_desk: Callable[..., Hands], floor_server: Facility
) -> None:
    # Given a day on which somebody came, was in a place, and was referred
    person = known("Lark")
    refer(desk, person, "housing", "accepted")
    visit = desk.visit(person)
    desk.send("give-place", {"place": 3}, visit)

    # When the manager opens the reports
    hands = at_desk("/reports/")
    page = hands.page

    # Then the month that runs stands there, marked, with nothing in the way of anybody
    expect(page.get_by_role("heading", name="Month by month")).to_be_visible()
    expect(page.locator("table.months").get_by_text("not over")).to_be_visible()
    hands.finds_no_barrier()
    assert page.evaluate("[...document.images].every(one => one.alt && (one.loading === 'lazy') === one.matches('.night'))")

    # And each month has its own page, with charts that say in words what they show
    page.locator("table.months tbody a").first.click()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    expect(page.get_by_role("img", name="Referrals: how far they came. Offered 1").first).to_be_visible()
    hands.finds_no_barrier()

    # And on paper, at night too, every chart is there and none of it is dark
    page.emulate_media(media="print", color_scheme="dark")
    # The page's own policy bars what waits by evaluating a string, so each image is asked by itself.
    for image in page.locator("img:visible").all():
        expect(image).to_have_js_property("complete", True)
    assert page.evaluate("[...document.images].filter(one => one.offsetParent).every(one => one.naturalWidth)")
    assert page.evaluate("[...document.images].filter(one => one.offsetParent).every(one => one.matches('.day'))")
    page.emulate_media(media="screen")

    # When the journal is verified by the same hands
    page.goto("/journal/")
    hands.tap_button("Make a checkpoint")
    hands.tap_button("Verify now")

    # Then it says so in a sentence that names how many entries and checkpoints it saw
    # The house signed one itself when the day began; the other was made by hand.
    expect(page.get_by_text(re.compile("entries are as they were written; [12] checkpoints? agrees?"))).to_be_visible()
    hands.finds_no_barrier()


OVERLAPS = """() => [...document.querySelectorAll('form')].flatMap((form) => {
  const all = [...form.querySelectorAll('input:not([type=hidden]), select, button')].map((one) => [one.name || one.innerText, one.getBoundingClientRect()]);
  return all.flatMap(([name, a], n) => all.slice(n + 1).filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1).map(([other]) => `${name} lies over ${other}`));
})"""


def test_what_is_said_after_an_emergency_has_room_beside_its_button(desk: Tablet, at_desk: Callable[..., Hands]) -> None:
    # Given an emergency of which a debrief and a report are asked
    real = desk.send("raise-emergency", {"place": 3})
    desk.send("act", {"action": "naloxone", "dose_mg": 0.4, "route": "im"}, real)
    desk.send("close-emergency", {"outcome": "recovered_here"}, real)

    # When the manager opens its record, then no field lies under a button, on either size of screen
    hands = at_desk(f"/office/emergencies/{real}")
    expect(hands.page.get_by_role("button", name="It was done").first).to_be_visible()
    for width, height in ((1280, 800), (1024, 768)):
        hands.page.set_viewport_size({"width": width, "height": height})
        assert hands.page.evaluate(OVERLAPS) == []
        assert hands.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    hands.finds_no_barrier()


def test_a_question_is_answered_with_a_paragraph_to_paste(
    desk: Tablet, known: Callable[..., str], at_desk: Callable[..., Hands]
) -> None:
    # Given a day on which somebody came and was in a place
    visit = desk.visit(known("Lark"))
    desk.send("give-place", {"place": 3}, visit)

    # When the manager opens the page of answers
    hands = at_desk("/reports/answer", permissions=["clipboard-read", "clipboard-write"])
    page = hands.page
    expect(page.get_by_role("heading", name="What will stand here")).to_be_visible()
    hands.finds_no_barrier()

    # Then an indicator offers only what it can be divided by
    page.get_by_label("What is asked").select_option("people")
    expect(page.get_by_label("Divided by").locator("option:not([disabled])")).to_have_count(6)

    # When they ask how many came, with the keyboard alone
    page.get_by_label("What is asked").select_option("service_accessed")
    page.get_by_role("button", name="Answer", exact=True).focus()
    page.keyboard.press("Enter")

    # Then the answer stands there: kept back, because one person stands behind it, with the reason
    expect(page.get_by_text("the figure for “service accessed” is kept back.")).to_be_visible()
    hands.finds_no_barrier()
    hands.tap_button("Copy the answer")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "so that nobody can be picked out" in page.evaluate("navigator.clipboard.readText()")

    # And each set of tables says for whom it is, and is shown as it may leave the house
    hands.tap(page.get_by_role("link", name="Sets of tables"))
    hands.finds_no_barrier()
    hands.tap(page.get_by_role("link", name="One site, one month"))
    expect(page.get_by_text("not checked, not signed, not published")).to_be_visible()
    hands.finds_no_barrier()
