"""Screens that cannot be heard, clocks that are off, and looks that are overdue: on every board, told apart."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from journeys.facility import Facility
from journeys.hands import PATIENCE_MS, Hands
from journeys.older import lived_in

TABLET = {"width": 1280, "height": 800}
TEN_MINUTES = 600_000


class House:
    """A facility that has been there for hours. `at(name)` stands at one of its tablets."""

    def __init__(self, browser: Browser, folder: Path, **spec: Any) -> None:
        spec = {"staff": [["Ailsa", "nurse"], ["Davie", "worker"], ["Effie", "shift_lead"]],
                "devices": ["Desk", "Kitchen tablet"], **spec}  # fmt: skip
        self.told = lived_in(folder / "home", **spec)
        self.facility = Facility(folder)
        self.facility.start()
        self.browser = browser
        self.contexts: list[BrowserContext] = []

    def at(self, name: str, *, skew_ms: int = 0, width: int = 1280, height: int = 800) -> Hands:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self.contexts.append(context)
        context.add_cookies(
            [{"name": "bothy_device", "value": self.told["devices"][name][1], "url": self.facility.url}]
        )
        if skew_ms:
            context.add_init_script(f"const real = Date.now; Date.now = () => real() + {skew_ms};")
        hands = Hands(context.new_page())
        hands.page.goto(f"{self.facility.url}/floor/")
        expect(hands.page.locator("main.board")).to_be_visible()
        expect(hands.page.locator(".foot")).to_contain_text("In step")
        hands.page.keyboard.press("Escape")
        return hands

    def journal(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind as a screen that has just come is told them."""
        cookie = {"bothy_device": self.told["devices"]["Desk"][1]}
        with httpx.stream("GET", f"{self.facility.url}/floor/stream", cookies=cookie, timeout=30) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    return [each for each in json.loads(line[6:])["lines"] if each["kind"] == kind]
        raise AssertionError("the stream ended")

    def until(self, kind: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The entries of a kind as soon as it is so: a screen may draw what the house is about to write."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not holds(found := self.journal(kind)):
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.facility.stop()


@pytest.fixture
def house(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., House]]:
    made: list[House] = []

    def make(**spec: Any) -> House:
        made.append(House(browser, tmp_path / f"house-{len(made)}", **spec))
        return made[-1]

    (tmp_path / "house-0").mkdir()
    yield make
    for one in made:
        one.close()


def test_a_tablet_that_is_gone_is_listed_on_every_board_until_it_is_back(house: Callable[..., House]) -> None:
    here = house(shifts=[["Desk", "Ailsa"], ["Kitchen tablet", "Davie"]])
    desk = here.at("Desk")
    note = desk.page.locator(".screens-note")
    expect(note).to_contain_text("Kitchen tablet: out of contact")
    kitchen = here.at("Kitchen tablet")
    expect(note).not_to_contain_text("out of contact")
    desk.tap(desk.page.get_by_role("button", name="Northgate"))
    desk.tap_button("Screens", desk.sheet())
    expect(desk.sheet().locator("li", has_text="Kitchen tablet")).to_contain_text("in contact")
    kitchen.page.close()
    expect(desk.sheet().locator("li", has_text="Kitchen tablet")).to_contain_text(
        re.compile(r"out of contact since \d\d:\d\d"), timeout=30_000
    )
    desk.finds_no_barrier()


@pytest.mark.parametrize(
    ("skew_ms", "said"), [(TEN_MINUTES, "10 min ahead"), (-86_400_000, "24 hours behind")]
)
def test_a_clock_that_is_off_is_said_and_harms_nothing(
    house: Callable[..., House], skew_ms: int, said: str
) -> None:
    """Given a tablet whose clock is off, what is entered there is timed by the house, and the watch goes on."""
    here = house(shifts=[["Desk", "Ailsa"]], people=[["Lark", 1, 1]])
    desk = here.at("Desk", skew_ms=skew_ms)
    note = desk.page.get_by_role("button", name=f"Clock {said}")
    expect(note).to_be_visible()
    with desk.page.expect_response("**/floor/commands"):  # it is drawn before the house has answered
        desk.tap(desk.place(1).get_by_role("button", name="Seen"))
    expect(desk.place(1)).to_contain_text("seen just now")
    (seen,) = here.journal("seen")
    told, written = (parse(seen[key]) for key in ("happened_at", "recorded_at"))
    assert abs(written - told) < timedelta(seconds=60)  # the least that a clock is off here is ten minutes
    desk.tap(note)
    expect(desk.sheet()).to_contain_text("what you enter is timed by the house")
    desk.finds_no_barrier()


def test_a_clock_that_jumps_while_the_tablet_is_cut_off_moves_nothing(house: Callable[..., House]) -> None:
    here = house(shifts=[["Desk", "Ailsa"]], people=[["Lark", 1, 1], ["Wren", 2, 1]])
    desk = here.at("Desk")
    here.facility.stop(kill=True)
    expect(desk.page.locator(".head")).to_contain_text("Cut off", timeout=30_000)
    desk.tap(desk.place(1).get_by_role("button", name="Seen"))
    desk.page.evaluate("() => { const real = Date.now; Date.now = () => real() + 86_400_000; }")
    desk.tap(desk.place(2).get_by_role("button", name="Seen"))
    here.facility.start()
    expect(desk.page.locator(".foot")).to_contain_text("In step", timeout=30_000)
    visits = here.told["visits"]
    seen = here.until("seen", lambda found: len(found) == 2)
    assert [one["subject"] for one in seen] == [visits["Lark"], visits["Wren"]], (
        "in the order in which they were done"
    )
    assert (
        timedelta(0) <= parse(seen[1]["happened_at"]) - parse(seen[0]["happened_at"]) < timedelta(seconds=60)
    )
    assert parse(seen[1]["happened_at"]) <= parse(seen[1]["recorded_at"])


def test_what_nobody_looked_at_goes_up_to_the_shift_lead_on_every_screen(house: Callable[..., House]) -> None:
    people = [["Lark", 1, 1], ["Sparrow", 3, 5.2], ["Wren", 4, 7.3], ["Robin", 6, 12]]
    here = house(shifts=[["Desk", "Ailsa"], ["Kitchen tablet", "Davie"]], people=people)
    desk, kitchen = here.at("Desk"), here.at("Kitchen tablet", width=1024, height=768)
    for screen in (desk, kitchen):
        expect(screen.place(1)).not_to_have_class(re.compile(r"\bdue\b"))
        expect(screen.place(3)).to_have_class(re.compile(r"\bdue\b"))
        expect(screen.place(4)).to_have_class(re.compile(r"\bup2\b"))
        expect(screen.place(4)).to_contain_text("Go now")
        expect(screen.place(6)).to_have_class(re.compile(r"\bup3\b"))
        expect(screen.page.locator(".overdue-band")).to_contain_text("Shift lead Effie: place 6 · Robin")
        tall = screen.page.evaluate(
            "document.querySelector('main.board').scrollHeight - document.querySelector('main.board').clientHeight"
        )
        assert tall <= 1, "the board needs no scrolling"
        screen.finds_no_barrier()
    visits = here.told["visits"]
    every = {(visits["Robin"], level) for level in (1, 2, 3)}
    found = here.until("watch-missed", lambda found: every <= levels(found))
    assert (visits["Lark"], 1) not in levels(found)
    desk.tap(desk.place(6).get_by_role("button", name="Seen"))
    expect(kitchen.page.locator(".overdue-band")).to_have_count(0)


def levels(missed: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """Who was not seen in time, and how far that has gone up."""
    return {(one["subject"], one["body"]["level"]) for one in missed if one["body"]["rule"] == "seen"}


def test_not_heard_is_amber_until_the_tablet_is_back_and_then_told_late(house: Callable[..., House]) -> None:
    """Given a tablet was cut off when a look fell due, when it is back with a look in time, the record says both."""
    here = house(
        shifts=[["Desk", "Ailsa"], ["Kitchen tablet", "Davie"]], people=[["Lark", 1, 1], ["Robin", 6, 7.5]]
    )
    desk = here.at("Desk")
    robin = desk.place(6)
    expect(robin).to_contain_text("not heard for")
    expect(robin).to_contain_text("Kitchen tablet out of contact")
    expect(robin).not_to_have_class(re.compile(r"\bup\b"))
    expect(desk.page.locator(".overdue-band")).to_have_count(0)
    of_robin = lambda found: [one for one in found if one["subject"] == here.told["visits"]["Robin"]]  # noqa: E731
    missed = of_robin(here.until("watch-missed", lambda found: bool(of_robin(found))))
    assert all(here.told["devices"]["Kitchen tablet"][0] in one["body"]["out_of_contact"] for one in missed)
    kitchen = here.at("Kitchen tablet")
    expect(robin).to_have_class(re.compile(r"\bup2\b"))
    look_back(kitchen, here.told["visits"]["Robin"], minutes=4)
    desk.tap(desk.page.get_by_role("button", name="Robin: open the card"))
    history = desk.sheet().locator(".history")
    if not history.count():
        desk.tap(
            desk.sheet()
            .get_by_role("tab", name="History")
            .or_(desk.sheet().get_by_role("button", name="History"))
            .first
        )
    expect(history).to_contain_text(re.compile(r"seen at \d\d:\d\d, told late"))


def look_back(hands: Hands, visit: str, minutes: int) -> None:
    """A look that was taken so many minutes ago and comes now, as from a tablet that was cut off."""
    hands.page.evaluate(
        """async ([visit, ago]) => {
          const { send } = await import("/static/floor/acts.js");
          const { now } = await import("/static/floor/clock.js");
          await send("see", visit, { visits: [visit] }, { at: now() - ago, acted: true });
        }""",
        [visit, minutes * 60_000],
    )


def parse(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
