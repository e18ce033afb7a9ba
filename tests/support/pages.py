"""Tablets that are real pages in a real browser, driven by a script through the app's own acts.

The script taps nothing: it calls what a tap calls (`acts.js`), so that everything a tap goes through is used:
what is expected, the fold, the outbox, IndexedDB and its keys, the stream.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page

from bothy.journal import open_reader
from support.real_server import Furnished, RealServer

OPEN_SECONDS = 60.0
DRAIN_SECONDS = 180.0

# `made`: handed to the outbox; `kept`: it said that they lie on the disk; `answers`: what the house said of each, first
# and any later one; `go(count, pause)`: that many commands, or until `stop()`.
_HANDS = """async ([seed, tag]) => {
  const url = (name) => new URL(`./${name}`, document.querySelector('script[src*="floor/app.js"]').src).href;
  const acts = await import(url("acts.js"));
  const { store } = await import(url("store.js"));
  const { send, outbox } = acts;
  const hands = (window.hands = { made: [], kept: [], answers: [], going: false, done: true, fault: "", acts, store });
  let state = seed >>> 0;
  const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  const keep = outbox.keep.bind(outbox);
  outbox.keep = async (row) => {
    hands.made.push(JSON.parse(JSON.stringify(row)));
    const told = await keep(row);
    hands.kept.push(row.id);
    return told;
  };
  outbox.addEventListener("answer", ({ detail: { row, answer } }) => hands.answers.push(JSON.parse(JSON.stringify({ id: row.id, row, answer }))));
  const visit = async function* () {
    const person = crypto.randomUUID();
    const name = `${tag} ${person.slice(0, 8)}`;
    yield await send("register-person", person, { age_band: "35-44", sex: "male" }, { private_: { name } });
    const begun = await acts.startVisit(person, ["use"], "busy");
    yield begun;
    const one = { id: begun.row.subject, person, episodes: [] };
    yield await acts.assess(one, { preparations: [{ substances: ["heroin"], route: "vein" }] });
    yield await acts.givePlace(one, 1 + Math.floor(chance() * 8), "", name);
    yield await acts.see([one], "Seen", { round: true });
    yield await acts.giveSupplies(one, [{ item: "needle", count: 2 }]);
    yield await acts.giveService(one, "wound_care");
    yield await acts.endVisit(one, "left", "", name);
  };
  const emergency = async function* () {
    const id = acts.raiseEmergency({ where: "aftercare" });
    yield id;
    yield await acts.record(id, "act", { action: "oxygen" });
    yield await acts.record(id, "close-emergency", { outcome: "recovered_here" });
  };
  const one = async function* (pause) {
    for (;;) for await (const told of chance() < 0.8 ? visit() : emergency()) {
      yield told;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  let running = null;
  hands.go = async (count, pause) => {
    running ??= one(pause);
    hands.going = true;
    hands.done = false;
    try {
      for (let n = 0; n < count && hands.going; n += 1) await running.next();
    } catch (why) {
      hands.fault = `${why} ${why?.stack}`;
    }
    hands.going = false;
    hands.done = true;
  };
}"""


class PageTablet:
    """One page. `kept`: what it promised to hold on to; `acknowledged`: the first answer to each command.

    `url`: where it reaches the house, when that is not by the server's own port. `before`: runs before the page's own
    scripts. `clock`: it is this time there, and can be moved (`page.clock`). `tag`: begins the names of the people whom it registers.
    """

    def __init__(
        self, browser: Browser, server: RealServer, number: int, *,
        url: str = "", before: str = "", clock: datetime | None = None, tag: str = "Page",
    ) -> None:  # fmt: skip
        self.server = server
        self.number = number
        self.tag = tag
        self.url = url or server.url
        self.made: dict[str, dict[str, Any]] = {}
        self.kept: set[str] = set()
        self._unheard: set[str] = set()
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.wrong: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        if before:
            self.context.add_init_script(before)
        self.context.add_cookies(
            [{"name": "bothy_device", "value": server.home.tablets[number], "url": self.url}]
        )
        if clock is not None:
            self.context.clock.install(time=clock)
        self.page: Page = self._new_page()
        self.page.goto(f"{self.url}/floor/")
        self._until_open()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda fault: self.wrong.append(f"on the page: {fault}"))
        return page

    def _until_open(self) -> None:
        self.page.locator("main.board").wait_for(timeout=OPEN_SECONDS * 1000)
        self.page.evaluate(_HANDS, [self.number * 7919 + 17, self.tag])

    def begin(self, pause_ms: int = 30, count: int = 1_000_000) -> None:
        """Hands are at it from now on, until `rest`."""
        self.page.evaluate("([count, pause]) => void window.hands.go(count, pause)", [count, pause_ms])

    def do(self, count: int, pause_ms: int = 0) -> None:
        """So many acts, one after another; each has been kept when this returns."""
        self.page.evaluate("([count, pause]) => window.hands.go(count, pause)", [count, pause_ms])
        self.collect()

    def rest(self) -> None:
        """Hands off, after the act that is under way."""
        self.page.evaluate("() => { window.hands.going = false; }")
        self.until("() => window.hands.done")
        self.collect()

    def until(self, holds: str, seconds: float = OPEN_SECONDS) -> None:
        """Wait until a function of the page says yes; a page under a strict policy does not do the waiting itself."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(holds):
            assert time.monotonic() < deadline, f"never: {holds}; {self.wrong} {self.server.said()}"
            self.page.wait_for_timeout(100)

    def until_heard(self) -> None:
        """Until the page hears the house."""
        self.until("() => window.hands.store.link === 'in-step'")

    def reload(self) -> None:
        """Open the page anew. Hands must be at rest."""
        self.collect()
        self.page.reload()
        self._until_open()

    def crash(self) -> None:
        """The page is gone as when the system kills it, whatever it was doing; another is opened."""
        from journeys.own_browser import crash

        self.collect()
        # What it hears from here to its end nobody takes down; that it was kept is seen in the journal.
        self._unheard |= self.kept - set(self.acknowledged)
        crash(self.page)
        self.page = self._new_page()
        self.page.goto(f"{self.url}/floor/")
        self._until_open()

    def collect(self) -> None:
        """Take down what the page did and heard so far."""
        told = self.page.evaluate(
            "() => { const { made, kept, answers, fault } = window.hands; return { made, kept, answers: answers.splice(0), fault }; }"
        )
        self.made.update((row["id"], row) for row in told["made"])
        self.kept.update(told["kept"])
        if told["fault"]:
            self.wrong.append(f"hands stopped: {told['fault']}")
        for one in told["answers"]:
            self.made.setdefault(one["id"], one["row"])  # a page that died may have kept more than it told
            answer = {name: value for name, value in one["answer"].items() if name != "again"}
            first = self.acknowledged.setdefault(one["id"], answer)
            if first != answer:
                self.wrong.append(f"two answers to one command: {first} and {answer}")
            if answer.get("refusal", {}).get("code") in {"fault", "not_kept", "unreadable"}:
                self.wrong.append(f"{answer} to {self.made.get(one['id'])}")

    @property
    def waiting(self) -> int:
        """Rows in the outbox."""
        return int(self.page.evaluate("() => window.hands.store.waiting.length"))

    @property
    def link(self) -> str:
        return str(self.page.evaluate("() => window.hands.store.link"))

    def until_empty(self, seconds: float = DRAIN_SECONDS) -> None:
        """Until every row was answered and the house is heard."""
        deadline = time.monotonic() + seconds
        while self.waiting or self.link != "in-step":
            assert time.monotonic() < deadline, f"{self.waiting} rows wait, {self.link}: {self.server.said()}"
            self.page.wait_for_timeout(100)
        self.collect()
        assert not self.wrong, self.wrong
        assert self.kept <= set(self.acknowledged) | self._unheard, "what the page promised to keep was answered"


def all_sent(*tablets: PageTablet) -> dict[str, dict[str, Any]]:
    return {id: row for tablet in tablets for id, row in tablet.made.items()}


def all_acknowledged(*tablets: PageTablet) -> dict[str, dict[str, Any]]:
    return {id: answer for tablet in tablets for id, answer in tablet.acknowledged.items()}


def check_promised(home: Furnished, *tablets: PageTablet) -> None:
    """Whatever a page said that it holds on to has its receipt in the journal, though the page died since."""
    promised = {UUID(id) for tablet in tablets for id in tablet.kept}
    reader = open_reader(home.journal)
    try:
        assert set(reader.receipts(sorted(promised))) == promised
    finally:
        reader.close()
