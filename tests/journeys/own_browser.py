"""A browser whose disk stays when it is closed, and what lies on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, expect
from playwright.sync_api import TimeoutError as TooLong

from journeys.facility import PIN, Facility, Tablet
from journeys.hands import PATIENCE_MS, Hands

NAME = "Brindlewick"
"""A name that stands in no file of the app."""
TELLING = ("brindlewick", "heroin", "ailsa", "plum-otter", "substance", "2580")


@contextmanager
def tablet(browser_type: Any, chromium_path: str, profile: Path, *more: str) -> Iterator[BrowserContext]:
    """The browser of a tablet: what it keeps in `profile` is there the next time."""
    context = browser_type.launch_persistent_context(
        profile, executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", *more],
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce",
    )  # fmt: skip
    try:
        yield context
    finally:
        context.close()


def stand(context: BrowserContext, facility: Facility, url: str | None = None) -> Hands:
    """Hands at a tablet that was just enrolled and signed in at."""
    hands = Hands(context.new_page())
    hands.enrol(url or facility.url, facility.code_for("Floor tablet"))
    hands.sign_in("Ailsa", PIN)
    return hands


def sign_out(hands: Hands, name: str) -> None:
    hands.page.keyboard.press("Escape")
    hands.tap(hands.page.locator(".head .who"))
    hands.tap_button(f"Sign out {name} from this tablet", hands.sheet())


def holding(hands: Hands, name: str) -> Hands:
    """Wait until their tablet shows this person and would open without the house."""
    expect(hands.card(name)).to_be_visible()
    shell_is_kept(hands.page)
    return hands


def cut(hands: Hands, facility: Facility) -> None:
    """The house dies, and the tablet says so."""
    facility.stop(kill=True)
    expect(hands.page.locator(".foot.cut")).to_be_visible()


def leave_waiting(hands: Hands, name: str) -> None:
    """The assessment of this person begins, which waits to be sent."""
    hands.tap_button("Assess", hands.card(name))
    hands.page.keyboard.press("Escape")
    expect(hands.page.locator(".unsent")).to_be_visible()


def shell_is_kept(page: Page) -> None:
    """Wait until the service worker looks after the page."""
    until_true(page, "() => navigator.serviceWorker.controller !== null")


def until_true(page: Page, holds: str) -> None:
    """Wait until a function of the page says yes. The policy of the page bars Playwright's own waiting there."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(holds):
        assert time.monotonic() < deadline, holds
        page.wait_for_timeout(50)


def crash(page: Page) -> None:
    """As when the system kills a tab for want of memory."""
    for _ in range(4):
        # A busy page may not get there the first time; one that is gone already says so to whoever asks it.
        with suppress(TooLong), page.expect_event("crash", timeout=45_000):
            with suppress(Error):
                page.goto("chrome://crash", timeout=40_000)
            return
    raise AssertionError("the tab would not crash")


def desk_lines(desk: Tablet) -> list[dict[str, Any]]:
    """The lines of the house as the stream tells them."""
    with desk.client.stream("GET", "/floor/stream") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: ") and '"lines"' in line:
                return list(json.loads(line[6:])["lines"])
    raise AssertionError("no snapshot")


def count(desk: Tablet, kind: str) -> int:
    return [line["kind"] for line in desk_lines(desk)].count(kind)


def until(page: Page, holds: Callable[[dict[str, list[Any]]], bool]) -> dict[str, list[Any]]:
    """What lies on the tablet as soon as it is so."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while True:
        stores: dict[str, list[Any]] = page.evaluate(ALL_THAT_LIES)
        if holds(stores):
            return stores
        assert time.monotonic() < deadline, json.dumps(stores)[:2000]
        page.wait_for_timeout(100)


def telling(stores: dict[str, list[Any]]) -> list[str]:
    """The words in clear that say something about anybody."""
    told = json.dumps(stores).lower()
    return [word for word in TELLING if word in told]


def on_the_disk(folder: Path, word: str) -> list[str]:
    """The files of a browser's profile in which the word stands, in the two ways in which browsers write text."""
    ways = (word.encode(), word.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in files if any(way in path.read_bytes() for way in ways)]


# Everything that a page of this address can read of what lies there: IndexedDB raw, local storage, and names of caches.
ALL_THAT_LIES = """async () => {
  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? String.fromCharCode(...new Uint8Array(value.buffer ?? value))
    : value instanceof CryptoKey ? `key, extractable: ${value.extractable}`
    : Array.isArray(value) ? value.map(text)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, text(one)]))
    : value;
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("bothy");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const told = { local: [{ ...localStorage }, { ...sessionStorage }] };
  const moment = database.transaction([...database.objectStoreNames]);
  await Promise.all([...database.objectStoreNames].map((name) => new Promise((resolve, reject) => {
    const asked = moment.objectStore(name).getAll();
    asked.onsuccess = () => resolve((told[name] = text(asked.result)));
    asked.onerror = () => reject(asked.error);
  })));
  database.close();
  return told;
}"""
