"""What a tablet keeps: it goes on alone through reloads, crashes and restarts, and tells nobody who finds it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from journeys.facility import PIN, Facility, Tablet
from journeys.hands import Hands

pytestmark = pytest.mark.journey


def test_a_reload_while_cut_off_opens_with_the_house_as_it_was(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given Lark waiting, and a tablet that has seen it
    desk.visit(known("Lark"))
    hands = at_tablet()
    expect(hands.card("Lark")).to_be_visible()
    shell_is_kept(hands.page)

    # When the server is gone and the page is opened anew
    floor_server.stop(kill=True)
    hands.page.reload()

    # Then the board is there, Lark on it, and the tablet says that it is alone
    expect(hands.card("Lark")).to_be_visible()
    expect(hands.page.locator(".head .who")).to_contain_text("Ailsa")

    # And what was tapped then is there after another reload, and is told when the server is back
    hands.tap_button("Assess", hands.card("Lark"))
    expect(hands.page.locator(".unsent")).to_be_visible()
    hands.page.reload()
    expect(hands.page.locator(".unsent")).to_be_visible()
    floor_server.start()
    expect(hands.page.locator(".unsent")).to_have_count(0)
    kinds = [line["kind"] for line in desk_lines(desk)]
    assert kinds.count("stage-entered") == 1


def shell_is_kept(page: Page) -> None:
    """Wait until the service worker looks after the page."""
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def desk_lines(desk: Tablet) -> list[dict[str, Any]]:
    """The lines of the house as the stream tells them."""
    with desk.client.stream("GET", "/floor/stream") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: ") and '"lines"' in line:
                return list(json.loads(line[6:])["lines"])
    raise AssertionError("no snapshot")
