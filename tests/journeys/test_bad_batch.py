"""A bad batch may be about: said on every board with its reasons, described with a tap, taken down by a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from journeys.facility import Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey


def test_three_with_green_powder_are_flagged_and_taken_down(at_tablet: Callable[..., Hands], desk: Tablet) -> None:
    # Given three emergencies with something green
    hands, other = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    for _ in range(3):
        emergency = str(uuid4())
        desk.send("raise-emergency", {"where": "outside"}, emergency)
        desk.send("describe-substance", {"substances": ["heroin"], "appearances": ["green"]}, emergency)
        desk.send("close-emergency", {"outcome": "recovered_here"}, emergency)

    # Then every board says so, and why
    for each in (hands, other):
        expect(each.page.locator(".flag-band")).to_contain_text("A bad batch may be about", timeout=60_000)
        expect(each.page.locator(".flag-band")).to_contain_text(re.compile(r"since \d\d:\d\d\."))
    hands.finds_no_barrier()
    hands.tap_button("Why, and what to say")
    green = hands.sheet().get_by_role("region", name="looks: green")
    expect(green).to_contain_text("3 emergencies among 0 uses")
    expect(green).to_contain_text("comes by chance at most about once in")
    hands.finds_no_barrier()

    # When a person has looked into it
    while (flags := hands.sheet().locator(".flag-said")).count():
        before = flags.count()
        hands.tap(flags.first.locator("[data-code=found_harmless]"))
        expect(flags).to_have_count(before - 1)

    # Then no board speaks of it any more
    expect(hands.sheet()).to_contain_text("No flag stands")
    for each in (hands, other):
        expect(each.page.locator(".flag-band")).to_have_count(0)


def test_what_it_was_is_described_afterwards(at_tablet: Callable[..., Hands], desk: Tablet) -> None:
    # Given an emergency that is over
    hands = at_tablet("Ailsa")
    emergency = str(uuid4())
    desk.send("raise-emergency", {"where": "toilet"}, emergency)
    desk.send("close-emergency", {"outcome": "recovered_here"}, emergency)
    hands.tap(hands.page.locator(".head .house"))
    hands.tap(hands.sheet().get_by_role("button", name="After emergencies"))
    hands.tap(hands.sheet().get_by_role("button", name="Afterwards").first)
    hands.tap(hands.sheet().get_by_role("button", name="What was it?"))

    # When it is said
    hands.tap_button("street benzodiazepine", hands.sheet())
    hands.tap_button("blue", hands.sheet())
    hands.finds_no_barrier()
    hands.tap_button("Write it down", hands.sheet())

    # Then it stands there the next time
    hands.tap(hands.sheet().get_by_role("button", name="What was it?"))
    expect(hands.sheet().get_by_role("button", name="blue")).to_have_attribute("aria-pressed", "true")
