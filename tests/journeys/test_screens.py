"""What one hand does, every screen shows; and a mistake is put right."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey


def test_two_screens_see_each_other(at_tablet: Callable[..., Hands], known: Callable[..., str]) -> None:
    # Given two tablets, and Lark at the door of the first
    known("Lark")
    door, room = at_tablet("Davie", device="Door"), at_tablet("Ailsa", device="Room")
    door.tap_button("At the door")
    door.type("Name, code or card", "lark")
    door.tap(door.sheet().locator(".result", has_text="Lark"))
    door.tap_button("Start: use")

    # Then the second sees Lark wait, and what it does is seen at the first
    expect(room.column("Waiting").get_by_text("Lark")).to_be_visible()
    room.tap_button("Assess", room.card("Lark"))
    room.tap_button("Same as last time", room.sheet(), exact=False)
    expect(door.column("Assessment").get_by_text("Lark")).to_be_visible()
    expect(door.column("Assessment").get_by_text("with Ailsa")).to_be_attached()

    # When both give a place in the same moment, one is given and the other says why not
    held: list[Route] = []
    door.page.route("**/floor/commands", lambda route: held.append(route))
    with door.page.expect_request("**/floor/commands"):
        door.tap_button("Give to Lark", door.place(1))
    with room.page.expect_response("**/floor/commands"):  # a place is drawn before the house has answered
        room.tap_button("Give to Lark", room.place(1))
    expect(room.place(1).get_by_text("Lark")).to_be_visible()
    for route in held:
        route.continue_()
    door.page.unroute("**/floor/commands")
    expect(door.page.get_by_role("alert")).to_contain_text("This person has place 1 already")


def test_a_mistake_is_taken_back_at_once_or_later(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given Lark, who was given place 5 though it should have been place 6
    visit = desk.visit(known("Lark"))
    desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    hands = at_tablet()
    hands.tap_button("Give to Lark", hands.place(5))
    expect(hands.place(5).get_by_text("Lark")).to_be_visible()

    # When it is taken back by the message that said it
    hands.tap_button("Undo")
    expect(hands.place(5).get_by_text("Free")).to_be_visible()
    hands.sees("0 episodes")

    # And given again, and put right from the history this time
    hands.tap_button("Give to Lark", hands.place(5))
    expect(hands.place(5).get_by_text("Lark")).to_be_visible()
    hands.tap_button("Lark: open the card")
    hands.tap(hands.page.get_by_role("tab", name="History"))
    given = hands.sheet().locator(".history > li", has_text="Given place 5").first
    hands.tap_button("Correct", given)
    hands.finds_no_barrier()
    hands.tap_button("Said wrongly", given)
    hands.tap_button("6", given)
    hands.tap_button("said wrongly", given)
    hands.page.keyboard.press("Escape")

    # Then Lark sits in place 6, and the history still has what was said first
    expect(hands.place(6).get_by_text("Lark")).to_be_visible()
    hands.tap_button("Lark: open the card")
    hands.tap(hands.page.get_by_role("tab", name="History"))
    expect(hands.sheet().get_by_text("did not happen", exact=False).first).to_be_visible()
    expect(hands.sheet().get_by_text("changed", exact=False).first).to_be_visible()


def test_reload_and_restart_keep_the_clocks(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given somebody who was let in, and seen, by the facility clock
    person = known("Lark")
    visit = desk.visit(person)
    desk.send("give-place", {"place": 7}, visit)
    hands = at_tablet()
    expect(hands.place(7).get_by_text("Lark")).to_be_visible()

    # When time passes
    expect(hands.place(7)).to_contain_text("seen 1 min ago", timeout=90_000)

    # Then the page opened anew, and a server killed and started again, say the same age
    hands.page.reload()
    expect(hands.place(7)).to_contain_text(re.compile(r"[12] min"))
    desk.facility.stop(kill=True)
    desk.facility.start()
    expect(hands.page.locator(".foot")).to_contain_text("In step", timeout=40_000)
    hands.page.reload()
    expect(hands.place(7)).to_contain_text(re.compile(r"seen [1-3] min ago"))


def test_the_discreet_view_says_no_name_and_no_substance(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    visit = desk.visit(known("Lark"))
    desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    desk.send("give-place", {"place": 2}, visit)
    hands = at_tablet()
    expect(hands.place(2)).to_contain_text("heroin")
    hands.tap_button("Hide names and substances")
    expect(hands.place(2)).to_contain_text("Person")
    told = hands.page.locator("body").inner_text().lower()
    assert "lark" not in told
    assert "heroin" not in told
    hands.finds_no_barrier()


def test_the_handover_says_who_is_here(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    visit = desk.visit(known("Lark"))
    desk.send("give-place", {"place": 2}, visit)
    hands = at_tablet(color_scheme="dark")
    hands.tap_button("Lark: open the card")
    hands.tap(hands.page.get_by_role("tab", name="Referrals and notes"))
    hands.tap_button("housing", hands.sheet())
    hands.type("Note", "Key worker comes at four.")
    hands.tap_button("Keep the note", hands.sheet())
    hands.sees("Kept. The words can be erased later")
    hands.page.keyboard.press("Escape")
    hands.tap(hands.page.locator(".house"))
    hands.tap_button("Shift handover")
    paper = hands.sheet()
    expect(paper.get_by_role("row", name="Lark")).to_contain_text("using 2")
    expect(paper.get_by_text("Key worker comes at four.")).to_be_visible()
    expect(paper.get_by_text("housing", exact=False).first).to_be_visible()
    expect(paper.get_by_text("Ailsa, nurse", exact=False)).to_be_visible()
    hands.finds_no_barrier()

    # And on paper it stands alone, black on white, though the screen was dark
    hands.page.emulate_media(media="print")
    expect(hands.page.locator(".head")).to_be_hidden()
    expect(paper.get_by_role("row", name="Lark")).to_have_css("color", "rgb(0, 0, 0)")
    expect(hands.page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_eight_places_fit_one_screen(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, size: tuple[int, int]
) -> None:
    """No scrolling, no card cut off, no target under 48 px; with an emergency too."""
    for place in range(1, 9):
        visit = desk.visit(known(f"Person of Place {place}", f"plum-otter-{place}"))
        desk.send("assess", {"preparations": [{"substances": ["heroin", "cocaine"], "route": "vein"}]}, visit)
        desk.send("give-place", {"place": place}, visit)
    desk.send("raise-emergency", {"where": "place", "place": 3})
    hands = at_tablet(viewport={"width": size[0], "height": size[1]})
    expect(hands.page.locator(".banner")).to_be_visible()
    wrong = hands.page.evaluate(
        """() => {
          const found = [];
          const root = document.scrollingElement;
          if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) found.push('the page scrolls');
          for (const card of document.querySelectorAll('li.place')) {
            if (card.scrollHeight > card.clientHeight + 1) found.push('place ' + card.dataset.place + ' is cut off');
          }
          for (const button of document.querySelectorAll('button:not(.name-line):not(.skip)')) {
            const box = button.getBoundingClientRect();
            // What takes the finger may reach beyond what is drawn.
            const around = getComputedStyle(button, "::after");
            const height = Math.max(box.height, around.content !== "none" && around.position === "absolute" ? parseFloat(around.height) : 0);
            if (box.width < 48 || height < 48) found.push(button.innerText + ' is ' + box.width + ' by ' + box.height);
            if (box.right > innerWidth || box.bottom > innerHeight) found.push(button.innerText + ' is off the screen');
          }
          return found;
        }"""
    )
    assert wrong == []


def test_a_contest_is_said_in_words_and_settled_with_one_tap(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet
) -> None:
    # Given two people in place 3, because a tablet that was cut off had acted already
    first, second = desk.visit(known("Lark", "plum-otter-7")), desk.visit(known("Wren", "kite-fern-3"))
    desk.send("give-place", {"place": 3}, first)
    desk.send("give-place", {"place": 3}, second, acted=True)
    hands = at_tablet()
    expect(hands.place(3)).to_contain_text("Lark")
    expect(hands.place(3)).to_contain_text("Wren")

    # When somebody looks, and says who sits there
    hands.tap_button("Settle", hands.place(3))
    expect(hands.sheet()).to_contain_text("Two screens gave place 3 to different people.")
    hands.finds_no_barrier()
    hands.tap_button("Wren sits there", hands.sheet(), exact=False)

    # Then one of them has the place, and the other has not dropped off the board
    expect(hands.place(3).get_by_text("Lark")).to_have_count(0)
    expect(hands.place(3).get_by_text("Wren")).to_be_visible()
    expect(hands.card("Lark")).to_be_visible()


def test_a_tablet_opens_without_the_network(at_tablet: Callable[..., Hands], desk: Tablet) -> None:
    # Given a tablet whose worker keeps the shell
    hands = at_tablet()
    hands.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(hands.page.locator(".board")).to_be_visible()
    kept = hands.page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((one) => one.keys()))))"
        ".then((all) => all.flat().map((one) => new URL(one.url).pathname))"
    )
    assert "/floor/" in kept
    # And the words for codes, which say nothing about anybody.
    assert not [path for path in kept if path not in ("/floor/", "/floor/words.json") and not path.startswith("/static/")]

    # When the server is gone and the page is opened anew, then the shell is there, and goes on when it is back
    desk.facility.stop(kill=True)
    hands.page.reload()
    expect(hands.page.locator(".head .cutoff").first).to_contain_text("Cut off")
    desk.facility.start()
    expect(hands.page.locator(".head .cutoff")).to_have_count(0, timeout=40_000)
    expect(hands.page.locator(".board")).to_be_visible(timeout=40_000)
    expect(hands.page.locator(".head .who")).to_contain_text("Ailsa")
