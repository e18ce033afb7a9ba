"""A bad network: cut, late, silent, doubled and trickling, between real pages, other tablets and the house."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from journeys.boards import agree, entries
from support.kept import check_kept
from support.pages import PageTablet, all_acknowledged, all_sent
from support.real_server import Furnished, RealServer, furnish, serving
from support.rough_wire import USUAL, RoughWire
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600)]

SENDERS, PAGES = 6, 2


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Furnished, RealServer]]:
    home = furnish(tmp_path / "home")
    with serving(home) as server:
        yield home, server


@pytest.mark.parametrize("faults", [150, pytest.param(1500, marks=pytest.mark.long)])
def test_whatever_the_network_does_each_command_is_kept_once(
    house: tuple[Furnished, RealServer], browser: Browser, faults: int
) -> None:
    home, server = house
    wire = RoughWire(server.port, seed=faults)
    wire.smooth = True
    seen = RealServer(home, port=wire.port)  # the house as tablets reach it
    pages = [PageTablet(browser, seen, SENDERS + number) for number in range(PAGES)]
    tablets = Senders(seen, SENDERS, seed=faults, patience=4.0)
    try:
        # Given hands at work everywhere, when the network turns bad
        for each in pages:
            each.begin()
        wire.smooth = False
        until = time.monotonic() + 3000
        while wire.faults < faults:
            assert time.monotonic() < until, wire.counts
            assert tablets.wrong == []
            pages[0].page.wait_for_timeout(200)
            for each in pages:
                each.collect()

        # And good again
        wire.smooth = True
        for each in pages:
            each.rest()
        tablets.finish()
        for each in pages:
            each.until_empty()

        # Then every command was answered, with one answer, and stands in the journal once; and pages draw the journal
        assert len(tablets.acknowledged) == len(tablets.sent)
        agree(home.journal, *(each.page for each in pages), patience=120)
        server.kill()
        acknowledged = tablets.acknowledged | all_acknowledged(*pages)
        check_kept(home, acknowledged, tablets.sent | all_sent(*pages))
        assert set(wire.counts) == set(USUAL), "each of the faults was met"
        assert sum(sender.repeats for sender in tablets.each) > 0
        print(
            f"{wire.faults} faults {dict(wire.counts)}; {len(acknowledged)} commands acknowledged, 0 lost, 0 doubled"
        )
    finally:
        tablets.done.set()
        for each in pages:
            each.context.close()
        wire.close()


def test_a_house_that_has_fallen_silent_is_noticed_and_hands_go_on(
    house: tuple[Furnished, RealServer], browser: Browser
) -> None:
    home, server = house
    # Given a page in step, and a wire on which from now on nothing is heard and nothing is closed
    wire = RoughWire(server.port, seed=1)
    wire.smooth = True
    tablet = PageTablet(browser, RealServer(home, port=wire.port), 0)
    try:
        tablet.do(8)
        tablet.until_empty()
        before = len(entries(home.journal))
        wire.freeze()

        # When an emergency is raised, then it is drawn at once, though nothing says yet that nobody hears it
        tablet.page.evaluate("() => void window.hands.acts.raiseEmergency({ where: 'aftercare' })")
        expect(tablet.page.locator(".banner")).to_be_visible()

        # Then the page says by itself that it is cut off, and goes on
        expect(tablet.page.locator(".head .cutoff").first).to_contain_text("Cut off", timeout=60_000)
        tablet.do(8)
        assert tablet.waiting >= 9
        assert len(entries(home.journal)) == before, "the house heard nothing of it"

        # When the wire is good again, then what waited is told, once, and the page draws the journal
        wire.thaw()
        tablet.until_empty()
        agree(home.journal, tablet.page, patience=60)
        server.kill()
        check_kept(home, all_acknowledged(tablet), all_sent(tablet))
    finally:
        tablet.context.close()
        wire.close()
