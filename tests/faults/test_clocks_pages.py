"""Clocks lie on real tablets: a day or ten minutes off, or set in the middle of it; the rescue is told as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bothy.care.hours import milliseconds
from bothy.care.watches import due
from bothy.journal import open_reader
from journeys.boards import agree, entries
from support.open_house import folded
from support.pages import PageTablet
from support.real_server import Furnished, RealServer, furnish, serving
from support.wire import Wire

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

DAY_MS, TEN_MINUTES_MS = 86_400_000, 600_000

# What the wall clock says, and nothing else: the ticks of the tablet run on.
OFF = """(() => {
  const Real = Date;
  let off = %d;
  window.setWallClock = (ms) => { off = ms; };
  window.Date = class extends Real {
    constructor(...told) { super(...(told.length ? told : [Real.now() + off])); }
    static now() { return Real.now() + off; }
  };
})()"""

WATCHES = """async () => {
  const at = document.querySelector('script[src*="floor/app.js"]').src;
  const { due } = await import(new URL("./house/watches.js", at).href);
  const { now } = await import(new URL("./clock.js", at).href);
  const { store } = window.hands;
  return { now: now(), watches: due(store.house, now()).map((one) => [one.rule, one.subject, Math.floor(one.due_at)]) };
}"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Furnished, RealServer]]:
    home = furnish(tmp_path / "home", tablets=2, days_ago=3)
    with serving(home) as server:
        yield home, server


@pytest.mark.parametrize(
    ("one_off", "other_off", "jumps"),
    [
        (DAY_MS, -DAY_MS, 0),
        (-TEN_MINUTES_MS, TEN_MINUTES_MS, 0),
        (0, TEN_MINUTES_MS, -DAY_MS),
        (0, 0, DAY_MS),
    ],
    ids=["a-day", "ten-minutes", "set-back-mid-shift", "set-ahead-mid-shift"],
)
def test_two_tablets_tell_one_rescue_in_its_order_whatever_their_clocks_say(
    house: tuple[Furnished, RealServer], browser: Browser, one_off: int, other_off: int, jumps: int
) -> None:
    home, server = house
    # Given two tablets whose clocks are off, a visit in a place, and an emergency that both have on their boards
    wires = [Wire(server.port), Wire(server.port)]
    one, other = (
        PageTablet(browser, server, number, url=wire.url, before=OFF % off)
        for number, (wire, off) in enumerate(zip(wires, (one_off, other_off), strict=True))
    )
    try:
        began = datetime.now(UTC)
        emergency = str(one.page.evaluate("() => window.hands.acts.raiseEmergency({ where: 'aftercare' })"))
        one.do(4)  # somebody in a place, whose watch runs
        for each in (one, other):
            each.until(f"() => window.hands.store.base.emergencies.has('{emergency}')")
        for each, wire in zip((one, other), wires, strict=True):
            wire.cut()
            each.until("() => window.hands.store.link === 'cut-off'")

        # When they record by turns while cut off, and a clock is set in between
        done = [
            (one, "act", {"action": "oxygen", "litres_per_minute": 15}),
            (other, "act", {"action": "naloxone", "dose_mg": 0.4, "route": "im"}),
            (one, "observe", {"breathing": "slow"}),
            (other, "act", {"action": "naloxone", "dose_mg": 0.4, "route": "im"}),
            (one, "observe", {"breathing": "normal"}),
        ]
        for step, (each, kind, body) in enumerate(done):
            if step == 2 and jumps:
                for tablet in (one, other):
                    tablet.page.evaluate("(ms) => window.setWallClock(ms)", jumps)
            each.page.evaluate(
                "([id, kind, body]) => window.hands.acts.record(id, kind, body).then(() => null)",
                [emergency, kind, body],
            )
            each.page.wait_for_timeout(300)
        for wire in reversed(wires):
            wire.join()
        for each in (one, other):
            each.until_empty()
        ended = datetime.now(UTC)

        # Then the rescue stands in the order in which it was done, at the times at which it was done
        agree(home.journal, one.page, other.page, patience=60)
        reader = open_reader(home.journal)
        try:
            true = folded(reader)
        finally:
            reader.close()
        lines = next(each for id, each in true.emergencies.items() if str(id) == emergency).lines
        told = [
            (line.kind, getattr(line.body, "action", None) or getattr(line.body, "breathing", None))
            for line in lines
        ]
        assert told == [
            ("emergency-raised", None), ("acted", "oxygen"), ("acted", "naloxone"), ("observed", "slow"),
            ("acted", "naloxone"), ("observed", "normal"),
        ]  # fmt: skip
        slack = timedelta(seconds=2)
        times = [line.happened_at for line in lines]
        assert times == sorted(times)
        assert all(began - slack <= at <= ended + slack for at in times)
        assert all(
            began - slack <= line.happened_at <= ended + slack
            for line in entries(home.journal)[-len(lines) :]
        )

        # And every watch is due when the house says, and each tablet knows what time it is there
        for each in (one, other):
            asked = datetime.now(UTC)
            page = each.page.evaluate(WATCHES)
            now = datetime.fromtimestamp(page["now"] / 1000, UTC)
            assert asked - slack <= now <= datetime.now(UTC) + slack
            expected = [[w.rule, str(w.subject), milliseconds(w.due_at)] for w in due(true, now)]
            assert page["watches"] == expected
            assert {"emergency_look", "seen"} <= {rule for rule, _, _ in expected}
    finally:
        for each in (one, other):
            each.context.close()
        for wire in wires:
            wire.close()
