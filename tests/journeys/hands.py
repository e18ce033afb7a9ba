"""Hands at a tablet: they tap, type and look, and every tap is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


class Hands:
    """One person at one screen. `taps`: how often they touched it; keystrokes are not taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.faults: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    # --- touching ------------------------------------------------------------------------------

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def tap_button(self, name: str, within: Locator | None = None, exact: bool = True) -> None:
        self.tap((within or self.page).get_by_role("button", name=name, exact=exact).first)

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    # --- looking -------------------------------------------------------------------------------

    def column(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    def card(self, name: str) -> Locator:
        """The card of somebody, wherever on the board."""
        opener = self.page.get_by_role("button", name=f"{name}: open the card")
        return self.page.locator("li.card").filter(has=opener)

    def place(self, number: int) -> Locator:
        return self.page.locator(f'li.place[data-place="{number}"]')

    def sheet(self) -> Locator:
        return self.page.get_by_role("dialog")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def finds_no_barrier(self) -> None:
        """axe finds nothing that keeps somebody out of this screen; nothing broke on it either."""
        self.page.evaluate(AXE.read_text("utf-8"))
        told: Any = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found = [
            {"id": one["id"], "help": one["help"], "where": [node["target"] for node in one["nodes"]][:5]}
            for one in told["violations"]
        ]
        assert not found, json.dumps(found, indent=1)
        assert not self.faults, self.faults

    # --- what everybody does first -------------------------------------------------------------

    def enrol(self, url: str, code: str) -> None:
        self.page.goto(f"{url}/floor/")
        self.type("Code from the office", code)
        self.tap_button("Enrol this tablet")
        expect(self.page.locator("main.board")).to_be_visible()

    def sign_in(self, name: str, pin: str) -> None:
        self.tap(self.page.locator(".head .who"))
        self.tap_button(name, self.sheet(), exact=False)
        for digit in pin:
            self.tap_button(digit, self.sheet())
        self.tap_button("Sign in", self.sheet())
        expect(self.page.locator(".head .who")).to_contain_text(name)
        self.hears_the_alarm()
        self.taps = 0

    def hears_the_alarm(self) -> None:
        """A shift begins with the alarm: "Did you hear it?" """
        self.tap_button("Yes, I heard it", self.sheet())
        expect(self.sheet()).to_have_count(0)
