"""SIGKILL under load: the server dies at any moment, and what a tablet was told is kept is there, once.

Of the eight tablets two are real pages: their outbox holds what the server did not answer, and draws it.
"""

from __future__ import annotations

import json
import random
import time

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser

from bothy.care.fold import restore
from bothy.care.house import Person
from bothy.care.snapshot import from_wire, put_people_in
from bothy.journal import open_reader
from journeys.boards import agree
from support.floor_server import Events
from support.kept import assert_same_board, check_kept, check_start
from support.open_house import folded
from support.pages import PageTablet, all_acknowledged, all_sent, check_promised
from support.real_server import Furnished, RealServer
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600)]

SENDERS, PAGES = 6, 2
# A start reads the snapshot and then the tail: with one every 40 entries kills also hit the writing of it.
OFTEN = "import bothy.intake.snapshotting as s; s.Snapshots.__init__.__defaults__ = (40,); from bothy.cli import main; main()"


# Six flooding without a pause would leave the two real pages nothing of a small machine: each kill then waited minutes
# for their outboxes. So many hands are still far faster than any house.
REST_SECONDS, PAGE_PAUSE_MS = 0.15, 150

KILLS = 20
ROUNDS = [1, *(pytest.param(number, marks=pytest.mark.long) for number in range(2, 11))]
"""The long form is ten rounds, 200 kills, each in a house of its own and looked through at its end."""


@pytest.mark.parametrize("number", ROUNDS)
def test_every_acknowledged_command_outlives_the_server_once(
    home: Furnished, browser: Browser, number: int
) -> None:
    chance = random.Random(number)
    server = RealServer(home, program=OFTEN)
    server.start().until_open()
    pages = [PageTablet(browser, server, SENDERS + number) for number in range(PAGES)]
    tablets = Senders(server, SENDERS, seed=number, rest=REST_SECONDS)
    try:
        for each in pages:
            each.begin(PAGE_PAUSE_MS)
        for kill in range(KILLS):
            if chance.random() < 0.2:
                # While it is still starting: half made is not half broken.
                time.sleep(chance.uniform(0.0, 0.8))
            else:
                assert tablets.wait_for(chance.randint(1, 60)), (tablets.wrong, server.said())
                time.sleep(chance.uniform(0.0, 0.02))
            assert server.process is not None
            assert server.process.poll() is None, f"it ended by itself:\n{server.said()}"
            server.kill()
            server.start()
            if kill % 5 == 4:
                server.until_open()
                assert_board_equals_the_fold(server)
                # A page that is heard again goes on sending under the next kills; one of them is also killed itself.
                pages[0].until_heard()
                if kill % 20 == 4:
                    pages[1].crash()
                    pages[1].begin()
                for each in pages:
                    each.collect()
        assert tablets.wait_for(50), (tablets.wrong, server.said())
        server.kill()
        server.start().until_open()
        for each in pages:
            each.rest()
        tablets.finish()
        for each in pages:
            each.until_empty()
        assert len(tablets.acknowledged) == len(tablets.sent)
        drawn = agree(home.journal, *(each.page for each in pages), patience=120)
        assert drawn["waiting"] == 0
        server.kill()
        acknowledged = tablets.acknowledged | all_acknowledged(*pages)
        house = check_kept(home, acknowledged, tablets.sent | all_sent(*pages))
        check_promised(home, *pages)
        check_start(home, house, from_snapshot=True)
        assert len(tablets.acknowledged) > 10 * KILLS
        assert all(len(each.acknowledged) > KILLS for each in pages)
        assert any(row["acted"] for row in all_sent(*pages).values()), (
            "pages went on while the server was gone"
        )
        assert sum(sender.repeats for sender in tablets.each) > 0, (
            "kept, but nobody heard, and sent again: that was tried too"
        )
        print(
            f"{KILLS} kills; {len(acknowledged)} commands acknowledged, of these {len(all_acknowledged(*pages))} to pages "
            f"({sum(row['acted'] for row in all_sent(*pages).values())} made while cut off), 0 lost, 0 doubled"
        )
    finally:
        tablets.done.set()
        server.kill()
        for each in pages:
            each.context.close()


def assert_board_equals_the_fold(server: RealServer) -> None:
    """What a screen gets that opens now, against the journal folded up to that very entry."""
    with httpx.stream("GET", f"{server.url}/floor/stream", headers=server.tablet(), timeout=30) as response:
        told = Events(response).next("snapshot").data
    shown = restore([from_wire(json.dumps(line)) for line in told["lines"]], told["number"])
    shown = put_people_in(
        shown, [msgspec.convert(each, Person, strict=False) for each in told["people"].values()]
    )
    reader = open_reader(server.home.journal)
    try:
        assert_same_board(shown, folded(reader, told["number"]))
    finally:
        reader.close()
