"""Small tablets, big houses, the page at twice its size: nothing is cut off, nothing lies over the acts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from journeys.facility import PIN, Facility, Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey

WHAT_IS_WRONG = """() => {
  const found = [];
  for (const card of document.querySelectorAll('li.place')) {
    if (card.scrollHeight > card.clientHeight + 1) found.push('place ' + card.dataset.place + ' is cut off');
    if (card.dataset.visit && !card.querySelector('.details .soft')?.getBoundingClientRect().height) found.push('place ' + card.dataset.place + ' does not say what is used');
  }
  for (const button of document.querySelectorAll('.head button, .place .acts button')) {
    const box = button.getBoundingClientRect();
    if (box.width < 48 || box.height < 48) found.push(button.innerText + ' is ' + box.width + ' by ' + box.height);
    if (box.left < 0 || box.right > innerWidth) found.push(button.innerText + ' is off the screen');
    if (button.scrollWidth > button.clientWidth + 1) found.push(button.innerText + ' does not fit its button');
  }
  if (document.scrollingElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return found;
}"""


@pytest.fixture
def big_house(tmp_path: Path) -> Iterator[Facility]:
    """Sixteen places, all taken."""
    facility = Facility(tmp_path)
    try:
        facility.start()
        facility.found(places=16, accessible=2)
        for name, role in (("Morag", "manager"), ("Ailsa", "nurse")):
            facility.add_staff(name, role)
        desk = Tablet(facility, "Office desk")
        desk.sign_in("Morag")
        desk.sign_rules(opening_hours=[])
        desk.sign_in("Ailsa")
        desk.send("open-floor", {}, desk.house)
        for place in range(1, 17):
            visit = desk.visit(desk.register(f"Goldfinch {place}", f"plum-otter-{place % 10}"))
            desk.send("assess", {"preparations": [{"substances": ["heroin", "cocaine"], "route": "vein"}]}, visit)
            desk.send("give-place", {"place": place}, visit)
        yield facility
    finally:
        facility.stop()


def test_sixteen_places_fit_one_screen(browser: Browser, big_house: Facility) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, reduced_motion="reduce")
    try:
        hands = Hands(context.new_page())
        hands.enrol(big_house.url, big_house.code_for("Floor tablet"))
        hands.sign_in("Ailsa", PIN)
        for width, height in ((1024, 768), (1280, 800)):
            hands.page.set_viewport_size({"width": width, "height": height})
            expect(hands.place(16).get_by_text("Goldfinch 16")).to_be_visible()
            assert hands.page.evaluate(WHAT_IS_WRONG) == []
            assert hands.page.evaluate("document.querySelector('.places').scrollHeight <= innerHeight")
    finally:
        context.close()


def test_at_twice_its_size_the_board_scrolls_and_is_not_cut(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    for place in (1, 2, 8):
        visit = desk.visit(known(f"Goldfinch {place}", f"plum-otter-{place}"))
        desk.send("assess", {"preparations": [{"substances": ["heroin", "cocaine"], "route": "vein"}]}, visit)
        desk.send("give-place", {"place": place}, visit)
    hands = at_tablet(viewport={"width": 640, "height": 400})
    assert hands.page.evaluate(WHAT_IS_WRONG) == []
    hands.tap_button("Finished", hands.place(8))
    expect(hands.column("Aftercare").get_by_text("Goldfinch 8")).to_be_visible()
    hands.finds_no_barrier()


def test_what_is_said_twice_stands_once(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    visit = desk.visit(known("Lark"))
    desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    desk.send("give-place", {"place": 7}, visit)
    hands = at_tablet()
    hands.tap_button("Seen", hands.place(7))
    hands.tap_button("Seen", hands.place(7))
    expect(hands.page.locator(".toast")).to_have_count(1)
    expect(hands.page.locator(".toast")).to_contain_text("Lark was seen. × 2")
    toast, acts = hands.page.locator(".toast").bounding_box(), hands.place(7).locator(".acts").bounding_box()
    assert toast and acts
    assert toast["y"] >= acts["y"] + acts["height"] / 2, "the message lies over the acts of the lower places"


@pytest.mark.parametrize("people", [4, 6])
def test_everybody_in_aftercare_is_on_the_screen_in_an_emergency_too(
    at_tablet: Callable[..., Hands], desk: Tablet, people: int
) -> None:
    # Given so many people in aftercare, and an emergency
    for number in range(1, people + 1):
        visit = desk.visit(desk.register(f"Goldfinch {number}", f"plum-otter-{number}"))
        desk.send("give-place", {"place": number}, visit)
        desk.send("enter-stage", {"stage": "aftercare"}, visit)
    desk.send("raise-emergency", {"where": "outside"})
    hands = at_tablet()
    expect(hands.page.locator(".banner")).to_be_visible()

    # Then each has a card that is whole, on either size of screen
    for width, height in ((1280, 800), (1024, 768)):
        hands.page.set_viewport_size({"width": width, "height": height})
        expect(hands.column("Aftercare").locator("li.card")).to_have_count(people)
        hands.page.wait_for_timeout(1_200)  # how much a card may say is looked at anew each second
        assert hands.page.evaluate("[...document.querySelectorAll('.stack')].map((one) => Math.max(0, one.scrollHeight - one.clientHeight - 1))") == [0, 0, 0]


HALF_A_TALLY = """() => {
  const all = document.querySelector('.tallies').getBoundingClientRect();
  const parts = [...document.querySelectorAll('.tallies > span')].map((one) => [one.innerText, one.getBoundingClientRect()]);
  const within = ([, box]) => box.left >= all.left - 1 && box.right <= all.right + 1 && box.bottom <= all.bottom + 1;
  const gone = ([, box]) => box.top >= all.bottom - 1;
  return [parts.filter(within).length, parts.filter((one) => !within(one) && !gone(one)).map(([text]) => text)];
}"""


def test_beside_two_notes_a_tally_of_the_day_is_whole_or_not_there(at_tablet: Callable[..., Hands]) -> None:
    # Given a small tablet whose bottom line says that its alarm was not tried, and that the desk is not heard
    hands = at_tablet(name="", viewport={"width": 1024, "height": 768})
    expect(hands.page.locator(".silent-note")).to_be_visible()
    expect(hands.page.locator(".screens-note")).to_be_visible()

    # Then what there is no room for is left out as a whole, the last first
    seen, halves = hands.page.evaluate(HALF_A_TALLY)
    assert halves == []
    assert 1 <= seen < 4
    assert hands.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    hands.finds_no_barrier()


def test_who_does_not_work_a_floor_is_one_tap_further(
    at_tablet: Callable[..., Hands], floor_server: Facility
) -> None:
    floor_server.add_staff("Iain", "inspector")
    hands = at_tablet(name="")
    hands.tap(hands.page.locator(".head .who"))
    expect(hands.sheet().get_by_role("button", name="Davie")).to_be_visible()
    expect(hands.sheet().get_by_role("button", name="Iain")).to_have_count(0)
    hands.tap_button("Other roles…", hands.sheet())
    expect(hands.sheet().get_by_role("button", name="Iain")).to_be_visible()
    hands.finds_no_barrier()
