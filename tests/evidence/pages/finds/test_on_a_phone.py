"""The form on a phone of 390 px: the phone finds the square and sends nothing finer; it can be tapped, and done by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from server.conftest import PASSWORD, found_one, serving, token

AXE = Path(__file__).resolve().parents[4] / "node_modules" / "axe-core" / "axe.min.js"
HERE = {"latitude": 55.85438, "longitude": -4.22987, "accuracy": 12}


@pytest.fixture(autouse=True)
def register() -> None:
    """The house is a process of its own here, and Django is not asked in this one."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("phone") / "home") as server:
        manager = found_one(server.url)
        told = {"csrfmiddlewaretoken": token(manager.get("/evidence/finds/bring").text), "reference": "NS 601 648", "opened": "2025-01-13"}
        assert manager.post("/evidence/finds/ground", data=told).status_code == 200
        yield server.url


@pytest.fixture
def phone(browser: Browser, house: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, geolocation=HERE)
    page = context.new_page()
    page.goto(f"{house}/sign-in?next=/evidence/finds/new")
    page.get_by_label("Username").fill("morag")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/evidence/finds/new")
    yield page
    context.close()


def sent(page: Page) -> tuple[list[Request], list[str]]:
    """Every request from now on, and what is posted."""
    requests: list[Request] = []
    bodies: list[str] = []
    page.on("request", lambda one: (requests.append(one), bodies.append(one.post_data or "")))
    return requests, bodies


def may_say_where(context: BrowserContext, url: str) -> None:
    context.grant_permissions(["geolocation"], origin=url)


def test_the_phone_works_out_the_square_and_sends_nothing_finer(phone: Page, house: str) -> None:
    may_say_where(phone.context, house)
    requests, bodies = sent(phone)
    phone.get_by_role("button", name="Find my square").click()
    phone.get_by_text("NS6064-NE-SW. Only this is sent.").wait_for()
    assert phone.get_by_label("Square", exact=True).input_value() == "NS6064-NE-SW"
    phone.get_by_label("Needles and syringes").fill("2")
    phone.get_by_role("button", name="Write it down").click()
    phone.get_by_role("heading", name="Written down").wait_for()
    assert "NS6064-NE-SW" in phone.locator("section[role=status]").inner_text()
    posted = next(body for body in bodies if body)
    assert parse_qs(posted)["square"] == ["NS6064-NE-SW"]
    assert not any(part in body + one.url for one, body in zip(requests, bodies, strict=True) for part in ("55.85", "-4.22", "60512"))
    assert {urlsplit(one.url).netloc for one in requests} == {urlsplit(house).netloc}, "nobody else is asked: no map, no tile"


def test_a_phone_that_is_unsure_says_so_and_one_that_may_not_offers_the_grid(phone: Page, house: str) -> None:
    phone.get_by_role("button", name="Find my square").click()
    phone.get_by_text("was not allowed to say where it is").wait_for()
    may_say_where(phone.context, house)
    phone.context.set_geolocation({**HERE, "accuracy": 900})
    phone.get_by_role("button", name="Find my square").click()
    phone.get_by_text("sure only to 900 m").wait_for()
    phone.context.set_geolocation({"latitude": 48.85, "longitude": 2.35, "accuracy": 5})
    phone.get_by_role("button", name="Find my square").click()
    phone.get_by_text("outside Great Britain").wait_for()


def test_a_square_is_tapped_and_typing_another_takes_its_place(phone: Page) -> None:
    if not phone.locator(".taps[open]").count():
        phone.get_by_text("Tap a square around").click()
    phone.locator(".tap", has=phone.locator("input[value=NS6065-SW-SW]")).tap()
    assert phone.get_by_label("Square", exact=True).input_value() == "NS6065-SW-SW"
    phone.get_by_label("Square", exact=True).fill("NS6064-SE-SE")
    assert phone.locator("input[name=near]:checked").count() == 0
    phone.get_by_label("Other drug litter").fill("0")
    phone.get_by_role("button", name="Write it down").click()
    phone.get_by_role("heading", name="Written down").wait_for()
    assert "0 other drug litter, NS6064-SE-SE" in " ".join(phone.locator("section[role=status]").inner_text().split())


def test_everything_is_done_by_keyboard_and_taken_back(phone: Page) -> None:
    phone.get_by_label("Needles and syringes").focus()
    phone.keyboard.type("4")
    for _ in range(3):
        phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "Find my square"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Control+a")
    phone.keyboard.type("NS6064-NW-NW")
    phone.keyboard.press("Enter")
    phone.get_by_role("heading", name="Written down").wait_for()
    phone.get_by_text("Take back").first.focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("Because").first.select_option("twice")
    phone.locator("section[role=status] button").first.focus()
    phone.keyboard.press("Enter")
    phone.get_by_text("1 taken back").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_fit_for_everybody_and_its_targets_for_a_thumb(phone: Page, theme: str) -> None:
    phone.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    phone.get_by_role("button", name="Write it down").click()
    phone.get_by_text("Nothing is written down yet").wait_for()
    for taps in phone.locator(".taps:not([open]) > summary").all():
        taps.click()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("main button, main a.button, main input:not([type=hidden]):not([type=radio]), main select, main summary, main label.tap")]
          .filter((one) => one.getClientRects().length).map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 48 || box.width < 48).map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    assert small == []
    phone.evaluate(AXE.read_text("utf-8"))
    found = phone.evaluate("async () => (await axe.run()).violations")
    assert [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]] == []
