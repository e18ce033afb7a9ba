"""An emergency at a tablet: somebody it happens to, the taps that raise it, what sounds, and what of it is not seen or not hit."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from journeys.facility import Tablet
from journeys.hands import Hands
from journeys.own_browser import cut


def using(desk: Tablet, person: str, place: int) -> str:
    """Somebody in a place, who uses heroin; their visit."""
    visit = desk.visit(person)
    desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    desk.send("give-place", {"place": place}, visit)
    return visit


def cut_off_with(at_tablet: Callable[..., Hands], desk: Tablet, person: str, place: int) -> Hands:
    """A tablet that has somebody on its board and cannot reach the house any more."""
    using(desk, person, place)
    hands = at_tablet()
    expect(hands.place(place)).not_to_contain_text("Free")
    cut(hands, desk.facility)
    return hands


def raise_in(hands: Hands, place: int) -> Locator:
    """Two taps: an emergency, and where it is. The pad, which is open on it."""
    hands.tap_button("Emergency")
    hands.tap(hands.sheet().locator(f'[data-where="{place}"]'))
    return hands.sheet()


def sounds(hands: Hands) -> str:
    """What sounds at this tablet: "real", "drill" or nothing."""
    return str(hands.page.evaluate(SOUNDING))


def wait_for_sound(hands: Hands, which: str) -> None:
    hands.page.wait_for_function(f"{SOUNDING}.then((now) => now === '{which}')")


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
