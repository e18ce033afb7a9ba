"""SIGKILL under load: the server dies at any moment, and what a tablet was told is kept is there, once."""

from __future__ import annotations

import json
import random
import time

import httpx
import msgspec
import pytest

from bothy.care.fold import restore
from bothy.care.house import Person
from bothy.care.snapshot import from_wire, put_people_in
from bothy.journal import open_reader
from support.floor_server import Events
from support.kept import assert_same_board, check_kept, check_start
from support.open_house import folded
from support.real_server import Furnished, RealServer
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1200)]

SENDERS = 8
# A start reads the snapshot and then the tail: with one every 40 entries kills also hit the writing of it.
OFTEN = "import bothy.intake.snapshotting as s; s.Snapshots.__init__.__defaults__ = (40,); from bothy.cli import main; main()"


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.long)])
def test_every_acknowledged_command_outlives_the_server_once(home: Furnished, kills: int) -> None:
    chance = random.Random(kills)
    server = RealServer(home, program=OFTEN)
    server.start()
    tablets = Senders(server, SENDERS, seed=kills)
    try:
        for kill in range(kills):
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
        assert tablets.wait_for(50), (tablets.wrong, server.said())
        server.kill()
        server.start().until_open()
        tablets.finish()
        assert len(tablets.acknowledged) == len(tablets.sent)
        server.kill()
        house = check_kept(home, tablets.acknowledged, tablets.sent)
        check_start(home, house, from_snapshot=True)
        assert len(tablets.acknowledged) > 10 * kills
        assert sum(sender.repeats for sender in tablets.each) > 0, "kept, but nobody heard, and sent again: that was tried too"
    finally:
        tablets.done.set()
        server.kill()


def assert_board_equals_the_fold(server: RealServer) -> None:
    """What a screen gets that opens now, against the journal folded up to that very entry."""
    with httpx.stream("GET", f"{server.url}/floor/stream", headers=server.tablet(), timeout=30) as response:
        told = Events(response).next("snapshot").data
    shown = restore([from_wire(json.dumps(line)) for line in told["lines"]], told["number"])
    shown = put_people_in(shown, [msgspec.convert(each, Person, strict=False) for each in told["people"].values()])
    reader = open_reader(server.home.journal)
    try:
        assert_same_board(shown, folded(reader, told["number"]))
    finally:
        reader.close()
